import { LIMITS, type Message } from 'netcall-protocol';
import { benches, type Client } from '../../support/server-bench';
import { FakeClock } from '../../support/server-clock';

const { start, threeOnline, restarted, folder } = benches();
const DAY_MS = 86_400_000;
const VIDEO = { media: 'video' } as const;

const custom = (clientId: string, to: string, content = clientId) => ({ clientId, to, kind: 'custom', content }) as const;
const textsOf = (messages: readonly Message[]): string[] => messages.map(({ content }) => content);
const heardBy = (client: Client): string[] => textsOf(client.heard('message').map(({ message }) => message));

describe('send', () => {
  test('a message is heard by every device of the other account, by nobody else, and carries its number and time', async () => {
    const { bench, alice, bob, carol } = await threeOnline();
    const tablet = await bench.device('bob', 'bob-tablet');
    const sent = await alice.ask('send', custom('m-1', 'bob', 'lunch?'));
    expect(sent).toEqual({ id: expect.stringMatching(/^[0-9a-z]{29}$/) as string, at: bench.clock.nowMs() });
    const message = { id: sent.id, at: sent.at, from: 'alice', to: 'bob', kind: 'custom', content: 'lunch?' };
    expect([bob, tablet].map((each) => each.heard('message').map((event) => event.message))).toEqual([[message], [message]]);
    expect([alice, carol].map((each) => each.events)).toEqual([[], []]);
  });

  test("a tip is heard by the sender's other devices too, and once by an account that writes to itself", async () => {
    const { bench, alice, bob } = await threeOnline();
    const desk = await bench.device('alice', 'alice-desk');
    await alice.ask('send', { ...custom('m-1', 'bob'), kind: 'tip' });
    await alice.ask('send', { ...custom('m-2', 'alice'), kind: 'tip' });
    await alice.ask('send', custom('m-3', 'bob'));
    expect([heardBy(alice), heardBy(desk), heardBy(bob)]).toEqual([[], ['m-1', 'm-2'], ['m-1', 'm-3']]);
  });

  test('numbers rise with time, and no two messages have the same time', async () => {
    const { bench, alice, bob } = await threeOnline();
    for (let n = 0; n < 3; n++) await alice.ask('send', custom(`m-${n}`, 'bob'));
    await bench.clock.advance(1_000);
    await alice.ask('send', custom('m-3', 'bob'));
    const messages = bob.heard('message').map(({ message }) => message);
    expect(messages.map(({ at }) => at - messages[0]!.at)).toEqual([0, 1, 2, 1_000]);
    expect(messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id).sort());
  });

  test('the same clientId of the same account is the same message, also in one tick, and from another device', async () => {
    const { bench, alice, bob, carol } = await threeOnline();
    const desk = await bench.device('alice', 'alice-desk');
    const frame = (id: number) => JSON.stringify({ t: 'send', id, ...custom('m-1', 'bob') });
    await Promise.all([alice.burst(frame(50), frame(51)), desk.burst(frame(50))]);
    const answers = [...alice.answers, ...desk.answers].filter(({ id }) => id >= 50).map((answer) => ('ok' in answer ? answer.ok : answer.err));
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await bench.clock.advance(5_000);
    expect(await alice.ask('send', custom('m-1', 'carol', 'other words'))).toEqual(answers[0]);
    expect([heardBy(bob), heardBy(carol)]).toEqual([['m-1'], []]);
    await carol.ask('send', custom('m-1', 'bob', 'hers'));
    expect(heardBy(bob)).toEqual(['m-1', 'hers']);
  });

  test('a message is on disk before anybody hears of it, and after a crash the same clientId is still the same', async () => {
    const data = folder();
    const { bench, alice, bob } = await threeOnline({ data });
    const write = jest.spyOn(bench.store.accounts, 'written').mockImplementationOnce(() => {
      expect([heardBy(bob), alice.answers.filter(({ id }) => id === 50)]).toEqual([[], []]);
      bench.store.accounts.written();
    });
    await alice.sendText(JSON.stringify({ t: 'send', id: 50, ...custom('m-1', 'bob') }));
    expect([write.mock.calls.length > 0, heardBy(bob)]).toEqual([true, ['m-1']]);
    const first = alice.answers.at(-1) as unknown as { ok: { id: string; at: number } };
    const second = await restarted(bench, data);
    const back = await second.device('alice');
    expect(await back.ask('send', custom('m-1', 'bob'))).toEqual(first.ok);
    const inbox = await (await second.device('bob')).ask('inbox', {});
    expect(inbox.messages).toEqual([{ id: first.ok.id, at: first.ok.at, from: 'alice', to: 'bob', kind: 'custom', content: 'm-1' }]);
  });

  test('apps do not see each other: the same accounts, the same clientId, another message', async () => {
    const { bench, alice, bob } = await threeOnline();
    const [other, reader] = [await bench.device('alice', 'd-1', { app: 'shop' }), await bench.device('bob', 'd-2', { app: 'shop' })];
    await alice.ask('send', custom('m-1', 'bob', 'here'));
    await other.ask('send', custom('m-1', 'bob', 'there'));
    expect([heardBy(bob), heardBy(reader)]).toEqual([['here'], ['there']]);
    expect(textsOf((await reader.ask('inbox', {})).messages)).toEqual(['there']);
  });

  test('row 35: what is wrong with a message is named, and nothing is kept', async () => {
    const { alice, bob } = await threeOnline();
    const wrong: readonly (readonly [string, object])[] = [
      ['clientId', { clientId: 'two words' }], ['clientId', { clientId: undefined }], ['to', { to: '' }], ['to', { to: 'x'.repeat(129) }], ['to', { to: 'bob\u202e' }],
      ['to', { to: 7 }], ['kind', { kind: 'text' }], ['content', { content: 'é'.repeat(2_049) }], ['content', { content: '\ud800' }], ['content', { content: null }],
    ];
    for (const [index, [field, fields]] of wrong.entries()) {
      await alice.sendText(JSON.stringify({ t: 'send', id: 100 + index, ...custom(`m-${index}`, 'bob'), ...fields }));
      expect(alice.answers.at(-1)).toMatchObject({ id: 100 + index, err: { code: 'BAD_MESSAGE', detail: { field } } });
    }
    await alice.ask('send', custom('m-99', 'bob', 'é'.repeat(2_048)));
    expect((await bob.ask('inbox', {})).messages).toHaveLength(1);
  });

  test('row 38: the 61st message of an account within a minute is refused with the time to wait, and others do not notice', async () => {
    const { bench, alice, carol } = await threeOnline({ signal: { sendRate: { perS: 1, burst: 60 } } });
    const desk = await bench.device('alice', 'alice-desk');
    for (let n = 0; n < 60; n++) await (n % 2 === 0 ? alice : desk).ask('send', custom(`m-${n}`, 'bob'));
    await expect(desk.ask('send', custom('m-60', 'carol'))).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: 1_000 } });
    await expect(carol.ask('send', custom('m-1', 'bob'))).resolves.toHaveProperty('id');
    await bench.clock.advance(1_000);
    await expect(alice.ask('send', custom('m-60', 'carol'))).resolves.toHaveProperty('id');
  });
});

