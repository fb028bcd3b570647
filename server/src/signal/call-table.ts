import type { EndReason } from 'netcall-protocol';
import { endedEffects, withSaid, type Ending } from './call-ends';
import {
  CALL_TIMES, legOf, otherRole, RTC_RING_MS, type Call, type CallEvent, type CallTimes, type ConnectedCall, type Effect, type Leg, type Phase, type Refusal,
  type RingingCall, type Role, type Step, uidsOf,
} from './call';

type In<P extends Phase> = Extract<Call, { phase: P }>;
type On<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>;
type Move<P extends Phase, T extends CallEvent['type']> = (call: In<P>, event: On<T>, nowMs: number, times: CallTimes) => Step;
type Table = { [P in Phase]: { [T in CallEvent['type']]?: Move<P, T> } };

/** While the relay still sees the stream of a leg without a socket, its return is looked at again after this long. */
export const LIVE_CHECK_MS = 5_000;

/**
 * Every move of a call, on one screen. A pair with no entry changes nothing, so late and repeated events are harmless.
 *
 * ```
 *            accepted             rejected, hungUp, timeUp
 * ringing ───────────▶ connected ───────────▶ ended
 *    └──────────────────────────────────────────▲
 * ```
 *
 * @see docs/call-states.md, "The server's table"
 */
const TABLE: Table = {
  ringing: {
    rang: firstRing,
    accepted: answer,
    rejected: (call, event, nowMs) => end(call, nowMs, { reason: 'rejected', by: 'callee', device: event.device, clientType: event.clientType, custom: event.custom }),
    hungUp: hangUpRinging,
    linkLost: loseLink,
    linkBack: regainLink,
    meetingGiven: giveMeeting,
    timeUp: stopRinging,
    restarted: restartRinging,
  },
  connected: {
    accepted: (call, event) => (call.callee.device === event.device ? keep(call) : refuse(call, { code: 'ANSWERED_ELSEWHERE', detail: {} })),
    rejected: (call, event) =>
      refuse(call, call.callee.device === event.device ? { code: 'BAD_STATE', detail: { method: 'reject', phase: 'connected' } } : { code: 'ANSWERED_ELSEWHERE', detail: {} }),
    hungUp: hangUpConnected,
    mediaChanged: (call, event) => (call.media === event.media ? keep(call) : keep({ ...call, media: event.media })),
    joined: enterRoom,
    linkLost: loseLink,
    linkBack: regainLink,
    roomLost: (call, event, nowMs) => endByTime(call, nowMs, event.reason),
    timeUp: checkConnected,
    restarted: restartConnected,
  },
  ended: {
    accepted: refuseEnded,
    rejected: refuseEnded,
    joined: refuseEnded,
  },
};

/**
 * What one event does to a call. Pure: no clock, no socket, no store.
 *
 * @param nowMs - milliseconds since 1970
 * @param times - how long a call waits for what
 */
export function transition(call: Call, event: CallEvent, nowMs: number, times: CallTimes = CALL_TIMES): Step {
  const move = TABLE[call.phase][event.type] as Move<Phase, CallEvent['type']> | undefined;
  return move === undefined ? keep(call) : move(call, event, nowMs, times);
}

/** The one timer of a call: when `timeUp` must be told, or null when it waits for nothing. Milliseconds since 1970. */
export function deadlineAtMs(call: Call): number | null {
  switch (call.phase) {
    case 'ringing':
      return Math.min(call.ringUntilMs, untilMs(call.caller));
    case 'connected': {
      const join = call.caller.joined && call.callee.joined ? Infinity : call.joinUntilMs;
      const first = Math.min(join, untilMs(call.caller), untilMs(call.callee));
      return first === Infinity ? null : first;
    }
    case 'ended':
      return null;
  }
}

function keep<C extends Call>(call: C, effects: readonly Effect[] = []): Step<C> {
  return { call, effects };
}

function refuse(call: Call, refusal: Refusal): Step {
  return { call, effects: [], refusal };
}

function refuseEnded(call: In<'ended'>): Step {
  return refuse(call, { code: 'CALL_ENDED', detail: { reason: call.reason } });
}

