import type { ErrorCode, ErrorDetail } from 'netcall-protocol';
import { agentOf, allQueued, holderOf, LOST_CLIENT_MS, PASSED_REST_MS, queuedOf, SERVED_WITHOUT_CALL_MS, type Agent, type Client, type Desk, type DeskEffect, type DeskEvent, type DeskStep, type Queues, type Standing } from './desk';
import { isBefore, isFree, nextFor, offerAll, offeredTo, putInOrder, workless } from './desk-offers';

/** What every move may look at beside the desk. */
interface At {
  readonly nowMs: number;
  readonly queues: Queues;
}

type On<T extends DeskEvent['type']> = Extract<DeskEvent, { type: T }>;
type Table = { readonly [T in DeskEvent['type']]: (desk: Desk, event: On<T>, at: At) => DeskStep };

/**
 * Every move of a desk. After each of them those who wait are offered to agents who are free.
 *
 * ```
 *         joined          offered               accepted           call over, 60 s
 * (away) ───────▶ waiting ───────▶ offered ───────────────▶ served ───────────────▶ (away)
 *    ▲  left, lost  │ ▲               │ rejected, 30 s, agent gone
 *    └──────────────┘ └───────────────┘
 * ```
 *
 * @see docs/protocol.md, "RTCSDK", 9 and 10
 */
const TABLE: Table = {
  joined: join,
  left: (desk, { account }) => (queuedOf(desk, account) === undefined ? refuse(desk, 'NOT_QUEUING') : dropClient(desk, account)),
  served: serve,
  unserved: unserve,
  asked: ask,
  answered: answer,
  changed: (desk, event) => withAgent(desk, event.account, (agent) => standAs(agent, event)),
  lost: (desk, { account }, { nowMs }) => link(desk, account, nowMs + LOST_CLIENT_MS),
  back: (desk, { account }) => link(desk, account, null),
  signedOut: signOut,
  timeUp: endTimes,
  restarted: restart,
};

/** What one event does to a desk. Pure: no clock, no socket, no store. */
export function deskTransition(desk: Desk, event: DeskEvent, nowMs: number, queues: Queues): DeskStep {
  const move = TABLE[event.type] as (desk: Desk, event: DeskEvent, at: At) => DeskStep; // The key is the event's own.
  const moved = move(desk, event, { nowMs, queues });
  if (moved.desk === desk) return moved;
  return then(moved, (next) => offerAll(tidied(desk, next), nowMs));
}

/** When the desk must be looked at again; null for never. Milliseconds since 1970. */
export function deskDeadlineAtMs({ waiting, agents }: Desk): number | null {
  let atMs = Infinity;
  for (const { lostUntilMs, passedBy } of waiting) {
    atMs = Math.min(atMs, lostUntilMs ?? Infinity);
    for (const { restUntilMs } of passedBy) atMs = Math.min(atMs, restUntilMs ?? Infinity);
  }
  for (const { work } of agents) {
    if (work.is === 'none') continue;
    atMs = Math.min(atMs, work.untilMs ?? Infinity, (work.is === 'offered' ? work.client.lostUntilMs : null) ?? Infinity);
  }
  return atMs === Infinity ? null : atMs;
}

function join(desk: Desk, { account, queue }: On<'joined'>, { nowMs, queues }: At): DeskStep {
  if (!queues.has(queue)) return refuse(desk, 'QUEUE_UNKNOWN');
  const there = queuedOf(desk, account);
  if (there !== undefined) return there.queue === queue ? keep(desk) : refuse(desk, 'ALREADY_QUEUING', { queue: there.queue });
  const client: Client = { account, queue, sinceMs: nowMs, arrival: desk.count + 1, passedBy: [], lostUntilMs: null };
  const server = holderOf(desk, account, 'serving'); // Who waits again is served no more.
  const agents = server === undefined ? desk.agents : withWork(desk.agents, workless(server));
  return keep({ count: client.arrival, agents, waiting: putInOrder(queues, desk.waiting, client) });
}

function serve(desk: Desk, event: On<'served'>, { queues }: At): DeskStep {
  const { account, queue, priority } = event;
  if (!queues.has(queue)) return refuse(desk, 'QUEUE_UNKNOWN');
  const there = agentOf(desk, account);
  const agent = there ?? { account, services: [], dnd: false, inCall: false, linked: true, freeSince: 0, work: { is: 'none' } };
  const services = [...agent.services.filter((each) => each.queue !== queue), { queue, priority }];
  const serving = standAs({ ...agent, services, linked: true }, event);
  return keep({ ...desk, agents: there === undefined ? [...desk.agents, serving] : withWork(desk.agents, serving) });
}

