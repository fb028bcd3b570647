import { ANSWER_FIELDS, EVENT_FIELDS, type BulkFrame, type RtcEvents } from 'netcall-protocol';
import { On } from './callbacks';
import { SdkErr } from './errors';
import type { Ground } from './ground';
import { placeOf, queueStateOf, userOf } from './queues';
import { look, PLACE, STATE, STATUS, USER, type Sample } from './read';
import { stateOf } from './status';
import { arrived, seen } from './transfer';

/** What a message is to look like, and what is done when it comes. */
type Entry<E> = readonly [sample: Sample, hear: (g: Ground, event: E) => void];

const INVITE = { inviteId: '', custom: '' };

/** Events that only this face hears. */
const EVENTS: { readonly [N in keyof RtcEvents]: Entry<RtcEvents[N]> } = {
  userStatus: [{ user: STATE }, (g, { user }) => g.tell(On.NotifyUserStatus, stateOf(user), g.statusCookie)],
  inviteIn: [{ from: '', ...INVITE }, ({ tell }, { inviteId, from, custom }) => tell(On.NotifyInviteIn, inviteId, from, custom)],
  inviteAnswered: [{ answer: '', ...INVITE }, ({ tell }, { inviteId, answer, custom }) => {
    if (answer === 'accepted') tell(On.NotifyInviteAccepted, inviteId, custom);
    else tell(On.NotifyInviteRejected, inviteId, answer === 'noAnswer' ? SdkErr.noAnswer : SdkErr.refused, custom);
  }],
  inviteCancelled: [{ reason: '', ...INVITE }, ({ tell }, { inviteId, reason, custom }) => tell(On.NotifyInviteCanceled, inviteId, reason === 'noAnswer' ? SdkErr.noAnswer : SdkErr.ok, custom)],
  queueStatus: [{ status: STATUS }, ({ tell }, { status }) => tell(On.QueueStatusChanged, queueStateOf(status))],
  queuing: [PLACE, (g, place) => g.tell(On.QueuingInfoChanged, placeOf(g, place))],
  assigned: [USER, (g, { user }) => g.tell(On.AutoAssignUser, userOf(g, user))],
  unassigned: [{ queue: 0, account: '' }, ({ tell }, { queue, account }) => tell(On.CancelAssignUser, queue, account)],
};

type Frame<T> = Extract<BulkFrame, { t: T }>;

/** Frames without a number. */
const FRAMES: { readonly [T in BulkFrame['t']]: Entry<Frame<T>> } = {
  bulk: [{ from: '', transfer: '', kind: '', data: '', seq: 0, offset: 0, total: 0, text: true }, arrived],
  bulkSeen: [{ from: '', transfer: '', seq: 0 }, seen],
};

/** Teaches the reader of the core what this face hears; only an application that imports this face has it. */
export function learn(): void {
  ANSWER_FIELDS.enterMeeting = String(ANSWER_FIELDS.enterRoom);
  // The reader looks at the number; what else an event has is looked at here.
  const fields: Record<string, string> = EVENT_FIELDS;
  Object.keys(EVENTS).forEach((name) => (fields[name] = 's'));
}

/** Hears an event that only this face does; false for all others. @throws CallError BAD_MESSAGE naming the field */
export function hearOwn(g: Ground, event: { readonly t: string }, entries: object = EVENTS): boolean {
  const entry = (entries as Readonly<Record<string, Entry<never>>>)[event.t];
  if (!entry) return false;
  const [sample, hear] = entry;
  look(sample, event, event.t);
  hear(g, event as never);
  return true;
}

/** Hears a frame that has no number, and that the core has parsed before. @throws CallError BAD_MESSAGE naming the field */
export function hearFrame(g: Ground, json: string): void {
  hearOwn(g, JSON.parse(json) as BulkFrame, FRAMES);
}
