import { benches, type Bench, type Client } from '../../support/server-bench';

const { start } = benches();
const VIDEO = { media: 'video' } as const;

async function twoOnline(options?: Parameters<typeof start>[0]): Promise<{ bench: Bench; alice: Client; bob: Client }> {
  const bench = await start(options);
  return { bench, alice: await bench.device('alice'), bob: await bench.device('bob') };
}

async function ringing(options?: Parameters<typeof start>[0]) {
  const { bench, alice, bob } = await twoOnline(options);
  const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
  return { bench, alice, bob, cid };
}

const recordsOf = async (client: Client) => (await client.ask('records', {})).records.map(({ cid, reason, endedBy }) => ({ cid, reason, endedBy }));

describe('row 1: glare, Alice calls Bob while Bob calls Alice', () => {
  test.each([
    ['alice', 'bob'],
    ['bob', 'alice'],
  ])('the call of %s came first and stays; that of %s answers it', async (first, second) => {
    const bench = await start();
    const [one, two] = [await bench.device(first), await bench.device(second)];
    const placed = await one.ask('call', { callId: 'c-1', callee: second, media: 'audio' });
    const answered = await two.ask('call', { callId: 'c-2', callee: first, media: 'video' });
    expect(answered).toEqual({ cid: placed.cid, uids: placed.uids, glare: true });
    expect(one.heard('accepted')).toMatchObject([{ cid: placed.cid, account: second, media: 'audio' }]);
    expect(two.heard('accepted')).toMatchObject([{ cid: placed.cid, account: first, media: 'audio' }]);
    expect(one.heard('invited')).toEqual([]);
    expect([...one.story, ...two.story]).not.toContain('ended');
    await expect(two.ask('join', { cid: placed.cid, mode: 0 })).resolves.toMatchObject({ members: [{ account: second }] });
  });

  test('both calls in the same tick: one call, accepted, whichever the server took first', async () => {
    const { alice, bob } = await twoOnline();
    await Promise.all([
      alice.burst(JSON.stringify({ t: 'call', id: 50, callId: 'a-1', callee: 'bob', media: 'video' })),
      bob.burst(JSON.stringify({ t: 'call', id: 50, callId: 'b-1', callee: 'alice', media: 'video' })),
    ]);
    const answers = [alice, bob].map(({ answers: all }) => all.at(-1) as unknown as { ok: { cid: string; glare?: true } });
    expect(new Set(answers.map(({ ok }) => ok.cid)).size).toBe(1);
    expect(answers.filter(({ ok }) => ok.glare === true)).toHaveLength(1);
    expect([alice.heard('accepted').length, bob.heard('accepted').length]).toEqual([1, 1]);
  });

  test('another device of the one who answered by calling stops ringing', async () => {
    const { bench, alice, bob } = await twoOnline();
    const tablet = await bench.device('bob', 'bob-tablet');
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.ask('call', { callId: 'c-2', callee: 'alice', ...VIDEO });
    expect(tablet.heard('answeredElsewhere')).toMatchObject([{ cid, accepted: true }]);
  });
});

describe('row 2: accept against cancel', () => {
  test('the cancel came first: the accept is refused with the reason', async () => {
    const { alice, bob, cid } = await ringing();
    await alice.ask('hangup', { cid });
    await expect(bob.ask('accept', { cid })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'cancelled' } });
    expect(bob.heard('ended')).toMatchObject([{ cid, reason: 'cancelled', account: 'alice' }]);
    expect(alice.heard('accepted')).toEqual([]);
  });

  test('the accept came first: the cancel is a hang-up of a connected call', async () => {
    const { alice, bob, cid } = await ringing();
    await bob.ask('accept', { cid });
    await alice.ask('hangup', { cid });
    expect(bob.heard('ended')).toMatchObject([{ reason: 'hungUp', account: 'alice' }]);
    expect(await recordsOf(alice)).toEqual([{ cid, reason: 'hungUp', endedBy: 'alice' }]);
  });

  test.each([
    ['accept', 'hangup', 'hungUp'],
    ['hangup', 'accept', 'cancelled'],
  ])('both in the same tick, %s before %s: the call ends once, as %s', async (first, _second, reason) => {
    const { alice, bob, cid } = await ringing();
    const accept = () => bob.burst(JSON.stringify({ t: 'accept', id: 50, cid }));
    const cancel = () => alice.burst(JSON.stringify({ t: 'hangup', id: 50, cid }));
    await Promise.all(first === 'accept' ? [accept(), cancel()] : [cancel(), accept()]);
    expect(await recordsOf(bob)).toEqual([{ cid, reason, endedBy: 'alice' }]);
    expect(bob.heard('ended')).toMatchObject([{ reason }]);
  });
});

