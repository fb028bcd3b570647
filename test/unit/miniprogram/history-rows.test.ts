import type { CallRecord, EndReason } from 'netcall-protocol';
import { en } from '../../../miniprogram/i18n/en';
import { zhCn } from '../../../miniprogram/i18n/zh-cn';
import { lengthOf, rowOf, timeOf } from '../../../miniprogram/services/history-rows';

const NOON = new Date(2024, 5, 10, 12, 0).getTime();

function record(reason: EndReason, facts: Partial<CallRecord> = {}): CallRecord {
  return { cid: 'c1', caller: 'alice', callee: 'bob', media: 'video', startedAtMs: NOON, acceptedAtMs: null, endedAtMs: NOON, durationMs: 0, reason, endedBy: null, ...facts };
}

const CONNECTED = { acceptedAtMs: NOON, durationMs: 65_000 };

test.each<[EndReason, Partial<CallRecord>, string, string, boolean]>([
  ['hungUp', { ...CONNECTED, endedBy: 'alice' }, '01:05 · You hung up', '01:05 · They hung up', false],
  ['hungUp', { ...CONNECTED, endedBy: 'bob' }, '01:05 · They hung up', '01:05 · You hung up', false],
  ['lost', CONNECTED, '01:05 · Connection lost', '01:05 · Connection lost', false],
  ['lost', {}, 'Connection lost', 'Connection lost', true],
  ['failed', { acceptedAtMs: NOON }, 'Could not connect', 'Could not connect', false],
  ['rejected', {}, 'They declined', 'Declined', false],
  ['cancelled', {}, 'Cancelled', 'Missed', true],
  ['noAnswer', {}, 'No answer', 'Missed', true],
  ['busy', {}, 'They were busy', 'Missed', true],
])('%s %j reads "%s" for the caller and "%s" for the callee, missed there: %s', (reason, facts, caller, callee, missed) => {
  const [alices, bobs] = ['alice', 'bob'].map((me) => rowOf(record(reason, facts), me, en, NOON));
  expect(alices).toMatchObject({ outcome: caller, missed: false, outgoing: true, peer: 'bob', name: 'Bob' });
  expect(bobs).toMatchObject({ outcome: callee, missed, outgoing: false, peer: 'alice', name: 'Alice' });
});

test('the label tells a screen reader whom a tap calls, the direction, the outcome and the time', () => {
  expect(rowOf(record('noAnswer'), 'alice', en, NOON).label).toBe('Call Bob: Video, Outgoing, No answer, 12:00');
  expect(rowOf(record('noAnswer', { media: 'audio' }), 'bob', zhCn, NOON).label).toBe('呼叫 Alice：语音, 呼入, 未接来电, 12:00');
});

test.each([
  [0, '00:00'], [999, '00:00'], [1000, '00:01'], [59_999, '00:59'], [60_000, '01:00'], [600_000, '10:00'], [3_599_999, '59:59'], [3_600_000, '1:00:00'], [36_061_000, '10:01:01'],
])('%d ms are shown as %s', (durationMs, shown) => {
  expect(lengthOf(durationMs)).toBe(shown);
});

test.each([
  ['today at midnight', new Date(2024, 5, 10, 0, 0), '00:00'],
  ['a minute before today', new Date(2024, 5, 9, 23, 59), 'Yesterday'],
  ['the first minute of yesterday', new Date(2024, 5, 9, 0, 0), 'Yesterday'],
  ['the day before yesterday', new Date(2024, 5, 8, 23, 59), '6/8'],
  ['a time slightly ahead of this clock', new Date(2024, 5, 10, 12, 1), '12:01'],
])('%s is shown as expected', (_, at, shown) => {
  expect(timeOf(at.getTime(), NOON, en)).toBe(shown);
});
