import type { QueueInfo, QueueStatus, Queuing } from 'netcall-protocol';
import type { Refusal } from './call';

/** A served client whose agent places no call is over after this time: a call that fails at once is seen by nobody. */
export const SERVED_WITHOUT_CALL_MS = 60_000;

/** A client without a connection for this long leaves its queue. */
export const LOST_CLIENT_MS = 30_000;

/** An agent who has let a client pass is not offered it again for this time, unless it asks. */
export const PASSED_REST_MS = 10_000;

/** An agent has let a client pass. */
export interface Pass {
  readonly agent: string;
  /** Until then it is offered this client only when it asks; null when that is over. */
  readonly restUntilMs: number | null;
}

/** Somebody who is in a queue. It stands in exactly one place of the desk: among those who wait, or in one agent's work. */
export interface Client {
  readonly account: string;
  readonly queue: number;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** Counts up in the order in which clients came: two may come in the same millisecond. */
  readonly arrival: number;
  /** Agents who have let it pass, the last one last. */
  readonly passedBy: readonly Pass[];
  /** Without a connection it leaves at this time, and is offered to nobody until it is back; null while it has one. */
  readonly lostUntilMs: number | null;
}

/** What an agent is busy with at the desk. `serving.untilMs`: when it is over without a call; null while there is one. */
export type Work =
  | { readonly is: 'none' }
  | { readonly is: 'offered'; readonly client: Client; readonly untilMs: number }
  | { readonly is: 'serving'; readonly client: Client; readonly untilMs: number | null };

/** A queue that an agent serves; the agent with the lowest `priority` is asked first. */
export interface Service {
  readonly queue: number;
  readonly priority: number;
}

/** Somebody who serves. Who serves no queue and is busy with nobody is no agent. */
export interface Agent {
  readonly account: string;
  readonly services: readonly Service[];
  /** It asks by itself; nobody is offered to it. */
  readonly dnd: boolean;
  readonly inCall: boolean;
  /** Without a connection it is offered nobody until it is back. */
  readonly linked: boolean;
  /** Counts up in the order in which agents became free. */
  readonly freeSince: number;
  readonly work: Work;
}

/**
 * The desk of one app: who waits, who serves, who is offered to whom. One immutable document; its form alone says that no
 * client is in two places and that no agent has two.
 */
export interface Desk {
  /** Counts arrivals of clients and moments in which agents became free. */
  readonly count: number;
  /** Who is next comes first: by the `prio` of their queues, then by arrival. */
  readonly waiting: readonly Client[];
  readonly agents: readonly Agent[];
}

/** Queues of an app by their number. */
export type Queues = ReadonlyMap<number, QueueInfo>;

/** How an account is, as far as the desk is concerned. */
export interface Standing {
  readonly inCall: boolean;
  readonly dnd: boolean;
}

/** What can happen at a desk. Nothing here is a clock. */
export type DeskEvent =
  | { readonly type: 'joined'; readonly account: string; readonly queue: number }
  | { readonly type: 'left'; readonly account: string }
  | ({ readonly type: 'served'; readonly account: string; readonly queue: number; readonly priority: number } & Standing)
  | { readonly type: 'unserved'; readonly account: string; readonly queue: number }
  | ({ readonly type: 'asked'; readonly account: string } & Standing)
  | ({ readonly type: 'answered'; readonly account: string; readonly queue: number; readonly client: string; readonly accepted: boolean } & Standing)
  | ({ readonly type: 'changed'; readonly account: string } & Standing)
  | { readonly type: 'lost'; readonly account: string }
  | { readonly type: 'back'; readonly account: string }
  | { readonly type: 'signedOut'; readonly account: string }
  | { readonly type: 'timeUp' }
  /** `standings`: everybody at the desk who still has a session. */
  | { readonly type: 'restarted'; readonly standings: ReadonlyMap<string, Standing> };

/** What an agent is told: a client is offered to it, or is its own no more. */
export interface DeskEffect {
  readonly do: 'offer' | 'withdraw';
  readonly agent: string;
  readonly client: Client;
}

/** The outcome of one event: the next desk (the same object when nothing changed), effects, and a refusal. */
export interface DeskStep {
  readonly desk: Desk;
  readonly effects: readonly DeskEffect[];
  readonly refusal?: Refusal;
}

/** Which of those who have let a client pass an agent is; -1 for one that has not. */
export function passOf({ passedBy }: Client, account: string): number {
  return passedBy.findIndex(({ agent }) => agent === account);
}

/** Nobody waits and nobody serves. */
export const EMPTY_DESK: Desk = { count: 0, waiting: [], agents: [] };

/** Nothing to do. */
export const NO_WORK: Work = { is: 'none' };

/** The agent of this account. */
export function agentOf(desk: Desk, account: string): Agent | undefined {
  return desk.agents.find((agent) => agent.account === account);
}

/** The client of this account who waits or is offered. */
export function queuedOf(desk: Desk, account: string): Client | undefined {
  return desk.waiting.find((client) => client.account === account) ?? holderOf(desk, account, 'offered')?.work.client;
}

/** The agent whose work of this kind is about a client. */
export function holderOf<K extends 'offered' | 'serving'>(desk: Desk, account: string, is: K): (Agent & { work: Extract<Work, { is: K }> }) | undefined {
  return desk.agents.find((agent): agent is Agent & { work: Extract<Work, { is: K }> } => agent.work.is === is && agent.work.client.account === account);
}

/** Clients who wait or are offered. */
export function allQueued({ waiting, agents }: Desk): Client[] {
  return [...waiting, ...agents.flatMap(({ work }) => (work.is === 'offered' ? [work.client] : []))];
}

/** A client's place in its queue: the one who is next has 1. */
export function queuingOf(desk: Desk, { queue, arrival, sinceMs }: Client): Queuing {
  const ahead = desk.waiting.filter((each) => each.queue === queue && each.arrival < arrival).length;
  return { queue, position: ahead + 1, sinceMs };
}

/** Places of all who wait or are offered, in one pass. */
export function allQueuing(desk: Desk): Map<string, Queuing> {
  const ahead = new Map<number, number>();
  const places = new Map<string, Queuing>();
  for (const { account, queue, sinceMs } of desk.waiting) {
    const position = (ahead.get(queue) ?? 0) + 1;
    ahead.set(queue, position);
    places.set(account, { queue, position, sinceMs });
  }
  for (const { work } of desk.agents) if (work.is === 'offered') places.set(work.client.account, queuingOf(desk, work.client));
  return places;
}

/** How each queue is, in the order of the configuration. */
export function statusesOf(desk: Desk, queues: Queues): QueueStatus[] {
  const counts = new Map([...queues.keys()].map((id) => [id, { id, agents: 0, waiting: 0, serving: 0, offered: 0 }]));
  const add = (id: number, what: 'agents' | 'waiting' | 'serving' | 'offered'): void => {
    const count = counts.get(id);
    if (count !== undefined) count[what] += 1;
  };
  for (const { queue } of desk.waiting) add(queue, 'waiting');
  for (const { services, work } of desk.agents) {
    for (const { queue } of services) add(queue, 'agents');
    if (work.is !== 'none') add(work.client.queue, work.is);
  }
  return [...counts.values()];
}
