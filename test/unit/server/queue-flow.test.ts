import { GOLD, LOANS, offersTo, PLAN, queueBenches } from '../../support/queue-bench';
import { benches } from '../../support/server-bench';
import { settled } from '../../support/server-clock';

const { start, restarted, folder } = benches();
const { online, offered } = queueBenches(start);
const accept = (account: string, accepted = true) => ({ queue: LOANS, account, accepted });
const CALL = { callId: 'c-1', media: 'video' } as const;

describe('queues', () => {
  test('are told with their status, in the order of the configuration; an app without has none', async () => {
    const { bench, ann, carl } = await online(['ann', 'carl']);
    await carl.ask('queueJoin', { queue: LOANS });
    await ann.ask('serve', { queue: GOLD });
    expect(await ann.ask('queues', {})).toEqual({
      queues: [{ id: GOLD, name: 'Gold', desc: '', prio: 0 }, { id: LOANS, name: 'Loans', desc: '', prio: 5 }],
      status: [{ id: GOLD, agents: 1, waiting: 0, serving: 0, offered: 0 }, { id: LOANS, agents: 0, waiting: 1, serving: 0, offered: 0 }],
      serving: [GOLD],
    });
    expect(await carl.ask('queues', {})).toMatchObject({ serving: [], queuing: { queue: LOANS, position: 1, sinceMs: bench.clock.nowMs() } });
    const without = await (await start()).rtc('ann');
    expect(await without.ask('queues', {})).toEqual({ queues: [], status: [], serving: [] });
    await expect(without.ask('queueJoin', { queue: LOANS })).rejects.toMatchObject({ code: 'QUEUE_UNKNOWN' });
  });

  test('belong to their app', async () => {
    const { bench, ann, carl } = await online(['ann', 'carl']);
    const shop = await bench.rtc('carl', 'shop');
    await ann.ask('serve', { queue: LOANS });
    expect(await shop.ask('queueJoin', { queue: LOANS })).toMatchObject({ position: 1 });
    await expect(shop.ask('serve', { queue: GOLD })).rejects.toMatchObject({ code: 'QUEUE_UNKNOWN' });
    expect(offersTo(ann)).toEqual([]);
    await carl.ask('queueJoin', { queue: LOANS });
    expect(offersTo(ann)).toEqual(['+carl']);
  });

  test.each(['queues', 'queueJoin', 'queueLeave', 'serve', 'unserve', 'assign', 'answerAssigned'] as const)('are nothing for a session without RTCSDK: %s', async (request) => {
    const { bench } = await online([]);
    const netcall = await bench.device('carl');
    await expect(netcall.ask(request, { queue: LOANS, account: 'ann', accepted: true })).rejects.toMatchObject({ code: 'BAD_STATE', detail: { method: request } });
  });

  test.each([
    ['queueJoin', { queue: 0 }, 'queue'],
    ['queueJoin', { queue: '1' }, 'queue'],
    ['queueJoin', { queue: LOANS, custom: 'x'.repeat(4_097) }, 'custom'],
    ['serve', { queue: LOANS, priority: 1_001 }, 'priority'],
    ['answerAssigned', { queue: LOANS, account: 'carl' }, 'accepted'],
  ] as const)('%s with %j is refused and the field is named', async (request, fields, field) => {
    const { ann } = await online(['ann']);
    await expect(ann.ask(request, fields as never)).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field } });
  });
});

