import { LIMITS } from 'netcall-protocol';
import type { Tell } from '../store/store';
import type { Refusal, Told } from './call';

/** How long an invitation that is over is still known, so that a repeated request succeeds again. */
export const OVER_KNOWN_MS = 120_000;

/** After a start of the server an invitation waits for so long at least: its two hear nothing of it before they are back. */
const RESTARTED_MS = 10_000;

/** Facts that hold from the first moment of an invitation to its last. */
interface InviteFacts {
  /** Made by the sender, its idempotency key. */
  readonly inviteId: string;
  readonly from: string;
  readonly to: string;
}

/** It waits for an answer until then. */
export interface OpenInvite extends InviteFacts {
  readonly phase: 'open';
  readonly untilMs: number;
}

/** It is over, and forgotten then. */
export interface OverInvite extends InviteFacts {
  readonly phase: 'over';
  readonly untilMs: number;
  readonly outcome: Outcome;
}

/** An invitation: it touches neither calls nor rooms. JSON. */
export type Invite = OpenInvite | OverInvite;

/** How an invitation came to its end. */
export type Outcome = 'accepted' | 'rejected' | 'cancelled' | 'noAnswer';

/** What can happen to an invitation. */
export type InviteEvent =
  | { readonly type: 'answered'; readonly account: string; readonly accepted: boolean; readonly custom: string }
  | { readonly type: 'cancelled'; readonly account: string; readonly custom: string }
  | { readonly type: 'timeUp' }
  | { readonly type: 'restarted' };

/** The outcome of one event: the next invitation (the same object when nothing changed; null: it is forgotten), who hears what, and a refusal. */
export interface InviteStep {
  readonly invite: Invite | null;
  readonly tell: readonly Tell[];
  readonly refusal?: Refusal;
}

/** Somebody invites. */
export function invited(facts: InviteFacts, custom: string, nowMs: number): InviteStep & { readonly invite: OpenInvite } {
  const { inviteId, from, to } = facts;
  return { invite: { ...facts, phase: 'open', untilMs: nowMs + LIMITS.answerMs }, tell: [telling(to, { t: 'inviteIn', inviteId, from, custom })] };
}

/** Pure: no clock, no store. Who repeats what it has done already is not refused, and nobody hears of it again. */
export function inviteTransition(invite: Invite, event: InviteEvent, nowMs: number): InviteStep {
  if (event.type === 'timeUp') return invite.phase === 'over' ? { invite: null, tell: [] } : end(invite, 'noAnswer', '', nowMs);
  if (event.type === 'restarted') return { invite: invite.phase === 'open' && invite.untilMs < nowMs + RESTARTED_MS ? { ...invite, untilMs: nowMs + RESTARTED_MS } : invite, tell: [] };
  const outcome = event.type === 'cancelled' ? 'cancelled' : event.accepted ? 'accepted' : 'rejected';
  if (event.account !== (event.type === 'cancelled' ? invite.from : invite.to)) return refuse(invite);
  if (invite.phase === 'open') return end(invite, outcome, event.custom, nowMs);
  return invite.outcome === outcome ? { invite, tell: [] } : refuse(invite);
}

function end({ inviteId, from, to }: OpenInvite, outcome: Outcome, custom: string, nowMs: number): InviteStep {
  const tell: Tell[] = [];
  if (outcome !== 'cancelled') tell.push(telling(from, { t: 'inviteAnswered', inviteId, answer: outcome, custom }));
  if (outcome === 'cancelled' || outcome === 'noAnswer') tell.push(telling(to, { t: 'inviteCancelled', inviteId, reason: outcome, custom }));
  return { invite: { inviteId, from, to, phase: 'over', untilMs: nowMs + OVER_KNOWN_MS, outcome }, tell };
}

/** Another's invitation is answered as one that never was. */
function refuse(invite: Invite): InviteStep {
  return { invite, tell: [], refusal: { code: 'INVITE_UNKNOWN', detail: {} } };
}

const telling = (account: string, event: Told): Tell => ({ do: 'tell', to: { account, face: 'rtc' }, event });
