import type { EndReason } from 'netcall-protocol';
import { CALL_TIMES, type Link, type Refusal } from './call';
import { LIVE_CHECK_MS } from './call-table';
import { deviceOf, devicesOf, dissolve, endedEvent, endSeat, isIn, keep, recordOf, recordsLast, tell, tellSeat, tellTaken, then, withSeat } from './group-ends';
import {
  groupUids, invitationOf, ringingSeats, seatOf, takenSeats, type GoneSeat, type Group, type GroupEvent, type GroupStep, type GroupTimes, type RingingSeat, type Seat, type SeatEvent,
  type TakenSeat, type Team,
} from './group';
import { meetingTransition } from './meeting-moves';
import { callMore } from './callees';
import { asRoom, enter, enterAgain, moveIn, newStream, tellLink } from './room-moves';

/** Where an account stands: with a seat, or `out` as a stranger. */
type SeatState = Seat['state'] | 'out';
type In<S extends SeatState> = S extends 'out' ? undefined : Extract<Seat, { state: S }>;
type On<T extends SeatEvent['type']> = Extract<SeatEvent, { type: T }>;
type Move<S extends SeatState, T extends SeatEvent['type']> = (group: Group, seat: In<S>, event: On<T>, nowMs: number, times: GroupTimes) => GroupStep;
type Table = { [S in SeatState]: { [T in SeatEvent['type']]?: Move<S, T> } };

/**
 * Every move of a group, on one screen: what an account may do depends on its own seat alone. A pair with no entry changes
 * nothing, so late and repeated events are harmless.
 *
 * ```
 *          accepted        left, lost, kept out
 * ringing ──────────▶ in ───────────────────────▶ gone
 *    ▲ └────────────── ▲ ──────────────────────────▲
 *    │     out ────────┘ entered (named rooms)
 *    └─ out, gone: a member calls more, calledMore; under a new number
 * ```
 *
 * @see docs/call-states.md, "The server's table of groups"
 */
const TABLE: Table = {
  out: {
    rang: refuseStranger, accepted: refuseStranger, rejected: refuseStranger, joined: refuseStranger, steppedOut: refuseStranger, modeSet: refuseStranger,
    streamRenewed: refuseStranger, commanded: refuseStranger, looked: refuseStranger, calledMore: refuseStranger,
    entered: (group, _seat, event, nowMs) => asRoom(group, event, (room) => enter(room, event, nowMs)),
  },
  ringing: {
    rang: firstRing,
    accepted: answer,
    rejected: decline,
    left: decline,
    joined: refuseRinging, steppedOut: refuseRinging, modeSet: refuseRinging, streamRenewed: refuseRinging, commanded: refuseRinging, looked: refuseRinging,
    calledMore: refuseRinging,
    entered: (group, seat, event, nowMs, times) => asRoom(group, event, (room) => comeIn(room, seat, event, nowMs, times)),
  },
  in: {
    rang: (group, seat) => (isCallee(group, seat) ? keep(group) : refuse(group, badState('rang'))),
    accepted: (group, seat, event) => (isCallee(group, seat) ? owned(group, seat, event, () => keep(group)) : refuse(group, badState('accepted'))),
    rejected: (group, seat, event) => (isCallee(group, seat) ? owned(group, seat, event, () => refuse(group, badState('rejected'))) : refuse(group, badState('rejected'))),
    left: (group, seat, event, nowMs) => (seat.device === event.device ? leave(group, seat, nowMs) : keep(group)),
    joined: (group, seat, event) => inTalk(group, seat, event, () => moveIn(group, seat, { mode: event.mode, stream: newStream(group, seat.uid, event.random), joinUntilMs: null })),
    steppedOut: (group, seat, event, nowMs) => inTalk(group, seat, event, () => (group.kind === 'room' ? leave(group, seat, nowMs) : stepOut(group, seat))),
    modeSet: (group, seat, event) => inRoom(group, seat, event, () => moveIn(group, seat, { mode: event.mode })),
    streamRenewed: (group, seat, event) => inRoom(group, seat, event, () => moveIn(group, seat, { stream: newStream(group, seat.uid, event.random) })),
    commanded: (group, seat, event) => inTalk(group, seat, event, () => command(group, seat, event)),
    calledMore: (group, seat, event, nowMs) => inTalk(group, seat, event, () => callMore(group, seat, event, nowMs)),
    looked: (group, seat, event) => inRoom(group, seat, event, () => keep(group)),
    entered: (group, seat, event, nowMs) => asRoom(group, event, (room) => enterAgain(room, seat, event, nowMs)),
    linkLost: loseLink,
    linkBack: (group, seat, event) => (seat.device !== event.device || seat.link.up ? keep(group) : tellLink(withSeat(group, { ...seat, link: { up: true } }), seat, 'ok')),
  },
  gone: {
    accepted: refuseGone, rejected: refuseGone, joined: refuseGone, steppedOut: refuseGone, modeSet: refuseGone, streamRenewed: refuseGone, commanded: refuseGone,
    looked: refuseGone, calledMore: refuseGone,
    entered: (group, _seat, event) => asRoom(group, event, keep),
  },
};

