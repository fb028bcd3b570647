import type { Call, Phase } from '../../sdk/src/core/call';
import type { CallEvent, Effect } from '../../sdk/src/core/call-events';
import { transition } from '../../sdk/src/core/call-table';
import { withSection } from './section';

const HEADING = '## The client\'s table';

const known = { callId: 'k1', peer: 'bob', media: 'video' } as const;
const made = { ...known, cid: 'c1', uids: { alice: 1, bob: 2 } } as const;
const bob = { uid: 2, account: 'bob', mode: 0, url: 'u2' } as const;
const alice = { uid: 1, account: 'alice', mode: 0, url: 'u1' } as const;
const entry = { uid: 1, members: [alice, bob] };
const invited = { t: 'invited', cid: 'c1', callId: 'k1', caller: 'bob', media: 'video', ringMsLeft: 1, uids: made.uids } as const;

/** One call per phase, all of them the same call between Alice and Bob; she is in the room when she is in the call. */
const CALLS: Readonly<Record<Phase, Call>> = {
  idle: { phase: 'idle' },
  placing: { phase: 'placing', ...known },
  calling: { phase: 'calling', ...made, peerRings: false },
  ringing: { phase: 'ringing', ...made, answering: false },
  inCall: { phase: 'inCall', ...made, role: 'caller', sinceMs: 0, peerLink: 'ok', room: { uid: 1, mode: 0, members: entry.members, connectCount: 0 } },
  ended: { phase: 'ended', ...known, cid: 'c1', role: 'caller', reason: 'hungUp', endedBy: 'bob', durationMs: 0 },
};

const end = (reason: 'hungUp' | 'cancelled'): CallEvent => ({ t: 'ended', cid: 'c1', reason, account: 'bob', at: 0 });

/** Every event once; where it matters, once for each outcome. */
const EVENTS: readonly (readonly [name: string, event: CallEvent])[] = [
  ['place', { t: 'place', ...known }],
  ['placed', { t: 'placed', callId: 'k1', cid: 'c1', uids: made.uids }],
  ['placed, another call', { t: 'placed', callId: 'k0', cid: 'c0', uids: made.uids }],
  ['glared', { t: 'glared', callId: 'k1', cid: 'c1', uids: made.uids, theirs: undefined }],
  ['placeFailed', { t: 'placeFailed', callId: 'k1', reason: 'offline' }],
  ['ringing', { t: 'ringing', cid: 'c1', account: 'bob' }],
  ['accepted', { t: 'accepted', cid: 'c1', account: 'bob', media: 'video', uids: made.uids }],
  ['invited', invited],
  ['acceptAsked', { t: 'acceptAsked', cid: 'c1' }],
  ['acceptDone', { t: 'acceptDone', cid: 'c1', uids: made.uids }],
  ['acceptFailed', { t: 'acceptFailed', cid: 'c1' }],
  ['rejectAsked', { t: 'rejectAsked', cid: 'c1', by: 'alice' }],
  ['answeredElsewhere', { t: 'answeredElsewhere', cid: 'c1', media: 'video', accepted: true, clientType: 'wechat', at: 0 }],
  ['hangUpAsked', { t: 'hangUpAsked', by: 'alice' }],
  ['ended, hungUp', end('hungUp')],
  ['ended, cancelled', end('cancelled')],
  ['ended, another call', { t: 'ended', cid: 'c0', reason: 'hungUp', account: 'bob', at: 0 }],
  ['entered', { t: 'entered', cid: 'c1', mode: 0, entry }],
  ['ownChanged', { t: 'ownChanged', cid: 'c1', change: { mode: 1 } }],
  ['memberJoined', { t: 'memberJoined', cid: 'c1', member: bob }],
  ['memberUpdated', { t: 'memberUpdated', cid: 'c1', member: bob }],
  ['memberLeft', { t: 'memberLeft', cid: 'c1', uid: 2, account: 'bob' }],
  ['control', { t: 'control', cid: 'c1', account: 'bob', command: 8 }],
  ['calledMore', { t: 'calledMore', cid: 'c1', account: 'bob', callees: ['dave'], uids: { ...made.uids, dave: 3 } }],
  ['mediaChanged', { t: 'mediaChanged', cid: 'c1', media: 'audio' }],
  ['peerState', { t: 'peerState', cid: 'c1', account: 'bob', state: 'reconnecting' }],
  ['adopted', { t: 'adopted', call: made, phase: 'connected', role: 'caller', sinceMs: 0 }],
];

/** The client's part of docs/call-states.md. */
export function clientStates(): string {
  const pairs = Object.entries(CALLS).flatMap(([phase, call]) => EVENTS.map(([name, event]) => ({ phase, name, does: outcome(call, event) })));
  const lines = pairs.filter(({ does }) => does !== 'same').map(({ phase, name, does }) => `${phase.padEnd(8)} ${name.padEnd(20)} ${does}`);
  return `${HEADING}

A client mirrors. Its table is \`sdk/src/core/call-table.ts\`: \`transition(call, event, now)\` gives the next call and effects
as data. A phase carries only the facts that are true in it. Around the table stand what it does not know: calls that ring
beside the current one, what came before the server had answered \`call\`, and the clock that ends a call which nobody can
end any more (\`sdk/src/core/calls.ts\`).

| phase | what is true in it | for the caller | for the callee |
| --- | --- | --- | --- |
| \`idle\` | nothing yet | may call | may be called |
| \`placing\` | the server is being asked; there is no \`cid\` | waits for \`call\` | – |
| \`calling\` | the server rings the callee; \`peerRings\` once a device has said so | waits for \`callAccepted\` or \`callRejected\` | – |
| \`ringing\` | somebody calls; \`answering\` between the tap and the server's word | – | answers or declines |
| \`inCall\` | accepted; \`room\` once \`startRtc\` has entered it; \`peerLink\` | talks | talks |
| \`ended\` | the reason, by whom, how long; stays until the next call | reads why | reads why; \`missed\` when it rang in vain |

What each event does in each phase: the phase after it (\`same\`: the call is as it was), netcall's events, and requests in
brackets. What is not listed changes nothing. \`npx tsx scripts/call-states.ts\` writes this part, a test holds it to the table.

\`\`\`
${lines.join('\n')}
\`\`\`
`;
}

function outcome(call: Call, event: CallEvent): string {
  const [next, effects] = transition(call, event, 0);
  return [next === call ? 'same' : next.phase, ...effects.map(nameOf)].join(' ');
}

function nameOf(effect: Effect): string {
  if (effect[0] === 'abandon') return '[hangup once placed]';
  return effect[0] === 'notify' ? effect[1] : `[${effect[0]}]`;
}

/** The manual with the client's part replaced, or added at its end. */
export function withClientStates(manual: string): string {
  return withSection(manual, HEADING, clientStates());
}
