import { faces, meetingOf, VIDEO } from '../../support/faces';
import { benches } from '../../support/server-bench';

const { start, restarted, folder } = benches();
const { online, mixed } = faces(start);

const PUSH: unknown = expect.stringMatching(/\?push$/);
const PLAY: unknown = expect.stringMatching(/\?play$/);

describe('signing in', () => {
  test('an RTCSDK session for which a call without a meeting rings finds one, and 30 s to answer', async () => {
    const { bench, alice } = await online(['alice']);
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob', ringMs: 120_000, forceKeepCalling: true });
    await bench.clock.advance(20_000);
    const bob = await bench.rtc('bob');
    const [call] = bob.session!.snapshot.calls;
    expect(call).toMatchObject({ cid, phase: 'ringing', ringMsLeft: 30_000, meeting: { creator: 'alice', members: 0 } });
    const again = await bench.rtc('bob');
    expect(again.session!.snapshot.calls[0]?.meeting).toEqual(call?.meeting);
    await again.ask('accept', { cid });
    expect(meetingOf(alice, 'accepted').id).toBe(call?.meeting?.id);
    await expect(alice.ask('join', { cid, mode: 0 })).resolves.toMatchObject({ uid: 1 });
  });

  test('a netcall session, and one for which a call of RTCSDK rings, find the call as it is', async () => {
    const { bench, alice, carol } = await online(['alice', 'CAROL']);
    await alice.ask('call', { ...VIDEO, callee: 'bob', ringMs: 120_000, forceKeepCalling: true });
    const bob = await bench.device('bob');
    expect(bob.session!.snapshot.calls[0]).toMatchObject({ ringMsLeft: 120_000 });
    expect(bob.session!.snapshot.calls[0]).not.toHaveProperty('meeting');
    await carol.ask('call', { ...VIDEO, callee: 'dave', forceKeepCalling: true });
    const dave = await bench.rtc('dave');
    expect(dave.session!.snapshot.calls[0]).toMatchObject({ peerNick: 'CAROL' });
    expect(dave.session!.snapshot.calls[0]).not.toHaveProperty('meeting');
    expect(await bench.store.groups.live()).toEqual([]);
  });

  test('a device finds its call with the other\'s name, the meeting, and the room if it is there', async () => {
    const { bench, alice, bob, cid, id } = await mixed();
    const [again, there] = [await bench.device('alice'), await bench.rtc('bob')];
    expect([alice, bob].map(({ closedWith }) => closedWith)).toEqual([4409, 4409]);
    const meeting = { id, creator: 'alice', members: 2 };
    expect(again.session!.snapshot.calls).toMatchObject([{ cid, phase: 'connected', mine: true, peerNick: 'BOB', meeting, room: { uid: 1, members: [{ account: 'bob', nick: 'BOB', url: PLAY }, { url: PUSH }] } }]);
    expect(there.session!.snapshot.calls).toMatchObject([{ cid, meeting }, { channel: id, meeting, room: { uid: 2 } }]);
    expect(there.session!.snapshot.calls[0]).not.toHaveProperty('peerNick');
    expect(there.session!.snapshot.calls[0]).not.toHaveProperty('room');
  });

  test('of two sign-ins of an account at once the first is closed as replaced, while a call waits to get its meeting', async () => {
    const { bench, alice } = await online(['alice']);
    await alice.ask('call', { ...VIDEO, callee: 'bob', forceKeepCalling: true });
    const both = await Promise.all([bench.rtc('bob'), bench.rtc('bob')]);
    expect(both.map(({ closedWith }) => closedWith).sort()).toEqual([4409, null]);
    expect(await bench.store.groups.live()).toHaveLength(1);
  });
});

