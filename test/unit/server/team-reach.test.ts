import { benches } from '../../support/server-bench';
import { recordsOf, TEAM, teams, UIDS } from '../../support/team';

const { start } = benches();
const { threeOnline, ringing } = teams(start);

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
