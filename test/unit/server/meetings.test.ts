import { FakeClock } from '../../support/server-clock';
import { benches, type BenchOptions, type Client } from '../../support/server-bench';

const { start, restarted, folder } = benches();

const enter = (client: Client, meeting: string, mode: 0 | 1 | 2 | 3 = 0) => client.ask('enterMeeting', { meeting, mode });

/** Alice has made a meeting; Alice, Bob and Carol speak RTCSDK. Nobody has entered. */
async function made(options?: BenchOptions) {
  const bench = await start(options);
  const [alice, bob, carol] = [await bench.rtc('alice'), await bench.rtc('bob'), await bench.rtc('carol')];
  const { meeting } = await alice.ask('createMeeting', {});
  return { bench, alice, bob, carol, meeting, id: meeting.id };
}

/** Alice and Bob are in her meeting; what they have heard is forgotten. */
async function meet(options?: BenchOptions) {
  const all = await made(options);
  const { cid } = await enter(all.alice, all.id);
  await enter(all.bob, all.id);
  for (const each of [all.alice, all.bob]) each.events.length = 0;
  return { ...all, cid };
}

/** A clock by whose chance rooms have the numbers that a test wants. */
class LuckyClock extends FakeClock {
  draws: number[] = [];
  override random(count: number): Uint8Array {
    return count === 4 ? Uint8Array.of(0, 0, 0, this.draws.shift() ?? 99) : super.random(count);
  }
}

