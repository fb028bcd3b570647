import type { CallError, CallSnapshot, Snapshot } from 'netcall-protocol';
import type { Notice, ServerEvent } from '../core/call-events';
import { accept, decline, hangUp, place, type PlaceAnswer } from '../core/commands';
import { nothing } from '../platform/platform';
import type { Cookie } from './callbacks';
import { LIMITS } from './copied';
import { numberOf, SDK_ERR } from './errors';
import type { CallSession, MeetInfo, MeetObj } from './facts';
import { absence, extOf, secondsSince, serverNowMs, STANDING, type Ground, type Leg } from './ground';
import { meetInfoOf, roomIdOf } from './read';
import { nickOf } from './room-table';

type Command = 'AcceptCall' | 'RejectCall' | 'HungupCall';

/** The methods about calls. */
export function callMethods(g: Ground) {
  return {
    Call(calledUID: unknown, meetObj?: MeetObj, usrExtDat?: string | null, cookie?: Cookie): string {
      const callID = g.host.uuid();
      call(g, { ...newLeg(callID, '', String(calledUID)), meetInfo: infoOf(meetObj), cookie }, meetObj, usrExtDat);
      return callID;
    },
    AcceptCall(callID: string, meetObj?: MeetObj, usrExtDat?: string | null, cookie?: Cookie): void {
      command(g, 'AcceptCall', callID, cookie, ({ leg, core, ok, no }) => {
        const room = roomFields(meetObj);
        if (room === null) return no(SDK_ERR.badParameter);
        accept(core, { cid: leg.cid, ...extOf(usrExtDat), ...room }, () => {
          leg.meetInfo = infoOf(meetObj) ?? leg.meetInfo;
          ok();
        }, (error) => no(numberOf(error)));
      });
    },
    RejectCall(callID: string, usrExtDat?: string | null, cookie?: Cookie): void {
      command(g, 'RejectCall', callID, cookie, ({ leg, core, ok, no }) => decline(core, { cid: leg.cid, ...extOf(usrExtDat) }, ok, (error) => no(numberOf(error))));
    },
    HungupCall(callID: string, usrExtDat?: string | null, cookie?: Cookie): void {
      command(g, 'HungupCall', callID, cookie, ({ leg, core, ok, no }) => {
        const { custom } = extOf(usrExtDat);
        if (legOfCore(g) === leg) hangUp(core, ok, nothing, custom);
        else decline(core, { cid: leg.cid, custom }, ok, (error) => no(numberOf(error)));
      });
    },
  };
}

interface Running {
  readonly leg: Leg;
  readonly core: NonNullable<Ground['line']>['core'];
  readonly ok: () => void;
  readonly no: (sdkErr: number) => void;
}

/** What the three commands about a running call have in common: exactly one of their two callbacks. */
function command(g: Ground, name: Command, callID: string, cookie: Cookie, run: (running: Running) => void): void {
  const no = (sdkErr: number): void => g.tell(`${name}Fail`, callID, sdkErr, cookie);
  const refusal = absence(g);
  const { line } = g;
  const leg = g.legs.find((each) => each.callID === callID);
  if (refusal !== SDK_ERR.ok || line === null) no(refusal);
  else if (leg === undefined || (leg.cid === '' && name !== 'HungupCall')) no(SDK_ERR.badCall);
  else {
    // The core is content without a server, too, when the session ends: the application is told that it did.
    const ok = (): void => (line.session.linkState === 'offline' ? no(SDK_ERR.network) : g.tell(`${name}Success`, callID, cookie));
    run({ leg, core: line.core, ok, no });
  }
}

function call(g: Ground, leg: Leg, meetObj: unknown, usrExtDat: string | null | undefined): void {
  const { callID, peer, cookie } = leg;
  const fail = (sdkErr: number): void => {
    drop(g, leg);
    g.tell('CallFail', callID, sdkErr, cookie);
  };
  const room = roomFields(meetObj);
  const refusal = absence(g);
  if (refusal !== SDK_ERR.ok || g.line === null) return fail(refusal);
  if (room === null) return fail(SDK_ERR.badParameter);
  g.legs.push(leg);
  const ringMs = LIMITS.ringDefaultMs;
  let isOver = false; // Hung up before the server has answered, it fails at once, and what the server answers is nothing to it.
  place(g.line.core, { name: 'call', callId: callID, ringMs, fields: { callee: peer, media: 'video', ringMs, ...extOf(usrExtDat), ...room }, facts: { peer, media: 'video' } }, (answer) => {
    if (!isOver) placed(g, leg, answer);
  }, (error: CallError) => {
    if (!isOver) fail(numberOf(error));
    isOver = true;
  });
}

function placed(g: Ground, leg: Leg, { cid, busy, meeting }: PlaceAnswer): void {
  const early = g.legs.find((each) => each.cid === cid);
  if (early !== undefined) {
    // Both have called: theirs has come before the answer, which made one of the two. Ours is the one that the application knows.
    Object.assign(leg, { meetInfo: early.meetInfo, acceptExt: early.acceptExt, endExt: early.endExt });
    drop(g, early);
  }
  leg.cid = cid;
  leg.meetInfo = meetInfoOf(meeting) ?? leg.meetInfo;
  leg.isBusy = busy === true;
  if (!leg.isBusy) g.tell('CallSuccess', leg.callID, leg.cookie);
}

