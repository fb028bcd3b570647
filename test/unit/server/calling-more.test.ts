import { HOST, enter, rooms } from '../../support/named-room';
import { benches, type Client } from '../../support/server-bench';
import { recordsOf, storyOf, teams } from '../../support/team';

const { start } = benches();
const { ringing, talking } = teams(start);
const { meeting } = rooms(start);

/** All three talk; Dave and Erin are signed in and free. */
async function withFriends() {
  const three = await talking();
  return { ...three, dave: await three.bench.device('dave'), erin: await three.bench.device('erin') };
}

const forget = (...clients: readonly Client[]): void => clients.forEach((client) => void (client.events.length = 0));

describe('one who talks with several calls more', () => {
  test('everybody in it is told, the new ones ring as called by that one, who answers comes in, and who does not is told like any other', async () => {
    const { bench, alice, bob, carol, dave, erin, cid } = await withFriends();
    const uids = { alice: 1, bob: 2, carol: 3, dave: 4, erin: 5 };
    expect(await bob.ask('callMore', { cid, callees: ['dave', 'erin'], custom: 'join us' })).toEqual({ uids });
    for (const each of [alice, bob, carol]) expect(each.told).toMatchObject([{ t: 'calledMore', cid, account: 'bob', callees: ['dave', 'erin'], uids }]);
    expect(dave.heard('invited')).toMatchObject([{ cid, callId: `${cid}.4`, caller: 'bob', media: 'video', custom: 'join us', ringMsLeft: 30_000, uids, team: ['alice', 'bob', 'carol', 'dave', 'erin'] }]);
    await dave.ask('ringing', { cid });
    expect([storyOf(alice), storyOf(bob)]).toEqual([['calledMore bob'], ['calledMore bob', 'ringing dave']]);

    forget(alice, bob, carol);
    expect(await dave.ask('accept', { cid })).toEqual({ uids });
    expect((await dave.ask('join', { cid, mode: 0 })).members.map(({ uid, account }) => [uid, account])).toEqual([[1, 'alice'], [2, 'bob'], [3, 'carol'], [4, 'dave']]);
    for (const each of [alice, bob, carol]) expect(storyOf(each)).toEqual(['accepted dave', 'memberJoined']);

    forget(alice, bob, carol);
    await bench.clock.advance(30_100);
    for (const each of [alice, bob, carol, dave]) expect(each.heard('declined')).toMatchObject([{ cid, account: 'erin', reason: 'noAnswer' }]);
    expect(erin.heard('ended')).toMatchObject([{ cid, reason: 'noAnswer', account: null }]);
  });

  test('each rings for its own time, whatever the call began with', async () => {
    const { bench, bob, dave, erin, cid } = await withFriends();
    await bob.ask('callMore', { cid, callees: ['dave'], ringMs: 5_000 });
    await bench.clock.advance(3_000);
    await bob.ask('callMore', { cid, callees: ['erin'], ringMs: 60_000 });
    await bench.clock.advance(2_100);
    expect([dave.story, erin.story]).toEqual([['invited', 'ended'], ['invited']]);
    expect((await bench.device('erin', 'erin-tablet')).session!.snapshot.calls).toMatchObject([
      { cid, callId: `${cid}.5`, caller: 'bob', phase: 'ringing', mine: false, ringMsLeft: 57_900, team: ['alice', 'bob', 'carol', 'erin'] },
    ]);
    await bench.clock.advance(57_000);
    expect(erin.story).toEqual(['invited']);
    await bench.clock.advance(1_000);
    expect(erin.story).toEqual(['invited', 'ended']);
  });

  test('the record is of the one who called and the one who was called, from the call to the end of the first of the two', async () => {
    const { bench, alice, bob, carol, dave, erin, cid } = await withFriends();
    await bench.clock.advance(10_000);
    await bob.ask('callMore', { cid, callees: ['dave', 'erin'] });
    await dave.ask('accept', { cid });
    await dave.ask('join', { cid, mode: 0 });
    await erin.ask('reject', { cid });
    await bench.clock.advance(10_000);
    await bob.ask('hangup', { cid });
    await bench.clock.advance(10_000);
    await dave.ask('hangup', { cid });
    await alice.ask('hangup', { cid });
    expect(await recordsOf(bob)).toEqual([
      { part: '4', pair: 'bob dave', reason: 'hungUp', endedBy: 'bob', durationMs: 10_000 },
      { part: '2', pair: 'alice bob', reason: 'hungUp', endedBy: 'bob', durationMs: 20_000 },
      { part: '5', pair: 'bob erin', reason: 'rejected', endedBy: 'erin', durationMs: 0 },
    ]);
    expect([await recordsOf(dave), await recordsOf(erin)]).toMatchObject([[{ part: '4' }], [{ part: '5' }]]);
    expect((await recordsOf(alice)).map(({ pair }) => pair)).toEqual(['alice carol', 'alice bob']);
    expect((await dave.ask('records', {})).records[0]!.startedAtMs - (await carol.ask('records', {})).records[0]!.startedAtMs).toBe(10_000);
  });

  test('who answers after the one that called it has left talks with the others; with that one it was a cancelled call', async () => {
    const { bob, dave, alice, cid } = await withFriends();
    await bob.ask('callMore', { cid, callees: ['dave'] });
    await bob.ask('hangup', { cid });
    await dave.ask('accept', { cid });
    expect((await dave.ask('join', { cid, mode: 0 })).members).toHaveLength(3);
    await dave.ask('hangup', { cid });
    expect(await recordsOf(dave)).toEqual([{ part: '4', pair: 'bob dave', reason: 'cancelled', endedBy: 'bob', durationMs: 0 }]);
    expect(alice.heard('memberLeft')).toMatchObject([{ account: 'bob' }, { account: 'dave' }]);
  });

  test('who has declined, not answered or left is called again under a new number, and its own record stays', async () => {
    const { bench, alice, bob, carol, dave, cid } = await withFriends();
    await bob.ask('callMore', { cid, callees: ['dave'] });
    await dave.ask('reject', { cid });
    await alice.ask('hangup', { cid });
    forget(bob, dave, alice);
    const uids = { bob: 2, carol: 3, dave: 5, alice: 6 };
    expect(await carol.ask('callMore', { cid, callees: ['dave', 'alice'] })).toEqual({ uids });
    expect(dave.heard('invited')).toMatchObject([{ cid, callId: `${cid}.5`, caller: 'carol' }]);
    for (const each of [dave, alice]) {
      await each.ask('accept', { cid });
      await each.ask('join', { cid, mode: 0 });
    }
    expect((await bench.device('alice')).session!.snapshot.calls).toMatchObject([{ cid, caller: 'carol', phase: 'connected', mine: true, uids }]);
    await bench.clock.advance(1_000);
    await dave.ask('hangup', { cid });
    expect(await recordsOf(dave)).toMatchObject([{ part: '5', pair: 'carol dave', reason: 'hungUp' }, { part: '4', pair: 'bob dave', reason: 'rejected' }]);
  });

  test('who is in it or rings already is passed over, without a word to anybody when nobody else is named', async () => {
    const { alice, bob, dave, cid } = await withFriends();
    await bob.ask('callMore', { cid, callees: ['dave'] });
    forget(alice, bob, dave);
    expect(await alice.ask('callMore', { cid, callees: ['bob', 'dave'] })).toEqual({ uids: { alice: 1, bob: 2, carol: 3, dave: 4 } });
    expect([alice, bob, dave].map((each) => each.told)).toEqual([[], [], []]);
    await alice.ask('callMore', { cid, callees: ['bob', 'erin', 'dave'] });
    expect(alice.heard('calledMore')).toMatchObject([{ callees: ['erin'] }]);
  });

  test('who is in another call, does not want to be disturbed, has blocked the caller or is away is declined before it rings', async () => {
    const { bench, alice, bob, carol, dave, erin, cid } = await withFriends();
    const frank = await bench.device('frank');
    await dave.ask('call', { callId: 'c-1', callee: 'erin', media: 'audio' });
    await frank.ask('settings', { dnd: true });
    await (await bench.device('grace')).ask('settings', { block: ['bob'] });
    forget(erin);
    await bob.ask('callMore', { cid, callees: ['dave', 'erin', 'frank', 'grace', 'heidi'] });
    for (const each of [alice, bob, carol]) {
      expect(each.heard('declined').map(({ account, reason }) => [account, reason])).toEqual([['dave', 'busy'], ['erin', 'busy'], ['frank', 'busy'], ['grace', 'noAnswer'], ['heidi', 'noAnswer']]);
    }
    expect([dave, erin, frank].flatMap((each) => each.heard('invited'))).toEqual([]);
    expect((await recordsOf(frank))[0]).toMatchObject({ pair: 'bob frank', reason: 'dnd' });
    expect((await recordsOf(bob)).map(({ reason }) => reason)).toEqual(expect.arrayContaining(['busy', 'noAnswer']));
    expect(alice.story).not.toContain('ended');
  });

  test('with forceKeepCalling it rings at one who signs in later, and silently at one who has blocked the caller', async () => {
    const { bench, bob, cid } = await withFriends();
    const grace = await bench.device('grace');
    await grace.ask('settings', { block: ['bob'] });
    await bob.ask('callMore', { cid, callees: ['grace', 'heidi'], forceKeepCalling: true });
    const heidi = await bench.device('heidi');
    expect(heidi.session!.snapshot.calls).toMatchObject([{ cid, phase: 'ringing', caller: 'bob', team: ['alice', 'bob', 'carol', 'heidi'] }]);
    expect(grace.story).toEqual([]);
    await expect(grace.ask('accept', { cid })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await bench.clock.advance(30_100);
    expect(bob.heard('declined').map(({ account }) => account)).toEqual(['grace', 'heidi']);
  });

  test('a call in which one is left alone waits for the one who rings', async () => {
    const { bench, alice, bob, carol, dave, cid } = await withFriends();
    await bob.ask('callMore', { cid, callees: ['dave'] });
    for (const each of [alice, carol]) await each.ask('hangup', { cid });
    expect(bob.heard('ended')).toEqual([]);
    await dave.ask('reject', { cid });
    expect(bob.heard('ended')).toMatchObject([{ reason: 'rejected', account: 'dave' }]);
    expect(await bench.store.groups.live()).toEqual([]);
  });
});

describe('a call for more is refused', () => {
  test.each([
    ['one names oneself', ['bob'], 'INVALID_CALLEE'], ['one names somebody twice', ['dave', 'dave'], 'INVALID_CALLEE'], ['nobody named is signed in', ['heidi', 'ivan'], 'CALLEE_OFFLINE'],
  ])('when %s', async (_, callees, code) => {
    const { alice, bob, cid } = await withFriends();
    await expect(bob.ask('callMore', { cid, callees })).rejects.toMatchObject({ code });
    expect([alice.told, await recordsOf(bob)]).toEqual([[], []]);
  });

  test('to a stranger, to one who rings or has left, and before anybody has answered', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    const dave = await bench.device('dave');
    const ask = (client: Client) => client.ask('callMore', { cid, callees: ['erin'] });
    await expect(ask(dave)).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await expect(ask(bob)).rejects.toMatchObject({ code: 'BAD_STATE', detail: { method: 'callMore', phase: 'ringing' } });
    await expect(ask(alice)).rejects.toMatchObject({ code: 'BAD_STATE', detail: { method: 'callMore', phase: 'ringing' } });
    await carol.ask('reject', { cid });
    await expect(ask(carol)).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'rejected' } });
  });

  test('in a call for two, which has no third place, and in one that is over', async () => {
    const { bench, alice, bob } = await teams(start).threeOnline();
    const dave = await bench.device('dave');
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio' });
    await bob.ask('accept', { cid });
    await expect(alice.ask('callMore', { cid, callees: ['dave'] })).rejects.toMatchObject({ code: 'BAD_STATE', detail: { phase: 'connected', expected: 'a call with several or a named room' } });
    await expect(dave.ask('callMore', { cid, callees: ['carol'] })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await bob.ask('hangup', { cid });
    await expect(alice.ask('callMore', { cid, callees: ['dave'] })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'hungUp' } });
  });

  test('with ROOM_FULL for a seventeenth, and those who ring count; whoever cannot ring takes no place', async () => {
    const { bench, alice, bob, carol, cid } = await talking();
    const names = Array.from({ length: 14 }, (_, index) => `guest-${index}`);
    for (const name of names) await bench.device(name);
    await expect(bob.ask('callMore', { cid, callees: names })).rejects.toMatchObject({ code: 'ROOM_FULL' });
    await bob.ask('callMore', { cid, callees: [...names.slice(0, 13), 'nobody'] });
    await expect(alice.ask('callMore', { cid, callees: ['guest-13'] })).rejects.toMatchObject({ code: 'ROOM_FULL' });
    await carol.ask('hangup', { cid });
    await expect(alice.ask('callMore', { cid, callees: ['guest-13'] })).resolves.toHaveProperty('uids');
  });

  test('with BAD_MESSAGE and the name of the field, for what is no list of accounts', async () => {
    const { bob, cid } = await withFriends();
    const wrong: readonly (readonly [unknown, string])[] = [[[], 'callees'], ['dave', 'callees'], [['dave', 7], 'callees.1'], [['dave', 'a\u0000b'], 'callees.1'], [Array.from({ length: 16 }, (_, i) => `x${i}`), 'callees'], [undefined, 'callees']];
    for (const [callees, field] of wrong) await expect(bob.ask('callMore', { cid, callees } as never)).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field } });
    await expect(bob.ask('callMore', { cid, callees: ['dave'], ringMs: 1 })).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field: 'ringMs' } });
    await expect(bob.ask('callMore', { cid, callees: ['dave'], custom: '\ud800' })).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field: 'custom' } });
  });

  test('with RATE_LIMITED for one who calls more too often', async () => {
    const three = await talking({ signal: { callRate: { perS: 0.01, burst: 1 } } });
    await three.bench.device('dave');
    await three.bob.ask('callMore', { cid: three.cid, callees: ['dave'] });
    await expect(three.bob.ask('callMore', { cid: three.cid, callees: ['erin'] })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('one who is in a named room calls others into it', () => {
  test('they ring with its name, who answers is a member like any other, and each has a record with the one who called', async () => {
    const { bench, alice, bob, carol, cid } = await meeting();
    const dave = await bench.device('dave');
    await bob.ask('callMore', { cid, callees: ['carol', 'dave'] });
    expect(carol.heard('invited')).toMatchObject([{ cid, callId: `${cid}.3`, caller: 'bob', media: 'video', channel: 'daily', team: ['alice', 'bob', 'carol', 'dave'], ringMsLeft: 30_000 }]);
    await carol.ask('accept', { cid });
    const entry = await carol.ask('join', { cid, mode: 1 });
    expect(entry).toMatchObject({ uid: 3, members: [{ uid: 1, role: 0 }, { uid: 2 }, { uid: 3, account: 'carol', role: 0 }] });
    expect(storyOf(alice)).toEqual(['calledMore bob', 'accepted carol', 'memberJoined']);
    await dave.ask('reject', { cid, custom: 'later' });
    for (const each of [alice, bob, carol]) expect(each.heard('declined')).toMatchObject([{ account: 'dave', reason: 'rejected', custom: 'later' }]);
    await bench.clock.advance(5_000);
    await carol.ask('leave', { cid });
    expect(alice.heard('memberLeft')).toMatchObject([{ uid: 3, account: 'carol' }]);
    expect(await recordsOf(bob)).toEqual([
      { part: '3', pair: 'bob carol', reason: 'hungUp', endedBy: 'carol', durationMs: 5_000 }, { part: '4', pair: 'bob dave', reason: 'rejected', endedBy: 'dave', durationMs: 0 },
    ]);
    for (const each of [bob, alice]) await each.ask('hangup', { cid });
    expect(await bench.store.groups.live()).toEqual([]);
  });

  test('who rings may come in by the door instead, on any device, and the others stop ringing', async () => {
    const { bench, alice, bob, carol, cid } = await meeting();
    const tablet = await bench.device('carol', 'carol-tablet');
    await bob.ask('callMore', { cid, callees: ['carol'] });
    expect(await enter(tablet)).toMatchObject({ cid, uid: 3 });
    expect(carol.heard('answeredElsewhere')).toMatchObject([{ cid, accepted: true }]);
    expect(storyOf(alice)).toEqual(['calledMore bob', 'accepted carol', 'memberJoined']);
    await expect(carol.ask('accept', { cid })).rejects.toMatchObject({ code: 'ANSWERED_ELSEWHERE' });
    await expect(carol.ask('join', { cid, mode: 0 })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'kicked' } });
  });

  test('who has blocked the caller and comes in by the door is in it once, and the call to it has come to nothing', async () => {
    const { alice, bob, carol, cid } = await meeting();
    await carol.ask('settings', { block: ['bob'] });
    await bob.ask('callMore', { cid, callees: ['carol'], forceKeepCalling: true });
    expect(await enter(carol)).toMatchObject({ cid, uid: 4 });
    expect(storyOf(alice)).toEqual(['calledMore bob', 'declined carol', 'memberJoined']);
    expect([await recordsOf(carol), await recordsOf(bob)]).toMatchObject([[], [{ pair: 'bob carol', reason: 'noAnswer' }]]);
  });

  test('when the last one leaves, whoever still rings has missed it; who answers and does not enter has left after 15 s', async () => {
    const { bench, alice, bob, carol, cid } = await meeting();
    const dave = await bench.device('dave');
    await bob.ask('callMore', { cid, callees: ['carol', 'dave'] });
    await carol.ask('accept', { cid });
    await bench.clock.advance(15_100);
    expect(carol.heard('ended')).toMatchObject([{ reason: 'failed', account: null }]);
    expect(alice.heard('memberLeft')).toMatchObject([{ account: 'carol' }]);
    for (const each of [alice, bob]) await each.ask('hangup', { cid });
    expect(dave.heard('ended')).toMatchObject([{ cid, reason: 'cancelled', account: 'bob' }]);
    expect(await recordsOf(dave)).toMatchObject([{ pair: 'bob dave', reason: 'cancelled', endedBy: 'bob' }]);
    expect(await bench.store.groups.live()).toEqual([]);
  });

  test('a room for two has no third place, and those who ring keep theirs from those who come by themselves', async () => {
    const { bench, alice, bob, carol } = await meeting();
    const dave = await bench.device('dave');
    for (const each of [alice, bob]) await each.ask('hangup', { cid: (await each.ask('enterRoom', { name: 'daily', create: true, ...HOST })).cid });
    const { cid } = await alice.ask('enterRoom', { name: 'two', scene: 0, create: true, ...HOST });
    await expect(alice.ask('callMore', { cid, callees: ['bob', 'carol'] })).rejects.toMatchObject({ code: 'ROOM_FULL' });
    await alice.ask('callMore', { cid, callees: ['bob'] });
    await expect(dave.ask('enterRoom', { name: 'two', scene: 0, ...HOST })).rejects.toMatchObject({ code: 'ROOM_FULL' });
    await expect(bob.ask('accept', { cid })).resolves.toHaveProperty('uids');
    expect(carol.heard('invited')).toEqual([]);
  });
});
