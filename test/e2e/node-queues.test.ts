import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueuedUser } from 'netcall-protocol';
import { SAMPLE_SECRETS } from '../../server/src/config';
import { makeToken, secondsFromNow } from '../support/jwt';
import { RawClient, type Frame } from '../support/raw-client';
import { useStack } from '../support/stack';
import { within } from '../support/until';

const QUEUES = [{ id: 1, name: 'Loans', prio: 5 }, { id: 2, name: 'Accounts', prio: 5 }, { id: 3, name: 'Gold', prio: 0 }];
const CLIENTS = 1_000;
const AGENTS = 50;
/** So many sign in at the same time. */
const AT_ONCE = 50;
/** Every so many-th client gives its place up before an agent comes, or when it is offered. */
const LEAVES_EARLY = 40;
const LEAVES_OFFERED = 37;

const folder = mkdtempSync(join(tmpdir(), 'netcall-queues-'));
const path = join(folder, 'queues.json');
writeFileSync(path, JSON.stringify(QUEUES));
afterAll(() => rmSync(folder, { recursive: true }));
const stack = useStack({ env: { NETCALL_QUEUES: path, NETCALL_CONNECTS_PER_S: '5000', NETCALL_MESSAGES_PER_S: '1000', NETCALL_MESSAGES_BURST: '1000', NETCALL_CALLS_PER_MINUTE: '1000' } });

const sockets: RawClient[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.cut();
});

interface Person {
  readonly account: string;
  readonly socket: RawClient;
}

/** A client, and what has become of it. */
interface Waiting extends Person {
  readonly queue: number;
  readonly index: number;
  /** The agent that it has been offered to and that has not let it go. */
  with: string | null;
  served: number;
  called: number;
  /** Its call is over. */
  done: boolean;
  left: boolean;
}

async function signIn(account: string): Promise<Person> {
  const socket = await RawClient.open(stack().url);
  sockets.push(socket);
  const token = makeToken({ sub: account, exp: secondsFromNow(600) }, SAMPLE_SECRETS.token);
  await socket.must('signIn', { token, device: { id: 'rtcsdk', type: 'node' }, rtc: { nick: account } });
  return { account, socket };
}

async function inLots<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let from = 0; from < count; from += AT_ONCE) made.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => make(from + index)))));
  return made;
}

/** Everything that happens while agents work, and what must not happen. */
class Shift {
  readonly offers: Waiting[] = [];
  readonly faults: string[] = [];
  /** How often each agent was offered somebody. */
  readonly turns = new Map<string, number>();
  readonly #byAccount: ReadonlyMap<string, Waiting>;
  #calls = 0;
  #done: () => void = () => undefined;
  readonly over = new Promise<void>((resolve) => (this.#done = resolve));

  constructor(private readonly clients: readonly Waiting[]) {
    this.#byAccount = new Map(clients.map((client) => [client.account, client]));
    for (const client of clients) client.socket.heard = (frame) => this.#clientHears(client, frame);
  }

  /** An agent serves all queues: it declines its first client when `declines`, and goes home after `clients` of them. */
  async begins(agent: Person, habits: { declines: boolean; clients: number }): Promise<void> {
    const work = { left: habits.clients, declines: habits.declines };
    agent.socket.heard = (frame) => {
      if (frame.t === 'assigned') this.#may(this.#offered(agent, frame['user'] as QueuedUser, work));
      if (frame.t === 'unassigned') this.#expect(this.#clientOf(frame['account']).left, `${agent.account} lost a client who did not leave`);
    };
    for (const { id } of [...QUEUES].reverse()) await agent.socket.must('serve', { queue: id }); // Gold first: it begins with the first word.
  }

  async #offered(agent: Person, user: QueuedUser, work: { left: number; declines: boolean }): Promise<void> {
    const client = this.#clientOf(user.account);
    this.#expect(client.with === null && client.served === 0 && client.queue === user.queue && user.nick === client.account, `${client.account} was offered to ${agent.account} beside ${client.with}`);
    if (!this.offers.includes(client)) this.offers.push(client);
    client.with = agent.account;
    if (client.index % LEAVES_OFFERED === 0) return this.#leaves(client);
    work.left -= 1;
    this.turns.set(agent.account, (this.turns.get(agent.account) ?? 0) + 1);
    if (work.declines || work.left < 0) client.with = null; // Somebody else has it from now on.
    if (work.left < 0) return void (await agent.socket.must('signOut', {}));
    if (work.declines) {
      work.declines = false;
      return void (await agent.socket.must('answerAssigned', { queue: user.queue, account: user.account, accepted: false }));
    }
    await agent.socket.must('answerAssigned', { queue: user.queue, account: user.account, accepted: true });
    client.served += 1;
    this.#calls += 1;
    const { cid } = await agent.socket.must('call', { callId: `call-${this.#calls}`, callee: user.account, media: 'video' });
    await agent.socket.event('accepted', (event) => event.cid === cid);
    await agent.socket.must('hangup', { cid });
    client.done = true;
    this.#check();
  }

  async #leaves(client: Waiting): Promise<void> {
    client.left = true;
    client.with = null;
    await client.socket.must('queueLeave', {});
    this.#check();
  }