test('row 3: accept on two devices, the first wins and every other stops ringing', async () => {
  const { bench, alice, bob } = await twoOnline();
  const [tablet, desk] = [await bench.device('bob', 'bob-tablet'), await bench.device('bob', 'bob-desk')];
  const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
  expect([bob, tablet, desk].map((each) => each.heard('invited').length)).toEqual([1, 1, 1]);
  await Promise.all([tablet, bob].map((each) => each.burst(JSON.stringify({ t: 'accept', id: 50, cid }))));
  expect(tablet.answers.at(-1)).toMatchObject({ ok: { uids: { alice: 1, bob: 2 } } });
  expect(bob.answers.at(-1)).toMatchObject({ err: { code: 'ANSWERED_ELSEWHERE' } });
  expect([bob, desk].map((each) => each.heard('answeredElsewhere').map(({ accepted }) => accepted))).toEqual([[true], [true]]);
  expect(tablet.heard('answeredElsewhere')).toEqual([]);
  expect(alice.heard('accepted')).toHaveLength(1);
  await expect(bob.ask('join', { cid, mode: 0 })).rejects.toMatchObject({ code: 'ANSWERED_ELSEWHERE' });
  expect(await bob.ask('hangup', { cid })).toEqual({});
  expect(tablet.heard('ended')).toEqual([]);
});

describe('row 4: accept against the ring timeout', () => {
  test('in time it connects, and the old deadline does nothing', async () => {
    const { bench, alice, bob, cid } = await ringing();
    await bench.clock.advance(29_900);
    await bob.ask('accept', { cid });
    await Promise.all([alice.ask('join', { cid, mode: 0 }), bob.ask('join', { cid, mode: 0 })]);
    await bench.clock.advance(10_000);
    expect([...alice.story, ...bob.story]).not.toContain('ended');
  });

  test('too late it is refused with the reason', async () => {
    const { bench, bob, cid } = await ringing();
    await bench.clock.advance(30_100);
    await expect(bob.ask('accept', { cid })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'noAnswer' } });
  });
});

test('row 5: a reject on one device ends the call for all, and the text of the callee reaches the caller', async () => {
  const { bench, alice, bob } = await twoOnline();
  const tablet = await bench.device('bob', 'bob-tablet');
  const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
  await tablet.ask('reject', { cid, custom: 'in a meeting' });
  expect(alice.heard('ended')).toMatchObject([{ cid, reason: 'rejected', account: 'bob', custom: 'in a meeting' }]);
  expect(bob.heard('answeredElsewhere')).toMatchObject([{ cid, accepted: false }]);
  expect(tablet.heard('answeredElsewhere')).toEqual([]);
});

