import { benches, type Client } from '../../support/server-bench';
import { recordsOf, storyOf, TEAM, teams } from '../../support/team';

const { start, folder } = benches();
const { threeOnline, ringing, talking } = teams(start);

const recorded = (client: Client) => client.heard('recorded').map(({ record: { caller, callee, reason } }) => `${caller} ${callee} ${reason}`);
const inboxOf = async (client: Client) => (await client.ask('inbox', {})).records.map(({ callee, reason }) => `${callee} ${reason}`);

describe('records that are told', () => {
  test('each account hears the record about itself on every device, right after the end of its part', async () => {
    const { bench, alice, bob, carol, cid } = await talking();
    const [desk, tablet] = [await bench.device('alice', 'alice-desk'), await bench.device('bob', 'bob-tablet')];
    await bench.clock.advance(7_000);
    await bob.ask('hangup', { cid });
    for (const each of [alice, desk, bob, tablet]) expect(recorded(each)).toEqual(['alice bob hungUp']);
    expect(alice.events.map(({ t }) => t)).toEqual(['memberLeft', 'recorded']);
    expect(recorded(carol)).toEqual([]);
    await alice.ask('hangup', { cid });
    expect(carol.events.map(({ t }) => t)).toEqual(['memberLeft', 'ended', 'recorded']);
    expect(recorded(desk)).toEqual(['alice bob hungUp', 'alice carol hungUp']);
    expect(alice.heard('recorded').map(({ record }) => record)).toEqual([...(await alice.ask('records', {})).records].reverse());
    expect(await inboxOf(carol)).toEqual(['carol hungUp']);
  });

  test('when nobody answers everybody hears the end first, then the records', async () => {
    const { bench, alice, bob } = await ringing();
    await bench.clock.advance(30_100);
    expect(alice.events.map(({ t }) => t)).toEqual(['declined', 'declined', 'ended', 'recorded', 'recorded']);
    expect(bob.events.map(({ t }) => t)).toEqual(['invited', 'ended', 'recorded']);
  });

  test('who answers when the caller has left hears of a cancelled call at that moment, so that no inbox misses it', async () => {
    const { bench, alice, bob, carol, cid } = await ringing();
    await bob.ask('accept', { cid });
    await alice.ask('hangup', { cid });
    await bench.clock.advance(5_000);
    const { now } = await alice.ask('inbox', {});
    await bench.clock.advance(5_000);
    await carol.ask('accept', { cid });
    expect(recorded(carol)).toEqual(['alice carol cancelled']);
    expect((await alice.ask('inbox', { after: now })).records).toMatchObject([{ callee: 'carol', reason: 'cancelled', durationMs: 0 }]);
  });
});

describe('row 30: one who is called does not want to be disturbed', () => {
  test('row 30: the caller hears what a busy one gives, the others ring, and the callee alone reads dnd', async () => {
    const { alice, bob, carol } = await threeOnline();
    await bob.ask('settings', { dnd: true });
    const { cid } = await alice.ask('callTeam', { ...TEAM, forceKeepCalling: true });
    expect(alice.events).toMatchObject([{ t: 'declined', cid, account: 'bob', reason: 'busy' }, { t: 'recorded', record: { callee: 'bob', reason: 'busy' } }]);
    expect([bob.story, carol.story]).toEqual([[], ['invited']]);
    expect([recorded(bob), await inboxOf(bob), await inboxOf(alice)]).toEqual([['alice bob dnd'], ['bob dnd'], ['bob busy']]);
    await expect(bob.ask('accept', { cid })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'busy' } });
  });

  test('row 30: frame by frame a busy one and an undisturbed one are the same to the caller', async () => {
    const { bench, alice, bob, carol } = await threeOnline();
    await bench.device('dave');
    await bob.ask('settings', { dnd: true });
    await carol.ask('call', { callId: 'c-1', callee: 'dave', media: 'audio' });
    const tale = async (callee: string) => {
      const from = alice.frames.length;
      await alice.ask('callTeam', { ...TEAM, callId: `t-${callee}`, callees: [callee] });
      return faceless(alice.frames.slice(from), callee);
    };
    expect(await tale('bob')).toEqual(await tale('dave'));
    expect(storyOf(alice)).toEqual(['declined bob', 'ended null', 'declined dave', 'ended null']);
  });
});