  #clientHears(client: Waiting, frame: Frame): void {
    if (frame.t !== 'invited') return;
    client.called += 1;
    this.#may(client.socket.must('accept', { cid: frame['cid'] as string }));
  }

  #check(): void {
    if (this.clients.every(({ left, done }) => left || done)) this.#done();
  }

  #clientOf(account: unknown): Waiting {
    const client = this.#byAccount.get(String(account));
    if (client === undefined) throw new Error(`${String(account)} has never waited`);
    return client;
  }

  #expect(isSo: boolean, fault: string): void {
    if (!isSo) this.faults.push(fault);
  }

  #may(work: Promise<unknown>): void {
    work.catch((fault: unknown) => this.faults.push(String(fault)));
  }
}

test('1,000 clients and 50 agents: nobody is served twice, nobody forgotten, the order is that of priority and arrival', async () => {
  const people = await inLots(CLIENTS, (index) => signIn(`client-${index}`));
  const clients: Waiting[] = people.map((person, index) => ({ ...person, index, queue: QUEUES[index % QUEUES.length]!.id, with: null, served: 0, called: 0, done: false, left: false }));
  for (const { socket, queue, index } of clients) {
    const { position } = await socket.must('queueJoin', { queue, custom: `number ${index}` });
    expect(position).toBe(Math.floor(index / QUEUES.length) + 1);
  }
  const early = clients.filter(({ index }) => index % LEAVES_EARLY === 1);
  for (const client of early) {
    client.left = true;
    await client.socket.must('queueLeave', {});
  }
  const waiting = clients.filter(({ left }) => !left);
  const watcher = await signIn('watcher');
  expect((await watcher.socket.must('queues', {})).status.map((status) => status.waiting)).toEqual(QUEUES.map(({ id }) => waiting.filter(({ queue }) => queue === id).length));
  const agents = await inLots(AGENTS, (index) => signIn(`agent-${index}`));
  const shift = new Shift(waiting);
  const startedMs = performance.now();
  await Promise.all(agents.map((agent, index) => shift.begins(agent, { declines: index % 5 === 0, clients: index % 10 === 3 ? 4 : CLIENTS })));
  await within('everybody is served', shift.over, 20_000);
  const seconds = (performance.now() - startedMs) / 1_000;

  expect(shift.faults).toEqual([]);
  const served = waiting.filter(({ left }) => !left);
  expect(served.length).toBe(CLIENTS - early.length - waiting.filter(({ left }) => left).length);
  expect(new Set(served.map((each) => `${each.served}/${each.called}`))).toEqual(new Set(['1/1']));
  expect(shift.offers).toHaveLength(waiting.length);
  expect(Math.min(...shift.turns.values())).toBeGreaterThan(4); // Who has been free for longest is next, so nobody does all the work.
  expect(shift.turns.size).toBe(AGENTS);
  const order = [...waiting].sort((one, other) => Number(other.queue === 3) - Number(one.queue === 3) || one.index - other.index);
  // What fifty agents hear at the same time comes over fifty sockets, so one may be read before the other.
  const outOfOrder = shift.offers.filter((client, place) => Math.abs(order.indexOf(client) - place) > AGENTS);
  expect(outOfOrder.map(({ account }) => account)).toEqual([]);

  const { status } = await watcher.socket.must('queues', {});
  expect(status.map((each) => [each.waiting + each.offered, each.agents])).toEqual(QUEUES.map(() => [0, AGENTS * 0.9])); // A tenth has gone home.
  for (const { id } of QUEUES) expect(watcher.socket.frames.filter((frame) => frame.t === 'queueStatus' && (frame['status'] as { id: number }).id === id).length).toBeLessThanOrEqual(seconds + 2);
  for (const { socket } of clients) expect(socket.frames.filter(({ t }) => t === 'queuing').length).toBeLessThanOrEqual(seconds + 12);
}, 60_000);

test('after SIGKILL everybody has the place and the client that he had', async () => {
  const names = ['ann', 'carl', 'cora', 'cleo'] as const;
  const [ann, ...clients] = await Promise.all(names.map(signIn));
  await ann!.socket.must('serve', { queue: 1 });
  for (const { socket } of clients) await socket.must('queueJoin', { queue: 1, custom: 'a car' });
  await ann!.socket.event('assigned' as never);
  await stack().kill();
  await stack().restart();
  const [again, carl, cora, cleo] = await Promise.all(names.map(signIn));
  expect(await again!.socket.must('queues', {})).toMatchObject({ serving: [1], offered: { account: 'carl', nick: 'carl', custom: 'a car' } });
  const places = await Promise.all([carl, cora, cleo].map(async (each) => (await each!.socket.must('queues', {})).queuing?.position));
  expect(places).toEqual([1, 1, 2]);
  await again!.socket.must('answerAssigned', { queue: 1, account: 'carl', accepted: true });
  await again!.socket.must('unserve', { queue: 1 });
  for (const each of [again, cora, cleo]) await each!.socket.must('signOut', {});
});