describe('losses', () => {
  test.each(['alice', 'bob'] as const)('when %s loses the connection the other side hears it once for the call, and after 30 s it is over for both', async (who) => {
    const all = await mixed();
    const { bench, alice, bob, cid, meetingCid } = all;
    const other = who === 'alice' ? bob : alice;
    await all[who].drop();
    await bench.clock.advance(30_300);
    const ofCall = other.told.filter((event) => 'cid' in event && event.cid === cid);
    expect(ofCall.filter(({ t }) => t !== 'memberLeft')).toMatchObject([{ t: 'peerState', account: who, state: 'reconnecting' }, { t: 'ended', reason: 'lost', account: null }]);
    expect(other.heard('memberLeft')).toMatchObject([{ cid: who === 'alice' ? meetingCid : cid, account: who }]);
    expect(await bench.store.groups.live()).toHaveLength(who === 'alice' ? 1 : 0);
  });

  test('a stream that the relay still sees in the meeting keeps the call', async () => {
    const { bench, alice, bob, cid, entry } = await mixed();
    bench.media.live.add(/live\/([^?]+)/.exec(entry.members.find(({ account }) => account === 'alice')!.url)![1]!);
    await alice.drop();
    await bench.clock.advance(60_000);
    expect(bob.heard('ended')).toEqual([]);
    const back = bench.connect();
    await back.resume(alice.session!, 0);
    expect((await back.ask('members', { cid }, 100)).members).toHaveLength(2);
    expect(bob.heard('peerState').filter((event) => event.cid === cid)).toMatchObject([{ state: 'reconnecting' }, { state: 'ok' }]);
  });

  test('a server that was killed goes on with the call in its meeting', async () => {
    const data = folder();
    const { bench, alice, bob, cid, meetingCid } = await mixed({ data });
    const next = await restarted(bench, data);
    const [a, b] = [next.connect(), next.connect()];
    await a.resume(alice.session!, 0);
    await b.resume(bob.session!, 0);
    await b.ask('setMode', { cid: meetingCid, mode: 1 });
    expect(a.heard('memberUpdated')).toMatchObject([{ cid, member: { account: 'bob', nick: 'BOB' } }]);
    await a.ask('hangup', { cid });
    expect(b.heard('memberLeft')).toMatchObject([{ cid: meetingCid, account: 'alice' }]);
  });

  test('a server that was killed between the end of a call and its leaving the meeting does it at its start', async () => {
    const data = folder();
    const { bench, alice, bob, cid, meetingCid } = await mixed({ data });
    bench.store.groups.commit = () => new Promise(() => undefined); // The process dies before this is done.
    await alice.ask('hangup', { cid }).catch(() => undefined); // It has no answer.
    await bench.clock.advance(100);
    const next = await restarted(bench, data);
    const back = next.connect();
    await back.resume(bob.session!, 0);
    expect((await back.ask('members', { cid: meetingCid })).members).toMatchObject([{ account: 'bob' }]);
    await back.ask('leave', { cid: meetingCid });
    expect(await next.store.groups.live()).toEqual([]);
  });

  test('a leg that enters while its call ends does not stay in the meeting', async () => {
    const { bench, alice, bob } = await online(['alice', 'BOB']);
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    await bob.ask('accept', { cid });
    await bob.ask('enterMeeting', { meeting: meetingOf(bob, 'invited').id, mode: 0 });
    await Promise.all([alice.burst(JSON.stringify({ t: 'join', id: 60, cid, mode: 0 })), bob.burst(JSON.stringify({ t: 'hangup', id: 60, cid }))]);
    const [held] = await bench.store.groups.heldOf('default', 'alice');
    expect(held).toBeUndefined();
    expect((await bench.store.groups.heldOf('default', 'bob'))[0]?.group.seats).toMatchObject([{ account: 'bob' }]);
  });

  test('the account of a leg that enters with its RTCSDK device takes the place; the leg may take it back', async () => {
    const { bench, alice, bob, cid, id } = await mixed();
    const other = await bench.rtc('alice');
    await other.ask('enterMeeting', { meeting: id, mode: 0 });
    expect(alice.told).toEqual([]);
    await expect(alice.ask('members', { cid })).rejects.toMatchObject({ code: 'NOT_IN_ROOM' });
    await alice.ask('join', { cid, mode: 0 });
    expect(other.heard('ended')).toMatchObject([{ reason: 'kicked', account: 'alice' }]);
    expect(bob.story).toEqual(['memberUpdated', 'memberUpdated']);
  });
});
