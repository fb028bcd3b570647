import type { CallError, CallSnapshot } from 'netcall-protocol';
import type { Notice, ServerEvent } from '../core/call-events';
import { accept, decline, hangUp, place, type Answer } from '../core/commands';
import type { Fail } from '../core/session';
import { On } from './callbacks';
import { LIMITS } from '../copied';
import { numberOf, SdkErr } from './errors';
import type { CallSession, MeetInfo, MeetObj } from './facts';
import { absence, addOutcomes, byCid, extOf, secondsSince, Standing, type Done, type Ground, type Leg, type Line, type Tell } from './ground';
import { infoOf, meetInfoOf, roomIdOf } from './read';
import { find } from './room-table';

type Ext = string | null | undefined;
type Run = (core: Line['core'], fields: Answer, ok: () => void, no: Fail) => void;

/** The methods about calls. */
export function addCalls(g: Ground): void {
  addOutcomes(g, 3, {
    Call: (ok, no, UID: string, meetObj: MeetObj, ext: Ext) => call(g, ok, no, UID, meetObj, ext),
    AcceptCall: (ok, no, callID: string, meetObj: MeetObj, ext: Ext) => withCall(g, ok, no, accept, callID, ext, meetObj),
  });
  const running = (run: Run) => (ok: Tell, no: Tell, callID: string, ext: Ext) => withCall(g, ok, no, run, callID, ext);
  addOutcomes(g, 2, { RejectCall: running(decline), HungupCall: running(end) });
}

/** What the three commands about a running call have in common: exactly one of their two callbacks. */
function withCall(g: Ground, ok: Tell, no: Tell, run: Run, callID: string, ext: Ext, meetObj?: MeetObj): void {
  const { line } = g;
  const failed: Done = (sdkErr) => no(callID, sdkErr);
  if (!g.isIn || !line) return failed(absence(g));
  const { core, session } = line;
  const { ownCall } = core;
  const leg = g.legs.find((each) => each.legId === callID);
  const isPlacing = run === end && ownCall.phase === 'placing' && ownCall.callId === callID;
  if (!leg && !isPlacing) return failed(SdkErr.badCall);
  if (leg) leg.meet = givenInfo(meetObj) || leg.meet;
  // The core is content without a server, too, when the session ends: the application is told that it did.
  const done = (): void => (session.linkState === 'offline' ? failed(SdkErr.network) : ok(callID));
  run(core, { cid: leg ? leg.cid : '', ...extOf(ext), ...roomOf(meetObj) }, done, (error) => failed(numberOf(error)));
}

/** Ends the current call, or declines one that rings beside it. */
function end(core: Line['core'], fields: Answer, ok: () => void, no: Fail): void {
  const { ownCall } = core;
  if (fields.cid && !('cid' in ownCall && ownCall.cid === fields.cid)) decline(core, fields, ok, no);
  else hangUp(core, ok, fields.custom);
}

function call(g: Ground, ok: Tell, no: Tell, peer: string, meetObj: MeetObj, ext: Ext): string {
  const { line } = g;
  const callID = g.host.uuid();
  let isOver = false; // Hung up before the server has answered, it fails at once, and what the server answers is nothing to it.
  const fail = (sdkErr: number): void => {
    if (!isOver) no(callID, sdkErr);
    isOver = true;
  };
  if (!g.isIn || !line) {
    fail(absence(g));
    return callID;
  }
  const ringMs = LIMITS.ringDefaultMs;
  const media = 'video';
  place(line.core, { name: 'call', callId: callID, ringMs, fields: { callee: peer, media, ringMs, ...extOf(ext), ...roomOf(meetObj) }, facts: { peer, media } }, ({ cid, busy, meeting }) => {
    // When both have called the leg may be there, by the name that the other has given.
    const leg = note(g, cid);
    Object.assign(leg, { legId: callID, meet: meetInfoOf(meeting) || leg.meet || givenInfo(meetObj), whenBusy: busy ? () => fail(SdkErr.peerBusy) : null });
    if (!busy && !isOver) ok(callID);
  }, (error: CallError) => fail(numberOf(error)));
  return callID;
}

