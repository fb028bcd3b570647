import { HOST, enter, rooms } from '../../support/named-room';
import { benches } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';

const { start, folder } = benches();
const { online, meeting } = rooms(start);

describe('rooms and calls', () => {
  test('row 34: who is in a room can neither call nor enter another', async () => {
    const { bench, alice } = await meeting();
    await bench.device('dave');
    await expect(alice.ask('call', { callId: 'c-1', callee: 'dave', media: 'audio' })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
    await expect(alice.ask('callTeam', { callId: 't-1', callees: ['dave'], media: 'audio' })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
    await expect(enter(alice, 'weekly', { create: true })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
    await expect((await bench.device('alice', 'alice-tablet')).ask('enterRoom', { name: 'weekly', create: true, ...HOST })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
  });

  test('row 34: who is in a call, for two or with several, cannot enter a room', async () => {
    const { bench, carol } = await meeting();
    const [dave, erin] = [await bench.device('dave'), await bench.device('erin')];
    await carol.ask('call', { callId: 'c-1', callee: 'dave', media: 'audio' });
    for (const each of [carol, dave]) await expect(enter(each)).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
    await erin.ask('callTeam', { callId: 't-1', callees: ['frank'], media: 'audio', forceKeepCalling: true });
    await expect(enter(erin)).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
  });

  test('row 29: who is in a room is busy for calls, and free when he has left', async () => {
    const { carol, bob, cid } = await meeting();
    await carol.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio' });
    expect(carol.heard('ended')).toMatchObject([{ reason: 'busy' }]);
    await bob.ask('hangup', { cid });
    await carol.ask('call', { callId: 'c-2', callee: 'bob', media: 'audio' });
    expect(bob.heard('invited')).toHaveLength(1);
  });

  test('row 34: a device that decides for itself is asked the same, but for what only rings', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob', 'bob-phone', { busyPolicy: 'app' })];
    await alice.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio' });
    await enter(bob, 'daily', { create: true });
    await expect(enter(bob, 'weekly', { create: true })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
    await expect(bob.ask('call', { callId: 'c-2', callee: 'dave', media: 'audio', forceKeepCalling: true })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
  });
});

test.each(['server', 'app'] as const)('row 34: two devices of an account that enter two rooms at once: one of them is let in (busy policy %s)', async (busyPolicy) => {
  const bench = await start();
  const [phone, tablet] = [await bench.device('bob', 'bob-phone', { busyPolicy }), await bench.device('bob', 'bob-tablet', { busyPolicy })];
  const outcomes = await Promise.allSettled([enter(phone, 'daily', { create: true }), enter(tablet, 'weekly', { create: true })]);
  expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'ALREADY_IN_CALL' } }]);
});

describe('losses and restarts of a room', () => {
  test('row 19: back within the window the others have heard two words; later it has left as lost', async () => {
    const { bench, alice, bob, cid } = await meeting();
    await bob.drop();
    await bench.clock.advance(20_000);
    const again = await bench.device('bob');
    expect(again.session!.snapshot.calls).toEqual([
      {
        cid, callId: '', caller: 'alice', callee: '', media: 'video', phase: 'connected', uids: { alice: 1, bob: 2 }, mine: true, custom: 'stand-up', ringMsLeft: 0,
        acceptedAtMs: expect.any(Number) as number, room: { uid: 2, members: [expect.objectContaining({ uid: 1, role: 0 }), expect.objectContaining({ uid: 2 })] }, channel: 'daily',
      },
    ]);
    expect(alice.told).toMatchObject([{ t: 'peerState', account: 'bob', state: 'reconnecting' }, { t: 'peerState', state: 'ok' }]);
    await again.drop();
    await bench.clock.advance(30_100);
    expect(alice.heard('memberLeft')).toMatchObject([{ cid, account: 'bob' }]);
  });

  test('row 27: a device that signs out has left', async () => {
    const { alice, bob, cid } = await meeting();
    await bob.ask('signOut', {});
    expect(alice.heard('memberLeft')).toMatchObject([{ cid, account: 'bob' }]);
  });

  test('row 21: a room outlives the server with its members and its name; who does not come back has left', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice, cid } = await meeting({ data, clock });
    await bench.hub.stop();
    const second = await start({ data, clock });
    const a = second.connect();
    expect(await a.resume(alice.session!, 9)).toMatchObject({ resumed: false, snapshot: { calls: [{ cid, channel: 'daily', room: { members: [{}, {}] } }] } });
    const dave = await second.device('dave');
    await expect(dave.ask('createRoom', { name: 'daily' })).rejects.toMatchObject({ code: 'ROOM_EXISTS' });
    expect(await enter(dave)).toMatchObject({ cid, uid: 3 });
    await clock.advance(30_100);
    expect(a.heard('memberLeft')).toMatchObject([{ account: 'bob' }]);
    await a.ask('hangup', { cid });
    await dave.ask('hangup', { cid });
    await second.hub.stop();
    expect(await (await start({ data, clock })).store.groups.live()).toEqual([]);
  });

  test('row 21: an unused room keeps its time through a restart', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice } = await online(['alice'], { data, clock });
    await alice.ask('createRoom', { name: 'daily' });
    await clock.advance(50_000);
    await bench.hub.stop();
    const second = await start({ data, clock });
    await clock.advance(10_200);
    expect(await second.store.groups.named('default', 'daily')).toBeNull();
  });
});