describe('a client', () => {
  test('is offered with its name and its words, called, and done with when the call is over', async () => {
    const { bench, ann, carl, cora } = await offered();
    expect(ann.rtcHeard('assigned')).toMatchObject([{ user: { queue: LOANS, account: 'carl', nick: 'CARL', sinceMs: bench.clock.nowMs(), custom: 'a car' } }]);
    expect((await ann.ask('queues', {})).offered).toEqual({ queue: LOANS, account: 'carl', nick: 'CARL', sinceMs: bench.clock.nowMs(), custom: 'a car' });
    expect(await ann.ask('answerAssigned', accept('carl'))).toEqual({});
    const { cid } = await ann.ask('call', { ...CALL, callee: 'carl' });
    expect(carl.story).toContain('invited');
    await carl.ask('accept', { cid });
    expect((await cora.ask('queues', {})).status[1]).toEqual({ id: LOANS, agents: 1, waiting: 1, serving: 1, offered: 0 });
    await bench.clock.advance(14_000);
    expect(offersTo(ann)).toEqual(['+carl']);
    await carl.ask('hangup', { cid });
    expect(offersTo(ann)).toEqual(['+carl', '+cora']);
    expect((await carl.ask('queues', {})).queuing).toBeUndefined();
    expect(bench.log.texts('info')).toContain('client served');
  });

  test('whose agent calls first and accepts then is served by that call', async () => {
    const { bench, ann, carl } = await offered();
    const { cid } = await ann.ask('call', { ...CALL, callee: 'carl' });
    await ann.ask('answerAssigned', accept('carl'));
    await carl.ask('reject', { cid });
    expect(offersTo(ann)).toEqual(['+carl', '+cora']);
    await bench.clock.advance(29_000);
    expect(offersTo(ann)).toHaveLength(2);
  });

  test('is done with as well when the call was over before the desk was written', async () => {
    const { bench, ann, carl } = await offered();
    await ann.ask('answerAssigned', accept('carl'));
    const { docs } = bench.store;
    const commit = docs.commit.bind(docs);
    let write: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (write = resolve));
    jest.spyOn(docs, 'commit').mockImplementationOnce((change) => held.then(() => commit(change)));
    await (await bench.rtc('cleo')).sendText(JSON.stringify({ t: 'queueJoin', id: 9, queue: GOLD }));
    const { cid } = await ann.ask('call', { ...CALL, callee: 'carl' });
    await carl.ask('reject', { cid });
    expect(offersTo(ann)).toEqual(['+carl']);
    write();
    await settled();
    await settled();
    expect(offersTo(ann)).toEqual(['+carl', '+cleo']);
  });

  test('gives its place up and the agent hears of it; a second time there is none', async () => {
    const { ann, carl } = await offered();
    await carl.ask('queueLeave', {});
    expect(offersTo(ann)).toEqual(['+carl', '-carl', '+cora']);
    await expect(carl.ask('queueLeave', {})).rejects.toMatchObject({ code: 'NOT_QUEUING' });
    await expect(ann.ask('answerAssigned', accept('carl'))).rejects.toMatchObject({ code: 'NOT_OFFERED' });
  });

  test('has its place in one queue and the same one when it asks again', async () => {
    const { bench, cora } = await offered();
    const before = await cora.ask('queueJoin', { queue: LOANS });
    await bench.clock.advance(2_000);
    expect(await cora.ask('queueJoin', { queue: LOANS, custom: 'anew' })).toEqual(before);
    await expect(cora.ask('queueJoin', { queue: GOLD })).rejects.toMatchObject({ code: 'ALREADY_QUEUING', detail: { queue: LOANS } });
  });

  test('who signs out is out at once', async () => {
    const { ann, carl } = await offered();
    await carl.ask('signOut', {});
    expect(offersTo(ann)).toEqual(['+carl', '-carl', '+cora']);
  });

  test.each([
    [29_000, ['+carl', '-carl', '+carl']], // After the 10 s of one who has let it pass.
    [30_100, ['+carl', '-carl']],
  ])('whose socket is lost for %i ms and comes back: its agents hear %j', async (ms, heard) => {
    const { bench, ann, carl, cora } = await offered();
    await cora.ask('signOut', {});
    await carl.drop();
    await bench.clock.advance(ms);
    await bench.connect().resume(carl.session!, carl.events.length);
    await bench.clock.advance(11_100);
    expect(offersTo(ann)).toEqual(heard);
  });

  test('who signs in anew on another phone keeps its place', async () => {
    const { bench, ann, cora } = await offered();
    const again = await bench.rtc('cora');
    expect(cora.closedWith).toBe(4409);
    await bench.clock.advance(40_000);
    expect((await again.ask('queues', {})).queuing).toMatchObject({ queue: LOANS });
    expect(offersTo(ann)[0]).toBe('+carl');
  });
});