/** Commands that change what a call carries: consent to picture, and back to sound (docs/protocol.md, `control`). */
const MEDIA_OF: Readonly<Record<number, Group['media']>> = { 6: 'video', 8: 'audio' };

/** The request behind each event. */
const METHODS: Readonly<Record<SeatEvent['type'], string>> = {
  rang: 'ringing', accepted: 'accept', rejected: 'reject', left: 'hangup', joined: 'join', steppedOut: 'leave', modeSet: 'setMode', streamRenewed: 'renewStream',
  commanded: 'control', calledMore: 'callMore', looked: 'members', entered: 'enterRoom', linkLost: 'linkLost', linkBack: 'linkBack',
};

/**
 * What one event does to a group. Pure: no clock, no socket, no store.
 *
 * @param nowMs - milliseconds since 1970
 */
export function groupTransition(group: Group, event: GroupEvent, nowMs: number, times: GroupTimes = CALL_TIMES): GroupStep {
  if (event.type === 'timeUp') return group.over === null ? recordsLast(timeUp(group, event.live, nowMs, times)) : keep(group);
  if (event.type === 'restarted') return group.over === null ? restart(group, nowMs, times) : keep(group);
  if (event.type === 'callOver' || event.type === 'kicked' || event.type === 'destroyed') return meetingTransition(group, event, nowMs);
  const seat = seatOf(group, event.account);
  const move = TABLE[seat?.state ?? 'out'][event.type] as ((...of: [Group, Seat | undefined, SeatEvent, number, GroupTimes]) => GroupStep) | undefined;
  return move === undefined ? keep(group) : recordsLast(move(group, seat, event, nowMs, times));
}

/** The one timer of a group: when `timeUp` must be told, or null when it waits for nothing. Milliseconds since 1970. */
export function groupDeadlineAtMs(group: Group): number | null {
  if (group.over !== null) return null;
  const seats = takenSeats(group).flatMap(({ joinUntilMs, link, leg }) => [joinUntilMs ?? Infinity, link.up || leg !== undefined ? Infinity : link.untilMs]);
  const rings = ringingSeats(group).map((seat) => invitationOf(group, seat)?.untilMs ?? Infinity);
  const unused = group.kind === 'room' ? (group.unusedUntilMs ?? Infinity) : Infinity;
  const first = Math.min(unused, ...rings, ...seats);
  return first === Infinity ? null : first;
}

function refuse(group: Group, refusal: Refusal): GroupStep {
  return { group, effects: [], refusal };
}

function badState(type: SeatEvent['type'], phase: 'ringing' | 'connected' = 'connected'): Refusal {
  return { code: 'BAD_STATE', detail: { method: METHODS[type], phase } };
}

/** Existence is not revealed (call rule 36). */
function refuseStranger(group: Group): GroupStep {
  return refuse(group, { code: 'CALL_UNKNOWN', detail: {} });
}

function refuseRinging(group: Group, _seat: RingingSeat, event: SeatEvent): GroupStep {
  return refuse(group, badState(event.type, 'ringing'));
}

function refuseGone(group: Group, seat: GoneSeat): GroupStep {
  return refuse(group, { code: 'CALL_ENDED', detail: { reason: seat.reason } });
}

const isCallee = (group: Group, seat: Seat): boolean => invitationOf(group, seat) !== null;

/** Only the device of the seat may; another of a callee's has missed the answer, another in a named room has lost its place. */
function owned(group: Group, seat: TakenSeat, event: SeatEvent, move: () => GroupStep): GroupStep {
  if (seat.device === event.device) return move();
  const answers = event.type === 'accepted' || event.type === 'rejected';
  if (group.kind === 'room' && !answers) return refuse(group, { code: 'CALL_ENDED', detail: { reason: 'kicked' } });
  return refuse(group, { code: isCallee(group, seat) ? 'ANSWERED_ELSEWHERE' : 'CALL_UNKNOWN', detail: {} });
}

