import { HOST, enter, rooms } from '../../support/named-room';
import { benches } from '../../support/server-bench';

const { start } = benches();
const { online, meeting } = rooms(start);

describe('a named room', () => {
  test('is made, entered by two, and open until the last has left; nobody rings and nothing is on the records', async () => {
    const { bench, alice, bob } = await online(['alice', 'bob']);
    expect(await alice.ask('createRoom', { name: 'daily', custom: 'stand-up' })).toEqual({});
    const first = await enter(alice);
    expect(first).toEqual({ cid: first.cid, uid: 1, uids: { alice: 1 }, custom: 'stand-up', members: [{ uid: 1, account: 'alice', mode: 0, role: 0, url: expect.stringMatching(/\?push$/) as string }] });
    const second = await enter(bob, 'daily', { mode: 1 });
    expect(second).toMatchObject({ cid: first.cid, uid: 2, uids: { alice: 1, bob: 2 }, custom: 'stand-up' });
    expect(second.members.map(({ account, url }) => [account, url.split('?')[1]])).toEqual([['alice', 'play'], ['bob', 'push']]);
    expect(alice.told).toMatchObject([{ t: 'memberJoined', cid: first.cid, member: { uid: 2, account: 'bob', mode: 1, role: 0, url: expect.stringMatching(/\?play$/) as string } }]);

    await bench.clock.advance(600_000);
    expect(await alice.ask('hangup', { cid: first.cid })).toEqual({});
    expect(bob.told).toMatchObject([{ t: 'memberLeft', cid: first.cid, uid: 1, account: 'alice' }]);
    await expect(alice.ask('createRoom', { name: 'daily' })).rejects.toMatchObject({ code: 'ROOM_EXISTS' });
    await bob.ask('leave', { cid: first.cid });
    expect(bench.media.revoked).toHaveLength(2);
    for (const each of [alice, bob]) expect((await each.ask('records', {})).records).toEqual([]);
    expect(await bob.ask('hangup', { cid: first.cid })).toEqual({ already: 'hungUp' });
  });

  test('may be made anew under its name when all have left, with another number', async () => {
    const { alice, bob, cid } = await meeting();
    for (const each of [alice, bob]) await each.ask('hangup', { cid });
    await expect(enter(bob)).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    await bob.ask('createRoom', { name: 'daily' });
    const again = await enter(alice);
    expect(again.cid).not.toBe(cid);
    expect(again).not.toHaveProperty('custom');
    await expect(bob.ask('members', { cid })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
  });

  test.each([
    [59_900, true],
    [60_100, false],
  ])('that nobody enters is after %i ms still open: %p', async (passedMs, isOpen) => {
    const { bench, alice, bob } = await online(['alice', 'bob']);
    await alice.ask('createRoom', { name: 'daily' });
    await bench.clock.advance(passedMs);
    if (isOpen) await expect(enter(bob)).resolves.toHaveProperty('cid');
    else await expect(enter(bob)).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
  });

  test('is made by entering it where the request says so, and only then', async () => {
    const { alice, bob } = await online(['alice', 'bob']);
    await expect(enter(alice)).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    const { cid } = await enter(alice, 'daily', { create: true });
    expect(await enter(bob, 'daily', { create: true })).toMatchObject({ cid, uid: 2 });
  });

  test('of two who make it in the same tick one has made it, and both who enter it meet', async () => {
    const { alice, bob } = await online(['alice', 'bob']);
    await Promise.all([alice, bob].map((each) => each.burst(JSON.stringify({ t: 'createRoom', id: 50, name: 'daily' }))));
    expect([alice, bob].map((each) => each.answers.at(-1))).toMatchObject([{ ok: {} }, { err: { code: 'ROOM_EXISTS' } }]);
    await Promise.all([alice, bob].map((each) => each.burst(JSON.stringify({ t: 'enterRoom', id: 60, name: 'weekly', create: true, ...HOST }))));
    expect(new Set([alice, bob].map((each) => (each.answers.at(-1) as unknown as { ok: { cid: string } }).ok.cid)).size).toBe(1);
  });

  test('belongs to its app', async () => {
    const { bench, alice } = await online(['alice']);
    const shop = await bench.device('alice', 'alice-phone', { app: 'shop' });
    const { cid } = await enter(alice, 'daily', { create: true });
    await expect(enter(shop)).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    await expect(shop.ask('createRoom', { name: 'daily' })).resolves.toEqual({});
    await expect(shop.ask('members', { cid })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
  });

  test('is entered in the scene that it was made for; without a word it is a meeting', async () => {
    const { alice, bob } = await online(['alice', 'bob']);
    await alice.ask('createRoom', { name: 'pair', scene: 0 });
    await expect(enter(bob, 'pair')).rejects.toMatchObject({ code: 'ROOM_MISMATCH' });
    await expect(enter(bob, 'pair', { scene: 0 })).resolves.toHaveProperty('cid');
    await expect(enter(alice, 'daily', { scene: 0, create: true })).resolves.toHaveProperty('cid');
  });

  test.each([
    [0, 2],
    [1, 16],
  ])('of scene %i has %i places, and one more is refused until somebody leaves', async (scene, places) => {
    const bench = await start();
    const everybody = await Promise.all(Array.from({ length: places + 1 }, (_, index) => bench.device(`account-${index}`)));
    const last = everybody.pop()!;
    for (const each of everybody) await enter(each, 'daily', { scene, create: true });
    await expect(enter(last, 'daily', { scene })).rejects.toMatchObject({ code: 'ROOM_FULL' });
    await expect(enter(everybody[1]!, 'daily', { scene })).resolves.toMatchObject({ uid: 2 });
    const { cid } = await enter(everybody[0]!, 'daily', { scene });
    await everybody[0]!.ask('hangup', { cid });
    await expect(enter(last, 'daily', { scene })).resolves.toMatchObject({ uid: places + 1 });
  });

  test('the audience has nothing to push, and the others have nothing to play of it', async () => {
    const { alice, bob, carol, cid } = await meeting();
    const entry = await enter(carol, 'daily', { role: 1 });
    expect(entry.members.map(({ account, role, url }) => [account, role, url.split('?')[1]])).toEqual([['alice', 0, 'play'], ['bob', 0, 'play'], ['carol', 1, undefined]]);
    for (const each of [alice, bob]) expect(each.heard('memberJoined')).toMatchObject([{ member: { account: 'carol', role: 1, url: '' } }]);
    expect(await carol.ask('renewStream', { cid })).toEqual({ url: '' });
    expect((await alice.ask('members', { cid })).members.at(-1)).toMatchObject({ role: 1, url: '' });
    await enter(carol, 'daily', { role: 0 });
    expect(alice.heard('memberUpdated').at(-1)).toMatchObject({ member: { account: 'carol', role: 0, url: expect.stringMatching(/\?play$/) as string } });
  });

  test('what happens in it is told to every other member; a second entry has a new stream', async () => {
    const { bench, alice, bob, cid } = await meeting();
    await alice.ask('setMode', { cid, mode: 3 });
    const { url } = await alice.ask('renewStream', { cid });
    await alice.ask('join', { cid, mode: 0 });
    await enter(alice);
    await alice.ask('control', { cid, command: 6 });
    expect(bob.story).toEqual(['memberUpdated', 'memberUpdated', 'memberUpdated', 'memberUpdated', 'control']);
    expect(bob.heard('memberUpdated')[1]).toMatchObject({ member: { uid: 1, mode: 3, role: 0, url: url.replace('?push', '?play') } });
    expect(bench.media.revoked).toHaveLength(3);
    expect(alice.told).toEqual([]);
  });

  test.each(['accept', 'reject', 'ringing'] as const)('has nothing to %s', async (request) => {
    const { alice, cid } = await meeting();
    await expect(alice.ask(request, { cid })).rejects.toMatchObject({ code: 'BAD_STATE', detail: { method: request } });
  });
});

describe('one device of each account', () => {
  test('another device that enters takes the place; the first is kicked and can do nothing there any more', async () => {
    const { bench, alice, bob, cid } = await meeting();
    const tablet = await bench.device('bob', 'bob-tablet');
    expect(await enter(tablet)).toMatchObject({ cid, uid: 2, members: [{}, {}] });
    expect(bob.told).toMatchObject([{ t: 'ended', cid, reason: 'kicked', account: 'bob' }]);
    expect(alice.story).toEqual(['memberUpdated']);
    expect(bench.media.revoked).toHaveLength(1);
    await expect(bob.ask('members', { cid })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'kicked' } });
    expect(await bob.ask('hangup', { cid })).toEqual({});
    await bob.drop();
    await bench.clock.advance(60_000);
    expect(alice.story).toEqual(['memberUpdated']);
  });

  test('row 19: another device that takes the place of a lost one is back at once for the others', async () => {
    const { bench, alice, bob } = await meeting();
    await bob.drop();
    await enter(await bench.device('bob', 'bob-tablet'));
    expect(alice.told).toMatchObject([{ t: 'peerState', state: 'reconnecting' }, { t: 'peerState', account: 'bob', state: 'ok' }, { t: 'memberUpdated', member: { account: 'bob' } }]);
    await bench.clock.advance(200_000);
    expect(alice.told).toHaveLength(3);
  });

  test('row 36: who is not in it is told nothing about it', async () => {
    const { carol, cid } = await meeting();
    for (const request of ['join', 'leave', 'setMode', 'renewStream', 'members', 'control', 'accept', 'reject', 'ringing'] as const) {
      await expect(carol.ask(request, { cid, mode: 0, command: 1 })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    }
    expect(await carol.ask('hangup', { cid })).toEqual({ already: 'hungUp' });
  });
});

describe('a room that is live', () => {
  test('is dissolved when its maker leaves: the others hear that it is closed, and at their next sign-in too', async () => {
    const { bench, alice, bob, cid } = await meeting();
    const { cid: same } = await enter(alice, 'daily', { live: true });
    expect(same).toBe(cid);
    bob.events.length = 0;
    await alice.ask('hangup', { cid });
    expect(bob.told).toMatchObject([{ t: 'ended', cid, reason: 'closed', account: 'alice' }]);
    expect(await bob.ask('hangup', { cid })).toEqual({ already: 'closed' });
    await expect(bob.ask('join', { cid, mode: 0 })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'closed' } });
    expect((await bench.device('bob')).session!.snapshot).toMatchObject({ calls: [], ended: [{ cid, reason: 'closed' }] });
    await expect(alice.ask('createRoom', { name: 'daily' })).resolves.toEqual({});
  });

  test('row 19: is dissolved as well when its maker is lost', async () => {
    const { bench, alice, bob, cid } = await meeting();
    await enter(alice, 'daily', { live: true });
    await alice.drop();
    await bench.clock.advance(30_100);
    expect(bob.heard('ended')).toMatchObject([{ cid, reason: 'closed' }]);
  });

  test('nobody but its maker can make it so, and it goes on without the others', async () => {
    const { alice, bob, carol, cid } = await meeting();
    await enter(carol, 'daily', { live: true });
    await carol.ask('hangup', { cid });
    await alice.ask('hangup', { cid });
    expect(bob.heard('ended')).toEqual([]);
    await enter(alice, 'daily', { live: true });
    await bob.ask('hangup', { cid });
    expect(alice.heard('ended')).toEqual([]);
  });
});
