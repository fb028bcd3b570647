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

describe('who cannot be reached', () => {
  test('row 28: who is signed in nowhere is declined as noAnswer, after the answer; the others ring', async () => {
    const { alice, bob } = await threeOnline();
    const { cid } = await alice.ask('callTeam', { ...TEAM, callees: ['bob', 'dave'] });
    expect(alice.told).toMatchObject([{ t: 'declined', cid, account: 'dave', reason: 'noAnswer' }]);
    expect(alice.frames.findIndex((text) => text.includes('"ack"') && text.includes(cid))).toBeLessThan(alice.frames.findIndex((text) => text.includes('declined')));
    expect(bob.story).toEqual(['invited']);
    expect(await recordsOf(alice)).toEqual([{ part: '3', pair: 'alice dave', reason: 'noAnswer', endedBy: null, durationMs: 0 }]);
  });

  test('row 28: when nobody is signed in it fails with CALLEE_OFFLINE and leaves nothing behind', async () => {
    const { bench, alice } = await threeOnline();
    await expect(alice.ask('callTeam', { ...TEAM, callees: ['dave', 'erin'] })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    expect([alice.told, await recordsOf(alice), await bench.store.groups.live()]).toEqual([[], [], []]);
  });

  test('row 28: with forceKeepCalling it rings at a device that signs in later, for the time that is left', async () => {
    const { bench, alice } = await threeOnline();
    const { cid } = await alice.ask('callTeam', { ...TEAM, callees: ['dave', 'erin'], forceKeepCalling: true });
    await bench.clock.advance(10_000);
    const dave = await bench.device('dave');
    expect(dave.session!.snapshot.calls).toEqual([
      { cid, callId: 't-1', caller: 'alice', callee: '', media: 'video', phase: 'ringing', uids: { alice: 1, dave: 2, erin: 3 }, mine: false, ringMsLeft: 20_000, acceptedAtMs: null, team: ['alice', 'dave', 'erin'] },
    ]);
    await expect(dave.ask('accept', { cid })).resolves.toHaveProperty('uids');
  });

  test('row 29: who is in a call is declined as busy; when all are it ends as busy and is on the records', async () => {
    const { bench, alice, bob, carol } = await threeOnline();
    const dave = await bench.device('dave');
    await bob.ask('call', { callId: 'c-1', callee: 'carol', media: 'audio' });
    const { cid } = await alice.ask('callTeam', { ...TEAM, callees: ['bob', 'dave', 'carol'] });
    expect(alice.told).toMatchObject([{ t: 'declined', account: 'bob', reason: 'busy' }, { t: 'declined', account: 'carol', reason: 'busy' }]);
    expect([bob.story, carol.story, dave.story]).toEqual([[], ['invited'], ['invited']]);
    await alice.ask('hangup', { cid });
    const second = await alice.ask('callTeam', { ...TEAM, callId: 't-2' });
    expect(alice.told.slice(2)).toMatchObject([{ t: 'declined', account: 'bob' }, { t: 'declined', account: 'carol' }, { t: 'ended', cid: second.cid, reason: 'busy', account: null }]);
    expect((await recordsOf(alice)).filter(({ reason }) => reason === 'busy')).toHaveLength(4);
    await expect(alice.ask('callTeam', { ...TEAM, callId: 't-3', callees: ['dave'] })).resolves.toHaveProperty('cid');
  });

  test('row 29: only the devices that decide for themselves ring beside a call', async () => {
    const bench = await start();
    const [alice, bob, dave] = [await bench.device('alice'), await bench.device('bob', 'bob-phone', { busyPolicy: 'app' }), await bench.device('dave')];
    const tablet = await bench.device('bob', 'bob-tablet');
    await dave.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio' });
    const { cid } = await alice.ask('callTeam', { ...TEAM, callees: ['bob'] });
    expect([bob, tablet].map((each) => each.heard('invited').filter((event) => event.cid === cid).length)).toEqual([1, 0]);
    await bob.ask('reject', { cid });
    expect(alice.heard('ended')).toMatchObject([{ reason: 'rejected' }]);
  });

  test('row 34: who is in a call for two cannot place one with several, nor the other way round', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    await bench.device('dave');
    for (const each of [alice, bob]) {
      await expect(each.ask('call', { callId: 'c-1', callee: 'dave', media: 'audio' })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
      await expect(each.ask('callTeam', { ...TEAM, callId: 't-2', callees: ['dave'] })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
    }
    await alice.ask('hangup', { cid });
    await carol.ask('call', { callId: 'c-2', callee: 'dave', media: 'audio' });
    await expect(carol.ask('callTeam', { ...TEAM, callId: 't-3', callees: ['bob'] })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
  });

  test('row 34: a device that decides for itself cannot call while it is in a call with several, and can while one only rings', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob', 'bob-phone', { busyPolicy: 'app' })];
    await bench.device('dave');
    const { cid } = await alice.ask('callTeam', { ...TEAM, callees: ['bob'] });
    await bob.ask('accept', { cid });
    await expect(bob.ask('call', { callId: 'c-1', callee: 'dave', media: 'audio' })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
    await bob.ask('hangup', { cid });
    await alice.ask('callTeam', { ...TEAM, callId: 't-2', callees: ['bob'] });
    await expect(bob.ask('call', { callId: 'c-2', callee: 'dave', media: 'audio' })).resolves.toHaveProperty('cid');
  });

  test('a caller of one who is in a call with several finds him busy', async () => {
    const { bench, bob, cid } = await ringing();
    const dave = await bench.device('dave');
    await dave.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio' });
    expect(dave.heard('ended')).toMatchObject([{ reason: 'busy' }]);
    await bob.ask('reject', { cid });
    await dave.ask('call', { callId: 'c-2', callee: 'bob', media: 'audio' });
    expect(bob.heard('invited').at(-1)).toMatchObject({ caller: 'dave' });
  });

  test('row 38: calls with several count among the calls of a minute', async () => {
    const { alice } = await threeOnline({ signal: { callRate: { perS: 1, burst: 1 } } });
    await alice.ask('callTeam', TEAM);
    await expect(alice.ask('callTeam', { ...TEAM, callId: 't-2' })).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: expect.any(Number) as number } });
  });
});

describe('rows 7 and 11: the same call again', () => {
  test('row 11: with a new request number it is the same call and rings once', async () => {
    const { alice, bob, cid } = await ringing();
    expect(await alice.ask('callTeam', TEAM)).toEqual({ cid, uids: UIDS });
    expect(bob.heard('invited')).toHaveLength(1);
  });

  test('row 7: in the same tick from two sockets of one account it is one call', async () => {
    const { bench, alice, bob } = await threeOnline();
    const tablet = await bench.device('alice', 'alice-tablet');
    const text = JSON.stringify({ t: 'callTeam', id: 50, ...TEAM });
    await Promise.all([alice.burst(text), tablet.burst(text)]);
    expect((alice.answers.at(-1) as { ok?: unknown }).ok).toEqual((tablet.answers.at(-1) as { ok?: unknown }).ok);
    expect(bob.heard('invited')).toHaveLength(1);
  });
});