/** Nobody talks before the first has answered. */
function inTalk(group: Group, seat: TakenSeat, event: SeatEvent, move: () => GroupStep): GroupStep {
  return owned(group, seat, event, () => (group.kind === 'team' && group.acceptedAtMs === null ? refuse(group, badState(event.type, 'ringing')) : move()));
}

function inRoom(group: Group, seat: TakenSeat, event: SeatEvent, move: () => GroupStep): GroupStep {
  return inTalk(group, seat, event, () => (seat.stream === null ? refuse(group, { code: 'NOT_IN_ROOM', detail: {} }) : move()));
}

function firstRing(group: Group, seat: RingingSeat): GroupStep {
  if (seat.rang) return keep(group);
  const by = invitationOf(group, seat)?.by;
  const caller = takenSeats(group).find(({ uid }) => uid === by);
  const event = { t: 'ringing', cid: group.cid, account: seat.account } as const;
  return keep(withSeat(group, { ...seat, rang: true }), caller === undefined ? [] : [tell(deviceOf(caller), event)]);
}

function answer(group: Group, { uid, account, called }: RingingSeat, event: Pick<On<'accepted'>, 'device' | 'clientType'>, nowMs: number, times: GroupTimes): GroupStep {
  const joinUntilMs = nowMs + times.joinMs;
  const { cid, media } = group;
  const seat: TakenSeat = {
    state: 'in', uid, account, device: event.device, type: event.clientType, link: { up: true }, sinceMs: nowMs, joinUntilMs, stream: null, mode: 0, called,
    ...(group.kind === 'room' ? { role: 0 } : {}),
  };
  const accepted = { t: 'accepted', cid, account, media, uids: groupUids(group) } as const;
  const elsewhere = { t: 'answeredElsewhere', cid, media, accepted: true, clientType: event.clientType, at: nowMs } as const;
  const effects = [...tellTaken(group, null, accepted), tell(devicesOf(account, event.device), elsewhere), ...missed(group, seat, nowMs)];
  const begun = group.kind === 'team' && group.acceptedAtMs === null ? begin(group, nowMs, times) : group;
  return keep(withSeat(begun, seat), effects);
}

/** Who is called into a room and comes in by its door has answered. */
function comeIn(room: Group, ringing: RingingSeat, event: On<'entered'>, nowMs: number, times: GroupTimes): GroupStep {
  const { mode, role, random } = event;
  return then(answer(room, ringing, event, nowMs, times), (group) => {
    const seat = takenSeats(group).find(({ uid }) => uid === ringing.uid);
    return seat === undefined ? keep(group) : moveIn(group, seat, { mode, role, stream: newStream(group, seat.uid, random), joinUntilMs: null });
  });
}

/** The first answer makes it a call: the caller too must enter now, and has the window of a call when it is away. */
function begin(team: Team, nowMs: number, times: GroupTimes): Team {
  const caller = takenSeats(team).find(({ account }) => account === team.maker);
  const begun: Team = { ...team, acceptedAtMs: nowMs };
  if (caller === undefined) return begun;
  const { link } = caller;
  return withSeat(begun, { ...caller, joinUntilMs: nowMs + times.joinMs, link: link.up ? link : { ...link, untilMs: link.sinceMs + times.resumeCallMs } });
}

/** Who answers when its caller has left already talks with the others alone: with the caller it was a cancelled call. */
function missed(group: Group, seat: TakenSeat, nowMs: number) {
  const called = invitationOf(group, seat);
  return called === null || isIn(group, called.by) ? [] : [recordOf(group, seat, called, null, nowMs, { reason: 'cancelled', by: called.caller })];
}

function decline(group: Group, seat: RingingSeat, event: On<'rejected'> | On<'left'>, nowMs: number): GroupStep {
  const { cid, media } = group;
  const elsewhere = { t: 'answeredElsewhere', cid, media, accepted: false, clientType: event.clientType, at: nowMs } as const;
  const custom = event.type === 'rejected' ? event.custom : undefined;
  const ended = endSeat(group, seat, { reason: 'rejected', by: seat.account }, nowMs, custom);
  return then(ended, (after) => keep(after, [tell(devicesOf(seat.account, event.device), elsewhere)]));
}

function leave(group: Group, seat: TakenSeat, nowMs: number): GroupStep {
  const cancels = group.kind === 'team' && group.acceptedAtMs === null;
  return endSeat(group, seat, { reason: cancels ? 'cancelled' : 'hungUp', by: seat.account }, nowMs);
}

