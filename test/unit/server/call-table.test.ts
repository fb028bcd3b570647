import type { Call, CallEvent, ConnectedCall, EndedCall, Leg, RingingCall } from '../../../server/src/signal/call';
import { deadlineAtMs, transition } from '../../../server/src/signal/call-table';
import { textOf } from '../../support/repo';

const NOW = 1_000_000;
const accounts = { caller: 'alice', callee: 'bob' };
const facts = { app: 'default', cid: 'cid', callId: 'call-1', accounts, media: 'video', startedAtMs: NOW } as const;
const leg = (device: string, change: Partial<Leg> = {}): Leg => ({ device, type: 'wechat', link: { up: true }, joined: false, ...change });
const lost = (untilMs: number, sinceMs = NOW): Partial<Leg> => ({ link: { up: false, sinceMs, untilMs } });

const RINGING: RingingCall = { ...facts, phase: 'ringing', caller: leg('alice-phone'), ringUntilMs: NOW + 30_000, rang: false };
const CONNECTED: ConnectedCall = {
  ...facts, phase: 'connected', caller: leg('alice-phone', { joined: true }), callee: leg('bob-phone', { joined: true }), acceptedAtMs: NOW, joinUntilMs: NOW + 15_000,
};
const ENDED: EndedCall = { ...facts, phase: 'ended', acceptedAtMs: null, endedAtMs: NOW, reason: 'cancelled', endedBy: 'alice' };
const CALLS: readonly Call[] = [RINGING, CONNECTED, ENDED];

const NOBODY_LIVE = { caller: false, callee: false };
const by = (role: 'caller' | 'callee', device: string) => ({ role, device, clientType: 'wechat' }) as const;
const EVENTS: Record<string, CallEvent> = {
  rang: { type: 'rang' },
  'accepted by phone': { type: 'accepted', device: 'bob-phone', clientType: 'wechat', glare: false },
  'accepted by tablet': { type: 'accepted', device: 'bob-tablet', clientType: 'web', glare: false },
  'accepted, meeting': { type: 'accepted', device: 'bob-phone', clientType: 'wechat', glare: false, meeting: { cid: 'mg', facts: { id: '12345678', creator: 'alice', startedAtMs: NOW, members: 0 } } },
  'accepted as glare': { type: 'accepted', device: 'bob-phone', clientType: 'wechat', glare: true },
  'rejected by phone': { type: 'rejected', device: 'bob-phone', clientType: 'wechat' },
  'rejected by tablet': { type: 'rejected', device: 'bob-tablet', clientType: 'web' },
  'hungUp by caller': { type: 'hungUp', ...by('caller', 'alice-phone') },
  'hungUp by callee': { type: 'hungUp', ...by('callee', 'bob-phone') },
  'hungUp by tablet': { type: 'hungUp', ...by('callee', 'bob-tablet') },
  'made audio': { type: 'mediaChanged', media: 'audio' },
  'joined by caller': { type: 'joined', role: 'caller', device: 'alice-phone' },
  'linkLost of caller': { type: 'linkLost', role: 'caller', device: 'alice-phone' },
  'linkLost of callee': { type: 'linkLost', role: 'callee', device: 'bob-phone' },
  'linkBack of caller': { type: 'linkBack', role: 'caller', device: 'alice-phone' },
  'given a meeting': { type: 'meetingGiven', meeting: 'mg' },
  'room lost': { type: 'roomLost', reason: 'closed' },
  'timeUp too early': { type: 'timeUp', live: NOBODY_LIVE },
  restarted: { type: 'restarted' },
};

/** One line per pair: the phase after it, what leaves, or why it is refused. */
function line(call: Call, name: string, event: CallEvent): string {
  const step = transition(call, event, NOW + 1_000);
  const effects = step.effects.map((effect) => {
    if (effect.do !== 'tell') return effect.do;
    const who = 'accounts' in effect.to ? effect.to.accounts.join('s+') + 's' : 'device' in effect.to ? effect.to.device : 'except' in effect.to ? `${effect.to.account}s but ${effect.to.except ?? 'nobody'}` : 'nobody of a call';
    return `${effect.event.t}→${who}`;
  });
  const refusal = step.refusal === undefined ? '' : ` refused ${step.refusal.code}`;
  const change = step.call === call ? 'same' : step.call.phase;
  return `${call.phase.padEnd(9)} ${name.padEnd(18)} ${change}${refusal} ${effects.join(' ')}`.trimEnd();
}

test('the whole machine: every phase with every event, as docs/call-states.md shows it', () => {
  const picture = CALLS.flatMap((call) => Object.entries(EVENTS).map(([name, event]) => line(call, name, event)));
  const [, ...blocks] = textOf('docs/call-states.md').split("## The server's table");
  expect(blocks.join('').split('```').map((block) => block.trim())).toContain(picture.join('\n'));
});

const TIME_UP: CallEvent = { type: 'timeUp', live: NOBODY_LIVE };

test.each([
  [29_999, 'ringing', undefined],
  [30_000, 'ended', 'noAnswer'],
  [30_001, 'ended', 'noAnswer'],
])('row 31: after %i ms of 30,000 the call is %s', (passedMs, phase, reason) => {
  const { call } = transition(RINGING, TIME_UP, NOW + passedMs);
  expect([call.phase, 'reason' in call ? call.reason : undefined]).toEqual([phase, reason]);
});

