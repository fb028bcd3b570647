import { groupStates, withGroupStates } from '../../../scripts/call-states/groups';
import { withClientStates } from '../../../scripts/call-states/client';
import { groupUids, isGroupNumber, roomOf, seatOf, type Group, type TakenSeat, type Team } from '../../../server/src/signal/group';
import { groupDeadlineAtMs, groupTransition } from '../../../server/src/signal/group-table';
import { textOf } from '../../support/repo';

const NOW = 1_000_000;
const taken = (uid: number, account: string, more: Partial<TakenSeat> = {}): TakenSeat => ({
  state: 'in', uid, account, device: `${account}-phone`, type: 'wechat', link: { up: true }, sinceMs: NOW, joinUntilMs: null, stream: `stream-${uid}`, mode: 0, ...more,
});
const TALKING: Team = {
  kind: 'team', app: 'default', cid: 'cg', number: '100000001', maker: 'alice', callId: 't-1', media: 'video', startedAtMs: NOW, ringUntilMs: NOW + 30_000, acceptedAtMs: NOW, over: null,
  seats: [taken(1, 'alice'), taken(2, 'bob'), taken(3, 'carol')],
};
const timeUp = (group: Group, nowMs: number, live: number[] = []) => groupTransition(group, { type: 'timeUp', live: new Set(live) }, nowMs);

test('docs/call-states.md shows the table of groups as it is', () => {
  const manual = textOf('docs/call-states.md');
  expect(manual).toContain(groupStates().trim());
  expect(withGroupStates(manual)).toBe(manual);
});

test('writing one part of the manual leaves the others alone', () => {
  const both = withClientStates(withGroupStates('# States\n'));
  expect(withGroupStates(both)).toBe(both);
  expect(both.match(/^## .*$/gm)).toEqual(["## The server's table of groups", "## The client's table"]);
});

test('a group in which everybody is there and linked waits for nothing', () => {
  expect(groupDeadlineAtMs(TALKING)).toBeNull();
});

test('two who are lost in the same moment are out together, and with one left it is over', () => {
  const lost = { link: { up: false, sinceMs: NOW, untilMs: NOW + 30_000 } } as const;
  const group: Team = { ...TALKING, seats: [taken(1, 'alice'), taken(2, 'bob', lost), taken(3, 'carol', lost)] };
  expect(groupDeadlineAtMs(group)).toBe(NOW + 30_000);
  expect(timeUp(group, NOW + 29_999).group).toBe(group);
  const { group: after, effects } = timeUp(group, NOW + 30_000);
  expect(after).toMatchObject({ over: { reason: 'lost', by: null }, seats: [{ state: 'gone' }, { state: 'gone' }, { state: 'gone' }] });
  expect(effects.filter((effect) => effect.do === 'record')).toHaveLength(2);
});

test('row 19: a live stream keeps a seat for 120 s and not a moment longer', () => {
  let group: Group = { ...TALKING, seats: [taken(1, 'alice'), taken(2, 'bob'), taken(3, 'carol', { link: { up: false, sinceMs: NOW, untilMs: NOW + 30_000 } })] };
  for (let atMs = NOW + 30_000; seatOf(group, 'carol')?.state === 'in'; atMs = groupDeadlineAtMs(group) ?? Infinity) {
    expect(atMs).toBeLessThanOrEqual(NOW + 120_000);
    group = timeUp(group, atMs, [3]).group;
  }
  expect(seatOf(group, 'carol')).toMatchObject({ state: 'gone', reason: 'lost', atMs: NOW + 120_000 });
});

test('a group that is over hears of no time and of no restart', () => {
  const over: Team = { ...TALKING, over: { reason: 'hungUp', by: 'bob', atMs: NOW } };
  expect([timeUp(over, NOW + 1).group, groupTransition(over, { type: 'restarted' }, NOW + 1).group, groupDeadlineAtMs(over)]).toEqual([over, over, null]);
});

test('its number says what it is, and its members and numbers are those of its seats', () => {
  expect([isGroupNumber('0mbxstdz400050000000500000005g'), isGroupNumber('0mbxstdz40005000000050000000')]).toEqual([true, false]);
  expect({ ...groupUids(TALKING) }).toEqual({ alice: 1, bob: 2, carol: 3 });
  expect(roomOf({ ...TALKING, seats: [taken(1, 'alice'), taken(2, 'bob', { stream: null })] }).members.map(({ account }) => account)).toEqual(['alice']);
});
