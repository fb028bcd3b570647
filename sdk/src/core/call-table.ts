import { cidOf, isIn, type Call, type Phase } from './call';
import type { CallEvent, Step } from './call-events';
import * as moves from './call-moves';
import * as room from './room';

/** A call in phase P. */
export type In<P extends Phase> = Extract<Call, { phase: P }>;
/** An event named T. */
export type On<T extends CallEvent['t']> = Extract<CallEvent, { t: T }>;

type Handler<P extends Phase, T extends CallEvent['t']> = (call: In<P>, event: On<T>, nowMs: number) => Step;
type Table = { readonly [P in Phase]: { readonly [T in CallEvent['t']]?: Handler<P, T> } };

const begins = { place: moves.place, invited: moves.ring, adopted: moves.adopt };

/**
 * The call of one client, as a table: every move on one screen. docs/call-states.md is made from it.
 *
 * - idle: nobody calls; the phase before the first call.
 * - placing: the user calls and the server has not answered, so there is no cid yet.
 * - calling: the server rings the callee's devices.
 * - ringing: somebody calls; `answering` between the user's tap and the server's word.
 * - inCall: accepted; in the room once `room` is set.
 * - ended: over, with the reason; stays until the next call begins.
 */
const TABLE: Table = {
  idle: begins,
  placing: { placed: room.placed, glared: moves.glared, placeFailed: moves.placeFailed, hangUpAsked: moves.abandon },
  calling: { ringing: moves.peerRings, accepted: moves.calleeAccepted, declined: moves.declined, ended: moves.refused, hangUpAsked: moves.hangUp },
  ringing: {
    acceptAsked: moves.answer, acceptDone: moves.answered, acceptFailed: moves.answerFailed, rejectAsked: moves.reject, hangUpAsked: moves.reject,
    answeredElsewhere: moves.elsewhere, ended: moves.ended,
  },
  inCall: {
    entered: room.enter, ownChanged: room.changeOwn, memberJoined: room.join, memberLeft: room.leave, memberUpdated: room.join,
    accepted: moves.anotherAccepted, declined: moves.declined, calledMore: moves.calledMore, control: moves.control, mediaChanged: moves.changeMedia, peerState: moves.peerState, ended: moves.ended, hangUpAsked: moves.hangUp,
  },
  ended: begins,
};

/**
 * Pure: no clock, no socket. A pair with no entry changes nothing, so late and repeated events are harmless. An event of
 * another call changes nothing either; only a call that the server has made for nobody is ended (call rule 8).
 */
export function transition(call: Call, event: CallEvent, nowMs: number): Step {
  const isSame = cidOf(call) === cidOf(event);
  if (event.t === 'placed' || event.t === 'glared' || event.t === 'placeFailed') {
    const isAwaited = isIn(call, 'placing') && call.callId === event.callId;
    // Both have called, and this side hung up before it knew: theirs rings here already, and the server takes it as accepted.
    if (event.t === 'glared' && isSame && isIn(call, 'ringing')) return moves.decline(call, nowMs);
    if (!isAwaited) return [call, 'cid' in event && !isSame ? [['hangup', event.cid]] : []];
  } else if ('cid' in event && !isSame && event.t !== 'invited') return [call, []];
  const handler = TABLE[call.phase][event.t] as ((call: Call, event: CallEvent, nowMs: number) => Step) | undefined;
  return handler ? handler(call, event, nowMs) : [call, []];
}

/** May a new call begin? Every phase is listed, so that a new one will not compile until someone decides. */
export const CAN_BEGIN: Readonly<Record<Phase, boolean>> = {
  idle: true,
  placing: false, // The server is being asked.
  calling: false,
  ringing: false, // Answer it or decline it first.
  inCall: false,
  ended: true, // What is left is only the reason.
};