describe('two callers at once', () => {
  test('row 6: the second in server order gets busy at once, on the record, and the first goes on', async () => {
    const { bench, bob, cid } = await ringing();
    const carol = await bench.device('carol');
    const second = await carol.ask('call', { callId: 'c-9', callee: 'bob', ...VIDEO });
    expect(carol.frames.slice(-3).map((text) => (JSON.parse(text) as { t: string }).t)).toEqual(['ack', 'ended', 'recorded']);
    expect(carol.heard('ended')).toMatchObject([{ cid: second.cid, reason: 'busy', account: null }]);
    expect(await recordsOf(carol)).toEqual([{ cid: second.cid, reason: 'busy', endedBy: null }]);
    expect(bob.heard('invited').map((each) => each.cid)).toEqual([cid]);
    await expect(bob.ask('accept', { cid })).resolves.toMatchObject({ uids: { bob: 2 } });
  });

  test.each([
    ['alice', 'carol'],
    ['carol', 'alice'],
  ])('row 6: both in the same tick, %s before %s: one rings, the other is busy', async (first, second) => {
    const bench = await start();
    const [one, two, bob] = [await bench.device(first), await bench.device(second), await bench.device('bob')];
    await Promise.all([one, two].map((each, index) => each.burst(JSON.stringify({ t: 'call', id: 50, callId: `c-${index}`, callee: 'bob', media: 'video' }))));
    expect(bob.heard('invited').map(({ caller }) => caller)).toEqual([first]);
    expect([one.story, two.story]).toEqual([[], ['ended']]);
    expect(two.heard('ended')).toMatchObject([{ reason: 'busy', account: null }]);
  });

  test('row 29: a callee in a connected call is busy, and so is a caller that rings out', async () => {
    const { bench, alice, bob, cid } = await ringing();
    const carol = await bench.device('carol');
    await carol.ask('call', { callId: 'c-8', callee: 'alice', ...VIDEO });
    await bob.ask('accept', { cid });
    for (const [index, callee] of ['alice', 'bob'].entries()) await carol.ask('call', { callId: `c-9${index}`, callee, ...VIDEO });
    expect(carol.heard('ended').map(({ reason, account }) => [reason, account])).toEqual([['busy', null], ['busy', null], ['busy', null]]);
    expect((await recordsOf(carol)).map(({ reason }) => reason)).toEqual(['busy', 'busy', 'busy']);
    expect([alice, bob].map((each) => each.story)).toEqual([['accepted'], ['invited']]);
  });

  test('row 29: a device that decides for itself is invited during a call', async () => {
    const bench = await start();
    const [alice, bob, carol] = [await bench.device('alice'), await bench.device('bob', 'bob-phone', { busyPolicy: 'app' }), await bench.device('carol')];
    await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    const { cid } = await carol.ask('call', { callId: 'c-9', callee: 'bob', ...VIDEO });
    expect(bob.heard('invited').at(-1)).toMatchObject({ cid, caller: 'carol' });
    await bob.ask('reject', { cid });
    expect(carol.heard('ended')).toMatchObject([{ reason: 'rejected' }]);
  });

  test('row 29: when the call is over both are free again', async () => {
    const { bench, alice, bob, cid } = await ringing();
    const carol = await bench.device('carol');
    await alice.ask('hangup', { cid });
    await carol.ask('call', { callId: 'c-9', callee: 'bob', ...VIDEO });
    expect(bob.heard('invited').at(-1)).toMatchObject({ caller: 'carol' });
    await expect(alice.ask('call', { callId: 'c-2', callee: 'carol', ...VIDEO })).resolves.toHaveProperty('cid');
    expect(alice.heard('ended')).toMatchObject([{ reason: 'busy' }]);
  });
});