function unserve(desk: Desk, { account, queue }: On<'unserved'>, at: At): DeskStep {
  const agent = agentOf(desk, account);
  if (!agent?.services.some((each) => each.queue === queue)) return refuse(desk, 'NOT_SERVING');
  const services = agent.services.filter((each) => each.queue !== queue);
  const without = withAgent(desk, account, () => ({ ...agent, services }));
  return agent.work.is === 'offered' && agent.work.client.queue === queue ? then(without, (next) => takeBack(next, account, at)) : without;
}

/** What it has been offered already is the answer to a second question; who asks is done with the client before. */
function ask(desk: Desk, event: On<'asked'>, { nowMs }: At): DeskStep {
  const before = agentOf(desk, event.account);
  if (before === undefined || before.services.length === 0) return refuse(desk, 'NOT_SERVING');
  const standing = standAs(before, event);
  if (standing.work.is === 'offered') return keep(desk);
  if (standing.inCall) return refuse(desk, 'BAD_STATE', { method: 'assign', phase: 'inCall' });
  const agent = workless(standing);
  const client = nextFor(desk, agent);
  if (client === undefined) return refuse(desk, 'QUEUE_EMPTY');
  return keep({ ...desk, waiting: desk.waiting.filter((each) => each !== client), agents: withWork(desk.agents, offeredTo(agent, client, nowMs)) });
}

function answer(desk: Desk, event: On<'answered'>, { nowMs, queues }: At): DeskStep {
  const before = agentOf(desk, event.account);
  if (before?.work.is !== 'offered' || before.work.client.account !== event.client || before.work.client.queue !== event.queue) return refuse(desk, 'NOT_OFFERED');
  const { client } = before.work;
  const agent = standAs(before, event);
  if (!event.accepted) return keep(passed(desk, agent, client, { nowMs, queues }));
  const untilMs = agent.inCall ? null : nowMs + SERVED_WITHOUT_CALL_MS;
  return keep({ ...desk, agents: withWork(desk.agents, { ...agent, work: { is: 'serving', client, untilMs } }) });
}

/** A client's loss is forgiven or counted, an agent's keeps it from offers. `untilMs` null: it is back. */
function link(desk: Desk, account: string, untilMs: number | null): DeskStep {
  const relink = (client: Client): Client => (client.account !== account || (client.lostUntilMs === null) === (untilMs === null) ? client : { ...client, lostUntilMs: untilMs });
  const linked = untilMs === null;
  const agents = changedOnly(desk.agents, (agent) => {
    const { work } = agent;
    const client = work.is === 'offered' ? relink(work.client) : null;
    const relinked = agent.account === account && agent.linked !== linked ? { ...agent, linked } : agent;
    return work.is !== 'offered' || client === null || client === work.client ? relinked : { ...relinked, work: { ...work, client } };
  });
  const waiting = changedOnly(desk.waiting, relink);
  return keep(agents === desk.agents && waiting === desk.waiting ? desk : { ...desk, agents, waiting });
}

function signOut(desk: Desk, { account }: { readonly account: string }, at: At): DeskStep {
  const left = queuedOf(desk, account) === undefined ? keep(desk) : dropClient(desk, account);
  return then(then(left, (next) => takeBack(next, account, at)), (next) => withAgent(next, account, (agent) => ({ ...workless(agent), services: [] })));
}

function endTimes(desk: Desk, _event: On<'timeUp'>, at: At): DeskStep {
  const over = (untilMs: number | null): boolean => untilMs !== null && untilMs <= at.nowMs;
  const lost = allQueued(desk).filter(({ lostUntilMs }) => over(lostUntilMs));
  let step = lost.reduce((before, { account }) => then(before, (next) => dropClient(next, account)), keep(desk));
  for (const { account } of desk.agents) {
    step = then(step, (next) => {
      const agent = agentOf(next, account);
      if (agent === undefined || agent.work.is === 'none' || !over(agent.work.untilMs)) return keep(next);
      if (agent.work.is === 'serving') return keep({ ...next, agents: withWork(next.agents, workless(agent)) });
      return { desk: passed(next, agent, agent.work.client, at), effects: [unassigned(account, agent.work.client)] };
    });
  }
  return then(step, (next) => {
    const waiting = changedOnly(next.waiting, (client) => rested(client, at.nowMs));
    return keep(waiting === next.waiting ? next : { ...next, waiting });
  });
}

/** Agents who have let a client pass long enough ago may be offered it again. */
function rested(client: Client, nowMs: number): Client {
  const passedBy = changedOnly(client.passedBy, (pass) => (pass.restUntilMs === null || pass.restUntilMs > nowMs ? pass : { ...pass, restUntilMs: null }));
  return passedBy === client.passedBy ? client : { ...client, passedBy };
}

