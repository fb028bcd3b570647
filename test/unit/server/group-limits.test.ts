import { HOST, enter, rooms } from '../../support/named-room';
import { benches } from '../../support/server-bench';

const { start, folder } = benches();
const { online } = rooms(start);

describe('hostile input', () => {
  test.each([
    ['empty', ''], ['a control character', 'a\u0000b'], ['a line feed', 'a\nb'], ['a direction mark', 'a\u202eb'], ['a lone surrogate', 'a\ud800'], ['129 bytes', 'x'.repeat(129)], ['129 bytes of 43 characters', '猫'.repeat(43)],
  ])('row 41: a name with %s is refused', async (_what, name) => {
    const { alice } = await online(['alice']);
    for (const t of ['createRoom', 'enterRoom'] as const) {
      await expect(alice.ask(t, { name, ...HOST, create: true })).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field: 'name' } });
    }
  });

  test.each([['__proto__'], ['constructor'], ['x'.repeat(128)], ['猫'.repeat(42)], ['👩‍👧'], ['مرحبا'], ['n\u0301']])('row 41: the name %s is one like any other', async (name) => {
    const { alice, bob } = await online(['alice', 'bob']);
    await alice.ask('createRoom', { name });
    const { cid } = await enter(alice, name);
    expect(await enter(bob, name)).toMatchObject({ cid });
    expect((await alice.ask('members', { cid })).members).toHaveLength(2);
  });

  test('row 41: an account named __proto__ is in calls with several and in rooms like any other', async () => {
    const bench = await start();
    const [alice, odd] = [await bench.device('alice'), await bench.device('__proto__')];
    const { cid, uids } = await alice.ask('callTeam', { callId: 't-1', callees: ['__proto__'], media: 'audio' });
    expect(Object.entries(uids)).toEqual([['alice', 1], ['__proto__', 2]]);
    await odd.ask('accept', { cid });
    await alice.ask('hangup', { cid });
    expect(Object.keys((await enter(odd, 'daily', { create: true })).uids)).toEqual(['__proto__']);
  });

  test.each([
    ['oneself', ['bob', 'alice'], 'INVALID_CALLEE'], ['one twice', ['bob', 'bob'], 'INVALID_CALLEE'], ['nobody', [], 'BAD_MESSAGE'], ['sixteen', Array.from({ length: 16 }, (_, index) => `a${index}`), 'BAD_MESSAGE'],
    ['a control character', ['b\u0007b'], 'BAD_MESSAGE'], ['an empty account', [''], 'BAD_MESSAGE'], ['a number', [7], 'BAD_MESSAGE'], ['a text', 'bob', 'BAD_MESSAGE'],
  ])('row 33 and 35: a call with several to %s is refused', async (_what, callees, code) => {
    const { alice } = await online(['alice', 'bob']);
    await expect(alice.ask('callTeam', { callId: 't-1', callees: callees as string[], media: 'audio' })).rejects.toMatchObject({ code });
  });

  test('fifteen are called at once', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    const callees = Array.from({ length: 15 }, (_, index) => `account-${index}`);
    const all = await Promise.all(callees.map((account) => bench.device(account)));
    const { cid, uids } = await alice.ask('callTeam', { callId: 't-1', callees, media: 'audio' });
    expect(Object.keys(uids)).toHaveLength(16);
    for (const each of all) await each.ask('accept', { cid });
    expect(alice.heard('accepted')).toHaveLength(15);
  });

  test('row 38: an account has at most so many rooms that nobody has entered', async () => {
    const { bench, alice, bob } = await online(['alice', 'bob'], { signal: { unusedRooms: 3 } });
    for (const name of ['one', 'two', 'three']) {
      await alice.ask('createRoom', { name });
      await bench.clock.advance(1_000);
    }
    await expect(alice.ask('createRoom', { name: 'four' })).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: 57_000 } });
    await expect(bob.ask('createRoom', { name: 'four' })).resolves.toEqual({});
    await enter(alice, 'two');
    await expect(alice.ask('createRoom', { name: 'five' })).resolves.toEqual({});
    await bench.clock.advance(57_100);
    await expect(alice.ask('createRoom', { name: 'six' })).resolves.toEqual({});
  });

  test('row 38: rooms that were left leave nothing in memory or on disk', async () => {
    const data = folder();
    const { bench, alice } = await online(['alice'], { data });
    for (let round = 0; round < 20; round++) {
      const { cid } = await enter(alice, `room-${round}`, { create: true });
      await alice.ask('hangup', { cid });
      expect(await bench.store.groups.read('default', cid)).toBeNull();
    }
    expect(await bench.store.groups.heldOf('default', 'alice')).toEqual([]);
    expect(await bench.store.groups.live()).toEqual([]);
  });

  test.each(['nothing-g', '.g', 'g', '__proto__g'])('the number %s is as unknown as any', async (cid) => {
    const { alice } = await online(['alice']);
    await expect(alice.ask('join', { cid, mode: 0 })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    expect(await alice.ask('hangup', { cid })).toEqual({ already: 'hungUp' });
  });
});
