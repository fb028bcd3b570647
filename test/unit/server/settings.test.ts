import { LIMITS } from 'netcall-protocol';
import { benches, type Client } from '../../support/server-bench';

const { threeOnline, restarted, folder } = benches();
const VIDEO = { media: 'video' } as const;

const recorded = (client: Client) => client.heard('recorded').map(({ record }) => record.reason);
const recordsOf = async (client: Client) => (await client.ask('records', {})).records.map(({ reason }) => reason);
const inboxOf = async (client: Client) => (await client.ask('inbox', {})).records.map(({ reason }) => reason);

describe('settings', () => {
  test('what is named changes, everything is answered, for all devices of the account', async () => {
    const { bench, bob } = await threeOnline();
    const tablet = await bench.device('bob', 'bob-tablet');
    expect(await bob.ask('settings', {})).toEqual({ dnd: false, blocked: [] });
    expect(await bob.ask('settings', { dnd: true })).toEqual({ dnd: true, blocked: [] });
    expect(await tablet.ask('settings', { block: ['mallory', 'alice', 'alice'] })).toEqual({ dnd: true, blocked: ['alice', 'mallory'] });
    expect(await tablet.ask('settings', { dnd: false, block: ['eve'], unblock: ['alice', 'nobody'] })).toEqual({ dnd: false, blocked: ['eve', 'mallory'] });
    expect(await bob.ask('settings', { block: ['alice'], unblock: ['alice'] })).toEqual({ dnd: false, blocked: ['alice', 'eve', 'mallory'] });
    expect(await bob.ask('settings', {})).toEqual({ dnd: false, blocked: ['alice', 'eve', 'mallory'] });
  });

  test('they survive a restart, those of each account of each app, and taken back they leave nothing on disk', async () => {
    const data = folder();
    const { bench, bob, carol } = await threeOnline({ data });
    const other = await bench.device('bob', 'd-shop', { app: 'shop' });
    await bob.ask('settings', { dnd: true, block: ['alice', 'eve'] });
    await carol.ask('settings', { dnd: true });
    await other.ask('settings', { block: ['carol'] });
    const second = await restarted(bench, data);
    const again = await Promise.all([second.device('bob'), second.device('carol'), second.device('bob', 'd-shop', { app: 'shop' })]);
    expect(await Promise.all(again.map((each) => each.ask('settings', {})))).toEqual([{ dnd: true, blocked: ['alice', 'eve'] }, { dnd: true, blocked: [] }, { dnd: false, blocked: ['carol'] }]);
    await again[0].ask('settings', { dnd: false, unblock: ['alice', 'eve'] });
    await again[1].ask('settings', { dnd: false });
    const third = await restarted(second, data);
    expect(await (await third.device('bob')).ask('settings', {})).toEqual({ dnd: false, blocked: [] });
  });

  test('two changes in one tick both hold', async () => {
    const { bench, bob } = await threeOnline();
    const tablet = await bench.device('bob', 'bob-tablet');
    const change = (fields: object) => JSON.stringify({ t: 'settings', id: 50, ...fields });
    await Promise.all([bob.burst(change({ block: ['alice', 'eve'] })), tablet.burst(change({ dnd: true, unblock: ['eve'] }))]);
    expect(tablet.answers.at(-1)).toMatchObject({ ok: { dnd: true, blocked: ['alice'] } });
    expect(await bob.ask('settings', {})).toEqual({ dnd: true, blocked: ['alice'] });
  });

  test.each([
    [LIMITS.blocked, true],
    [LIMITS.blocked + 1, false],
  ])('%i blocked accounts: allowed is %p, and a refused change changes nothing', async (count, isAllowed) => {
    const { bob } = await threeOnline();
    const names = Array.from({ length: count }, (_, index) => `n${index}`);
    await bob.ask('settings', { block: names.slice(0, 300) });
    const rest = bob.ask('settings', { dnd: true, block: names.slice(300) });
    if (isAllowed) expect((await rest).blocked).toHaveLength(count);
    else await expect(rest).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field: 'block' } });
    expect(await bob.ask('settings', {})).toMatchObject({ dnd: isAllowed, blocked: { length: isAllowed ? count : 300 } });
    if (isAllowed) expect((await bob.ask('settings', { block: ['one-more'], unblock: ['n0'] })).blocked).toContain('one-more');
  });

  test.each([
    ['dnd', { dnd: 'yes' }],
    ['dnd', { dnd: null }],
    ['block', { block: 'alice' }],
    ['block', { block: Array.from({ length: LIMITS.blocked + 1 }, (_, index) => `n${index}`) }],
    ['block.1', { block: ['alice', ''] }],
    ['block.0', { block: ['x'.repeat(129)] }],
    ['block.0', { block: ['bob\u202e'] }],
    ['unblock.0', { unblock: [7] }],
    ['unblock.0', { unblock: ['a\nb'] }],
  ])('row 35: a wrong %s is named, and nothing changes', async (field, fields) => {
    const { bob } = await threeOnline();
    await bob.sendText(JSON.stringify({ t: 'settings', id: 50, ...fields }));
    expect(bob.answers.at(-1)).toMatchObject({ err: { code: 'BAD_MESSAGE', detail: { field } } });
    expect(await bob.ask('settings', {})).toEqual({ dnd: false, blocked: [] });
  });

  test('row 41: __proto__ and the like are accounts like any other', async () => {
    const { bench, bob } = await threeOnline();
    const proto = await bench.device('__proto__', 'd-1');
    expect(await bob.ask('settings', { block: ['__proto__', 'constructor'] })).toEqual({ dnd: false, blocked: ['__proto__', 'constructor'] });
    await expect(proto.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    await proto.ask('settings', { dnd: true });
    expect(await bob.ask('settings', {})).toMatchObject({ dnd: false });
  });

  test('while the disk refuses, a block holds already, and the next write brings it', async () => {
    const data = folder();
    const { bench, alice, bob } = await threeOnline({ data });
    const refuse = jest.spyOn(bench.journal, 'write').mockImplementation(() => {
      throw new Error('disk full');
    });
    expect(await bob.ask('settings', { dnd: true, block: ['alice'] })).toEqual({ dnd: true, blocked: ['alice'] });
    await expect(alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    expect(await bob.ask('settings', { block: ['eve'] })).toEqual({ dnd: true, blocked: ['alice', 'eve'] });
    refuse.mockRestore();
    await bob.ask('settings', { unblock: ['eve'] });
    const second = await restarted(bench, data);
    expect(await (await second.device('bob')).ask('settings', {})).toEqual({ dnd: true, blocked: ['alice'] });
  });
});