describe('row 32: one who is called has blocked the caller', () => {
  test('row 32: is declined as one who is signed in nowhere, and is on the records of the caller alone', async () => {
    const { alice, bob, carol } = await threeOnline();
    await bob.ask('settings', { block: ['alice'] });
    const from = alice.frames.length;
    await alice.ask('callTeam', TEAM);
    const withBob = faceless(alice.frames.slice(from), 'bob');
    await carol.ask('reject', { cid: alice.heard('declined')[0]!.cid });
    const between = alice.frames.length;
    await alice.ask('callTeam', { ...TEAM, callId: 't-2', callees: ['nobody', 'carol'] });
    expect(faceless(alice.frames.slice(between), 'nobody')).toEqual(withBob);
    expect([bob.events, await recordsOf(bob), await inboxOf(bob)]).toEqual([[], [], []]);
    expect((await recordsOf(alice)).map(({ pair, reason }) => `${pair} ${reason}`)).toContain('alice bob noAnswer');
  });

  test('row 32: when nobody else is called it fails as with one who is signed in nowhere', async () => {
    const { alice, bob } = await threeOnline();
    await bob.ask('settings', { block: ['alice'] });
    await expect(alice.ask('callTeam', { ...TEAM, callees: ['bob', 'nobody'] })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    expect(await recordsOf(alice)).toEqual([]);
  });

  test('row 32: with forceKeepCalling it seems to ring for the whole time, as at one who is signed in nowhere', async () => {
    const { bench, alice, bob } = await threeOnline();
    await bob.ask('settings', { block: ['alice'] });
    const tale = async (callee: string) => {
      const from = alice.frames.length;
      await alice.ask('callTeam', { ...TEAM, callId: `t-${callee}`, callees: [callee], forceKeepCalling: true });
      await bench.clock.advance(30_100);
      return faceless(alice.frames.slice(from), callee);
    };
    const withBob = await tale('bob');
    expect(withBob.filter((text) => text.includes('noAnswer'))).toHaveLength(3);
    expect(await tale('nobody')).toEqual(withBob);
    expect([bob.events, await recordsOf(bob), await inboxOf(bob)]).toEqual([[], [], []]);
  });

  test('row 32: while it seems to ring, nothing of it reaches the callee, who is free: no snapshot, no answer, no loss, no restart', async () => {
    const data = folder();
    const { bench, alice, bob, carol } = await threeOnline({ data });
    await bob.ask('settings', { block: ['alice'] });
    const { cid } = await alice.ask('callTeam', { ...TEAM, callees: ['bob'], forceKeepCalling: true });
    const tablet = await bench.device('bob', 'bob-tablet');
    expect(tablet.session!.snapshot).toEqual({ calls: [], ended: [] });
    for (const request of ['ringing', 'accept', 'reject', 'join', 'members'] as const) {
      await expect(bob.ask(request, { cid, mode: 0 })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    }
    expect(await bob.ask('hangup', { cid })).toEqual({ already: 'hungUp' });
    await carol.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio' });
    expect(bob.heard('invited')).toMatchObject([{ caller: 'carol' }]);
    await bench.hub.stop();
    const second = await start({ data, clock: bench.clock });
    await second.clock.advance(30_100);
    const [a, b] = [await second.device('alice'), await second.device('bob', 'bob-desk')];
    expect([a, b].map((each) => each.session!.snapshot.ended.map((ended) => ended.cid === cid))).toEqual([[true], [false]]);
  });
});

test('row 34: who is in a call with several cannot call anybody, whatever the other one has set', async () => {
  const { bench, alice } = await ringing();
  const [dave, erin] = [await bench.device('dave'), await bench.device('erin')];
  await dave.ask('settings', { dnd: true });
  await erin.ask('settings', { block: ['alice'] });
  for (const callee of ['dave', 'erin', 'nobody']) {
    await expect(alice.ask('call', { callId: `c-${callee}`, callee, media: 'audio', forceKeepCalling: true })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
  }
  expect([recorded(dave), await recordsOf(alice)]).toEqual([[], []]);
});

describe('row 38: how often several may be called', () => {
  test('row 38: each of them counts as called, and one too many refuses the call', async () => {
    const { alice, bob, carol } = await threeOnline({ signal: { pairRate: { perS: 1, burst: 1 } } });
    await alice.ask('callTeam', { ...TEAM, callees: ['bob'] });
    await bob.ask('reject', { cid: bob.heard('invited')[0]!.cid });
    await expect(alice.ask('callTeam', { ...TEAM, callId: 't-2' })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(alice.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio' })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(carol.story).toEqual([]);
  });

  test('row 38: to fifteen it is one call of the caller', async () => {
    const bench = await start({ signal: { callRate: { perS: 0.01, burst: 2 } } });
    const alice = await bench.device('alice');
    const callees = Array.from({ length: 15 }, (_, index) => `account-${index}`);
    const { cid } = await alice.ask('callTeam', { ...TEAM, callees, forceKeepCalling: true });
    await alice.ask('hangup', { cid });
    await expect(alice.ask('call', { callId: 'c-1', callee: 'bob', media: 'audio', forceKeepCalling: true })).resolves.toHaveProperty('cid');
  });
});

/** Frames without what differs from call to call. */
function faceless(frames: readonly string[], callee: string): string[] {
  return frames.map((text) => text.replace(/"(s|id|cid|at|now|startedAtMs|endedAtMs)":("[^"]*"|\d+)/g, '"$1":0').replaceAll(callee, 'callee'));
}