function end(call: RingingCall | ConnectedCall, nowMs: number, ending: Ending): Step {
  const acceptedAtMs = call.phase === 'connected' ? call.acceptedAtMs : null;
  const endedBy = ending.by === null ? null : call.accounts[ending.by];
  const { app, cid, callId, accounts, media, custom, startedAtMs, silent, meeting } = call;
  const ended: In<'ended'> = { phase: 'ended', app, cid, callId, accounts, media, custom, startedAtMs, silent, meeting, acceptedAtMs, endedAtMs: nowMs, reason: ending.reason, endedBy };
  return { call: ended, effects: endedEffects(call, ended, ending) };
}

const endByTime = (call: RingingCall | ConnectedCall, nowMs: number, reason: EndReason): Step => end(call, nowMs, { reason, by: null });

function firstRing(call: RingingCall): Step {
  if (call.rang) return keep(call);
  const { caller, callee } = call.accounts;
  const event = { t: 'ringing', cid: call.cid, account: callee } as const;
  return keep({ ...call, rang: true }, [{ do: 'tell', to: { account: caller, device: call.caller.device }, event }]);
}

function answer(call: RingingCall, event: On<'accepted'>, nowMs: number, times: CallTimes): Step {
  const { app, cid, callId, accounts, media, custom, startedAtMs } = call;
  const callee: Leg = { device: event.device, type: event.clientType, link: { up: true }, joined: event.rtc === true, rtc: event.rtc };
  const caller = call.caller.link.up ? call.caller : down(call.caller, call.caller.link.sinceMs, call.caller.link.sinceMs + times.resumeCallMs);
  const accepted = (account: string) => ({ t: 'accepted', cid, account, media, uids: uidsOf(accounts) }) as const;
  const elsewhere = { t: 'answeredElsewhere', cid, media, accepted: true, clientType: event.clientType, at: nowMs } as const;
  const effects: Effect[] = event.meeting === undefined ? [{ do: 'openRoom' }] : [];
  effects.push(
    { do: 'tell', to: { account: accounts.caller, device: caller.device }, event: withSaid(accepted(accounts.callee), event.custom, event.meeting) },
    { do: 'tell', to: { account: accounts.callee, except: event.device, only: 'all' }, event: elsewhere },
  );
  if (event.glare) effects.push({ do: 'tell', to: { account: accounts.callee, device: event.device }, event: withSaid(accepted(accounts.caller), undefined, event.meeting) });
  const joinUntilMs = nowMs + times.joinMs;
  return keep({ phase: 'connected', app, cid, callId, accounts, media, custom, startedAtMs, meeting: event.meeting?.cid, caller, callee, acceptedAtMs: nowMs, joinUntilMs }, effects);
}

/** An RTCSDK session of the callee has come: it wants a place to meet, and rings no longer than its own calls do. */
function giveMeeting(call: RingingCall, { meeting }: On<'meetingGiven'>, nowMs: number): Step {
  if (call.meeting !== undefined) return keep(call);
  return keep({ ...call, meeting, ringUntilMs: Math.min(call.ringUntilMs, nowMs + RTC_RING_MS) });
}

function hangUpRinging(call: RingingCall, event: On<'hungUp'>, nowMs: number): Step {
  if (event.role === 'callee') return end(call, nowMs, { reason: 'rejected', by: 'callee', device: event.device, clientType: event.clientType, custom: event.custom });
  if (event.device !== call.caller.device) return keep(call);
  return end(call, nowMs, { reason: 'cancelled', by: 'caller', device: event.device, clientType: event.clientType, custom: event.custom });
}

/** A device that is not a leg ends nothing: its account's call goes on elsewhere. */
function hangUpConnected(call: ConnectedCall, event: On<'hungUp'>, nowMs: number): Step {
  if (call[event.role].device !== event.device) return keep(call);
  return end(call, nowMs, { reason: 'hungUp', by: event.role, device: event.device, clientType: event.clientType, custom: event.custom });
}

function enterRoom(call: ConnectedCall, event: On<'joined'>): Step {
  const leg = call[event.role];
  return leg.device !== event.device || leg.joined ? keep(call) : keep(withLeg(call, event.role, { ...leg, joined: true }));
}