describe('row 30: the callee does not want to be disturbed', () => {
  async function undisturbed(options?: Parameters<typeof threeOnline>[0]) {
    const parts = await threeOnline(options);
    await parts.bob.ask('settings', { dnd: true });
    return parts;
  }

  test('the caller hears exactly what a busy callee gives, and the callee alone reads dnd', async () => {
    const { alice, bob } = await undisturbed();
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    expect(bob.heard('invited')).toEqual([]);
    expect(alice.heard('ended')).toMatchObject([{ cid, reason: 'busy', account: null }]);
    expect([recorded(alice), await recordsOf(alice), await inboxOf(alice)]).toEqual([['busy'], ['busy'], ['busy']]);
    expect([recorded(bob), await recordsOf(bob), await inboxOf(bob)]).toEqual([['dnd'], ['dnd'], ['dnd']]);
    expect(await alice.ask('hangup', { cid })).toEqual({ already: 'busy' });
    await expect(alice.ask('join', { cid, mode: 0 })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'busy' } });
  });

  test('frame by frame a busy callee and an undisturbed one are the same to the caller', async () => {
    const { bench, alice, bob, carol } = await undisturbed();
    await bench.device('dave');
    await carol.ask('call', { callId: 'c-1', callee: 'dave', ...VIDEO });
    const [before, framesOf] = [alice.frames.length, (from: number, to?: number) => alice.frames.slice(from, to).map((text) => text.replace(/"(s|id|cid|at|startedAtMs|endedAtMs)":("[^"]*"|\d+)/g, '"$1":0').replaceAll(/bob|dave/g, 'callee'))];
    await alice.ask('call', { callId: 'c-2', callee: 'bob', forceKeepCalling: true, ...VIDEO });
    const between = alice.frames.length;
    await alice.ask('call', { callId: 'c-3', callee: 'dave', forceKeepCalling: true, ...VIDEO });
    expect(framesOf(before, between)).toEqual(framesOf(between));
    expect(bob.story).toEqual([]);
  });

  test('nothing betrays it later: not the snapshot, not a restart, not the old record', async () => {
    const data = folder();
    const { bench, alice } = await undisturbed({ data });
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    const second = await restarted(bench, data);
    const back = await second.device('alice');
    expect(back.session!.snapshot.ended).toEqual([{ cid, callId: 'c-1', reason: 'busy', account: null }]);
    await second.clock.advance(130_000);
    expect(await second.store.read('default', cid)).toBeNull();
    expect(await back.ask('hangup', { cid })).toEqual({ already: 'busy' });
    expect(await (await second.device('bob')).ask('hangup', { cid })).toEqual({ already: 'dnd' });
  });

  test('a device that decides for itself does not ring either, nor one that signs in later', async () => {
    const { bench, alice, bob } = await undisturbed();
    const tablet = await bench.device('bob', 'bob-tablet', { busyPolicy: 'app' });
    await alice.ask('call', { callId: 'c-1', callee: 'bob', forceKeepCalling: true, ...VIDEO });
    const desk = await bench.device('bob', 'bob-desk');
    expect([bob, tablet].map((each) => each.story)).toEqual([[], []]);
    expect(desk.session!.snapshot.calls).toEqual([]);
    expect(alice.heard('ended')).toMatchObject([{ reason: 'busy' }]);
  });

  test('calling out is allowed, and being called back at that moment is an answer', async () => {
    const { alice, bob } = await undisturbed();
    const { cid } = await bob.ask('call', { callId: 'c-1', callee: 'alice', ...VIDEO });
    expect(await alice.ask('call', { callId: 'c-2', callee: 'bob', ...VIDEO })).toMatchObject({ cid, glare: true });
    expect(bob.heard('accepted')).toMatchObject([{ cid }]);
  });

  test('messages come through, and after it is off calls do too', async () => {
    const { alice, bob } = await undisturbed();
    await alice.ask('send', { clientId: 'm-1', to: 'bob', kind: 'custom', content: 'hi' });
    expect(bob.heard('message')).toHaveLength(1);
    await bob.ask('settings', { dnd: false });
    await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    expect(bob.heard('invited')).toHaveLength(1);
  });
});

describe('row 32: the callee has blocked the caller', () => {
  async function blocked(options?: Parameters<typeof threeOnline>[0]) {
    const parts = await threeOnline(options);
    await parts.bob.ask('settings', { block: ['alice'] });
    return parts;
  }

  test('the call is refused as to one who is signed in nowhere, leaves no record for anybody, and others ring', async () => {
    const { alice, bob, carol } = await blocked();
    const [here, nowhere] = await Promise.all(['bob', 'nobody'].map((callee, n) => alice.ask('call', { callId: `c-${n}`, callee, ...VIDEO }).catch((fault: unknown) => fault)));
    expect(here).toMatchObject({ code: 'CALLEE_OFFLINE', detail: {} });
    expect(here).toEqual(nowhere);
    expect([bob.events, await recordsOf(alice), await recordsOf(bob)]).toEqual([[], [], []]);
    await carol.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await expect(alice.ask('call', { callId: 'c-3', callee: 'bob', ...VIDEO })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    expect(bob.heard('invited')).toMatchObject([{ caller: 'carol' }]);
  });

  test('both are refused in the same tick, without a write', async () => {
    const { bench, alice } = await blocked();
    const write = jest.spyOn(bench.journal, 'write');
    const frame = (id: number, callee: string) => JSON.stringify({ t: 'call', id, callId: `c-${id}`, callee, media: 'video' });
    await alice.burst(frame(50, 'bob'), frame(51, 'nobody'));
    expect(alice.answers.slice(-2)).toMatchObject([{ id: 50, err: { code: 'CALLEE_OFFLINE' } }, { id: 51, err: { code: 'CALLEE_OFFLINE' } }]);
    expect(write).not.toHaveBeenCalled();
  });

  test('frame by frame a blocking callee and one who is away are the same to a caller who keeps calling', async () => {
    const { bench, alice, bob } = await blocked();
    const tale = async (callee: string): Promise<string[]> => {
      const from = alice.frames.length;
      const { cid } = await alice.ask('call', { callId: `c-${callee}`, callee, forceKeepCalling: true, ...VIDEO });
      await bench.clock.advance(10_000);
      await alice.ask('ping', {});
      await bench.clock.advance(20_100);
      await alice.ask('hangup', { cid });
      await alice.ask('records', { limit: 1 });
      await alice.ask('inbox', { after: bench.clock.nowMs() - 1_000 });
      return alice.frames.slice(from).map((text) => text.replace(/"(s|id|cid|at|now|next|startedAtMs|endedAtMs)":("[^"]*"|\d+)/g, '"$1":0').replaceAll(callee, 'callee'));
    };
    const withBob = await tale('bob');
    expect(withBob.filter((text) => text.includes('noAnswer'))).toHaveLength(5); // The end, `recorded`, what the hang-up says, the page, the inbox.
    expect((await tale('dave')).map((text) => text.replace(/,"next":0/, ''))).toEqual(withBob.map((text) => text.replace(/,"next":0/, '')));
    expect(bob.events).toEqual([]);
    expect([await recordsOf(bob), await inboxOf(bob)]).toEqual([[], []]);
  });

  test('a call that is kept up rings nobody: no snapshot, no late sign-in, no answer, and its callee is free', async () => {
    const { bench, alice, bob, carol } = await blocked();
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', forceKeepCalling: true, ...VIDEO });
    const tablet = await bench.device('bob', 'bob-tablet');
    expect(tablet.session!.snapshot).toEqual({ calls: [], ended: [] });
    for (const each of [bob, tablet]) {
      await expect(each.ask('accept', { cid })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
      await expect(each.ask('reject', { cid })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
      expect(await each.ask('hangup', { cid })).toEqual({ already: 'hungUp' });
    }
    await carol.ask('call', { callId: 'c-2', callee: 'bob', ...VIDEO });
    expect(bob.heard('invited')).toMatchObject([{ caller: 'carol' }]);
    await alice.ask('hangup', { cid });
    expect([recorded(alice), recorded(bob)]).toEqual([['cancelled'], []]);
    expect((await bench.device('bob', 'bob-desk')).session!.snapshot.ended).toEqual([]);
  });

  test('the same through a restart: the caller gets its end and its record, the callee nothing', async () => {
    const data = folder();
    const { bench, alice } = await blocked({ data });
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', forceKeepCalling: true, ...VIDEO });
    const second = await restarted(bench, data);
    const [a, b] = [second.connect(), await second.device('bob', 'bob-tablet')];
    expect(await a.resume(alice.session!, 0)).toMatchObject({ snapshot: { calls: [{ cid, phase: 'ringing' }] } });
    await second.clock.advance(30_100);
    expect(a.story).toEqual(['ended']);
    const third = await restarted(second, data);
    const [a2, b2] = [await third.device('alice'), await third.device('bob')];
    expect([a2, b2].map((each) => each.session!.snapshot.ended.map(({ reason }) => reason))).toEqual([['noAnswer'], []]);
    expect([await recordsOf(a2), await recordsOf(b2), b.events]).toEqual([['noAnswer'], [], []]);
    expect(await third.store.recordOf('default', 'bob', cid)).toBeNull();
  });

  test('presence shows the blocked one nobody, and everybody else what is so', async () => {
    const { alice, carol } = await blocked();
    expect(await alice.ask('presence', { accounts: ['bob', 'carol', 'nobody'] })).toEqual({ online: ['carol'] });
    expect(await carol.ask('presence', { accounts: ['bob'] })).toEqual({ online: ['bob'] });
  });

  test('messages between the two are dropped, and the sender cannot tell', async () => {
    const { bench, alice, bob, carol } = await blocked();
    const desk = await bench.device('alice', 'alice-desk');
    const send = (from: Client, clientId: string, to: string) => from.ask('send', { clientId, to, kind: 'tip', content: clientId });
    const sent = await send(alice, 'm-1', 'bob');
    expect(sent).toEqual({ id: expect.any(String) as string, at: bench.clock.nowMs() });
    await send(bob, 'm-2', 'alice');
    await send(alice, 'm-3', 'carol');
    expect(desk.heard('message').map(({ message }) => [message.from, message.content])).toEqual([['alice', 'm-1'], ['alice', 'm-3']]);
    expect([bob.heard('message'), alice.heard('message')]).toEqual([[], []]);
    expect(carol.heard('message')).toHaveLength(1);
    expect(await send(alice, 'm-1', 'bob')).toEqual(sent);
    await bob.ask('settings', { unblock: ['alice'] });
    expect(await send(alice, 'm-1', 'bob')).toEqual(sent);
    expect((await bob.ask('inbox', {})).messages).toEqual([]);
    await send(alice, 'm-4', 'bob');
    expect((await bob.ask('inbox', {})).messages).toMatchObject([{ content: 'm-4' }]);
  });

  test('the one who blocks may still call, and after it is taken back both may', async () => {
    const { alice, bob } = await blocked();
    const { cid } = await bob.ask('call', { callId: 'c-1', callee: 'alice', ...VIDEO });
    expect(await alice.ask('accept', { cid })).toHaveProperty('uids');
    await alice.ask('hangup', { cid });
    await bob.ask('settings', { unblock: ['alice'] });
    await alice.ask('call', { callId: 'c-2', callee: 'bob', ...VIDEO });
    expect(bob.heard('invited')).toHaveLength(1);
  });

  test('do-not-disturb and a block: the blocked one is told offline, not busy', async () => {
    const { alice, bob, carol } = await blocked();
    await bob.ask('settings', { dnd: true });
    await expect(alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    await carol.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    expect(carol.heard('ended')).toMatchObject([{ reason: 'busy' }]);
  });
});
