import type { CallSnapshot, Snapshot } from 'netcall-protocol';
import { cidOf, isIn } from './call';
import { dispatch, invitationOf, leave, ring, whileWaiting, type Calls, type Ended } from './calls';
import { CAN_BEGIN } from './call-table';

/** The truth after a gap: what is not in it is over (call rule 20), unless it is `old` by now: then the call may be newer. */
export function adopt(c: Calls, snapshot: Snapshot, serverNowMs: number, old = false): void {
  const { calls, ended } = snapshot;
  const { ownCall } = c;
  if (isIn(ownCall, 'placing')) {
    c.earlyInvited.push(...calls);
    c.early.push(() => adopt(c, snapshot, serverNowMs, true));
    return;
  }
  const endOf = (cid: string): Ended => ({ t: 'ended', reason: 'lost', account: null, ...ended.find((each) => each.cid === cid), cid, at: serverNowMs });
  // Who is called again meanwhile was out of it.
  const isGone = (cid: string): boolean => calls.every((each) => each.cid !== cid || (isIn(each, 'ringing') && isIn(ownCall, 'inCall')));
  [...c.waiting.keys()].filter(isGone).forEach((cid) => whileWaiting(c, endOf(cid)));
  if ('cid' in ownCall && isGone(ownCall.cid) && (!old || (!ownCall.channel && ended.some(({ cid }) => cid === ownCall.cid)))) dispatch(c, endOf(ownCall.cid));
  calls.forEach((call) => meet(c, call, serverNowMs, old));
}

/** A call of the snapshot: the current one with news, one that was left here, one that rings, one of before a restart. */
function meet(c: Calls, call: CallSnapshot, serverNowMs: number, old: boolean): void {
  const { ownCall, session: { account, host } } = c;
  const { callee, phase, mine, acceptedAtMs, room: _, ...invited } = call;
  const { cid, callId, caller, ringMsLeft, channel } = invited;
  if (c.waiting.has(cid) || (phase === 'connected' && !mine)) return;
  if (cidOf(ownCall) === cid && !isIn(ownCall, 'ended')) return catchUp(c, call, old);
  if (c.seen.has(invitationOf(call)) || c.seen.has(callId) || (mine && (!c.adoptCalls || !CAN_BEGIN[ownCall.phase] || channel))) return leave(c, 'hangup', cid);
  if (!mine) return ring(c, { ...invited, t: 'invited' });
  c.ringUntilMs = host.monotonicMs() + ringMsLeft;
  const role = caller === account ? 'caller' : 'callee';
  const sinceMs = host.nowMs() - (acceptedAtMs === null ? 0 : serverNowMs - acceptedAtMs);
  dispatch(c, { t: 'adopted', call: { ...invited, peer: role === 'caller' ? callee : caller }, phase, role, sinceMs });
}

/** The current call, as the server has it; of an `old` snapshot not the room, which was entered anew since. */
function catchUp(c: Calls, call: CallSnapshot, old: boolean): void {
  const { cid, uids, media, callee, room } = call;
  const { ownCall } = c;
  if (isIn(call, 'ringing')) return;
  if (isIn(ownCall, 'inCall')) dispatch(c, { t: 'mediaChanged', cid, media });
  if (isIn(ownCall, 'calling')) dispatch(c, { t: 'accepted', cid, account: callee, media, uids });
  else if (isIn(ownCall, 'ringing')) dispatch(c, { t: 'acceptDone', cid, uids });
  // Before `startRtc` the room is not this client's business: the application asks for it when it is ready.
  else if (isIn(ownCall, 'inCall') && ownCall.room && room && !old) dispatch(c, { t: 'entered', cid, mode: ownCall.room.mode, entry: room });
}