/** Nobody has a connection yet, and everybody gets the time to come back. The operator may have changed the queues. */
function restart(desk: Desk, { standings }: On<'restarted'>, at: At): DeskStep {
  const isThere = ({ account, queue }: Client): boolean => standings.has(account) && at.queues.has(queue);
  let step = allQueued(desk).filter((client) => !isThere(client)).reduce((before, { account }) => then(before, (next) => dropClient(next, account)), keep(desk));
  for (const { account } of desk.agents) {
    const standing = standings.get(account);
    step = then(step, (next) => {
      if (standing === undefined) return signOut(next, { account }, at);
      return withAgent(next, account, (agent) => ({ ...standAs(agent, standing), services: agent.services.filter(({ queue }) => at.queues.has(queue)) }));
    });
  }
  return then(step, (next) => {
    const waiting = [...next.waiting].sort((one, other) => (isBefore(at.queues, one, other) ? -1 : 1));
    return everybodyLost({ ...next, waiting }, at.nowMs + LOST_CLIENT_MS);
  });
}

function everybodyLost(desk: Desk, untilMs: number): DeskStep {
  const lose = (client: Client): Client => ({ ...client, lostUntilMs: untilMs });
  const agents = desk.agents.map((agent): Agent => {
    const { work } = agent;
    return { ...agent, linked: false, work: work.is === 'offered' ? { ...work, client: lose(work.client) } : work };
  });
  return keep({ ...desk, waiting: desk.waiting.map(lose), agents });
}

/** The next call of an agent who serves is the client's, and with its end the client is served. */
function standAs(agent: Agent, { inCall, dnd }: Standing): Agent {
  const { work } = agent;
  if (agent.inCall === inCall && agent.dnd === dnd) return agent;
  const next: Agent = { ...agent, inCall, dnd };
  if (work.is !== 'serving' || agent.inCall === inCall) return next;
  return inCall ? { ...next, work: { ...work, untilMs: null } } : workless(next);
}

/** A client goes. The agent who has been offered it hears of that. */
function dropClient(desk: Desk, account: string): DeskStep {
  const holder = holderOf(desk, account, 'offered');
  if (holder === undefined) return keep({ ...desk, waiting: desk.waiting.filter((client) => client.account !== account) });
  return { desk: { ...desk, agents: withWork(desk.agents, workless(holder)) }, effects: [unassigned(holder.account, holder.work.client)] };
}

/** What an agent has been offered goes back to its place, and the agent has not let it pass. */
function takeBack(desk: Desk, account: string, { queues }: At): DeskStep {
  const agent = agentOf(desk, account);
  if (agent?.work.is !== 'offered') return keep(desk);
  const { client } = agent.work;
  return { desk: { ...desk, waiting: putInOrder(queues, desk.waiting, client), agents: withWork(desk.agents, workless(agent)) }, effects: [unassigned(account, client)] };
}

/** The agent has let a client pass, which goes back to its place. */
function passed(desk: Desk, agent: Agent, client: Client, { nowMs, queues }: At): Desk {
  const passedBy = [...client.passedBy.filter((each) => each.agent !== agent.account), { agent: agent.account, restUntilMs: nowMs + PASSED_REST_MS }];
  return { ...desk, waiting: putInOrder(queues, desk.waiting, { ...client, passedBy }), agents: withWork(desk.agents, workless(agent)) };
}

/** Forgets who is no agent any more, and says since when each is free. */
function tidied(before: Desk, after: Desk): Desk {
  if (after.agents === before.agents) return after;
  let { count } = after;
  const agents = after.agents.filter(({ services, work }) => services.length > 0 || work.is !== 'none').map((agent) => {
    const was = agentOf(before, agent.account);
    const isNewlyFree = isFree(agent) && (was === undefined || !isFree(was));
    return isNewlyFree ? { ...agent, freeSince: (count += 1) } : agent;
  });
  return { ...after, count, agents };
}

function withAgent(desk: Desk, account: string, change: (agent: Agent) => Agent): DeskStep {
  const agent = agentOf(desk, account);
  const next = agent === undefined ? undefined : change(agent);
  return keep(next === undefined || next === agent ? desk : { ...desk, agents: withWork(desk.agents, next) });
}

function withWork(agents: readonly Agent[], changed: Agent): Agent[] {
  return agents.map((agent) => (agent.account === changed.account ? changed : agent));
}

/** The same list when nothing in it has changed. */
function changedOnly<T>(list: readonly T[], change: (each: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.every((each, index) => each === list[index]) ? list : changed;
}

function then(step: DeskStep, next: (desk: Desk) => DeskStep): DeskStep {
  if (step.refusal !== undefined) return step;
  const after = next(step.desk);
  return { ...after, effects: step.effects.length === 0 ? after.effects : [...step.effects, ...after.effects] };
}

function unassigned(agent: string, client: Client): DeskEffect {
  return { do: 'withdraw', agent, client };
}

function keep(desk: Desk): DeskStep {
  return { desk, effects: [] };
}

function refuse(desk: Desk, code: ErrorCode, detail: ErrorDetail = {}): DeskStep {
  return { desk, effects: [], refusal: { code, detail } };
}
