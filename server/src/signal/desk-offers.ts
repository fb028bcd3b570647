import { LIMITS } from 'netcall-protocol';
import { NO_WORK, passOf, type Agent, type Client, type Desk, type DeskStep, type Queues } from './desk';

/** Nobody has this agent's time: it serves, is in no call, and is busy with nobody. */
export function isFree({ services, inCall, work }: Agent): boolean {
  return services.length > 0 && !inCall && work.is === 'none';
}

/** A client may be offered to this agent without being asked for. */
export function canBeOffered(agent: Agent): boolean {
  return isFree(agent) && agent.linked && !agent.dnd;
}

/** This agent may be asked for this client: nobody serves himself, and nobody is served who is not there. */
export function suits({ account, services }: Agent, client: Client): boolean {
  return client.lostUntilMs === null && client.account !== account && services.some(({ queue }) => queue === client.queue);
}

/** This agent may be offered this client without asking: not so soon after it has let it pass. */
export function mayHear(agent: Agent, client: Client): boolean {
  return suits(agent, client) && (client.passedBy[passOf(client, agent.account)]?.restUntilMs ?? null) === null;
}

/** Offers those who wait, in their order, to agents who are free, as long as there are any. Tells these agents. */
export function offerAll(desk: Desk, nowMs: number): DeskStep {
  const idle = new Map(desk.agents.filter(canBeOffered).map((agent) => [agent.account, agent]));
  const served = new Set([...idle.values()].flatMap(({ services }) => services.map(({ queue }) => queue)));
  const offers = new Map<string, Client>();
  for (const client of desk.waiting) {
    if (idle.size === 0) break;
    const agent = served.has(client.queue) ? bestOf([...idle.values()], client) : undefined;
    if (agent === undefined) continue;
    idle.delete(agent.account);
    offers.set(agent.account, client);
  }
  if (offers.size === 0) return { desk, effects: [] };
  const offered = new Set(offers.values());
  const agents = desk.agents.map((agent) => offeredTo(agent, offers.get(agent.account), nowMs));
  return { desk: { ...desk, waiting: desk.waiting.filter((client) => !offered.has(client)), agents }, effects: [...offers].map(([agent, client]) => ({ do: 'offer', agent, client })) };
}

/** The client for an agent who asks: those whom it has let pass come when there is nobody else. */
export function nextFor(desk: Desk, agent: Agent): Client | undefined {
  const suitable = desk.waiting.filter((client) => suits(agent, client));
  return suitable.find((client) => passOf(client, agent.account) < 0) ?? suitable[0];
}

/** An agent with an offer; without a client it stays as it is. */
export function offeredTo(agent: Agent, client: Client | undefined, nowMs: number): Agent {
  return client === undefined ? agent : { ...agent, work: { is: 'offered', client, untilMs: nowMs + LIMITS.answerMs } };
}

/** Whether one client comes before another: by the `prio` of its queue, then by arrival. */
export function isBefore(queues: Queues, one: Client, other: Client): boolean {
  const [first, second] = [prioOf(queues, one), prioOf(queues, other)];
  return first === second ? one.arrival < other.arrival : first < second;
}

/** Those who wait with one more, at its place. */
export function putInOrder(queues: Queues, waiting: readonly Client[], client: Client): Client[] {
  let [from, to] = [0, waiting.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const there = waiting[middle];
    if (there !== undefined && isBefore(queues, there, client)) from = middle + 1;
    else to = middle;
  }
  return [...waiting.slice(0, from), client, ...waiting.slice(from)];
}

/** An agent who is done with what it was busy with. */
export function workless(agent: Agent): Agent {
  return { ...agent, work: NO_WORK };
}

function prioOf(queues: Queues, { queue }: Client): number {
  return queues.get(queue)?.prio ?? Number.MAX_SAFE_INTEGER;
}

/** One that has not let this client pass; then the lowest priority; then the one that has been free for longest. */
function bestOf(idle: readonly Agent[], client: Client): Agent | undefined {
  const rank = (agent: Agent): readonly number[] => [
    passOf(client, agent.account), // Of those that have, the one that did so longest ago.
    agent.services.find(({ queue }) => queue === client.queue)?.priority ?? 0,
    agent.freeSince,
  ];
  let best: { readonly agent: Agent; readonly rank: readonly number[] } | undefined;
  for (const agent of idle) {
    if (!mayHear(agent, client)) continue;
    const ranked = { agent, rank: rank(agent) };
    if (best === undefined || isLower(ranked.rank, best.rank)) best = ranked;
  }
  return best?.agent;
}

function isLower(one: readonly number[], other: readonly number[]): boolean {
  const differs = one.findIndex((value, index) => value !== other[index]);
  return differs >= 0 && (one[differs] ?? 0) < (other[differs] ?? 0);
}
