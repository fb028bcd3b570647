import type { CallRecord, ClientType, EndReason, Meeting } from 'netcall-protocol';
import { uidsOf, type Audience, type CallFacts, type ConnectedCall, type Effect, type EndedCall, type Leg, type MeetingPlace, type RingingCall, type Role, type Step, type StoredRecord } from './call';

/** How a call ends: by a side's device, or by time (`by` null). */
export type Ending =
  | { readonly reason: EndReason; readonly by: null }
  | { readonly reason: EndReason; readonly by: Role; readonly device: string; readonly clientType: ClientType; readonly custom?: string | undefined };

/** What a call is placed with. */
export interface Placing extends CallFacts {
  readonly caller: Leg;
  readonly ringUntilMs: number;
  /** True when the callee is in a call and only devices that decide for themselves may ring. */
  readonly onlyAppPolicy: boolean;
  /** The meeting that it names. */
  readonly where?: MeetingPlace | undefined;
}

/** A new call that rings. */
export function place(placing: Placing): Step<RingingCall> {
  const { app, cid, callId, accounts, media, custom, startedAtMs, silent, caller, ringUntilMs, onlyAppPolicy, where } = placing;
  const event = { t: 'invited', cid, callId, caller: accounts.caller, media, ringMsLeft: ringUntilMs - startedAtMs, uids: uidsOf(accounts) } as const;
  const to: Audience = { account: accounts.callee, except: null, only: onlyAppPolicy ? 'appPolicy' : 'all' };
  const call: RingingCall = { phase: 'ringing', app, cid, callId, accounts, media, custom, startedAtMs, silent, meeting: where?.cid, caller, ringUntilMs, rang: false };
  return { call, effects: silent ? [] : [{ do: 'tell', to, event: withSaid(event, custom, where) }] };
}

/** An event with what a side says, and where they meet, if anything. */
export function withSaid<E extends object>(event: E, custom: string | undefined, where: MeetingPlace | undefined): E & { custom?: string; meeting?: Meeting } {
  if (custom === undefined && where === undefined) return event;
  return { ...event, ...(custom === undefined ? {} : { custom }), ...(where === undefined ? {} : { meeting: where.facts }) };
}

/**
 * A new call that ends at once because the callee is in another one, or does not want to be disturbed. To the caller it is
 * `busy` either way; `dnd` stands on the record that the callee sees (call rule 30).
 */
export function placeBusy(placing: Placing, because: 'busy' | 'dnd'): Step<EndedCall> {
  const { call } = place(placing);
  const { app, cid, callId, accounts, media, custom, startedAtMs } = call;
  const ended: EndedCall = { phase: 'ended', app, cid, callId, accounts, media, custom, startedAtMs, acceptedAtMs: null, endedAtMs: startedAtMs, reason: 'busy', endedBy: null };
  const told = tellEnded({ account: accounts.caller, device: call.caller.device }, ended);
  return { call: ended, effects: [told, ...recordEffects(ended, because)] };
}

/** Who hears of an end, and what remains of the call. The device that ended it has its answer and hears nothing else. */
export function endedEffects(before: RingingCall | ConnectedCall, ended: EndedCall, ending: Ending): Effect[] {
  const told = before.phase === 'ringing' ? endOfRinging(before, ended, ending) : endOfCall(before, ended, ending);
  told.push(...recordEffects(ended));
  if (before.phase === 'connected') told.push({ do: 'closeRoom' });
  return told;
}

function endOfRinging(before: RingingCall, ended: EndedCall, ending: Ending): Effect[] {
  const caller: Audience = { account: ended.accounts.caller, device: before.caller.device };
  const callee = (except: string | null): Audience => ({ account: ended.accounts.callee, except, only: 'all' });
  if (ending.by === 'caller') return ended.silent ? [] : [tellEnded(callee(null), ended, ending.custom)];
  if (ending.by === null) return ended.silent ? [tellEnded(caller, ended)] : [tellEnded(caller, ended), tellEnded(callee(null), ended)];
  const { cid, media, endedAtMs: at } = ended;
  const elsewhere = { t: 'answeredElsewhere', cid, media, accepted: false, clientType: ending.clientType, at } as const;
  return [tellEnded(caller, ended, ending.custom), { do: 'tell', to: callee(ending.device), event: elsewhere }];
}

function endOfCall(before: ConnectedCall, ended: EndedCall, ending: Ending): Effect[] {
  const sides: readonly Role[] = ['caller', 'callee'];
  const custom = ending.by === null ? undefined : ending.custom;
  return sides.filter((role) => role !== ending.by).map((role) => tellEnded({ account: ended.accounts[role], device: before[role].device }, ended, custom));
}

function tellEnded(to: Audience, ended: EndedCall, custom?: string): Effect {
  const { cid, reason, endedBy: account, endedAtMs: at } = ended;
  const event = { t: 'ended', cid, reason, account, at } as const;
  return { do: 'tell', to, event: custom === undefined ? event : { ...event, custom } };
}

function recordEffects(ended: EndedCall, because: EndReason = ended.reason): Effect[] {
  const { cid, callId, accounts: { caller, callee }, media, startedAtMs, acceptedAtMs, endedAtMs, reason, endedBy, silent } = ended;
  const durationMs = acceptedAtMs === null ? 0 : Math.max(0, endedAtMs - acceptedAtMs);
  const record: CallRecord = { cid, caller, callee, media, startedAtMs, acceptedAtMs, endedAtMs, durationMs, reason, endedBy };
  return keepRecord({ cid, callId, caller, callee, media, startedAtMs, acceptedAtMs, endedAtMs, durationMs, reason: because, endedBy, silent }, record);
}

/**
 * A record is written, and every device of both hears of it; of a silent call the caller's alone.
 *
 * @param record - as the caller sees it: `dnd` is the callee's own business (call rule 30)
 */
export function keepRecord(stored: StoredRecord, record: CallRecord): Extract<Effect, { do: 'tell' | 'record' }>[] {
  const { caller, callee, reason, silent } = stored;
  const kept = { do: 'record', record: stored } as const;
  if (silent === undefined && record.reason === reason) return [kept, { do: 'tell', to: { accounts: [caller, callee] }, event: { t: 'recorded', record } }];
  const ours = { do: 'tell', to: { account: caller, except: null, only: 'all' }, event: { t: 'recorded', record } } as const;
  const theirs = { do: 'tell', to: { account: callee, except: null, only: 'all' }, event: { t: 'recorded', record: { ...record, reason } } } as const;
  return silent ? [kept, ours] : [kept, ours, theirs];
}
