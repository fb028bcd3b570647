import type { CallError, CallSnapshot } from 'netcall-protocol';
import type { Notice, ServerEvent } from '../core/call-events';
import { accept, decline, hangUp, place } from '../core/commands';
import type { Fail } from '../core/session';
import { nothing } from '../platform/platform';
import { On, type Cookie } from './callbacks';
import { LIMITS } from './copied';
import { numberOf, SdkErr } from './errors';
import type { CallSession, MeetInfo, MeetObj } from './facts';
import { absence, addOutcomes, extOf, secondsSince, Standing, type Ground, type Leg, type Line, type Tell } from './ground';
import { infoOf, meetInfoOf, roomIdOf } from './read';
import { find, nickOf } from './room-table';

type Ext = string | null | undefined;
type Run = (core: Line['core'], cid: string, ok: () => void, no: Fail) => void;

/** The methods about calls. */
export function addCalls(g: Ground): void {
  addOutcomes(g, {
    Call: (ok, no, UID: string, meetObj: MeetObj, ext: Ext, cookie: Cookie) => call(g, ok, no, UID, meetObj, ext, cookie),
    AcceptCall: (ok, no, callID: string, meetObj: MeetObj, ext: Ext, cookie: Cookie) => withCall(g, ok, no, callID, cookie, (core, cid, done, failed) => {
      const meeting = roomOf(meetObj);
      accept(core, { cid, ...extOf(ext), ...meeting }, () => {
        if (meeting.meeting) note(g, cid).meet = givenInfo(meetObj);
        done();
      }, failed);
    }),
    RejectCall: (ok, no, callID: string, ext: Ext, cookie: Cookie) => withCall(g, ok, no, callID, cookie, (core, cid, done, failed) => decline(core, { cid, ...extOf(ext) }, done, failed)),
    HungupCall: (ok, no, callID: string, ext: Ext, cookie: Cookie) => withCall(g, ok, no, callID, cookie, (core, cid, done, failed) => {
      const { ownCall } = core;
      if (ownCall.phase === 'placing' || ('cid' in ownCall && ownCall.cid === cid)) hangUp(core, done, nothing, extOf(ext).custom);
      else decline(core, { cid, ...extOf(ext) }, done, failed);
    }, true),
  });
}

/** What the three commands about a running call have in common: exactly one of their two callbacks. @param mayBePlacing - also of one that the server does not know yet */
function withCall(g: Ground, ok: Tell, no: Tell, callID: string, cookie: Cookie, run: Run, mayBePlacing = false): void {
  const { line, legs } = g;
  const failed = (sdkErr: number): void => no(callID, sdkErr, cookie);
  if (!g.isIn || !line) return failed(absence(g));
  const { core, session } = line;
  const leg = legs.find((each) => each.callID === callID);
  const isPlacing = mayBePlacing && core.ownCall.phase === 'placing' && core.ownCall.callId === callID;
  if (!leg && !isPlacing) return failed(SdkErr.badCall);
  // The core is content without a server, too, when the session ends: the application is told that it did.
  run(core, leg ? leg.cid : '', () => (session.linkState === 'offline' ? failed(SdkErr.network) : ok(callID, cookie)), (error) => failed(numberOf(error)));
}

function call(g: Ground, ok: Tell, no: Tell, peer: string, meetObj: MeetObj, ext: Ext, cookie: Cookie): string {
  const { line } = g;
  const callID = g.host.uuid();
  let isOver = false; // Hung up before the server has answered, it fails at once, and what the server answers is nothing to it.
  const fail = (sdkErr: number): void => {
    if (!isOver) no(callID, sdkErr, cookie);
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
    Object.assign(leg, { callID, meet: meetInfoOf(meeting) || leg.meet || givenInfo(meetObj), whenBusy: busy ? () => fail(SdkErr.peerBusy) : null });
    if (!busy && !isOver) ok(callID, cookie);
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
  } else if (event.t === 'ended') note(g, event.cid).endExt = event.custom || '';
}

/** The same for the calls of a snapshot. */
export function noteCalls(g: Ground, calls: readonly CallSnapshot[]): void {
  calls.forEach(({ cid, callId, meeting, peerNick = '' }) => {
    const leg = note(g, cid, callId);
    leg.meet = meetInfoOf(meeting) || leg.meet;
    leg.peerName = peerNick || leg.peerName;
  });
}

/** The leg of a call, made if it is new. */
function note(g: Ground, cid: string, callID = ''): Leg {
  const known = g.legs.find((each) => each.cid === cid);
  if (known) return known;
  const leg: Leg = { callID, cid, peerName: '', meet: null, acceptExt: '', endExt: '', whenBusy: null };
  g.legs = [...g.legs, leg].slice(-LEGS_KEPT);
  return leg;
}

/** An end of a call that nobody here knows leaves a leg behind; more than so many are not about calls that go on. */
const LEGS_KEPT = 50;

/** What the core says of its calls, in this face's words. */
export function tellCall(g: Ground, { ownCall }: Line['core'], [, name, payload]: Notice): void {
  const cid = 'cid' in payload ? payload.cid : 'cid' in ownCall ? ownCall.cid : '';
  const leg = g.legs.find((each) => each.cid === cid);
  if (!leg) return;
  const { callID, meet, endExt, whenBusy } = leg;
  if (name === 'beCalling') return g.tell(On.NotifyCallIn, callID, meet, payload.caller, payload.custom || '');
  if (name === 'callAccepted') return g.tell(On.NotifyCallAccepted, callID, meet, leg.acceptExt);
  if (name === 'callRejected') {
    if (whenBusy) whenBusy();
    else g.tell(On.NotifyCallRejected, callID, REJECTIONS[payload.reason] || SdkErr.noAnswer, endExt);
  } else if (name === 'hangup' || name === 'callerAckSync') g.tell(On.NotifyCallHungup, callID, endExt);
  else if (name !== 'disconnect') return;
  g.legs = g.legs.filter((each) => each !== leg);
}

const REJECTIONS: Readonly<Record<string, number>> = { rejected: SdkErr.refused, busy: SdkErr.peerBusy, lost: SdkErr.network };

/** The call that goes on, for an application that was started anew. */
export function callInfo(g: Ground): { readonly callInfo?: CallSession } {
  const { ownCall } = g.line ? g.line.core : { ownCall: { phase: 'idle' as const } };
  if (!('cid' in ownCall) || ownCall.phase === 'ended') return {};
  const { cid, peer } = ownCall;
  const { callID, meet, peerName } = note(g, cid, ownCall.callId);
  const isOn = ownCall.phase === 'inCall';
  return {
    callInfo: {
      callID, peerID: peer, peerName: peerName || nickOf(find(g.stay.members, peer) || { account: peer }), callState: isOn ? 1 : 0, meetInfo: meet,
      duration: isOn ? secondsSince(g, ownCall.sinceMs + g.skewMs) : 0,
    },
  };
}

/** The room of a call for the server: absent when none is named. One that can be none is passed on, and refused. */
function roomOf(meetObj: MeetObj): { readonly meeting?: string } {
  const { ID } = Object(meetObj) as { readonly ID?: unknown };
  return Number(ID || 0) === 0 ? {} : { meeting: roomIdOf(ID) };
}

/** What the application has given, as what it will be given. */
function givenInfo(meetObj: MeetObj): MeetInfo | null {
  const { meeting } = roomOf(meetObj);
  return meeting ? infoOf(meeting, Object(meetObj) as object) : null;
}
