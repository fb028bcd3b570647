import { RTMP } from './matchers';
import { accept, failureOf, meet, ring, talk } from './play';
import { section } from './row';

const { both, dropIn, modern } = section('1.5');

/** How long a command waits for its answer, and what a busy machine may add. */
const OVERTIME_MS = 20_000;

/** Section 1.5: what is heard when the connection is lost. */
export const losses = [
  both('willreconnect', 'counts the attempts from 1 while the server cannot be reached, and from 1 again the next time', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await talk(alice, bob);
    alice.wire.cut();
    for (const count of [1, 2, 3]) expect(await alice.heard('willreconnect')).toEqual({ count });
    alice.wire.mend();
    await alice.is('online');
    alice.wire.cutOnce();
    let next = await alice.heard('willreconnect');
    for (let last = 3; next.count === last + 1; last++) next = await alice.heard('willreconnect'); // More attempts may have come before the mend.
    expect(next).toEqual({ count: 1 });
  }),
  dropIn('syncDone', 'comes again after every reconnect, with a connectCount that rises and fresh URLs', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    await talk(alice, bob);
    for (const connectCount of [1, 2]) {
      alice.wire.cutOnce();
      const { userlist, ...synced } = await alice.heard('syncDone');
      expect([synced, userlist.map(({ account }) => account).sort()]).toEqual([{ code: 200, errmsg: '', connectCount }, [alice.account, bob.account]]);
      expect(userlist).toMatchObject(Array(2).fill({ pusher_secret: '', scene: 0, url: RTMP }));
    }
    expect(alice.all('disconnect')).toEqual([]);
  }),
  modern('syncDone', 'does not come after a reconnect that lost nothing: connection tells of it, and nothing need be played anew', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    await talk(alice, bob);
    alice.wire.cutOnce();
    await alice.heard('willreconnect');
    await alice.is('online');
    await alice.settled();
    expect(alice.all('syncDone')).toHaveLength(1);
    expect(alice.netcall.current).toMatchObject({ phase: 'inCall', room: { members: [{}, {}] } });
  }),
  dropIn('willreconnect', 'outside of a room is the companion\'s alone: onwillreconnect counts', async (stage) => {
    const alice = await stage.dropIn('alice');
    alice.wire.cutOnce();
    await alice.reconnected();
    await alice.settled();
    expect([alice.all('willreconnect'), alice.losses]).toEqual([[], [1]]);
  }),
  both('disconnect', 'has code 403 for the one who could not come back in time, after hangup with reason lost', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cid = await talk(alice, bob);
    bob.wire.cut();
    expect(await alice.heard('hangup', OVERTIME_MS)).toMatchObject({ cid, account: bob.account, reason: 'lost' });
    bob.wire.mend();
    expect(await bob.heard('disconnect', OVERTIME_MS)).toEqual({ code: '403', desc: 'lost' });
    expect(bob.all('hangup')).toMatchObject([{ cid, reason: 'lost' }]);
  }),
  both('clientLeave', 'comes when a member of a room does not come back in time, and the room goes on', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    await meet(stage, [alice, bob, carol]);
    bob.wire.cut();
    for (const each of [alice, carol]) expect(await each.heard('clientLeave', OVERTIME_MS)).toMatchObject({ account: bob.account, uid: 2 });
    expect(alice.netcall.getStatus()).toMatchObject({ onTheCall: true });
  }),
  both('sendCommandOverTime', 'comes without a payload when a command had no answer for 10 s, and its promise rejects with TIMEOUT', async (stage) => {
    const [bob, { url, mute }] = [await stage.person('bob'), await stage.silence()];
    const alice = await stage.person('alice', { url });
    await accept(alice, bob);
    mute(true);
    const startedMs = Date.now();
    expect(await failureOf(alice.netcall.control({ command: 1 }))).toMatchObject({ code: 'TIMEOUT' });
    expect(Date.now() - startedMs).toBeGreaterThan(9_900);
    mute(false);
    expect(await alice.heard('sendCommandOverTime')).toBeUndefined();
    expect(await bob.heard('control')).toMatchObject({ command: 1 });
  }),
  both('error', 'does not come for a connection that is lost and found again', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await ring(alice, bob);
    alice.wire.cutOnce();
    await alice.reconnected();
    await alice.settled();
    expect([alice.all('error'), alice.all('disconnect')]).toEqual([[], []]);
  }),
];
