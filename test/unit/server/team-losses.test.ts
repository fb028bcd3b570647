import { benches, type Bench } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';
import { recordsOf, storyOf, teams, UIDS } from '../../support/team';

const { start, folder } = benches();
const { ringing, talking } = teams(start);

describe('losses', () => {
  test('row 17: the ringing goes on for 15 s without the caller, then ends as lost', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    await alice.drop();
    await bench.clock.advance(14_900);
    expect(bob.heard('ended')).toEqual([]);
    await bench.clock.advance(200);
    for (const each of [bob, carol]) expect(each.heard('ended')).toMatchObject([{ cid, reason: 'lost', account: null }]);
  });

  test('row 17: a call that is answered while its caller is away gives the caller the window of a call', async () => {
    const { bench, alice, bob, cid } = await ringing();
    await alice.drop();
    await bench.clock.advance(10_000);
    await bob.ask('accept', { cid });
    await bench.clock.advance(10_000);
    const back = bench.connect();
    await back.resume(alice.session!, 0);
    expect(back.heard('accepted')).toMatchObject([{ account: 'bob' }]);
    await expect(back.ask('join', { cid, mode: 0 }, 90)).resolves.toMatchObject({ uid: 1 });
  });

  test("row 18: the loss of a callee's last device does not end its ringing", async () => {
    const { bench, alice, bob, cid } = await ringing();
    await bob.drop();
    await bench.clock.advance(29_000);
    expect(alice.story).toEqual([]);
    await expect((await bench.device('bob', 'bob-tablet')).ask('accept', { cid })).resolves.toHaveProperty('uids');
  });

  test('row 19: back within the window the others have heard two words about the connection, and it has missed nothing', async () => {
    const { bench, alice, bob, carol, cid } = await talking();
    const seen = Number(/"s":(\d+)/.exec(bob.frames.at(-1)!)?.[1] ?? 0);
    await bob.drop();
    await bench.clock.advance(29_000);
    await carol.ask('control', { cid, command: 3 });
    const back = bench.connect();
    expect(await back.resume(bob.session!, seen)).toMatchObject({ resumed: true });
    expect(back.heard('control')).toMatchObject([{ account: 'carol', command: 3 }]);
    await bench.clock.advance(60_000);
    expect(alice.told).toMatchObject([{ t: 'peerState', cid, account: 'bob', state: 'reconnecting' }, { t: 'control' }, { t: 'peerState', state: 'ok' }]);
    expect(bench.media.revoked).toEqual([]);
  });

  test('row 19: not back within 30 s it has left as lost, and the others go on', async () => {
    const { bench, alice, bob, carol } = await talking();
    await bob.drop();
    await bench.clock.advance(30_100);
    for (const each of [alice, carol]) expect(storyOf(each)).toEqual(['peerState bob', 'memberLeft bob']);
    expect(bench.media.revoked).toHaveLength(1);
    expect(await recordsOf(alice)).toMatchObject([{ pair: 'alice bob', reason: 'lost', endedBy: null }]);
    expect((await bench.device('bob')).session!.snapshot).toMatchObject({ calls: [], ended: [{ reason: 'lost', account: null }] });
  });

  test('row 19: while the relay sees its stream the window is 120 s', async () => {
    const { bench, alice, bob } = await talking();
    const stream = /live\/(\d+_2_[^?"]+)\?push/.exec(bob.frames.join('\n'))![1]!;
    bench.media.live.add(stream);
    await bob.drop();
    await bench.clock.advance(100_000);
    expect(alice.heard('memberLeft')).toEqual([]);
    bench.media.live.delete(stream);
    await bench.clock.advance(6_000);
    expect(alice.heard('memberLeft')).toMatchObject([{ account: 'bob' }]);
  });

  test('row 20: the same device signs in anew and gets its call with its room', async () => {
    const { bench, alice, cid } = await talking();
    const again = await bench.device('bob');
    expect(again.session!.snapshot.calls).toMatchObject([
      { cid, caller: 'alice', callee: '', phase: 'connected', mine: true, uids: UIDS, acceptedAtMs: expect.any(Number) as number, team: ['alice', 'bob', 'carol'], room: { uid: 2, members: [{}, {}, {}] } },
    ]);
    await again.ask('control', { cid, command: 9 });
    expect(alice.heard('control')).toMatchObject([{ command: 9 }]);
  });

  test('another device of one who is in it hears nothing of it at its sign-in', async () => {
    const { bench } = await talking();
    expect((await bench.device('bob', 'bob-tablet')).session!.snapshot).toMatchObject({ calls: [], ended: [] });
  });

  test('row 27: a device that signs out has left', async () => {
    const { alice, bob, carol } = await talking();
    await bob.ask('signOut', {});
    for (const each of [alice, carol]) expect(each.heard('memberLeft')).toMatchObject([{ account: 'bob' }]);
    await carol.ask('signOut', {});
    expect(alice.heard('ended')).toMatchObject([{ reason: 'hungUp', account: 'carol' }]);
  });
});

describe('row 21: the server restarts', () => {
  async function restarted(bench: Bench, data: string, clock: FakeClock): Promise<Bench> {
    await bench.hub.stop();
    return start({ data, clock });
  }

  test('row 21: a call with several goes on with its room, and who does not come back has left', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice, bob, cid } = await talking({ data, clock });
    const second = await restarted(bench, data, clock);
    await clock.advance(5_000);
    const [a, b] = [second.connect(), second.connect()];
    expect(await a.resume(alice.session!, 3)).toMatchObject({ resumed: false, snapshot: { calls: [{ cid, phase: 'connected', mine: true, room: { uid: 1, members: [{}, {}, {}] } }] } });
    await b.resume(bob.session!, 0);
    await a.ask('control', { cid, command: 5 });
    expect(b.heard('control')).toMatchObject([{ command: 5 }]);
    await clock.advance(30_000);
    expect(a.heard('memberLeft')).toMatchObject([{ account: 'carol' }]);
    await b.ask('hangup', { cid });
    expect(a.heard('ended')).toMatchObject([{ reason: 'hungUp', account: 'bob' }]);
    expect(await recordsOf(a)).toMatchObject([{ pair: 'alice bob', reason: 'hungUp' }, { pair: 'alice carol', reason: 'lost' }]);
  });

  test('row 21: a ringing one keeps its deadline, and everybody is still busy', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice, cid } = await ringing({ data, clock });
    await clock.advance(10_000);
    const second = await restarted(bench, data, clock);
    const a = second.connect();
    expect(await a.resume(alice.session!, 0)).toMatchObject({ snapshot: { calls: [{ cid, phase: 'ringing', ringMsLeft: 20_000, mine: true }] } });
    const dave = await second.device('dave');
    await dave.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio' });
    expect(dave.heard('ended')).toMatchObject([{ reason: 'busy' }]);
    await clock.advance(20_200);
    expect(a.heard('ended')).toMatchObject([{ reason: 'noAnswer' }]);
  });

  test('row 21: an end of the last two minutes is known after a restart, and nothing of it is left on disk after them', async () => {
    const [data, clock] = [folder(), new FakeClock()];
    const { bench, alice, cid } = await ringing({ data, clock });
    await alice.ask('hangup', { cid });
    const second = await restarted(bench, data, clock);
    expect(await second.connect().resume(alice.session!, 0)).toMatchObject({ snapshot: { calls: [], ended: [{ cid, callId: 't-1', reason: 'cancelled', account: 'alice' }] } });
    expect(await second.store.groups.read('default', cid)).not.toBeNull();
    await clock.advance(121_000);
    expect(await second.store.groups.read('default', cid)).toBeNull();
    const third = await restarted(second, data, clock);
    expect(await third.store.groups.read('default', cid)).toBeNull();
    expect((await third.store.records('default', 'bob', null, 50)).records).toHaveLength(1);
  });
});
