import { answer, enter, ring } from './play';
import { section } from './row';

const { both } = section('1.6');

/** Longer than the shortest ring, and what a busy machine may add. */
const RING_MS = 5_000;
const RUNG_OUT_MS = 15_000;

/** Section 1.6: the order of a call as its two sides see it. */
export const order = [
  both('1 call', 'resolves with the map before anything is heard; the callee hears beCalling', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    expect(await alice.netcall.call({ type: 2, callee: bob.account })).toHaveProperty(bob.account);
    expect(alice.names).toEqual([]);
    await bob.heard('beCalling');
    expect(bob.names).toEqual(['beCalling']);
  }),
  both('2 response', 'resolves before anything more is heard; the caller hears callAccepted, the callee does not', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await answer(bob, alice, await ring(alice, bob));
    expect(bob.names).toEqual(['beCalling']);
    await alice.heard('callAccepted');
    await bob.settled();
    expect([alice.names, bob.names]).toEqual([['callAccepted'], ['beCalling']]);
  }),
  both('3 startRtc', 'resolves, then syncDone with both, self with a URL to push and the other with one to play, then clientJoin for who comes later', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await answer(bob, alice, await ring(alice, bob));
    await alice.heard('callAccepted');
    const order: string[] = [];
    await bob.netcall.startRtc({ mode: 0 }).then(() => order.push(...bob.names, 'started'));
    expect((await bob.heard('syncDone')).userlist.map(({ account }) => account)).toEqual([bob.account]);
    await alice.netcall.startRtc({ mode: 0 });
    const { userlist } = await alice.heard('syncDone');
    expect(userlist.map(({ account }) => account).sort()).toEqual([alice.account, bob.account]);
    const self = userlist.find(({ account }) => account === alice.account);
    const played = await bob.heard('clientJoin');
    expect(played).toMatchObject({ account: alice.account });
    // The same stream by two tickets: one to push, one to play.
    expect(played.url.split('?')[0]).toBe(self?.url.split('?')[0]);
    expect(played.url).not.toBe(self?.url);
    expect([order, bob.names, alice.names]).toEqual([['beCalling', 'started'], ['beCalling', 'syncDone', 'clientJoin'], ['callAccepted', 'syncDone']]);
  }),
  both('4 hangup', 'either side hangs up: the other hears hangup, no clientLeave, then disconnect', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    for (const [one, other] of [[alice, bob], [bob, alice]] as const) {
      await answer(bob, alice, await ring(alice, bob));
      await alice.heard('callAccepted');
      for (const each of [alice, bob]) {
        await each.netcall.startRtc({ mode: 0 });
        await each.heard('syncDone');
      }
      await one.netcall.hangup();
      await Promise.all([one, other].map((each) => each.heard('disconnect')));
      expect(other.names.slice(-2)).toEqual(['hangup', 'disconnect']);
      expect(one.names.slice(-2)).not.toContain('hangup');
    }
    expect([...alice.all('clientLeave'), ...bob.all('clientLeave')]).toEqual([]);
  }),
  both('5 decline and cancel', 'a decline is callRejected at the caller; a cancel while it rings is hangup with that cid at the callee', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    await answer(bob, alice, await ring(alice, bob), false);
    await alice.heard('disconnect');
    await bob.heard('disconnect');
    const cid = await ring(alice, bob);
    await alice.netcall.hangup();
    expect(await bob.heard('hangup')).toMatchObject({ cid });
    await bob.heard('disconnect');
    await alice.heard('disconnect');
    expect([alice.names, bob.names]).toEqual([['callRejected', 'disconnect', 'disconnect'], ['beCalling', 'disconnect', 'beCalling', 'hangup', 'disconnect']]);
  }),
  both('ring timeout', 'the server ends what nobody answers, by the time that the caller asks for: callRejected here, hangup there', async (stage) => {
    const [alice, bob] = [await stage.person('alice', { ringMs: RING_MS }), await stage.person('bob')];
    const cid = await ring(alice, bob);
    expect(await alice.heard('callRejected', RUNG_OUT_MS)).toMatchObject({ cid, account: bob.account, reason: 'noAnswer' });
    expect(await bob.heard('hangup', RUNG_OUT_MS)).toMatchObject({ cid, reason: 'noAnswer' });
  }),
  both('being called', 'is not forgotten 3 s after the notification: an answer is taken as long as it rings', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const [carol, dave] = [await stage.person('carol', { ringMs: RING_MS }), await stage.person('dave')];
    const cid = await ring(alice, bob);
    await ring(carol, dave);
    await carol.heard('callRejected', RUNG_OUT_MS); // The other call has rung out: more than 3 s have passed.
    await answer(bob, alice, cid);
    expect(await alice.heard('callAccepted')).toMatchObject({ cid });
  }),
  both('several people', 'create, join and leave, without a ring; a name can be used again when all have left', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    for (let times = 0; times < 2; times++) {
      await alice.netcall.createChannel({ channelName: stage.named('daily') });
      for (const each of [alice, bob]) await enter(stage, each);
      for (const each of [alice, bob]) await each.netcall.leaveChannel();
    }
    await bob.settled();
    expect([...alice.all('beCalling'), ...bob.all('beCalling'), ...alice.all('hangup'), ...bob.all('hangup')]).toEqual([]);
  }),
];