/** A time limit or a loss ends a seat: its own devices are told as well. */
function endByTime(group: Group, seat: RingingSeat | TakenSeat, reason: EndReason, nowMs: number): GroupStep {
  const ending = { reason, by: null };
  const own = tellSeat(seat, endedEvent(group, ending, nowMs));
  return then(endSeat(group, seat, ending, nowMs), (after) => keep(after, own));
}

function stepOut(group: Group, seat: TakenSeat): GroupStep {
  if (seat.stream === null) return keep(group);
  const left = { t: 'memberLeft', cid: group.cid, uid: seat.uid, account: seat.account } as const;
  return keep(withSeat(group, { ...seat, stream: null }), [{ do: 'revoke', stream: seat.stream }, ...tellTaken(group, seat.uid, left)]);
}

function command(group: Group, seat: TakenSeat, { command: number, custom }: On<'commanded'>): GroupStep {
  const media = MEDIA_OF[number] ?? group.media;
  const event = { t: 'control', cid: group.cid, account: seat.account, command: number, ...(custom === undefined ? {} : { custom }) } as const;
  return keep(media === group.media ? group : { ...group, media }, tellTaken(group, seat.uid, event));
}

function loseLink(group: Group, seat: TakenSeat, event: On<'linkLost'>, nowMs: number, times: GroupTimes): GroupStep {
  if (seat.device !== event.device || !seat.link.up) return keep(group);
  return tellLink(withSeat(group, { ...seat, link: downUntil(group, nowMs, nowMs, times) }), seat, 'reconnecting');
}

/** How long a device may be away: while it only rings as long as a caller, otherwise as long as in a call. */
function downUntil(group: Group, sinceMs: number, nowMs: number, times: GroupTimes): Link {
  const calling = group.kind === 'team' && group.acceptedAtMs === null;
  return { up: false, sinceMs, untilMs: nowMs + (calling ? times.resumeRingingMs : times.resumeCallMs) };
}

/** Looks at every seat in turn; the end of one may be the end of all. */
function timeUp(group: Group, live: ReadonlySet<number>, nowMs: number, times: GroupTimes): GroupStep {
  if (group.kind === 'room' && group.unusedUntilMs !== null) return group.unusedUntilMs <= nowMs ? dissolve(group, { reason: 'closed', by: null }, nowMs) : keep(group);
  return group.seats.reduce((step, { uid }) => then(step, (now) => seatTimeUp(now, uid, live.has(uid), nowMs, times)), keep(group));
}

function seatTimeUp(group: Group, uid: number, isLive: boolean, nowMs: number, times: GroupTimes): GroupStep {
  const seat = group.seats.find((each) => each.uid === uid);
  if (seat === undefined || seat.state === 'gone') return keep(group);
  if (seat.state === 'ringing') return (invitationOf(group, seat)?.untilMs ?? Infinity) <= nowMs ? endByTime(group, seat, 'noAnswer', nowMs) : keep(group);
  const later = linkAtTime(seat, isLive, nowMs, times);
  if (later === null) return endByTime(group, seat, 'lost', nowMs);
  if (seat.joinUntilMs !== null && seat.joinUntilMs <= nowMs) return endByTime(group, seat, 'failed', nowMs);
  return later === seat.link ? keep(group) : keep(withSeat(group, { ...seat, link: later }));
}

/** A device's time may be over; while the relay still sees its stream it gets more, up to `resumeLiveMs` (call rule 19). Null when it is lost. A leg is lost when its call is. */
function linkAtTime({ link, leg }: TakenSeat, isLive: boolean, nowMs: number, times: GroupTimes): Link | null {
  if (link.up || leg !== undefined || link.untilMs > nowMs) return link;
  const lastMs = link.sinceMs + times.resumeLiveMs;
  return isLive && lastMs > nowMs ? { ...link, untilMs: Math.min(nowMs + LIVE_CHECK_MS, lastMs) } : null;
}

/** The server is a new one: no device has a socket, and who had not entered the room gets the time again. */
function restart(group: Group, nowMs: number, times: GroupTimes): GroupStep {
  const seats = group.seats.map((seat): Seat => {
    if (seat.state !== 'in') return seat;
    const joinUntilMs = seat.joinUntilMs === null ? null : Math.max(seat.joinUntilMs, nowMs + times.joinMs);
    return { ...seat, joinUntilMs, link: downUntil(group, nowMs, nowMs, times) };
  });
  return keep({ ...group, seats });
}