/** Keeps what an event of a call carries, before the core hears it: what the core tells of it has no more than the call's name. */
export function noteCall(g: Ground, event: ServerEvent): void {
  if (event.t === 'invited') {
    g.standing.delete(Standing.place); // Whoever is called waits no more.
    note(g, event.cid, event.callId).meet = meetInfoOf(event.meeting);
  } else if (event.t === 'accepted') {
    const leg = note(g, event.cid);
    leg.meet = meetInfoOf(event.meeting) || leg.meet;
    leg.acceptExt = event.custom || '';
  } else if (event.t === 'ended') {
    const leg = byCid(g.legs, event.cid);
    if (leg) leg.endExt = event.custom || '';
  }
}

/** The same for the calls of a snapshot. */
export function noteCalls(g: Ground, calls: readonly CallSnapshot[]): void {
  calls.forEach(({ cid, callId, meeting, peerNick = '' }) => {
    const leg = note(g, cid, callId);
    leg.meet = meetInfoOf(meeting) || leg.meet;
    leg.who = peerNick || leg.who;
  });
}

/** The leg of a call, made if it is new. */
function note(g: Ground, cid: string, callID = ''): Leg {
  const known = byCid(g.legs, cid);
  if (known) return known;
  const leg: Leg = { legId: callID, cid, who: '', meet: null, acceptExt: '', endExt: '', whenBusy: null };
  g.legs = [...g.legs, leg];
  return leg;
}

/** What a call came to that the other one did not take; noAnswer is all else. */
const REJECTIONS: Readonly<Record<string, number>> = { rejected: SdkErr.refused, lost: SdkErr.network };

/** What the core says of its calls, in this face's words. */
export function tellCall(g: Ground, { ownCall }: Line['core'], [, name, payload]: Notice): void {
  const cid = 'cid' in payload ? payload.cid : 'cid' in ownCall ? ownCall.cid : '';
  const leg = byCid(g.legs, cid);
  if (!leg) return;
  const { legId, meet, endExt, whenBusy } = leg;
  if (name === 'beCalling') return g.tell(On.NotifyCallIn, legId, meet, payload.caller, payload.custom || '');
  if (name === 'callAccepted') return g.tell(On.NotifyCallAccepted, legId, meet, leg.acceptExt);
  if (name === 'callRejected') {
    if (whenBusy) whenBusy();
    else g.tell(On.NotifyCallRejected, legId, REJECTIONS[payload.reason] || SdkErr.noAnswer, endExt);
  } else if (name === 'hangup' || name === 'callerAckSync') g.tell(On.NotifyCallHungup, legId, endExt);
  else if (name !== 'disconnect') return;
  g.legs = g.legs.filter((each) => each !== leg);
}

/** The call that goes on, for an application that was started anew. */
export function callInfo(g: Ground): { readonly callInfo?: CallSession } {
  const { ownCall } = g.line ? g.line.core : { ownCall: { phase: 'idle' as const } };
  if (!('cid' in ownCall) || ownCall.phase === 'ended') return {};
  const { cid, peer } = ownCall;
  const { legId, meet, who } = note(g, cid, ownCall.callId);
  const isOn = ownCall.phase === 'inCall';
  const { nick = peer } = find(g.stay.members, peer) || {};
  return {
    callInfo: {
      callID: legId, peerID: peer, peerName: who || nick, callState: isOn ? 1 : 0, meetInfo: meet,
      duration: isOn ? secondsSince(g, ownCall.sinceMs + g.skewMs) : 0,
    },
  };
}

/** The room of a call for the server: absent when none is named. One that can be none is passed on, and refused. */
function roomOf(meetObj: MeetObj): { readonly meeting?: string } {
  const { ID } = Object(meetObj) as { readonly ID?: unknown };
  return ID ? { meeting: roomIdOf(ID) } : {};
}

/** What the application has given, as what it will be given. */
function givenInfo(meetObj: MeetObj): MeetInfo | null {
  const { meeting } = roomOf(meetObj);
  return meeting ? infoOf(meeting, Object(meetObj) as object) : null;
}
