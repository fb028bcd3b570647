import { benches } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';

const { start, folder } = benches();

test('a call rings, is answered, both enter the room, hang up, and the record says so', async () => {
  const bench = await start();
  const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];

  const { cid, uids } = await alice.ask('call', { callId: 'c-1', callee: 'bob', media: 'video', custom: 'hi' });
  expect(uids).toEqual({ alice: 1, bob: 2 });
  expect(bob.heard('invited')).toMatchObject([{ s: 1, cid, callId: 'c-1', caller: 'alice', media: 'video', custom: 'hi', ringMsLeft: 30_000, uids }]);

  await bob.ask('ringing', { cid });
  expect(alice.heard('ringing')).toMatchObject([{ cid, account: 'bob' }]);
  expect(await bob.ask('accept', { cid })).toEqual({ uids });
  expect(alice.heard('accepted')).toMatchObject([{ cid, account: 'bob', media: 'video', uids }]);

  const first = await alice.ask('join', { cid, mode: 0 });
  expect(first).toMatchObject({ uid: 1, members: [{ uid: 1, account: 'alice', mode: 0 }] });
  const second = await bob.ask('join', { cid, mode: 1 });
  expect(second.members.map(({ account, url }) => [account, url.split('?')[1]])).toEqual([['alice', 'play'], ['bob', 'push']]);
  expect(alice.heard('memberJoined')).toMatchObject([{ cid, member: { uid: 2, account: 'bob', mode: 1 } }]);
  expect(alice.heard('memberJoined')[0]!.member.url).toMatch(/\?play$/);

  await bench.clock.advance(60_000);
  expect(await alice.ask('hangup', { cid })).toEqual({});
  expect(bob.heard('ended')).toMatchObject([{ cid, reason: 'hungUp', account: 'alice' }]);
  expect(alice.heard('ended')).toEqual([]);
  expect(bench.media.revoked).toHaveLength(2);
  const { records } = await bob.ask('records', {});
  expect(records).toMatchObject([{ cid, caller: 'alice', callee: 'bob', reason: 'hungUp', endedBy: 'alice', durationMs: 60_000 }]);
});

describe('from sound to picture and back', () => {
  async function inCall(media: 'audio' | 'video', options?: Parameters<typeof start>[0]) {
    const bench = await start(options);
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', media });
    await bob.ask('accept', { cid });
    await Promise.all([alice.ask('join', { cid, mode: 0 }), bob.ask('join', { cid, mode: 0 })]);
    return { bench, alice, bob, cid };
  }

  test.each([
    ['audio', 6, 'video'],
    ['video', 8, 'audio'],
  ] as const)('an %s call becomes, by command %i, a call with %s: in snapshots, after a restart, on the record', async (media, command, after) => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice, bob, cid } = await inCall(media, { data, clock });
    await bob.ask('control', { cid, command, custom: 'yes' });
    expect(alice.heard('control')).toMatchObject([{ cid, account: 'bob', command, custom: 'yes' }]);
    expect((await bench.device('alice')).session!.snapshot.calls).toMatchObject([{ cid, media: after }]);
    await bench.hub.stop();
    const second = await start({ data, clock });
    const back = await second.device('bob');
    expect(back.session!.snapshot.calls).toMatchObject([{ cid, media: after, room: { uid: 2 } }]);
    await back.ask('hangup', { cid });
    expect(back.heard('recorded')).toMatchObject([{ record: { cid, media: after } }]);
    expect((await back.ask('records', {})).records).toMatchObject([{ cid, media: after }]);
  });

  test.each([
    ['audio', 8],
    ['video', 6],
    ['audio', 5],
    ['video', 1],
  ] as const)('in an %s call command %i changes nothing, is heard, and writes nothing', async (media, command) => {
    const { bench, alice, bob, cid } = await inCall(media);
    const before = await bench.store.read('default', cid);
    const write = jest.spyOn(bench.journal, 'write');
    await alice.ask('control', { cid, command });
    expect(write).not.toHaveBeenCalled();
    expect(await bench.store.read('default', cid)).toBe(before);
    expect(bob.heard('control')).toMatchObject([{ command }]);
  });

  test('only the devices of the call can change it, and only while it lasts', async () => {
    const { bench, alice, cid } = await inCall('audio');
    const tablet = await bench.device('alice', 'alice-tablet');
    await expect(tablet.ask('control', { cid, command: 6 })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await expect((await bench.device('mallory')).ask('control', { cid, command: 6 })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await alice.ask('hangup', { cid });
    await expect(alice.ask('control', { cid, command: 6 })).rejects.toMatchObject({ code: 'CALL_ENDED' });
    expect((await alice.ask('records', {})).records).toMatchObject([{ media: 'audio' }]);
  });

  test('a command and a hang-up in one tick: whichever came first, the call ends once with a true record', async () => {
    const { alice, bob, cid } = await inCall('audio');
    await Promise.all([alice.burst(JSON.stringify({ t: 'control', id: 50, cid, command: 6 })), bob.burst(JSON.stringify({ t: 'hangup', id: 50, cid }))]);
    expect((await alice.ask('records', {})).records).toMatchObject([{ cid, reason: 'hungUp' }]);
    expect([alice.heard('ended').length, bob.heard('recorded').length]).toEqual([1, 1]);
  });
});
