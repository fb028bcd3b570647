import assert from 'node:assert/strict'; // `expect` costs more than what is checked here a hundred thousand times.
import fc from 'fast-check';
import { agentOf, holderOf, passOf, queuedOf, type Agent, type Client, type Desk, type DeskEvent } from '../../../server/src/signal/desk';
import { canBeOffered, mayHear, suits } from '../../../server/src/signal/desk-offers';
import { DeskStory, QUEUES } from '../../support/desk-story';

/** Carl both waits and serves; with so few, everybody meets everybody. */
const CLIENTS = ['carl', 'cora', 'cleo', 'cid', 'cy', '__proto__'];
const AGENTS = ['ann', 'abe', 'amy', 'carl'];

/** One step of a story: an event, or time that passes. `answers` is answered for whoever is offered at that moment. */
type Step = { readonly is: 'event'; readonly event: DeskEvent } | { readonly is: 'passes'; readonly ms: number } | { readonly is: 'answers'; readonly account: string; readonly accepted: boolean; readonly inCall: boolean; readonly dnd: boolean };

const client = fc.constantFrom(...CLIENTS);
const agent = fc.constantFrom(...AGENTS);
const anybody = fc.constantFrom(...new Set([...CLIENTS, ...AGENTS]));
const queue = fc.constantFrom(...QUEUES.keys());
const standing = { inCall: fc.boolean(), dnd: fc.boolean() };
const event = (record: { [key: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<Step> => fc.record(record).map((made) => ({ is: 'event', event: made as unknown as DeskEvent }));
const is = <T>(value: T) => fc.constant(value);

const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: event({ type: is('joined'), account: client, queue }) },
  { weight: 2, arbitrary: event({ type: is('left'), account: client }) },
  { weight: 5, arbitrary: event({ type: is('served'), account: agent, queue, priority: fc.nat(2), inCall: is(false), dnd: fc.boolean() }) },
  { weight: 1, arbitrary: event({ type: is('unserved'), account: agent, queue }) },
  { weight: 4, arbitrary: event({ type: is('asked'), account: agent, ...standing }) },
  { weight: 5, arbitrary: event({ type: is('changed'), account: agent, ...standing }) },
  { weight: 1, arbitrary: event({ type: is('answered'), account: agent, queue, client, accepted: fc.boolean(), ...standing }) },
  { weight: 8, arbitrary: fc.record({ is: is('answers' as const), account: agent, accepted: fc.boolean(), inCall: fc.boolean(), dnd: fc.boolean() }) },
  { weight: 2, arbitrary: event({ type: fc.constantFrom('lost', 'back'), account: anybody }) },
  { weight: 1, arbitrary: event({ type: is('signedOut'), account: anybody }) },
  { weight: 1, arbitrary: event({ type: is('timeUp') }) },
  { weight: 1, arbitrary: event({ type: is('restarted'), standings: fc.subarray([...new Set([...CLIENTS, ...AGENTS])]).map((names) => new Map(names.map((name) => [name, { inCall: false, dnd: false }]))) }) },
  { weight: 4, arbitrary: fc.record({ is: is('passes' as const), ms: fc.constantFrom(1, 500, 10_000, 29_999, 30_000, 60_000) }) },
);

const clientsOf = ({ waiting, agents }: Desk): Client[] => [...waiting, ...agents.flatMap(({ work }) => (work.is === 'none' ? [] : [work.client]))];
const offersOf = ({ agents }: Desk): Map<string, Client> => new Map(agents.flatMap(({ account, work }) => (work.is === 'offered' ? [[account, work.client] as const] : [])));

function comesBefore(one: Client, other: Client): boolean {
  const [first, second] = [one, other].map(({ queue, arrival }) => QUEUES.get(queue)!.prio * 1e6 + arrival);
  return first! < second!;
}

/** Between two looks at the desk there was one event, so what it did can be judged by what was before. */
function checkStep(before: Desk, after: Desk, event: DeskEvent): void {
  const there = clientsOf(after).map(({ account }) => account);
  assert.equal(new Set(there).size, there.length); // Nobody is offered to two, served twice, or waits while offered.
  after.waiting.forEach((each, index) => {
    const next = after.waiting[index + 1];
    assert.ok(next === undefined || comesBefore(each, next)); // By prio, then by arrival.
  });
  for (const { account } of clientsOf(before)) if (!there.includes(account)) assert.ok(mayGo(before, event, account)); // Nobody is forgotten.
  for (const each of after.waiting) assert.deepEqual(after.agents.filter((one) => canBeOffered(one) && mayHear(one, each)).map(({ account }) => account), []); // Nobody is idle beside one who waits.
  for (const [account, offered] of offersOf(after)) {
    const was = agentOf(before, account)?.work;
    if (was?.is !== 'offered' || was.client.arrival !== offered.arrival || (event.type === 'answered' && event.account === account && after !== before)) checkOffer(after, event, agentOf(after, account)!, offered);
  }
}

/** A client leaves the desk when it wants to, when it is lost or gone, or when it was being served. */
function mayGo(before: Desk, event: DeskEvent, account: string): boolean {
  if (holderOf(before, account, 'serving') !== undefined) return true;
  if (event.type === 'left' || event.type === 'signedOut') return event.account === account;
  if (event.type === 'timeUp') return queuedOf(before, account)!.lostUntilMs !== null;
  return event.type === 'restarted' && !event.standings.has(account);
}

function checkOffer(after: Desk, event: DeskEvent, to: Agent, offered: Client): void {
  const asked = event.type === 'asked' && event.account === to.account;
  const hasPassed = (each: Client): boolean => passOf(each, to.account) >= 0;
  const overlooked = after.waiting.filter((each) => (asked ? suits : mayHear)(to, each) && comesBefore(each, offered) && !(asked && hasPassed(each) && !hasPassed(offered)));
  assert.deepEqual(overlooked.map(({ account }) => account), []); // Nobody who came before was left waiting.
  if (!hasPassed(offered) || asked) return;
  assert.ok(mayHear(to, offered)); // Not before its 10 s are over.
  const isLast = offered.passedBy.at(-1)?.agent === to.account;
  const others = after.agents.filter((each) => canBeOffered(each) && mayHear(each, offered) && (isLast || passOf(offered, each.account) < 0));
  assert.deepEqual(others.map(({ account }) => account), []); // Not the same agent again while another one is free.
}

/** What agents were told is what is so: every offer was told or asked for, and its end, unless they ended it themselves. */
function checkTold(story: DeskStory, events: readonly DeskEvent[]): void {
  const heard = new Map<string, string>();
  for (const line of story.told) {
    const [, account = '', sign, about = ''] = /^(.+?)([+-])(.+)$/.exec(line)!;
    if (sign === '+') heard.set(account, about);
    else if (heard.get(account) === about) heard.delete(account);
  }
  const asked = new Set(events.flatMap((each) => (each.type === 'asked' ? [each.account] : [])));
  for (const [account, { account: about }] of offersOf(story.desk)) if (!asked.has(account)) assert.equal(heard.get(account), about);
}

/** A story whose every event is checked. */
class CheckedStory extends DeskStory {
  readonly events: DeskEvent[] = [];

  override does(event: DeskEvent): this {
    const before = this.desk;
    super.does(event);
    this.events.push(event);
    if (this.refusal !== undefined) assert.equal(this.desk, before);
    checkStep(before, this.desk, event);
    return this;
  }
}

function perform(story: CheckedStory, step: Step): void {
  if (step.is === 'passes') story.passes(step.ms);
  else if (step.is === 'event') story.does(step.event);
  else if (agentOf(story.desk, step.account)?.work.is === 'offered') story.answers(step.account, step.accepted, step);
}

test('whatever happens in whatever order: nobody is offered or served twice, nobody forgotten, nobody overtaken, nobody idle', () => {
  fc.assert(fc.property(fc.array(STEP, { maxLength: 60, size: 'max' }), (steps) => {
    const story = new CheckedStory();
    for (const step of steps) perform(story, step);
    checkTold(story, story.events);
  }), { numRuns: 1_000, seed: 20_261_128 });
});

test('with one agent who answers and calls, everybody who stays is served in the end', () => {
  fc.assert(fc.property(fc.array(STEP, { maxLength: 40, size: 'max' }), (steps) => {
    const story = new CheckedStory();
    for (const step of steps) perform(story, step);
    for (const account of AGENTS) story.does({ type: 'signedOut', account });
    for (const account of CLIENTS) story.does({ type: 'back', account });
    const expected = story.waiting;
    for (const id of QUEUES.keys()) story.serves('zoe', id, { dnd: true });
    story.hangsUp('zoe');
    const served: string[] = [];
    while (story.workOf('zoe') !== '-') {
      served.push(story.workOf('zoe').replace('offered ', ''));
      story.answers('zoe', true).calls('zoe').hangsUp('zoe');
    }
    expect(served).toEqual(expected);
    expect(story.waiting).toEqual([]);
  }), { numRuns: 300, seed: 20_261_128 });
});

test('a thousand who wait and fifty who serve: an event costs well below a millisecond', () => {
  const story = new DeskStory();
  for (let index = 0; index < 1_000; index++) story.joins(`client-${index}`, [...QUEUES.keys()][index % 4]);
  const startedMs = performance.now();
  for (let index = 0; index < 50; index++) for (const id of QUEUES.keys()) story.serves(`agent-${index}`, id);
  for (let round = 0; round < 19; round++) for (let index = 0; index < 50; index++) story.answers(`agent-${index}`, true).calls(`agent-${index}`).hangsUp(`agent-${index}`);
  expect(story.waiting).toEqual([]);
  expect((performance.now() - startedMs) / (50 * (4 + 19 * 3))).toBeLessThan(1);
});
