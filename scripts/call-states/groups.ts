import type { Audience } from '../../server/src/signal/call';
import { ringingSeats, seatOf, type Entering, type Group, type GroupEffect, type MeetingEvent, type MeetingRoom, type NamedRoom, type Seat, type SeatEvent, type TakenSeat, type Team } from '../../server/src/signal/group';
import { groupTransition } from '../../server/src/signal/group-table';
import { withSection } from './section';

const HEADING = "## The server's table of groups";
const NOW = 1_000_000;
const RING_MS = 30_000;

const facts = { app: 'default', cid: 'cg', number: '100000001', maker: 'alice', media: 'video', startedAtMs: NOW, over: null } as const;
const taken = (uid: number, account: string, more: Partial<TakenSeat> = {}): TakenSeat => ({
  state: 'in', uid, account, device: `${account}-phone`, type: 'wechat', link: { up: true }, sinceMs: NOW, joinUntilMs: null, stream: `stream-${uid}`, mode: 0, ...more,
});
const bobRings: Seat = { state: 'ringing', uid: 2, account: 'bob', rang: false };
const team: Omit<Team, 'seats' | 'acceptedAtMs'> = { ...facts, kind: 'team', callId: 'k1', ringUntilMs: NOW + RING_MS };
const room: NamedRoom = {
  ...facts, kind: 'room', name: 'daily', scene: 1, live: false, nextUid: 3, unusedUntilMs: null, seats: [taken(1, 'alice', { role: 0 }), taken(2, 'bob', { role: 0 })],
};

const meeting: MeetingRoom = {
  ...room, name: room.number, meeting: { idleMs: null, call: 'c', numbered: ['alice', 'bob'] }, seats: [taken(1, 'alice', { leg: { cid: 'c', peer: 'bob' } }), taken(2, 'bob', { nick: 'Bob' })],
};

/** The groups that are looked at, and whose devices do something in them. */
const SCENES: readonly (readonly [name: string, group: Group, accounts: readonly string[]])[] = [
  ['calling', { ...team, acceptedAtMs: null, seats: [taken(1, 'alice', { stream: null }), bobRings] }, ['alice', 'bob']],
  ['talking', { ...team, acceptedAtMs: NOW, seats: [taken(1, 'alice'), bobRings, taken(3, 'carol'), { state: 'gone', uid: 4, account: 'dave', atMs: NOW, reason: 'rejected', by: 'dave' }] }, ['bob', 'carol', 'dave', 'erin']],
  ['room', room, ['bob', 'erin']],
  ['live', { ...room, live: true }, ['alice']],
  ['meeting', meeting, ['alice', 'bob', 'erin']],
];

const random = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);
const entering: Entering = { type: 'entered', clientType: 'wechat', mode: 0, role: 0, scene: 1, live: false, random };
type Own = SeatEvent extends infer E ? (E extends unknown ? Omit<E, 'account' | 'device'> : never) : never;

/** What a device does, once for each outcome; `tablet` is the other device of its account. */
const OWN: readonly (readonly [name: string, event: Own, device: 'phone' | 'tablet'])[] = [
  ['rang', { type: 'rang' }, 'phone'],
  ['accepted', { type: 'accepted', clientType: 'wechat' }, 'phone'],
  ['accepted by tablet', { type: 'accepted', clientType: 'wechat' }, 'tablet'],
  ['rejected', { type: 'rejected', clientType: 'wechat' }, 'phone'],
  ['rejected by tablet', { type: 'rejected', clientType: 'wechat' }, 'tablet'],
  ['left', { type: 'left', clientType: 'wechat' }, 'phone'],
  ['left by tablet', { type: 'left', clientType: 'wechat' }, 'tablet'],
  ['joined', { type: 'joined', mode: 0, random }, 'phone'],
  ['steppedOut', { type: 'steppedOut' }, 'phone'],
  ['modeSet', { type: 'modeSet', mode: 1 }, 'phone'],
  ['streamRenewed', { type: 'streamRenewed', random }, 'phone'],
  ['commanded', { type: 'commanded', command: 5 }, 'phone'],
  ['calledMore', { type: 'calledMore', callees: [{ account: 'frank', reach: 'all', isSilent: false }], ringMs: RING_MS }, 'phone'],
  ['calledMore, busy', { type: 'calledMore', callees: [{ account: 'frank', reach: 'busy', isSilent: false }], ringMs: RING_MS }, 'phone'],
  ['looked', { type: 'looked' }, 'phone'],
  ['looked by tablet', { type: 'looked' }, 'tablet'],
  ['entered', entering, 'phone'],
  ['entered by tablet', entering, 'tablet'],
  ['entered, other scene', { ...entering, scene: 0 }, 'phone'],
  ['linkLost', { type: 'linkLost' }, 'phone'],
  ['linkBack', { type: 'linkBack' }, 'phone'],
];

/** What happens to a meeting beside what its members do. */
const ABOUT: readonly (readonly [name: string, event: MeetingEvent])[] = [
  ['its call is over', { type: 'callOver', cid: 'c' }],
  ['another call is over', { type: 'callOver', cid: 'd' }],
  ['alice shows bob out', { type: 'kicked', account: 'bob', by: 'alice' }],
  ['alice shows erin out', { type: 'kicked', account: 'erin', by: 'alice' }],
  ['alice destroys it', { type: 'destroyed', by: 'alice', device: 'alice-phone' }],
];

