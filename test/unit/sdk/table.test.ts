import { clientStates, withClientStates } from '../../../scripts/call-states/client';
import type { Phase } from '../../../sdk/src/core/call';
import { CAN_BEGIN, transition } from '../../../sdk/src/core/call-table';
import { reconnectDelayMs } from '../../../sdk/src/core/backoff';
import { textOf } from '../../support/repo';

test('docs/call-states.md shows the table as it is', () => {
  const manual = textOf('docs/call-states.md');
  expect(manual).toContain(clientStates().trim());
  expect(withClientStates(manual)).toBe(manual);
});

test("writing the client's part leaves the other parts alone", () => {
  expect(withClientStates('# States\n\n## The server\n\nx\n')).toBe(`# States\n\n## The server\n\nx\n\n${clientStates()}`);
  expect(withClientStates("# States\n\n## The client's table\n\nold\n\n## The server\n")).toBe(`# States\n\n${clientStates()}\n## The server\n`);
});

test('a new call may begin when there is none, and when the last one is over', () => {
  const allowed = (Object.keys(CAN_BEGIN) as Phase[]).filter((phase) => CAN_BEGIN[phase]);
  expect(allowed).toEqual(['idle', 'ended']);
});

const CALLING = { phase: 'calling', callId: 'k1', cid: 'c1', peer: 'bob', media: 'video', uids: { alice: 1, bob: 2 }, peerRings: true } as const;

test('an accepted call carries the facts of a call and no others', () => {
  const [call] = transition({ ...CALLING, custom: 'hi' }, { t: 'accepted', cid: 'c1', account: 'bob', media: 'audio', uids: { alice: 3 } }, 7);
  expect(call).toStrictEqual({
    phase: 'inCall', callId: 'k1', cid: 'c1', peer: 'bob', media: 'audio', custom: 'hi', uids: { alice: 3 }, role: 'caller', sinceMs: 7, room: null, peerLink: 'ok',
  });
});

test('a call that the server has made twice is ended only when it is another one', () => {
  const placed = { t: 'placed', callId: 'k1', uids: {} } as const;
  expect(transition(CALLING, { ...placed, cid: 'c1' }, 0)).toEqual([CALLING, []]);
  expect(transition(CALLING, { ...placed, cid: 'c2' }, 0)).toEqual([CALLING, [['hangup', 'c2']]]);
});

test('a clock that was turned back gives a call no negative duration', () => {
  const [call] = transition(CALLING, { t: 'accepted', cid: 'c1', account: 'bob', media: 'video', uids: {} }, 1_000);
  expect(transition(call, { t: 'hangUpAsked', by: 'alice' }, 400)[0]).toMatchObject({ phase: 'ended', durationMs: 0 });
  expect(transition(call, { t: 'hangUpAsked', by: 'alice' }, 3_500)[0]).toMatchObject({ phase: 'ended', durationMs: 2_500 });
});

test.each([
  [0, 0.75, 375], [1, 0.75, 750], [4, 0.75, 6_000], [5, 0.75, 11_250], [50, 0.75, 11_250], [3, 0, 0], [3, 0.5, 2_000],
])('before reconnect attempt %i with chance %f it waits %i ms', (attempt, chance, ms) => {
  expect(reconnectDelayMs(attempt, chance)).toBe(ms);
});