describe('the same command twice', () => {
  test('row 11: the same call again, with a new request number, is the same call and rings once', async () => {
    const { alice, bob, cid } = await ringing();
    await expect(alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO })).resolves.toMatchObject({ cid });
    expect(bob.heard('invited')).toHaveLength(1);
  });

  test('row 11: the same call in the same tick from two sockets of one account is one call', async () => {
    const { bench, alice, bob } = await twoOnline();
    const tablet = await bench.device('alice', 'alice-tablet');
    const text = JSON.stringify({ t: 'call', id: 50, callId: 'c-1', callee: 'bob', media: 'video' });
    await Promise.all([alice.burst(text), tablet.burst(text)]);
    expect((alice.answers.at(-1) as { ok?: unknown }).ok).toEqual((tablet.answers.at(-1) as { ok?: unknown }).ok);
    expect(bob.heard('invited')).toHaveLength(1);
  });

  test('row 11: the same request number gets the same answer and has no second effect', async () => {
    const { alice, bob, cid } = await ringing();
    await bob.ask('accept', { cid });
    const control = JSON.stringify({ t: 'control', id: 60, cid, command: 7 });
    await alice.burst(control, control);
    await alice.sendText(control);
    expect(bob.heard('control')).toHaveLength(1);
    expect(alice.answers.filter(({ id }) => id === 60)).toEqual([{ t: 'ack', id: 60, ok: {} }, { t: 'ack', id: 60, ok: {} }]);
  });

  test('row 11: a refusal is repeated like any answer, even when it would succeed by now', async () => {
    const { bench, alice } = await twoOnline();
    const call = JSON.stringify({ t: 'call', id: 60, callId: 'c-7', callee: 'carol', media: 'video' });
    await alice.sendText(call);
    await bench.device('carol');
    await alice.sendText(call);
    expect(alice.answers.slice(-2)).toMatchObject([{ err: { code: 'CALLEE_OFFLINE' } }, { err: { code: 'CALLEE_OFFLINE' } }]);
  });

  test.each([
    [63, { ok: {} }],
    [64, { err: { code: 'BAD_MESSAGE', detail: { field: 'id' } } }],
  ])('row 11: after %i more answers a repeated number gets %j', async (more, expected) => {
    const { alice } = await twoOnline();
    await alice.sendText('{"t":"signOutt","id":100}');
    await alice.sendText('{"t":"ping","id":101}');
    await alice.burst(...Array.from({ length: more }, (_, index) => `{"t":"ping","id":${102 + index}}`));
    await alice.sendText('{"t":"ping","id":101}');
    const again = alice.answers.at(-1);
    expect(again).toMatchObject('ok' in expected ? { id: 101, ok: { now: expect.any(Number) as number } } : { id: 101, ...expected });
  });

  test('row 7: accept twice by the same device succeeds twice and tells the caller once', async () => {
    const { alice, bob, cid } = await ringing();
    expect(await bob.ask('accept', { cid })).toEqual(await bob.ask('accept', { cid }));
    expect(alice.heard('accepted')).toHaveLength(1);
  });
});

test('row 8: a hang-up that follows the call at once leaves no phantom call', async () => {
  const { alice, bob, cid } = await ringing();
  await alice.burst(JSON.stringify({ t: 'hangup', id: 50, cid }), JSON.stringify({ t: 'call', id: 51, callId: 'c-2', callee: 'bob', media: 'audio' }));
  expect(alice.answers.slice(-2)).toMatchObject([{ id: 50, ok: {} }, { id: 51, ok: { uids: { alice: 1 } } }]);
  expect(bob.story).toEqual(['invited', 'ended', 'invited']);
});

test('row 10: hang up against hang up, both succeed and the record has the first', async () => {
  const { alice, bob, cid } = await ringing();
  await bob.ask('accept', { cid });
  await Promise.all([bob, alice].map((each) => each.burst(JSON.stringify({ t: 'hangup', id: 50, cid }))));
  expect([bob, alice].map((each) => each.answers.at(-1))).toMatchObject([{ ok: {} }, { ok: { already: 'hungUp' } }]);
  expect(await recordsOf(alice)).toEqual([{ cid, reason: 'hungUp', endedBy: 'bob' }]);
  expect([alice.heard('ended').length, bob.heard('ended').length]).toEqual([1, 0]);
});

describe('row 13: commands about a call that is over or unknown', () => {
  test('hang-up succeeds and says that it was over already; others are refused', async () => {
    const { alice, bob, cid } = await ringing();
    await alice.ask('hangup', { cid });
    expect(await bob.ask('hangup', { cid })).toEqual({ already: 'cancelled' });
    await expect(bob.ask('join', { cid, mode: 0 })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'cancelled' } });
    expect(await bob.ask('hangup', { cid: 'never-was' })).toHaveProperty('already');
    await expect(bob.ask('accept', { cid: 'never-was' })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    expect(await recordsOf(bob)).toEqual([{ cid, reason: 'cancelled', endedBy: 'alice' }]);
  });

  test('an old end is still known from the record', async () => {
    const { bench, alice, bob, cid } = await ringing();
    await bob.ask('reject', { cid });
    await bench.clock.advance(130_000);
    await alice.ask('ping', {}).catch(() => undefined);
    expect(await bench.store.read('default', cid)).toBeNull();
    expect(await bench.store.recordOf('default', 'alice', cid)).toMatchObject({ reason: 'rejected' });
  });
});