/** The server's part about groups of docs/call-states.md. */
export function groupStates(): string {
  const lines = SCENES.flatMap(([name, group, accounts]) => [...accounts.flatMap((account) => linesOf(name, group, account)), ...(ringingSeats(group).length > 0 ? [timeLine(name, group)] : [])]).concat(ABOUT.map(aboutLine));
  return `${HEADING}

Calls with several and named rooms are groups: one seat for each account, with one device. The table is
\`server/src/signal/group-table.ts\`: \`groupTransition(group, event, now)\`, pure as that of calls. What an account may do depends
on its own seat; a group is over when too few are left. Its one timer is \`groupDeadlineAtMs\`.

\`\`\`
         accepted        left, lost, kept out
ringing ──────────▶ in ───────────────────────▶ gone
   ▲ └────────────── ▲ ──────────────────────────▲
   │     out ────────┘ entered (named rooms)
   └─ out, gone: a member calls more, calledMore; under a new number
\`\`\`

A meeting is a named room by number: it stays when the last has left, and nobody is busy by being in it. A seat there may be the
leg of a call, which hears of the meeting under the number of its call, waits for nothing of its own, and is out with the call.

| seat | what is true in it | what ends the wait |
| --- | --- | --- |
| \`out\` | a stranger, or one who has blocked the caller | – |
| \`ringing\` | its devices ring; whether one really does | the ring time, which whoever is called later has of its own (\`noAnswer\`) |
| \`in\` | one device, its link, the stream it pushes | 15 s until it has entered after accepting (\`failed\`); without a connection 30 s, up to 120 s while its stream is seen, the caller 15 s while nobody has answered (\`lost\`) |
| \`gone\` | when, why, by whom; in a named room only after its dissolution | nothing; it is forgotten with the group, two minutes after its end |

What each event does: the seat after it (\`same\`: nothing has changed; \`over\`: so is the group), refusals, and what leaves.
\`others\` are those who have entered. In \`calling\` Alice calls and Bob rings; in \`talking\` Alice and Carol are in, Bob rings, Dave has
declined and Erin is a stranger; Frank is one whom somebody calls later; in \`room\` are Alice, who made it, and Bob; \`live\` is such a room that ends with Alice;
\`meeting\` was made for a call of the two, and Alice is there as its leg. What is not listed changes nothing.
\`npx tsx scripts/call-states.ts\` writes this part, a test holds it to the table.

\`\`\`
${lines.join('\n')}
\`\`\`
`;
}

/** The manual with the part about groups replaced, or added at its end. */
export const withGroupStates = (manual: string): string => withSection(manual, HEADING, groupStates());

/** What an account's devices do that has an effect, then what is refused, by the code. */
function linesOf(scene: string, before: Group, account: string): string[] {
  const seat = seatOf(before, account)?.state ?? 'out';
  const refused = new Map<string, string[]>();
  const lines: string[] = [];
  for (const [name, event, device] of OWN) {
    const { group, effects, refusal } = groupTransition(before, { ...event, account, device: `${account}-${device}` }, NOW + RING_MS);
    if (refusal !== undefined) refused.set(refusal.code, [...(refused.get(refusal.code) ?? []), name]);
    else if (group !== before || effects.length > 0) lines.push(`${name.padEnd(20)} ${[seatAfter(before, group, account), ...effects.map(nameOf)].join(' ')}`);
  }
  for (const [code, names] of refused) lines.push(`${`refused ${code}`.padEnd(20)} ${names.length > OWN.length / 2 ? 'whatever else it asks for' : names.join(', ')}`);
  return lines.map((line) => `${scene.padEnd(7)} ${account.padEnd(5)} ${seat.padEnd(7)} ${line}`);
}

function seatAfter(before: Group, after: Group, account: string): string {
  if (after === before) return 'same';
  return `${seatOf(after, account)?.state ?? 'out'}${after.over === null ? '' : ', over'}`;
}

/** What the end of the ring time does, in groups in which somebody rings. */
function timeLine(scene: string, before: Group): string {
  const { group, effects } = groupTransition(before, { type: 'timeUp', live: new Set() }, NOW + RING_MS);
  return `${scene.padEnd(7)} ${'the ring time is over'.padEnd(34)} ${[group.over === null ? 'goes on' : 'over', ...effects.map(nameOf)].join(' ')}`;
}

/** What becomes of a meeting by what is none of its members' own. */
function aboutLine([name, event]: (typeof ABOUT)[number]): string {
  const { group, effects, refusal } = groupTransition(meeting, event, NOW);
  const outcome = group === meeting ? 'same' : group.over === null ? 'goes on' : 'over';
  return `meeting ${name.padEnd(34)} ${[outcome, ...effects.map(nameOf)].join(' ')}${refusal === undefined ? '' : ` refused ${refusal.code}`}`;
}

function nameOf(effect: GroupEffect): string {
  switch (effect.do) {
    case 'tell': return `${effect.event.t}→${audienceOf(effect.to)}`;
    case 'announce': return `${effect.t}→others`;
    case 'record':
    case 'revoke': return effect.do;
  }
}

function audienceOf(to: Audience): string {
  if ('accounts' in to) return `${to.accounts.join('s+')}s`;
  if ('sids' in to) return to.sids.join(' ');
  if ('device' in to) return to.device;
  if ('face' in to) return `${to.account} (RTCSDK)`;
  return to.except === null ? `${to.account}s` : `${to.account}s but ${to.except}`;
}
