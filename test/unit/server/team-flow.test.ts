import { benches } from '../../support/server-bench';
import { recordsOf, storyOf, TEAM, teams, UIDS } from '../../support/team';

const { start } = benches();
const { threeOnline, ringing, talking } = teams(start);

describe('a call with several', () => {
  test('rings at everybody, who answers enters the room, one after the other leaves, and the last hears the end', async () => {
    const { bench, alice, bob, carol } = await threeOnline();
    const { cid, uids } = await alice.ask('callTeam', { ...TEAM, custom: 'hi' });
    expect(uids).toEqual(UIDS);
    for (const each of [bob, carol]) {
      expect(each.heard('invited')).toMatchObject([{ cid, callId: 't-1', caller: 'alice', media: 'video', custom: 'hi', ringMsLeft: 30_000, uids: UIDS, team: ['alice', 'bob', 'carol'] }]);
    }
    await bob.ask('ringing', { cid });
    await bob.ask('ringing', { cid });
    expect(await bob.ask('accept', { cid })).toEqual({ uids: UIDS });
    expect(storyOf(alice)).toEqual(['ringing bob', 'accepted bob']);
    expect((await alice.ask('join', { cid, mode: 0 })).members).toMatchObject([{ uid: 1, account: 'alice' }]);
    const second = await bob.ask('join', { cid, mode: 1 });
    expect(second.members.map(({ uid, account, url }) => [uid, account, url.split('?')[1]])).toEqual([[1, 'alice', 'play'], [2, 'bob', 'push']]);
    expect(second.members[0]).not.toHaveProperty('role');

    await bench.clock.advance(5_000);
    await carol.ask('accept', { cid });
    await carol.ask('join', { cid, mode: 0 });
    expect(storyOf(alice)).toEqual(['ringing bob', 'accepted bob', 'memberJoined', 'accepted carol', 'memberJoined']);
    expect(bob.heard('accepted')).toMatchObject([{ account: 'carol', uids: UIDS }]);
    expect(bob.heard('memberJoined')).toMatchObject([{ member: { uid: 3, account: 'carol', mode: 0, url: expect.stringMatching(/\?play$/) as string } }]);

    await bench.clock.advance(10_000);
    expect(await alice.ask('hangup', { cid })).toEqual({});
    for (const each of [bob, carol]) expect(each.heard('memberLeft')).toMatchObject([{ cid, uid: 1, account: 'alice' }]);
    await bench.clock.advance(10_000);
    expect(await carol.ask('hangup', { cid })).toEqual({});
    expect(bob.heard('ended')).toMatchObject([{ cid, reason: 'hungUp', account: 'carol' }]);
    expect([alice, carol].flatMap((each) => each.heard('ended'))).toEqual([]);
    expect(bench.media.revoked).toHaveLength(3);
    for (const each of [alice, bob, carol]) expect(await each.ask('hangup', { cid })).toEqual({ already: 'hungUp' });
  });

  test('leaves one record for each account that was called: what the caller and that one did together', async () => {
    const { bench, alice, bob, carol, cid } = await talking();
    await bench.clock.advance(10_000);
    await bob.ask('hangup', { cid });
    await bench.clock.advance(10_000);
    await alice.ask('hangup', { cid });
    expect(await recordsOf(alice)).toEqual([
      { part: '3', pair: 'alice carol', reason: 'hungUp', endedBy: 'alice', durationMs: 20_000 },
      { part: '2', pair: 'alice bob', reason: 'hungUp', endedBy: 'bob', durationMs: 10_000 },
    ]);
    expect(await recordsOf(bob)).toMatchObject([{ part: '2' }]);
    expect(await recordsOf(carol)).toMatchObject([{ part: '3' }]);
  });

  test('who declines is told to everybody in the call, whose other devices stop ringing, and the call goes on', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    const tablet = await bench.device('bob', 'bob-tablet');
    await carol.ask('accept', { cid });
    await bob.ask('reject', { cid, custom: 'later' });
    for (const each of [alice, carol]) expect(each.heard('declined')).toMatchObject([{ cid, account: 'bob', reason: 'rejected', custom: 'later' }]);
    expect(tablet.heard('answeredElsewhere')).toMatchObject([{ cid, accepted: false }]);
    expect(bob.story).toEqual(['invited']);
    await expect(tablet.ask('accept', { cid })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'rejected' } });
    await expect(carol.ask('join', { cid, mode: 0 })).resolves.toMatchObject({ uid: 3 });
  });

  test('when all have declined it ends with the last reason, after the last has been told like the others', async () => {
    const { alice, bob, carol, cid } = await ringing();
    await bob.ask('hangup', { cid });
    expect(storyOf(alice)).toEqual(['declined bob']);
    await carol.ask('reject', { cid, custom: 'no' });
    expect(alice.told.slice(1)).toMatchObject([{ t: 'declined', account: 'carol', reason: 'rejected', custom: 'no' }, { t: 'ended', reason: 'rejected', account: 'carol' }]);
    expect([bob, carol].map((each) => each.story)).toEqual([['invited'], ['invited']]);
    expect(await recordsOf(alice)).toMatchObject([{ pair: 'alice carol', reason: 'rejected', endedBy: 'carol' }, { pair: 'alice bob', reason: 'rejected', endedBy: 'bob' }]);
  });

  test('who does not answer in time is told to everybody in the call, and only then stops ringing', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    await bob.ask('accept', { cid });
    await Promise.all([alice, bob].map((each) => each.ask('join', { cid, mode: 0 })));
    await bench.clock.advance(29_900);
    expect([alice.heard('declined'), carol.heard('ended')]).toEqual([[], []]);
    await bench.clock.advance(200);
    for (const each of [alice, bob]) expect(each.heard('declined')).toMatchObject([{ account: 'carol', reason: 'noAnswer' }]);
    expect(carol.heard('ended')).toMatchObject([{ cid, reason: 'noAnswer', account: null }]);
    expect([...alice.story, ...bob.story]).not.toContain('ended');
  });

  test('when nobody answers it is over for everybody', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    await bench.clock.advance(30_100);
    expect(storyOf(alice)).toEqual(['declined bob', 'declined carol', 'ended null']);
    expect([bob, carol].map((each) => each.heard('ended'))).toMatchObject([[{ cid, reason: 'noAnswer' }], [{ cid, reason: 'noAnswer' }]]);
    expect(await recordsOf(alice)).toMatchObject([{ reason: 'noAnswer', endedBy: null }, { reason: 'noAnswer', endedBy: null }]);
  });

  test("the caller's hang-up while nobody has accepted cancels it for all", async () => {
    const { alice, bob, carol, cid } = await ringing();
    await alice.ask('hangup', { cid });
    for (const each of [bob, carol]) expect(each.told.slice(1)).toMatchObject([{ t: 'ended', cid, reason: 'cancelled', account: 'alice' }]);
    await expect(bob.ask('accept', { cid })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'cancelled' } });
    expect(alice.told).toEqual([]);
    expect(await recordsOf(bob)).toMatchObject([{ reason: 'cancelled', endedBy: 'alice' }]);
  });

  test('who answers after the caller has left talks with the others; with the caller it was a cancelled call', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    const dave = await bench.device('dave');
    await alice.ask('hangup', { cid });
    const { cid: second } = await dave.ask('callTeam', { callId: 't-2', callees: ['bob', 'carol'], media: 'audio' });
    await bob.ask('accept', { cid: second });
    await dave.ask('hangup', { cid: second });
    await carol.ask('accept', { cid: second });
    expect((await bob.ask('join', { cid: second, mode: 0 })).members).toHaveLength(1);
    expect((await carol.ask('join', { cid: second, mode: 0 })).members).toHaveLength(2);
    await bench.clock.advance(5_000);
    await carol.ask('hangup', { cid: second });
    expect(bob.heard('ended').at(-1)).toMatchObject({ cid: second, reason: 'hungUp', account: 'carol' });
    expect(await recordsOf(dave)).toMatchObject([
      { pair: 'dave carol', reason: 'cancelled', endedBy: 'dave', durationMs: 0 },
      { pair: 'dave bob', reason: 'hungUp', endedBy: 'dave' },
    ]);
  });

  test('a call in which only one is left and nobody rings any more ends; while somebody rings it goes on', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    await bob.ask('accept', { cid });
    for (const each of [alice, bob]) await each.ask('join', { cid, mode: 0 });
    await bob.ask('hangup', { cid });
    expect(alice.heard('memberLeft')).toMatchObject([{ account: 'bob' }]);
    expect(alice.heard('ended')).toEqual([]);
    await carol.ask('reject', { cid });
    expect(alice.heard('ended')).toMatchObject([{ reason: 'rejected', account: 'carol' }]);
    expect(await bench.store.groups.live()).toEqual([]);
  });

  test('who has accepted and does not enter the room in 15 s has left', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    for (const each of [bob, carol]) await each.ask('accept', { cid });
    for (const each of [alice, bob]) await each.ask('join', { cid, mode: 0 });
    await bench.clock.advance(14_900);
    expect(alice.heard('memberLeft')).toEqual([]);
    await bench.clock.advance(200);
    for (const each of [alice, bob]) expect(each.heard('memberLeft')).toMatchObject([{ uid: 3, account: 'carol' }]);
    expect(carol.heard('ended')).toMatchObject([{ reason: 'failed', account: null }]);
    expect(await recordsOf(carol)).toMatchObject([{ reason: 'failed' }]);
  });

  test('what happens in the room is told as in a call for two, to every other member', async () => {
    const { bench, alice, bob, carol, cid } = await talking();
    await alice.ask('setMode', { cid, mode: 1 });
    const { url } = await alice.ask('renewStream', { cid });
    await alice.ask('control', { cid, command: 7, custom: 'x' });
    for (const each of [bob, carol]) {
      expect(each.told).toMatchObject([
        { t: 'memberUpdated', member: { uid: 1, mode: 1 } }, { t: 'memberUpdated', member: { uid: 1, url: url.replace('?push', '?play') } }, { t: 'control', account: 'alice', command: 7, custom: 'x' },
      ]);
    }
    expect(alice.told).toEqual([]);
    expect(bench.media.revoked).toHaveLength(1);
    expect((await carol.ask('members', { cid })).members.map(({ account }) => account)).toEqual(['alice', 'bob', 'carol']);
    await bob.ask('leave', { cid });
    expect(carol.heard('memberLeft')).toMatchObject([{ account: 'bob' }]);
    await expect(bob.ask('setMode', { cid, mode: 1 })).rejects.toMatchObject({ code: 'NOT_IN_ROOM' });
    await expect(bob.ask('join', { cid, mode: 0 })).resolves.toMatchObject({ uid: 2 });
    expect(carol.heard('memberJoined')).toMatchObject([{ member: { account: 'bob' } }]);
  });

  test.each([[6, 'audio', 'video'], [8, 'video', 'audio'], [5, 'audio', 'audio']] as const)('after command %i a call of %s is one of %s', async (command, media, after) => {
    const { bench, alice, bob } = await threeOnline();
    const { cid } = await alice.ask('callTeam', { ...TEAM, media });
    await bob.ask('accept', { cid });
    await bob.ask('control', { cid, command });
    expect(alice.heard('control')).toMatchObject([{ command }]);
    expect((await bench.device('alice')).session!.snapshot.calls).toMatchObject([{ media: after }]);
  });
});

describe('row 3: accept on two devices of one account', () => {
  test('row 3: the first wins, the other is refused and stops ringing, and only the first may enter', async () => {
    const { bench, alice, bob, cid } = await ringing();
    const tablet = await bench.device('bob', 'bob-tablet');
    await Promise.all([tablet, bob].map((each) => each.burst(JSON.stringify({ t: 'accept', id: 50, cid }))));
    expect(tablet.answers.at(-1)).toMatchObject({ ok: { uids: UIDS } });
    expect(bob.answers.at(-1)).toMatchObject({ err: { code: 'ANSWERED_ELSEWHERE' } });
    expect(bob.heard('answeredElsewhere')).toMatchObject([{ accepted: true }]);
    expect(alice.heard('accepted')).toHaveLength(1);
    for (const request of ['join', 'control', 'setMode'] as const) await expect(bob.ask(request, { cid, mode: 0, command: 1 })).rejects.toMatchObject({ code: 'ANSWERED_ELSEWHERE' });
    expect(await bob.ask('hangup', { cid })).toEqual({});
    expect(await tablet.ask('accept', { cid })).toEqual({ uids: UIDS });
    expect(alice.story).toEqual(['accepted']);
  });
});
