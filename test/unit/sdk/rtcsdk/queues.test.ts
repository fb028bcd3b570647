import { CallError, type QueuedUser } from 'netcall-protocol';
import { answer, invitation, mine, signedIn, tell, type RtcBench } from '../../../support/rtcsdk';

const STATUS = { id: 7, agents: 2, waiting: 3, serving: 1, offered: 1 };
const STATE = { queID: 7, agent_num: 2, wait_num: 3, srv_num: 1, prepare_num: 1 };
const QUEUE = { id: 7, name: 'Sales', desc: 'by day', prio: 1 };

const userAt = ({ clock }: RtcBench): QueuedUser => ({ queue: 7, account: 'bob', nick: 'Dr Bob', sinceMs: clock.nowMs - 5_500, custom: 'need help' });
const USER = { queID: 7, usrID: 'bob', name: 'Dr Bob', queuingTime: 5, usrExtDat: 'need help' };

const withQueues = (bench: RtcBench, more: object = {}): void => answer(bench, 'queues', () => ({ queues: [QUEUE], status: [STATUS], serving: [], ...more }));

describe('queues', () => {
  test('are there after InitQueueDat, and their status is told when it changes', async () => {
    const bench = await signedIn();
    withQueues(bench);
    expect(bench.sdk.GetAllQueueInfo()).toEqual([]);
    bench.sdk.InitQueueDat('k');
    expect(await bench.soon()).toEqual([['InitQueueDatRslt', 0, 'k']]);
    expect(bench.sdk.GetAllQueueInfo()).toEqual([{ queID: 7, name: 'Sales', desc: 'by day', prio: 1 }]);
    tell(bench, 'queueStatus', { status: STATUS });
    expect(await bench.soon()).toEqual([['QueueStatusChanged', STATE]]);
    bench.sdk.GetQueueStatus(7, 1);
    bench.sdk.GetQueueStatus(8, 2);
    bench.sdk.RefreshAllQueueStatus();
    expect(await bench.soon()).toEqual([['GetQueueStatusRslt', 0, STATE, 1], ['GetQueueStatusRslt', 400, undefined, 2], ['QueueStatusChanged', STATE]]);
  });

  test('that cannot be asked for are failures with their numbers', async () => {
    const bench = await signedIn();
    answer(bench, 'queues', () => new CallError('INTERNAL'));
    bench.sdk.InitQueueDat(1);
    bench.sdk.GetQueueStatus(7, 2);
    bench.sdk.GetClientStatus(3);
    bench.sdk.GetServingStatus(4);
    expect(await bench.soon()).toEqual([['InitQueueDatRslt', 8, 1], ['GetQueueStatusRslt', 8, undefined, 2], ['GetClientStatusRslt', 8, {}, 3], ['GetServingStatusRslt', 8, { queIDs: [] }, 4]]);
  });

  test('of which an event or an answer makes no sense are not told half', async () => {
    const bench = await signedIn();
    tell(bench, 'queueStatus', { status: { ...STATUS, waiting: 'three' as never } });
    answer(bench, 'queues', () => ({ queues: [{ ...QUEUE, prio: null as never }], status: [], serving: [] }));
    bench.sdk.InitQueueDat(1);
    expect(await bench.soon()).toEqual([['InitQueueDatRslt', 8, 1]]);
    expect(bench.platform.lines).toMatchObject([{ level: 'error', facts: { error: { code: 'BAD_MESSAGE', detail: { field: 'waiting' } } } }]);
  });
});