test.each([
  [14_999, 'connected'],
  [15_000, 'ended'],
])('a call whose callee has not entered the room is %s ms later %s', (passedMs, phase) => {
  const half: Call = { ...CONNECTED, callee: leg('bob-phone') };
  expect(deadlineAtMs(half)).toBe(NOW + 15_000);
  expect(transition(half, TIME_UP, NOW + passedMs).call).toMatchObject(phase === 'ended' ? { phase, reason: 'failed', endedBy: null } : { phase });
});

test('a call in which both are there and linked waits for nothing', () => {
  expect(deadlineAtMs(CONNECTED)).toBeNull();
});

test('row 17: the loss of the caller leaves it 15 s, but never longer than the ring time', () => {
  const lostAt = (ms: number) => transition(RINGING, EVENTS['linkLost of caller']!, NOW + ms).call as RingingCall;
  expect(lostAt(1_000).caller.link).toEqual({ up: false, sinceMs: NOW + 1_000, untilMs: NOW + 16_000 });
  expect(lostAt(20_000).caller.link).toEqual({ up: false, sinceMs: NOW + 20_000, untilMs: NOW + 30_000 });
  expect(transition(lostAt(1_000), TIME_UP, NOW + 15_999).call.phase).toBe('ringing');
  expect(transition(lostAt(1_000), TIME_UP, NOW + 16_000).call).toMatchObject({ phase: 'ended', reason: 'lost', endedBy: null });
});

test('row 17: a call accepted while its caller is away gives the caller the window of a call', () => {
  const away: RingingCall = { ...RINGING, caller: leg('alice-phone', lost(NOW + 15_000)) };
  const { call } = transition(away, EVENTS['accepted by phone']!, NOW + 5_000);
  expect(call).toMatchObject({ phase: 'connected', caller: { link: { up: false, untilMs: NOW + 30_000 } } });
});

test.each([
  ['nobody sees its stream', NOBODY_LIVE, 'ended'],
  ['the relay sees its stream', { caller: true, callee: false }, 'connected'],
  ['the relay sees the stream of the other only', { caller: false, callee: true }, 'ended'],
])('row 19: after 30 s, while %s, the call is over or goes on: %s %s', (_name, live, phase) => {
  const away: Call = { ...CONNECTED, caller: leg('alice-phone', { joined: true, ...lost(NOW + 30_000) }) };
  expect(transition(away, { type: 'timeUp', live }, NOW + 29_999).call).toBe(away);
  expect(transition(away, { type: 'timeUp', live }, NOW + 30_000).call.phase).toBe(phase);
});

test('row 19: a live stream keeps a leg for 120 s and not a moment longer', () => {
  let call: Call = { ...CONNECTED, caller: leg('alice-phone', { joined: true, ...lost(NOW + 30_000) }) };
  const live = { caller: true, callee: true };
  for (let atMs = NOW + 30_000; call.phase !== 'ended'; atMs = deadlineAtMs(call) ?? Infinity) {
    expect(atMs).toBeLessThanOrEqual(NOW + 120_000);
    call = transition(call, { type: 'timeUp', live }, atMs).call;
  }
  expect(call).toMatchObject({ reason: 'lost', endedAtMs: NOW + 120_000 });
});

test('row 10: of two hang-ups the first is the reason, and the second changes nothing', () => {
  const first = transition(CONNECTED, EVENTS['hungUp by callee']!, NOW + 9_000);
  expect(first.call).toMatchObject({ reason: 'hungUp', endedBy: 'bob' });
  expect(transition(first.call, EVENTS['hungUp by caller']!, NOW + 9_001)).toEqual({ call: first.call, effects: [] });
});

test('row 21: a restart of the server gives both legs the window again, and keeps the ring deadline', () => {
  const late = NOW + 100_000;
  expect(transition(CONNECTED, { type: 'restarted' }, late).call).toMatchObject({
    caller: { link: { up: false, untilMs: late + 30_000 } }, callee: { link: { up: false, untilMs: late + 30_000 } },
  });
  const ringing = transition(RINGING, { type: 'restarted' }, NOW + 20_000).call;
  expect(deadlineAtMs(ringing)).toBe(NOW + 30_000);
  expect(transition(ringing, TIME_UP, NOW + 30_000).call).toMatchObject({ reason: 'noAnswer' });
});

test('row 21: a call that rings while the server restarts rings for no longer than from its start, though the clock was turned back', () => {
  const ringing = transition(RINGING, { type: 'restarted' }, NOW - 3_600_000).call;
  expect(ringing).toMatchObject({ ringUntilMs: NOW - 3_600_000 + 30_000 });
});

test('the record of a call has its one reason, who ended it, and how long it lasted', () => {
  const { effects } = transition(CONNECTED, EVENTS['hungUp by caller']!, NOW + 61_000);
  expect(effects.filter((effect) => effect.do === 'record')).toEqual([
    {
      do: 'record',
      record: {
        cid: 'cid', callId: 'call-1', caller: 'alice', callee: 'bob', media: 'video', startedAtMs: NOW, acceptedAtMs: NOW,
        endedAtMs: NOW + 61_000, durationMs: 61_000, reason: 'hungUp', endedBy: 'alice',
      },
    },
  ]);
});