function loseLink(call: RingingCall | ConnectedCall, event: On<'linkLost'>, nowMs: number, times: CallTimes): Step {
  const leg = legOf(call, event.role);
  if (leg === null || leg.device !== event.device || !leg.link.up) return keep(call);
  if (call.phase === 'ringing') return keep({ ...call, caller: down(leg, nowMs, ringWindow(call, nowMs, times)) });
  return keep(withLeg(call, event.role, down(leg, nowMs, nowMs + times.resumeCallMs)), [tellLink(call, event.role, 'reconnecting')]);
}

function regainLink(call: RingingCall | ConnectedCall, event: On<'linkBack'>): Step {
  const leg = legOf(call, event.role);
  if (leg === null || leg.device !== event.device || leg.link.up) return keep(call);
  const back: Leg = { ...leg, link: { up: true } };
  return call.phase === 'ringing' ? keep({ ...call, caller: back }) : keep(withLeg(call, event.role, back), [tellLink(call, event.role, 'ok')]);
}

function stopRinging(call: RingingCall, _event: On<'timeUp'>, nowMs: number): Step {
  if (untilMs(call.caller) <= nowMs) return endByTime(call, nowMs, 'lost');
  return call.ringUntilMs <= nowMs ? endByTime(call, nowMs, 'noAnswer') : keep(call);
}

/** A leg's time may be over; while the relay still sees its stream it gets more, up to `resumeLiveMs` (call rule 19). */
function checkConnected(call: ConnectedCall, event: On<'timeUp'>, nowMs: number, times: CallTimes): Step {
  let next = call;
  for (const role of ['caller', 'callee'] as const) {
    const { link } = call[role];
    if (link.up || link.untilMs > nowMs) continue;
    const lastMs = link.sinceMs + times.resumeLiveMs;
    if (!event.live[role] || lastMs <= nowMs) return endByTime(call, nowMs, 'lost');
    next = withLeg(next, role, down(next[role], link.sinceMs, Math.min(nowMs + LIVE_CHECK_MS, lastMs)));
  }
  const joined = call.caller.joined && call.callee.joined;
  return !joined && call.joinUntilMs <= nowMs ? endByTime(call, nowMs, 'failed') : keep(next);
}

/** The server is a new one: the caller has no socket. Where the clock was turned back meanwhile, it rings no longer than from the start. */
function restartRinging(call: RingingCall, _event: On<'restarted'>, nowMs: number, times: CallTimes): Step {
  const ringUntilMs = Math.min(call.ringUntilMs, nowMs + call.ringUntilMs - call.startedAtMs);
  return keep({ ...call, ringUntilMs, caller: down(call.caller, nowMs, nowMs + times.resumeRingingMs) });
}

/** The server is a new one: no leg has a socket, and who had not entered the room gets the time again. */
function restartConnected(call: ConnectedCall, _event: On<'restarted'>, nowMs: number, times: CallTimes): Step {
  const untilMs = nowMs + times.resumeCallMs;
  const joinUntilMs = Math.max(call.joinUntilMs, nowMs + times.joinMs);
  return keep({ ...call, caller: down(call.caller, nowMs, untilMs), callee: down(call.callee, nowMs, untilMs), joinUntilMs });
}

const ringWindow = (call: RingingCall, nowMs: number, times: CallTimes): number => Math.min(nowMs + times.resumeRingingMs, call.ringUntilMs);

const down = (leg: Leg, sinceMs: number, untilMs: number): Leg => ({ ...leg, link: { up: false, sinceMs, untilMs } });

const untilMs = (leg: Leg): number => (leg.link.up ? Infinity : leg.link.untilMs);

function withLeg(call: ConnectedCall, role: Role, leg: Leg): ConnectedCall {
  return role === 'caller' ? { ...call, caller: leg } : { ...call, callee: leg };
}

function tellLink(call: ConnectedCall, lost: Role, state: 'ok' | 'reconnecting'): Effect {
  const peer = otherRole(lost);
  const to = { account: call.accounts[peer], device: call[peer].device };
  return { do: 'tell', to, event: { t: 'peerState', cid: call.cid, account: call.accounts[lost], state } };
}