describe('inbox', () => {
  test('who signs in later finds what has come, oldest first, messages and records by their times', async () => {
    const { bench, alice } = await threeOnline();
    await alice.ask('send', custom('m-1', 'dave', 'call me'));
    await bench.clock.advance(1_000);
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'dave', forceKeepCalling: true, ringMs: 5_000, ...VIDEO });
    await bench.clock.advance(10_000);
    await alice.ask('send', custom('m-2', 'dave', 'later then'));
    const dave = await bench.device('dave');
    const inbox = await dave.ask('inbox', {});
    expect(inbox).toMatchObject({ records: [{ cid, caller: 'alice', reason: 'noAnswer' }], messages: [{ content: 'call me' }, { content: 'later then' }], now: bench.clock.nowMs() });
    expect(inbox).not.toHaveProperty('more');
    expect(await alice.ask('inbox', {})).toMatchObject({ records: [{ cid }], messages: [] });
    const [first, last] = inbox.messages;
    expect(await dave.ask('inbox', { after: first!.at + 1 })).toMatchObject({ records: [{ cid }], messages: [{ content: 'later then' }] });
    expect(await dave.ask('inbox', { after: last!.at })).toMatchObject({ records: [], messages: [{ content: 'later then' }] });
    expect(await dave.ask('inbox', { after: last!.at + 1 })).toEqual({ records: [], messages: [], now: bench.clock.nowMs() });
  });

  test.each([
    [49, undefined],
    [50, undefined],
    [51, true],
  ])('of %i items 50 come at once and `more` is %p; pages from the last time on join without a gap', async (count, more) => {
    const { alice, bob } = await threeOnline();
    const sent: string[] = [];
    for (let n = 0; n < count; n++) {
      if (n % 10 === 9) {
        const { cid } = await alice.ask('call', { callId: `c-${n}`, callee: 'bob', ...VIDEO });
        await bob.ask('reject', { cid });
        sent.push(cid);
      } else sent.push((await alice.ask('send', custom(`m-${n}`, 'bob'))).id);
    }
    const page = await bob.ask('inbox', {});
    expect([page.records.length + page.messages.length, page.more]).toEqual([Math.min(count, 50), more]);
    const last = Math.max(...page.records.map(({ endedAtMs }) => endedAtMs), ...page.messages.map(({ at }) => at));
    const next = await bob.ask('inbox', { after: last });
    const seen = [page, next].flatMap(({ records, messages }) => [...records.map(({ cid }) => cid), ...messages.map(({ id }) => id)]);
    expect([...new Set(seen)].sort()).toEqual(sent.sort());
    expect(next).not.toHaveProperty('more');
  });

  test('a call is found by its end, however long before it began', async () => {
    const { bench, alice, bob } = await threeOnline({ signal: { heartbeatMs: 10 * DAY_MS } });
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.ask('accept', { cid });
    await Promise.all([alice.ask('join', { cid, mode: 0 }), bob.ask('join', { cid, mode: 0 })]);
    await bench.clock.advance(600_000);
    const after = bench.clock.nowMs();
    await alice.ask('hangup', { cid });
    expect((await bob.ask('inbox', { after })).records).toMatchObject([{ cid, durationMs: 600_000 }]);
    expect((await bob.ask('inbox', { after: after + 1 })).records).toEqual([]);
  });

  test('records come newest end first, and their pages join where several ended at one time', async () => {
    const { bench, alice, bob } = await threeOnline();
    const cids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { cid } = await alice.ask('call', { callId: `c-${n}`, callee: 'bob', ...VIDEO });
      await alice.ask('hangup', { cid });
      cids.unshift(cid);
      if (n === 2) await bench.clock.advance(10);
    }
    const pages = [await bob.ask('records', { limit: 2 })];
    for (let next = pages[0]!.next; next !== undefined; next = pages.at(-1)!.next) pages.push(await bob.ask('records', { limit: 2, before: next }));
    expect(pages.map(({ records }) => records.map(({ cid }) => cid))).toEqual([cids.slice(0, 2), cids.slice(2, 4), cids.slice(4)]);
    expect(await bob.ask('records', { before: 'never-was' })).toEqual({ records: [] });
  });

  test('a message waits seven days, then it is gone from the inbox and from the disk', async () => {
    const data = folder();
    const first = await start({ data });
    const sentAtMs = first.clock.nowMs();
    const alice = await first.device('alice');
    for (let n = 0; n < 3; n++) await alice.ask('send', custom(`m-${n}`, 'bob'));
    await first.close();
    for (const [passedMs, left] of [[LIMITS.inboxMs - 5_000, 3], [LIMITS.inboxMs + 5_000, 0]] as const) {
      const later = await start({ data, clock: new FakeClock(sentAtMs + passedMs) });
      expect((await (await later.device('bob')).ask('inbox', {})).messages).toHaveLength(left);
      await later.clock.advance(1_000);
      expect((await later.store.accounts.inbox('default', 'bob', 0, 50)).messages).toHaveLength(left);
      await later.close();
    }
  });

  test('a sweep deletes at most 200 messages, so that nobody waits for it', async () => {
    const { bench, alice } = await threeOnline();
    for (let n = 0; n < 201; n++) await alice.ask('send', custom(`m-${n}`, `friend-${n % 2}`));
    const left = async () => (await Promise.all([0, 1].map((n) => bench.store.accounts.inbox('default', `friend-${n}`, 0, 500)))).map(({ messages }) => messages.length);
    await bench.store.accounts.sweep(bench.clock.nowMs());
    expect(await left()).toEqual([101, 100]);
    await bench.store.accounts.sweep(bench.clock.nowMs() + 1_000);
    expect(await left()).toEqual([1, 0]);
    await bench.store.accounts.sweep(bench.clock.nowMs() + 1_000);
    expect(await left()).toEqual([0, 0]);
  });

  test('at most 1,000 messages wait for an account: the oldest go, and nobody else loses any', async () => {
    const { bench, alice, bob, carol } = await threeOnline({ signal: { sendRate: { perS: 1, burst: 5_000 }, sessionRate: { perS: 1, burst: 5_000 } } });
    await alice.ask('send', custom('hers', 'carol'));
    for (let n = 0; n < 1_002; n += 167) await alice.burst(...Array.from({ length: 167 }, (_, index) => JSON.stringify({ t: 'send', id: 1_000 + n + index, ...custom(`m-${n + index}`, 'bob') })));
    const all = await bench.store.accounts.inbox('default', 'bob', 0, 2_000);
    expect([all.messages.length, all.messages[0]!.content, all.messages.at(-1)!.content]).toEqual([1_000, 'm-2', 'm-1001']);
    expect([heardBy(bob).length, textsOf((await carol.ask('inbox', {})).messages)]).toEqual([1_002, ['hers']]);
  });
});