describe('a meeting', () => {
  test('has a number of eight digits, is entered by it, and gives its members with their names', async () => {
    const { bench, alice, bob, meeting, id } = await made();
    expect(meeting).toEqual({ id: expect.stringMatching(/^[1-9]\d{7}$/) as string, creator: 'alice', startedAtMs: bench.clock.nowMs(), members: 0 });
    const first = await enter(alice, id);
    expect(first).toEqual({ cid: first.cid, uid: 1, uids: { alice: 1 }, members: [{ uid: 1, account: 'alice', nick: 'ALICE', mode: 0, url: expect.stringMatching(/\?push$/) as string }] });
    const second = await enter(bob, id, 3);
    expect(second).toMatchObject({ cid: first.cid, uid: 2, uids: { alice: 1, bob: 2 }, members: [{ account: 'alice', nick: 'ALICE' }, { account: 'bob', nick: 'BOB', mode: 3 }] });
    expect(alice.told).toMatchObject([{ t: 'memberJoined', cid: first.cid, member: { uid: 2, account: 'bob', nick: 'BOB', mode: 3, url: expect.stringMatching(/\?play$/) as string } }]);
  });

  test('keeps its first number for its maker, who may come last', async () => {
    const { alice, bob, carol, id } = await made();
    expect([await enter(bob, id), await enter(carol, id), await enter(alice, id)].map(({ uid }) => uid)).toEqual([2, 3, 1]);
  });

  test('is a room for control, modes, streams and leaving, and stays open when the last has left', async () => {
    const { alice, bob, id, cid } = await meet();
    await bob.ask('setMode', { cid, mode: 1 });
    const { url } = await bob.ask('renewStream', { cid });
    await bob.ask('control', { cid, command: 100, custom: 'hello' });
    expect(alice.told).toMatchObject([
      { t: 'memberUpdated', cid, member: { account: 'bob', nick: 'BOB', mode: 1 } },
      { t: 'memberUpdated', cid, member: { url: url.replace('?push', '?play') } },
      { t: 'control', cid, account: 'bob', command: 100, custom: 'hello' },
    ]);
    await bob.ask('leave', { cid });
    expect(alice.heard('memberLeft')).toMatchObject([{ cid, uid: 2, account: 'bob' }]);
    await alice.ask('hangup', { cid });
    await expect(alice.ask('members', { cid })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    expect(await enter(bob, id)).toMatchObject({ cid, uid: 3, members: [{ account: 'bob' }] });
    expect((await bob.ask('records', {})).records).toEqual([]);
  });

  test('is not open under a number that nobody has drawn, nor under its number as a name', async () => {
    const { bob, id } = await made();
    await expect(enter(bob, '99999999')).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    await expect(bob.ask('enterRoom', { name: id, mode: 0, role: 0 })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    await expect(bob.ask('createRoom', { name: id })).resolves.toEqual({});
  });

  test.each([
    ['256 bytes', 'é'.repeat(128), null],
    ['257 bytes', `${'é'.repeat(128)}a`, 'rtc.nick'],
    ['a lone surrogate', 'a\ud800', 'rtc.nick'],
  ])('a user\'s name of %s is taken, or refused with its field', async (_name, nick, field) => {
    const bench = await start();
    const signedIn = bench.device('alice', 'rtcsdk', { rtc: { nick } });
    if (field === null) await expect(signedIn).resolves.toHaveProperty('session.account', 'alice');
    else await expect(signedIn).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field } });
  });

  test('belongs to its app', async () => {
    const { bench, id } = await made();
    const shop = await bench.device('alice', 'rtcsdk', { app: 'shop', rtc: { nick: 'ALICE' } });
    await expect(enter(shop, id)).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    await expect(shop.ask('destroyMeeting', { meeting: id })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
  });

  test('has sixteen places, and a seventeenth account is refused', async () => {
    const { bench, id } = await made();
    for (let index = 0; index < 16; index++) await enter(await bench.rtc(`account-${index}`), id);
    await expect(enter(await bench.rtc('account-16'), id)).rejects.toMatchObject({ code: 'ROOM_FULL' });
    await expect(enter(await bench.rtc('account-3'), id)).resolves.toMatchObject({ members: { length: 16 } });
  });

  test('leaves whoever is in it free to call, to be called and to enter other rooms', async () => {
    const { alice, bob, carol } = await meet();
    await carol.ask('call', { callId: 'c-1', callee: 'bob', media: 'video' });
    expect(bob.heard('invited')).toHaveLength(1);
    await alice.ask('enterRoom', { name: 'daily', mode: 0, role: 0, create: true });
    await bob.ask('accept', { cid: bob.heard('invited')[0]!.cid });
    const other = (await alice.ask('createMeeting', {})).meeting.id;
    await expect(enter(bob, other)).resolves.toMatchObject({ uid: 2 });
  });

  test.each([
    [59_900, true],
    [60_100, false],
  ])('that nobody has been in for %i of 60,000 ms is open: %p', async (passedMs, isOpen) => {
    const { bench, alice, bob, id, cid } = await meet({ signal: { meetingIdleMs: 60_000 } });
    await bench.clock.advance(100_000);
    for (const each of [alice, bob]) await each.ask('leave', { cid });
    await bench.clock.advance(passedMs);
    if (isOpen) await expect(enter(bob, id)).resolves.toMatchObject({ cid });
    else await expect(enter(bob, id)).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
  });

  test('is destroyed by its maker: everybody else in it hears so, and its number is nobody\'s', async () => {
    const { bench, alice, bob, id, cid } = await meet();
    expect(await alice.ask('destroyMeeting', { meeting: id })).toEqual({});
    expect([alice.told, bob.told]).toMatchObject([[], [{ t: 'ended', cid, reason: 'closed', account: 'alice' }]]);
    expect(bench.media.revoked).toHaveLength(2);
    await expect(enter(bob, id)).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    await expect(alice.ask('destroyMeeting', { meeting: id })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    await expect(bob.ask('members', { cid })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'closed' } });
  });

  test('is destroyed by nobody else, who is not told that it is there', async () => {
    const { alice, bob, id, cid } = await meet();
    await expect(bob.ask('destroyMeeting', { meeting: id })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    expect((await alice.ask('members', { cid })).members).toHaveLength(2);
  });

  test('its maker shows one out, who may come again; the others hear that it has left', async () => {
    const { alice, bob, carol, id, cid } = await meet();
    await enter(carol, id);
    await alice.ask('kick', { cid, account: 'bob' });
    expect(bob.told).toMatchObject([{ t: 'memberJoined' }, { t: 'ended', cid, reason: 'kicked', account: 'alice' }]);
    expect(carol.told).toMatchObject([{ t: 'memberLeft', cid, uid: 2, account: 'bob' }]);
    await expect(bob.ask('members', { cid })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await expect(enter(bob, id)).resolves.toMatchObject({ cid });
  });

  test('nobody else shows anybody out, and no named room or call knows of it', async () => {
    const { alice, bob, carol, cid } = await meet();
    for (const each of [bob, carol]) await expect(each.ask('kick', { cid, account: 'alice' })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await expect(alice.ask('kick', { cid, account: 'carol' })).rejects.toMatchObject({ code: 'NOT_IN_ROOM' });
    const room = await alice.ask('enterRoom', { name: 'daily', mode: 0, role: 0, create: true });
    await expect(alice.ask('kick', { cid: room.cid, account: 'alice' })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await expect(alice.ask('kick', { cid: 'no-such-thing', account: 'bob' })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
  });

  test('an account that has made too many that nobody is in waits until the first closes; named rooms do not count', async () => {
    const { bench, alice, bob, id } = await made({ signal: { unusedMeetings: 2, meetingIdleMs: 60_000 } });
    await alice.ask('createRoom', { name: 'daily' });
    await bench.clock.advance(10_000);
    const second = await alice.ask('createMeeting', {});
    await expect(alice.ask('createMeeting', {})).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: 50_000 } });
    await expect(bob.ask('createMeeting', {})).resolves.toHaveProperty('meeting.creator', 'bob');
    await enter(bob, id);
    await expect(alice.ask('createMeeting', {})).resolves.not.toHaveProperty('meeting.id', second.meeting.id);
  });

  test('never has the number of another meeting, nor of a call\'s room, nor a call the number of a meeting', async () => {
    const clock = new LuckyClock();
    const bench = await start({ clock });
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const talk = async (callId: string): Promise<string | undefined> => {
      const { cid } = await alice.ask('call', { callId, callee: 'bob', media: 'audio' });
      await bob.ask('accept', { cid });
      const { members } = await alice.ask('join', { cid, mode: 0 });
      return /live\/(\d+)_/.exec(members[0]!.url)?.[1];
    };
    const meeting = async (): Promise<string> => (await alice.ask('createMeeting', {})).meeting.id;
    clock.draws = [7];
    expect(await talk('c-1')).toBe('10000007');
    clock.draws = [7, 8];
    expect(await meeting()).toBe('10000008');
    clock.draws = [8, 7, 9];
    expect(await meeting()).toBe('10000009');
    await alice.ask('hangup', { cid: bob.heard('invited')[0]!.cid });
    clock.draws = [9, 8, 7];
    expect(await talk('c-2')).toBe('10000007');
  });
});

describe('losses', () => {
  test('who loses the connection is reconnecting for the others, and is gone after 30 s; the meeting stays', async () => {
    const { bench, alice, bob, id, cid } = await meet();
    await bob.drop();
    expect(alice.told).toMatchObject([{ t: 'peerState', cid, account: 'bob', state: 'reconnecting' }]);
    await bench.clock.advance(30_200);
    expect(alice.heard('memberLeft')).toMatchObject([{ cid, account: 'bob' }]);
    await alice.ask('leave', { cid });
    await expect(enter(alice, id)).resolves.toMatchObject({ cid, uid: 1 });
  });

  test('an RTCSDK session that signs in again finds itself in the meeting, and another one of the account closes it', async () => {
    const { bench, alice, bob, id, cid } = await meet();
    const again = await bench.rtc('bob');
    expect(bob.closedWith).toBe(4409);
    expect(again.session?.snapshot.calls).toMatchObject([
      { cid, channel: id, caller: 'alice', callee: '', callId: '', mine: true, meeting: { id, creator: 'alice', members: 2 }, room: { uid: 2, members: [{ nick: 'ALICE' }, { nick: 'BOB' }] } },
    ]);
    await again.ask('leave', { cid });
    expect(alice.heard('memberLeft')).toMatchObject([{ cid, account: 'bob' }]);
  });

  test('a server that was killed finds its meetings, with those who are in them and without', async () => {
    const data = folder();
    const { bench, alice, bob, id, cid } = await meet({ data, signal: { meetingIdleMs: 60_000 } });
    const { meeting: empty } = await bob.ask('createMeeting', {});
    const next = await restarted(bench, data);
    const back = next.connect();
    await back.resume(alice.session!, 0);
    expect((await back.ask('members', { cid })).members.map(({ account, nick }) => [account, nick])).toEqual([['alice', 'ALICE'], ['bob', 'BOB']]);
    await expect(enter(back, empty.id)).resolves.toMatchObject({ uid: 2 });
    await next.clock.advance(30_200);
    expect(back.heard('memberLeft')).toMatchObject([{ cid, account: 'bob' }]);
    await expect(enter(await next.rtc('carol'), id)).resolves.toMatchObject({ cid, uid: 3 });
  });

  test('a server that was killed closes a meeting whose time came meanwhile', async () => {
    const data = folder();
    const { bench, id } = await made({ data, signal: { meetingIdleMs: 60_000 } });
    await bench.clock.advance(1_000);
    await bench.hub.stop();
    await bench.clock.advance(60_000);
    const next = await restarted(bench, data);
    await expect(enter(await next.rtc('carol'), id)).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
  });
});

