import { CallError, LIMITS, type CallPlaced, type Requests } from 'netcall-protocol';
import type { SessionRow, Terms } from '../store/store';
import { isInGroup, isTaking, termsOf } from './busy';
import { RTC_RING_MS, uidsOf, type Call, type Step } from './call';
import { place, placeBusy, type Placing } from './call-ends';
import { deadlineAtMs } from './call-table';
import type { Calls } from './calls';
import { answerCall, namedPlace, placeOfCall, withMade } from './meeting-calls';

type CallRequest = Requests['call'];

/** A lost race is looked at anew so often; each time somebody else's call has come or gone. */
const ATTEMPTS = 8;

/**
 * Places a call, or finds that it is placed already, or takes it as the answer to a call in the other direction.
 *
 * @throws CallError INVALID_CALLEE, ALREADY_IN_CALL, CALLEE_OFFLINE, RATE_LIMITED, ROOM_UNKNOWN, SESSION_EXPIRED
 */
export async function placeCall(calls: Calls, row: SessionRow, request: CallRequest): Promise<CallPlaced> {
  if (request.callee === row.account) throw new CallError('INVALID_CALLEE');
  const { store } = calls.services;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const known = await store.placed(row.app, row.account, request.callId);
    if (known !== null) return placedAs(known.call);
    if (attempt === 0) calls.services.limits.call(row, request.callee, calls.services.clock.nowMs());
    const glare = await answerGlare(calls, row, request);
    if (glare !== null) return glare;
    if (await isInGroup(store, row)) throw new CallError('ALREADY_IN_CALL'); // Before each try: what the busy lock has refused is looked at here.
    const placed = await tryToPlace(calls, row, request);
    if (placed !== null) return placed;
  }
  throw new Error('placing a call lost every race');
}

function placedAs(call: Call): CallPlaced {
  const placed = { cid: call.cid, uids: uidsOf(call.accounts) };
  return call.phase === 'ended' && call.reason === 'busy' ? { ...placed, busy: true } : placed;
}

/** Call rule 1: both pressed "call", both want to talk. The first call stays and this one is its acceptance. */
async function answerGlare(calls: Calls, row: SessionRow, { callee, custom, meeting }: CallRequest): Promise<CallPlaced | null> {
  const { store } = calls.services;
  const live = await store.liveOf(row.app, row.account);
  const theirs = live.find(({ call }) => call.phase === 'ringing' && call.accounts.caller === callee && call.accounts.callee === row.account);
  if (theirs === undefined) {
    if (live.some(({ call }) => isTaking(call, row))) throw new CallError('ALREADY_IN_CALL');
    return null;
  }
  const named = meeting === undefined ? undefined : await namedPlace(calls, row.app, meeting);
  // Between the look and this step the call may have ended or been answered elsewhere: then it is no glare any more.
  const after = await answerCall(calls, row, theirs.call.cid, { glare: true, custom, named });
  if (after === null || after.call.phase !== 'connected' || after.call.callee.device !== row.device) return null;
  const place = await placeOfCall(calls, after.call);
  return { ...placedAs(after.call), glare: true, ...(place === undefined ? {} : { meeting: place.facts }) };
}

async function tryToPlace(calls: Calls, row: SessionRow, request: CallRequest): Promise<CallPlaced | null> {
  const { callee } = request;
  const { store } = calls.services;
  const stance = await store.accounts.stance(row.app, callee, row.account);
  const sessions = await store.sessionsOf(row.app, callee);
  const isAway = sessions.length === 0 || stance === 'blocked'; // Asked for both whichever it is: the caller must not tell the two apart.
  if (isAway && request.forceKeepCalling !== true) throw new CallError('CALLEE_OFFLINE');
  const rings = stance !== 'blocked' && sessions.some(({ rtc }) => rtc !== undefined); // For whoever is blocked it rings as with one who is away.
  const placing = placingOf(calls, row, request, rings || row.rtc !== undefined);
  if (stance !== 'open') return placedOrNull(await commit(calls, stance === 'dnd' ? placeBusy(placing, 'dnd') : place({ ...placing, silent: true }), termsOf(row)));
  if (request.meeting !== undefined) return placedOrNull(await ring(calls, row, { ...placing, where: await namedPlace(calls, row.app, request.meeting) }, sessions));
  if (!rings || row.rtc !== undefined) return placedOrNull(await ring(calls, row, placing, sessions));
  const placed = await withMade(calls, placing, (where) => ring(calls, row, { ...placing, where }, sessions), (each) => (each.done ? each.call : null));
  return placedOrNull(placed);
}

/** Rings, as far as the callee is free or its devices decide for themselves; otherwise it is busy at once. */
async function ring(calls: Calls, row: SessionRow, placing: Placing, sessions: readonly SessionRow[]): Promise<Placed> {
  const { callee } = placing.accounts;
  const first = await commit(calls, place(placing), termsOf(row, [callee]));
  if (first.done || first.busy !== callee) return first;
  const mayRing = sessions.some(({ busyPolicy }) => busyPolicy === 'app');
  return commit(calls, mayRing ? place({ ...placing, onlyAppPolicy: true }) : placeBusy(placing, 'busy'), termsOf(row));
}

type Placed = { readonly done: true; readonly call: Call } | { readonly done: false; readonly busy: string | null };

const placedOrNull = (placed: Placed): CallPlaced | null => (placed.done ? placedAs(placed.call) : null);

/** Commits a new call; `busy` names the account that was not free, and is null when only the race was lost. */
async function commit(calls: Calls, { call, effects }: Step, terms: Terms): Promise<Placed> {
  const record = effects.find((effect) => effect.do === 'record')?.record ?? null;
  const tell = effects.filter((effect) => effect.do === 'tell');
  const { app } = call;
  const outcome = await calls.services.store.commit({ app, call, room: null, was: 0, ...terms, deadlineAtMs: deadlineAtMs(call), record, tell });
  if (!outcome.done && outcome.because === 'gone') throw new CallError('SESSION_EXPIRED');
  if (!outcome.done) return { done: false, busy: outcome.because === 'busy' ? outcome.account : null };
  calls.logPhase(call);
  return { done: true, call };
}

function placingOf({ services: { clock } }: Calls, row: SessionRow, request: CallRequest, isRtc: boolean): Placing {
  const startedAtMs = clock.nowMs();
  const accounts = { caller: row.account, callee: request.callee };
  const { callId, media, custom, ringMs = LIMITS.ringDefaultMs } = request;
  return {
    app: row.app, cid: callNumber(startedAtMs, clock.random(10)), callId, accounts, media, startedAtMs,
    caller: { device: row.device, type: row.type, link: { up: true }, joined: row.rtc !== undefined, rtc: row.rtc === undefined ? undefined : true },
    ringUntilMs: startedAtMs + (isRtc ? Math.min(ringMs, RTC_RING_MS) : ringMs), onlyAppPolicy: false, custom,
  };
}

/** Unique for ever and in the order of time: 9 digits of base 36 for the millisecond, then 80 random bits. */
export function callNumber(nowMs: number, random: Uint8Array): string {
  return nowMs.toString(36).padStart(9, '0') + Buffer.from(random).toString('hex');
}
