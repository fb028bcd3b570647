import type { CallSnapshot } from 'netcall-protocol';
import type { Held, SessionRow } from '../store/store';
import { legOf, otherRole, roleOf, type Call, type MeetingPlace, type RingingCall } from './call';
import type { Calls, Decision } from './calls';
import { makeForCall, openMeeting, openPlace, placeOf } from './meetings';

/** How a device answers a call. */
export interface Answering {
  readonly glare: boolean;
  readonly custom?: string | undefined;
  /** The meeting that it wants to meet in. */
  readonly named?: MeetingPlace | undefined;
  /** Throws the refusal of who may not answer. */
  readonly check?: (call: Call) => void;
}

/** What a snapshot tells of a call beside the call itself. */
export type Beside = Pick<CallSnapshot, 'meeting' | 'peerNick'>;

/**
 * The meeting that a request names.
 *
 * @throws CallError ROOM_UNKNOWN when it is not open
 */
export async function namedPlace(calls: Calls, app: string, id: string): Promise<MeetingPlace> {
  return placeOf((await openMeeting(calls.groups, app, id)).group);
}

/**
 * Answers a call; where one side is RTCSDK or a meeting is named, it is first decided where the two meet. Any other call costs
 * nothing for that.
 *
 * @throws CallError the refusal of the table, or of `check`
 */
export async function answerCall(calls: Calls, row: SessionRow, cid: string, answering: Answering): Promise<Held | null> {
  const first = new Answer(calls, row, answering, answering.glare ? undefined : answering.named);
  const held = await calls.act(row.app, cid, ({ call }) => first.decide(call));
  return first.undecided === null ? held : decideAndAnswer(calls, row, first.undecided, answering);
}

/** Where the two of a call meet, as it is told to one who asks; undefined for a room of the call's own. */
export async function placeOfCall(calls: Calls, call: Call): Promise<MeetingPlace | undefined> {
  return call.meeting === undefined ? undefined : ((await openPlace(calls.groups, call.app, call.meeting)) ?? undefined);
}

/**
 * A meeting that is made for a call, and given up when `use` does not use it after all.
 *
 * @param callOf - the call as `use` has left it
 */
export async function withMade<T>(calls: Calls, { app, cid, accounts }: Pick<Call, 'app' | 'cid' | 'accounts'>, use: (made: MeetingPlace) => Promise<T>, callOf: (result: T) => Call | null): Promise<T> {
  const made = await makeForCall(calls.groups, { app, cid, accounts });
  let call: Call | null = null;
  try {
    const result = await use(made);
    call = callOf(result);
    return result;
  } finally {
    if (call === null || call.phase === 'ended' || call.meeting !== made.cid) await calls.leaveMeeting(app, made.cid, cid);
  }
}

/**
 * What a device that signs in must know beside its calls. An RTCSDK session for which a call without a meeting rings gets one
 * here, so that its application has a room to enter.
 *
 * @param held - the account's calls, read when the session was opened; those that have changed are replaced
 */
export async function lookBeside(calls: Calls, row: SessionRow, held: readonly Held[]): Promise<{ readonly held: readonly Held[]; readonly beside: ReadonlyMap<string, Beside> }> {
  const beside = new Map<string, Beside>();
  const now: Held[] = [];
  for (const each of held) {
    const call = each.call.phase === 'ringing' && wantsMeeting(each.call, row) ? await giveMeeting(calls, each) : each;
    now.push(call);
    if (call.call.phase !== 'ended' && roleOf(call.call, row.account) !== null) beside.set(call.call.cid, await besideOf(calls, row, call.call));
  }
  return { held: now, beside };
}

async function besideOf(calls: Calls, row: SessionRow, call: Call): Promise<Beside> {
  if (call.silent) return {}; // Who has blocked the caller has no name for it.
  const place = await placeOfCall(calls, call);
  const peer = otherRole(roleOf(call, row.account) ?? 'caller');
  const device = legOf(call, peer)?.device;
  const sessions = await calls.services.store.sessionsOf(row.app, call.accounts[peer]);
  const nick = sessions.find((each) => each.rtc !== undefined && (device === undefined || each.device === device))?.rtc?.nick;
  return { ...(place === undefined ? {} : { meeting: place.facts }), ...(nick === undefined ? {} : { peerNick: nick }) };
}

const wantsMeeting = (call: RingingCall, row: SessionRow): boolean =>
  row.rtc !== undefined && call.caller.rtc === undefined && call.meeting === undefined && roleOf(call, row.account) === 'callee';

function giveMeeting(calls: Calls, before: Held): Promise<Held> {
  const { app, cid } = before.call;
  const give = async (made: MeetingPlace): Promise<Held> => (await calls.apply(app, cid, () => ({ type: 'meetingGiven', meeting: made.cid }))) ?? before;
  return withMade(calls, before.call, give, ({ call }) => call);
}

async function decideAndAnswer(calls: Calls, row: SessionRow, call: RingingCall, answering: Answering): Promise<Held | null> {
  const at = (where: MeetingPlace | null): Promise<Held | null> => {
    const second = new Answer(calls, row, answering, where);
    return calls.act(row.app, call.cid, (held) => second.decide(held.call));
  };
  const kept = await keptPlace(calls, call, answering);
  return kept !== null || !isMixed(call, row) ? at(kept) : withMade(calls, call, at, (held) => held?.call ?? null);
}

/** Both were calling: the first call stays with its meeting. Who accepts has named another one already, when it has named any. */
async function keptPlace(calls: Calls, call: RingingCall, { glare, named }: Answering): Promise<MeetingPlace | null> {
  return (await placeOfCall(calls, call)) ?? (glare ? (named ?? null) : null);
}

/** One try to answer a call. */
class Answer {
  /** The call still rings, and it is not decided where the two meet: nothing was done. */
  undecided: RingingCall | null = null;

  /** @param where - null: a room of the call's own; undefined: not decided */
  constructor(
    private readonly calls: Calls,
    private readonly row: SessionRow,
    private readonly answering: Answering,
    private readonly where: MeetingPlace | null | undefined,
  ) {}

  decide(call: Call): Decision {
    const { row, where, answering: { glare, custom, named, check } } = this;
    check?.(call);
    const isOver = glare && call.phase !== 'ringing'; // Then it is no glare any more.
    this.undecided = where === undefined && call.phase === 'ringing' && (named !== undefined || call.meeting !== undefined || isMixed(call, row)) ? call : null;
    if (isOver || this.undecided !== null) return { step: { call, effects: [] } };
    const rtc = row.rtc === undefined ? undefined : true;
    return { step: this.calls.step(call, { type: 'accepted', device: row.device, clientType: row.type, glare, rtc, custom, meeting: where ?? undefined }) };
  }
}

/** One side is RTCSDK and the other is not. */
const isMixed = ({ caller }: RingingCall, row: SessionRow): boolean => (caller.rtc !== undefined) !== (row.rtc !== undefined);