describe('recorded', () => {
  test('every device of both accounts hears the record right after the end, as it stands on the records', async () => {
    const { bench, alice, bob, carol } = await threeOnline();
    const [desk, tablet] = [await bench.device('alice', 'alice-desk'), await bench.device('bob', 'bob-tablet')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.ask('accept', { cid });
    await bench.clock.advance(7_000);
    await alice.ask('hangup', { cid });
    const { records } = await alice.ask('records', {});
    expect(records).toMatchObject([{ cid, reason: 'hungUp', durationMs: 7_000, endedBy: 'alice' }]);
    for (const each of [alice, desk, bob, tablet]) expect(each.heard('recorded').map(({ record }) => record)).toEqual(records);
    expect(bob.events.slice(-2).map(({ t }) => t)).toEqual(['ended', 'recorded']);
    expect(alice.frames.slice(-3).map((text) => (JSON.parse(text) as { t: string }).t)).toEqual(['ack', 'recorded', 'ack']);
    expect(carol.events).toEqual([]);
  });

  test('an attempt at somebody who is busy is recorded for both at once', async () => {
    const { alice, bob, carol } = await threeOnline();
    await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    const { cid } = await carol.ask('call', { callId: 'c-2', callee: 'bob', ...VIDEO });
    expect([carol, bob].map((each) => each.heard('recorded').map(({ record }) => [record.cid, record.reason]))).toEqual([[[cid, 'busy']], [[cid, 'busy']]]);
    expect(alice.events).toEqual([]);
  });

  test('a device that was away at the end hears it with its missed events, and once', async () => {
    const { bench, alice, bob } = await threeOnline();
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.drop();
    await alice.ask('hangup', { cid });
    const back = bench.connect();
    expect(await back.resume(bob.session!, bob.events.at(-1)!.s)).toMatchObject({ resumed: true });
    expect(back.events.map(({ t }) => t)).toEqual(['ended', 'recorded']);
    expect((await back.ask('inbox', {})).records).toMatchObject([{ cid }]);
  });
});
