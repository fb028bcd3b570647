import type { CallRecord, Message } from 'netcall-protocol';
import { Netcall } from 'netcall-sdk';
import { online, outcomeOf, type Bench } from '../../support/sdk';

const recordOf = (cid: string, endedAtMs: number): CallRecord => ({
  cid, caller: 'bob', callee: 'alice', media: 'audio', startedAtMs: 1, acceptedAtMs: null, endedAtMs, durationMs: 0, reason: 'noAnswer', endedBy: null,
});
const messageOf = (id: string, at: number): Message => ({ id, from: 'bob', to: 'alice', kind: 'custom', content: id, at });

/** What the server asks of its disk, by the time from which on. */
function keeps(bench: Bench, records: readonly CallRecord[], messages: readonly Message[]): (number | undefined)[] {
  const asked: (number | undefined)[] = [];
  bench.server.answers.inbox = ({ after = 0 }) => {
    asked.push(after);
    return { records: records.filter(({ endedAtMs }) => endedAtMs >= after), messages: messages.filter(({ at }) => at >= after), now: bench.clock.nowMs };
  };
  return asked;
}

const told = (bench: Bench): string[] => [...bench.heard('callRecord').map(({ record }) => record.cid), ...bench.heard('message').map(({ message }) => message.id)];

/** The same device once more: what it has kept is there. */
async function restart(bench: Bench): Promise<string[]> {
  const heard: string[] = [];
  const next = new Netcall({ server: 'wss://call.example.com/ws', getToken: () => 'token', platform: bench.platform });
  bench.alice.destroy();
  next.on('callRecord', ({ record }) => heard.push(record.cid));
  next.on('message', ({ message }) => heard.push(message.id));
  const login = next.login();
  await bench.soon();
  await login;
  await bench.soon();
  next.destroy();
  return heard;
}

/** A device that was away since `from`, and asks what has come without an answer. */
async function unanswered(): Promise<{ bench: Bench; from: number }> {
  const bench = await online();
  await bench.soon();
  const from = bench.clock.nowMs;
  bench.server.answers.inbox = () => null;
  bench.server.resume = 'gap';
  bench.server.cut();
  await bench.clock.advance(2_000);
  return { bench, from };
}

test('records and messages are heard at once, and not again after a restart of the app', async () => {
  const bench = await online();
  const at = bench.clock.nowMs + 5;
  keeps(bench, [recordOf('c1', at)], [messageOf('m1', at + 1)]);
  await bench.soon();
  bench.server.tell('recorded', { record: recordOf('c1', at) });
  bench.server.tell('message', { message: messageOf('m1', at + 1) });
  await bench.soon();
  expect(bench.heard('callRecord')).toEqual([{ record: recordOf('c1', at) }]);
  expect(bench.heard('message')).toEqual([{ message: messageOf('m1', at + 1) }]);
  expect(await restart(bench)).toEqual([]);
});

test.each([['of the same moment', 0], ['that was overtaken', 3]])('one %s is heard at the next sign-in when the other has come alone', async (_which, earlierMs) => {
  const bench = await online();
  const at = bench.clock.nowMs + 5;
  await bench.soon();
  bench.server.tell('recorded', { record: recordOf('c1', at) });
  await bench.soon();
  keeps(bench, [recordOf('c1', at), recordOf('c2', at - earlierMs)], []);
  expect(await restart(bench)).toEqual(['c2']);
  expect(await restart(bench)).toEqual([]);
});

test('what came while the device was away is heard in its order after the next sign-in, page by page', async () => {
  const bench = await online();
  await bench.soon();
  const from = bench.clock.nowMs;
  const messages = [1, 2, 3, 4, 5].map((n) => messageOf(`m${n}`, from + 2 * n));
  const records = [recordOf('c1', from + 5)];
  bench.server.answers.inbox = ({ after = 0 }) => {
    const [own, some] = [records.filter(({ endedAtMs }) => endedAtMs >= after), messages.filter((each) => each.at >= after).slice(0, 2)];
    const isMore = messages.filter((each) => each.at >= after).length > 2;
    return { records: isMore ? own.filter(({ endedAtMs }) => endedAtMs <= some[1]!.at) : own, messages: some, now: bench.clock.nowMs, ...(isMore ? { more: true as const } : {}) };
  };
  await bench.clock.advance(1_000);
  expect(await restart(bench)).toEqual(['m1', 'm2', 'c1', 'm3', 'm4', 'm5']);
});

test('one that comes while older ones are on their way is heard once, and none of them is lost by a restart in between', async () => {
  const { bench, from } = await unanswered();
  bench.server.tell('message', { message: messageOf('late', from + 1_500) });
  await bench.soon();
  expect(told(bench)).toEqual(['late']);
  const asked = keeps(bench, [recordOf('early', from + 1_000)], [messageOf('late', from + 1_500)]);
  expect(await restart(bench)).toEqual(['early', 'late']);
  expect(asked).toEqual([expect.any(Number)]);
  expect(asked[0]).toBeLessThanOrEqual(from);
});

test('news that get no answer in time are asked for again', async () => {
  const { bench, from } = await unanswered();
  bench.server.resume = 'replay';
  keeps(bench, [], [messageOf('early', from + 1_000)]);
  await bench.clock.advance(20_000);
  expect(told(bench)).toEqual(['early']);
});

test('another account on the same device has news of its own', async () => {
  const bench = await online();
  await bench.soon();
  bench.server.tell('message', { message: messageOf('m1', bench.clock.nowMs) });
  await bench.soon();
  bench.server.account = 'carol';
  keeps(bench, [], [messageOf('m1', bench.clock.nowMs)]);
  expect(await restart(bench)).toEqual(['m1']);
});

test('a message is taken by the server under an id, and settings answer with everything', async () => {
  const bench = await online();
  const [sent, settings, wrong] = [bench.alice.sendMessage({ to: 'bob', kind: 'tip', content: 'hello' }), bench.alice.settings({ dnd: true, block: ['eve'] }), outcomeOf(bench.alice.settings({ dnd: 1 as never }))];
  await bench.soon();
  expect(await sent).toMatchObject({ id: expect.any(String) as string, at: expect.any(Number) as number });
  expect(bench.server.all('send')).toMatchObject([{ to: 'bob', kind: 'tip', content: 'hello', clientId: expect.any(String) as string }]);
  expect(await settings).toEqual({ dnd: true, blocked: ['eve'] });
  expect(await wrong).toMatchObject({ code: 'BAD_MESSAGE', field: 'dnd' });
});