/** Keeps what an event of a call carries, before the core hears it: what the core tells of it has no more than the call's name. */
export function noteCall(g: Ground, event: ServerEvent): void {
  // Whoever is called waits no more.
  if (event.t === 'invited') g.standing.delete(STANDING.place);
  if (event.t === 'invited') note(g, event.cid, event.callId, event.caller).meetInfo = meetInfoOf(event.meeting);
  else if (event.t === 'accepted') {
    const leg = note(g, event.cid, '', event.account);
    leg.meetInfo = meetInfoOf(event.meeting) ?? leg.meetInfo;
    leg.acceptExt = event.custom ?? '';
  } else if (event.t === 'ended' && event.custom !== undefined) note(g, event.cid, '', '').endExt = event.custom;
}

/** The same for the calls of a snapshot. */
export function noteCalls(g: Ground, { calls }: Snapshot): void {
  calls.forEach((each: CallSnapshot) => {
    const { cid, callId, caller, callee, meeting, peerNick } = each;
    const placing = g.legs.find(({ callID }) => callID === callId);
    if (placing?.cid === '') placing.cid = cid;
    const leg = note(g, cid, callId, caller === g.line?.session.account ? callee : caller);
    leg.meetInfo = meetInfoOf(meeting) ?? leg.meetInfo;
    leg.peerName = peerNick ?? leg.peerName;
  });
}

/** The leg of a call, made if it is new. */
function note(g: Ground, cid: string, callID: string, peer: string): Leg {
  const leg = g.legs.find((each) => each.cid === cid) ?? newLeg(callID, cid, peer);
  if (!g.legs.includes(leg)) g.legs.push(leg);
  return leg;
}

/** What the core says of its calls, in this face's words. */
export function tellCall(g: Ground, [, name, payload]: Notice): void {
  const leg = 'cid' in payload ? g.legs.find(({ cid }) => cid === payload.cid) : legOfCore(g);
  if (leg === undefined) return;
  const { callID, meetInfo, peer } = leg;
  if (name === 'beCalling') return g.tell('NotifyCallIn', callID, meetInfo, peer, payload.custom ?? '');
  if (name === 'callAccepted') return g.tell('NotifyCallAccepted', callID, meetInfo, leg.acceptExt);
  if (name === 'callRejected') rejected(g, leg, payload.reason);
  else if (name === 'hangup') g.tell('NotifyCallHungup', callID, leg.endExt);
  else if (name === 'callerAckSync') g.tell('NotifyCallHungup', callID, '');
  else if (name !== 'disconnect') return;
  drop(g, leg);
}

function rejected(g: Ground, { callID, isBusy, endExt, cookie }: Leg, reason: string): void {
  if (isBusy) return g.tell('CallFail', callID, SDK_ERR.peerBusy, cookie);
  const numbers: Readonly<Record<string, number>> = { rejected: SDK_ERR.refused, busy: SDK_ERR.peerBusy, lost: SDK_ERR.network };
  g.tell('NotifyCallRejected', callID, numbers[reason] ?? SDK_ERR.noAnswer, endExt);
}

/** The call that goes on, for an application that was started anew. */
export function callSession(g: Ground): CallSession | undefined {
  const own = g.line?.core.ownCall;
  const leg = legOfCore(g);
  if (own === undefined || leg === undefined || own.phase === 'idle' || own.phase === 'ended') return undefined;
  const { callID, peer, meetInfo } = leg;
  const member = g.room?.members.find(({ account }) => account === peer);
  const isOn = own.phase === 'inCall';
  return {
    callID, peerID: peer, peerName: leg.peerName || (member === undefined ? peer : nickOf(member)), callState: isOn ? 1 : 0, meetInfo,
    duration: isOn ? secondsSince(g, own.sinceMs + serverNowMs(g) - g.host.nowMs()) : 0,
  };
}

/** The session is over: no call goes on, and no more is told of any. */
export function dropCalls(g: Ground): void {
  g.legs.splice(0);
}

function legOfCore(g: Ground): Leg | undefined {
  const own = g.line?.core.ownCall ?? { phase: 'idle' };
  if (own.phase === 'idle') return undefined;
  return g.legs.find(({ cid, callID }) => (own.phase === 'placing' ? callID === own.callId : cid === own.cid && cid !== ''));
}

function drop(g: Ground, leg: Leg): void {
  const { legs } = g;
  if (legs.includes(leg)) legs.splice(legs.indexOf(leg), 1);
}

function newLeg(callID: string, cid: string, peer: string): Leg {
  return { callID, cid, peer, peerName: '', meetInfo: null, acceptExt: '', endExt: '', isBusy: false };
}

/** The room of a call for the server: absent when none is named, null when what is named is no room. */
function roomFields(meetObj: unknown): { readonly meeting?: string } | null {
  const id = idIn(meetObj);
  if (id === undefined || Number(id) === 0) return {};
  const meeting = roomIdOf(id);
  return meeting === null ? null : { meeting };
}

/** The number in what an application gives for a room. */
function idIn(meetObj: unknown): unknown {
  return typeof meetObj === 'object' && meetObj !== null ? (meetObj as { readonly ID?: unknown }).ID : meetObj || undefined;
}

/** What the application has given, as what it will be given. */
function infoOf(meetObj: unknown): MeetInfo | null {
  const meeting = roomFields(meetObj)?.meeting;
  if (meeting === undefined) return null;
  return { pswd: '', subject: '', pubMeetUrl: '', creator: '', memberCount: 0, startTime: 0, ...Object(meetObj), ID: Number(meeting) } as MeetInfo;
}