describe('an agent', () => {
  test('who declines gives the client to another one', async () => {
    const { bench, ann } = await offered();
    const abe = await bench.rtc('abe');
    await abe.ask('serve', { queue: LOANS, priority: 9 });
    expect(offersTo(abe)).toEqual(['+cora']);
    await abe.ask('answerAssigned', accept('cora'));
    await ann.ask('answerAssigned', accept('carl', false));
    expect(offersTo(ann)).toEqual(['+carl']); // Abe is busy with Cora.
    await bench.clock.advance(10_100);
    expect(offersTo(ann)).toEqual(['+carl', '+carl']);
    await ann.ask('answerAssigned', accept('carl', false));
    await bench.clock.advance(50_000); // Cora's call never came.
    expect(offersTo(abe)).toContain('+carl');
  });

  test('who is silent for 30 s hears that the client is no longer its own, and another agent has it', async () => {
    const { bench, ann, cora } = await offered();
    await cora.ask('queueLeave', {});
    const abe = await bench.rtc('abe');
    await abe.ask('serve', { queue: LOANS, priority: 9 });
    await bench.clock.advance(29_900);
    expect([offersTo(ann), offersTo(abe)]).toEqual([['+carl'], []]);
    await bench.clock.advance(200);
    expect([offersTo(ann), offersTo(abe)]).toEqual([['+carl', '-carl'], ['+carl']]);
    await expect(ann.ask('answerAssigned', accept('carl'))).rejects.toMatchObject({ code: 'NOT_OFFERED' });
    await expect(abe.ask('answerAssigned', accept('carl'))).resolves.toEqual({});
  });

  test('hears the answer to its request before the client that it brings', async () => {
    const { ann, carl } = await online(['ann', 'carl']);
    await carl.ask('queueJoin', { queue: LOANS });
    await ann.ask('serve', { queue: LOANS });
    expect(ann.frames.slice(-2).map((text) => (JSON.parse(text) as { t: string }).t)).toEqual(['ack', 'assigned']);
  });

  test('with DND asks by itself, and without it is offered the next one', async () => {
    const { ann, carl, cora } = await online(['ann', 'carl', 'cora']);
    await ann.ask('setDnd', { level: 3 });
    await expect(ann.ask('assign', {})).rejects.toMatchObject({ code: 'NOT_SERVING' });
    await ann.ask('serve', { queue: LOANS });
    await expect(ann.ask('assign', {})).rejects.toMatchObject({ code: 'QUEUE_EMPTY' });
    await carl.ask('queueJoin', { queue: LOANS, custom: 'a car' });
    expect(offersTo(ann)).toEqual([]);
    expect(await ann.ask('assign', {})).toMatchObject({ user: { account: 'carl', custom: 'a car' } });
    expect(await ann.ask('assign', {})).toMatchObject({ user: { account: 'carl' } });
    await ann.ask('answerAssigned', accept('carl', false));
    expect(offersTo(ann)).toEqual([]);
    await ann.ask('setDnd', { level: 0 });
    await cora.ask('queueJoin', { queue: LOANS });
    expect(offersTo(ann)).toEqual(['+cora']);
  });

  test('who signs out leaves its client to the next agent; one who only stops serving one queue is offered those of the other', async () => {
    const { bench, ann, carl } = await offered();
    const abe = await bench.rtc('abe');
    await abe.ask('serve', { queue: LOANS, priority: 5 });
    await ann.ask('unserve', { queue: LOANS });
    expect([offersTo(ann), offersTo(abe)]).toEqual([['+carl', '-carl'], ['+cora']]);
    await abe.ask('signOut', {});
    await expect(ann.ask('unserve', { queue: LOANS })).rejects.toMatchObject({ code: 'NOT_SERVING' });
    await carl.ask('queueLeave', {});
    await carl.ask('queueJoin', { queue: GOLD });
    expect(offersTo(ann)).toEqual(['+carl', '-carl', '+carl']);
  });

  test('who does not come back at all stops serving when its session is over', async () => {
    const { bench, ann, cora } = await offered();
    await ann.drop();
    await bench.clock.advance(119_000);
    expect((await cora.ask('queues', {})).status[1]).toMatchObject({ agents: 1, waiting: 2, offered: 0 });
    await bench.clock.advance(2_000);
    expect((await cora.ask('queues', {})).status[1]).toMatchObject({ agents: 0, waiting: 2 });
  });

  test('is not disturbed in a call of its own, and offered somebody after it', async () => {
    const { ann, carl, bob } = await online(['ann', 'carl', 'bob']);
    await ann.ask('serve', { queue: LOANS });
    const { cid } = await bob.ask('call', { ...CALL, callee: 'ann' });
    await carl.ask('queueJoin', { queue: LOANS });
    expect(offersTo(ann)).toEqual([]);
    await expect(ann.ask('assign', {})).rejects.toMatchObject({ code: 'BAD_STATE', detail: { phase: 'inCall' } });
    await ann.ask('reject', { cid });
    expect(offersTo(ann)).toEqual(['+carl']);
  });
});

describe('after a restart', () => {
  test('everybody has its place, the offer its end, and who does not come back leaves', async () => {
    const data = folder();
    const { bench, ann, carl, cora } = await offered({ data });
    await bench.clock.advance(10_000);
    const next = await restarted(bench, data, { queues: PLAN });
    const again = next.connect();
    await again.resume(ann.session!, 0);
    await next.connect().resume(cora.session!, 0);
    expect(await again.ask('queues', {})).toMatchObject({ offered: { account: 'carl' }, serving: [LOANS, GOLD] });
    await next.clock.advance(19_900);
    expect(offersTo(again)).toEqual([]);
    await next.clock.advance(200);
    expect(offersTo(again)).toEqual(['-carl', '+cora']);
    await next.clock.advance(10_000);
    expect((await again.ask('queues', {})).status[1]).toMatchObject({ waiting: 0, offered: 1 });
    expect(await (await next.rtc('carl')).ask('queues', {})).not.toHaveProperty('queuing');
    expect(carl.session).not.toBeNull();
  });

  test('a served client is served until the call is over that goes on', async () => {
    const data = folder();
    const { bench, ann, carl } = await offered({ data });
    await ann.ask('answerAssigned', accept('carl'));
    const { cid } = await ann.ask('call', { ...CALL, callee: 'carl' });
    await carl.ask('accept', { cid });
    const next = await restarted(bench, data, { queues: PLAN });
    const again = next.connect();
    await again.resume(ann.session!, 0);
    expect((await again.ask('queues', {})).status[1]).toMatchObject({ serving: 1, waiting: 1 });
    await again.ask('hangup', { cid });
    expect((await again.ask('queues', {})).status[1]).toMatchObject({ serving: 0, waiting: 1 });
  });
});