describe('a client', () => {
  test('waits, hears of its place, and stops waiting', async () => {
    const bench = await signedIn();
    answer(bench, 'queueJoin', ({ queue }) => ({ queue, position: 3, sinceMs: bench.clock.nowMs }));
    bench.sdk.StartQueuing(7, '{"vip":true}', 'k');
    expect(await bench.soon()).toEqual([['StartQueuingRslt', 0, 3, 'k']]);
    expect(bench.server.all('queueJoin')).toMatchObject([{ queue: 7, custom: '{"vip":true}' }]);
    tell(bench, 'queuing', { queue: 7, position: 1, sinceMs: bench.clock.nowMs - 61_000 });
    expect(await bench.soon()).toEqual([['QueuingInfoChanged', { queID: 7, position: 1, queuingTime: 61 }]]);
    bench.sdk.StopQueuing(7, 's');
    expect(await bench.soon()).toEqual([['StopQueuingRslt', 0, 's']]);
  });

  test.each([['ALREADY_QUEUING', 404], ['QUEUE_UNKNOWN', 400]] as const)('that cannot wait for %s hears %i', async (code, number) => {
    const bench = await signedIn();
    answer(bench, 'queueJoin', () => new CallError(code));
    bench.sdk.StartQueuing(7, '', 'k');
    expect(await bench.soon()).toEqual([['StartQueuingRslt', number, 0, 'k']]);
  });

  test('finds its place and its call after a restart', async () => {
    const bench = await signedIn();
    withQueues(bench, { queuing: { queue: 7, position: 2, sinceMs: bench.clock.nowMs - 9_000 } });
    bench.sdk.GetClientStatus('k');
    expect(await bench.soon()).toEqual([['GetClientStatusRslt', 0, { queuingInfo: { queID: 7, position: 2, queuingTime: 9 } }, 'k']]);
  });

  test('waits again when the server has forgotten it, unless somebody has called it', async () => {
    const bench = await signedIn();
    bench.server.resume = 'gap';
    bench.sdk.StartQueuing(7, 'x', 'k');
    await bench.soon();
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.server.all('queueJoin')).toHaveLength(2);
    expect(bench.take()).toEqual([['QueuingInfoChanged', { queID: 7, position: 1, queuingTime: 0 }]]);
    tell(bench, 'invited', invitation());
    await bench.soon();
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.server.all('queueJoin')).toHaveLength(2);
  });
});

describe('an agent', () => {
  test('serves, is offered a client, takes it or not, and hears when it is gone', async () => {
    const bench = await signedIn();
    bench.sdk.StartService(7, undefined, 1);
    bench.sdk.StartService(8, 5, 2);
    expect(await bench.soon()).toEqual([['StartServiceRslt', 0, 1], ['StartServiceRslt', 0, 2]]);
    expect(bench.server.all('serve').map(({ queue, priority }) => [queue, priority])).toEqual([[7, undefined], [8, 5]]);
    tell(bench, 'assigned', { user: userAt(bench) });
    expect(await bench.soon()).toEqual([['AutoAssignUser', USER]]);
    bench.sdk.AcceptAssignUser(7, 'bob', 'accept');
    bench.sdk.RejectAssignUser(7, 'carol', 'reject');
    expect(await bench.soon()).toEqual([['ResponseAssignUserRslt', 0, 'accept'], ['ResponseAssignUserRslt', 0, 'reject']]);
    expect(bench.server.all('answerAssigned')).toMatchObject([{ queue: 7, account: 'bob', accepted: true }, { account: 'carol', accepted: false }]);
    tell(bench, 'unassigned', { queue: 7, account: 'bob' });
    expect(await bench.soon()).toEqual([['CancelAssignUser', 7, 'bob']]);
    bench.sdk.StopService(7, 3);
    expect(await bench.soon()).toEqual([['StopServiceRslt', 0, 3]]);
  });

  test('asks for the next client', async () => {
    const bench = await signedIn();
    bench.sdk.ReqAssignUser(1);
    expect(await bench.soon()).toEqual([['ReqAssignUserRslt', 401, undefined, 1]]);
    answer(bench, 'assign', () => new CallError('NOT_SERVING'));
    bench.sdk.ReqAssignUser(2);
    expect(await bench.soon()).toEqual([['ReqAssignUserRslt', 403, undefined, 2]]);
    answer(bench, 'assign', () => ({ user: userAt(bench) }));
    bench.sdk.ReqAssignUser(3);
    expect(await bench.soon()).toEqual([['ReqAssignUserRslt', 0, USER, 3]]);
    answer(bench, 'answerAssigned', () => new CallError('NOT_OFFERED'));
    bench.sdk.AcceptAssignUser(7, 'bob', 4);
    expect(await bench.soon()).toEqual([['ResponseAssignUserRslt', 402, 4]]);
  });

  test('finds what it serves, its call and the client that it was offered after a restart', async () => {
    const bench = await signedIn();
    bench.server.resume = 'gap';
    bench.server.snapshot.calls = [mine()];
    bench.server.cut();
    await bench.clock.advance(1_000);
    withQueues(bench, { serving: [7], offered: userAt(bench) });
    bench.sdk.InitQueueDat(1);
    bench.sdk.GetServingStatus(2);
    expect(await bench.soon()).toMatchObject([['InitQueueDatRslt', 0, 1], ['AutoAssignUser', USER], ['GetServingStatusRslt', 0, { queIDs: [7], callInfo: { callID: 'k1' } }, 2]]);
  });

  test('goes on serving when the server has forgotten it, with what it serves then', async () => {
    const bench = await signedIn();
    bench.sdk.StartService(7, 3);
    bench.sdk.StartService(8);
    bench.sdk.StopService(8);
    await bench.soon();
    bench.server.resume = 'expired';
    bench.server.cut();
    await bench.clock.advance(1_000);
    expect(bench.server.got.filter(({ t }) => t === 'serve' || t === 'unserve').map(({ t, queue, priority }) => [t, queue, priority]).slice(3)).toEqual([['serve', 7, 3], ['unserve', 8, undefined]]);
  });
});

