import { benches } from '../../support/server-bench';

const { start } = benches();

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