describe('users', () => {
  test('are listed with their status and do-not-disturb under both of its names, and each change is told with the cookie', async () => {
    const bench = await signedIn();
    answer(bench, 'userStatus', () => ({ users: [{ account: 'bob', status: 2, dnd: 5 }] }));
    const bob = { userID: 'bob', userStatus: 2, isDND: 5, DNDType: 5 };
    const cookie = {};
    bench.sdk.GetUserStatus(1);
    bench.sdk.StartUserStatusNotify(cookie);
    expect(await bench.soon()).toEqual([['GetUserStatusSuccess', [bob], 1], ['StartUserStatusNotifyRslt', 0, cookie]]);
    tell(bench, 'userStatus', { user: { account: 'bob', status: 2, dnd: 5 } });
    const told = await bench.soon();
    expect(told).toEqual([['NotifyUserStatus', bob, cookie]]);
    expect(told[0]?.[2]).toBe(cookie);
    bench.sdk.StopUserStatusNotify('s');
    expect(await bench.soon()).toEqual([['StopUserStatusNotifyRslt', 0, 's']]);
    expect(bench.server.all('watchStatus').map(({ on }) => on)).toEqual([true, false]);
  });

  test('that cannot be asked for are failures', async () => {
    const bench = await signedIn();
    answer(bench, 'userStatus', () => new CallError('RATE_LIMITED'));
    answer(bench, 'watchStatus', () => new CallError('INTERNAL'));
    bench.sdk.GetUserStatus(1);
    bench.sdk.StartUserStatusNotify(2);
    expect(await bench.soon()).toEqual([['GetUserStatusFail', 8, 1], ['StartUserStatusNotifyRslt', 8, 2]]);
  });

  test('set do-not-disturb by any number', async () => {
    const bench = await signedIn();
    bench.sdk.SetDNDStatus(3, { a: 1 });
    bench.sdk.SetDNDStatus(0, false);
    bench.sdk.SetDNDStatus('much' as never, 'k');
    expect(await bench.soon()).toEqual([['SetDNDStatusSuccess', { a: 1 }], ['SetDNDStatusSuccess', false], ['SetDNDStatusFail', 5, 'k']]);
    expect(bench.server.all('setDnd').map(({ level }) => level)).toEqual([3, 0, null]);
  });
});
