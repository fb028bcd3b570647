import type { QueueInfo } from 'netcall-protocol';
import type { QueuePlan } from '../../server/src/queues';
import type { Bench, BenchOptions, Client } from './server-bench';

const queue = (id: number, name: string, prio: number): readonly [number, QueueInfo] => [id, { id, name, desc: '', prio }];

/** Loans are served after gold cards. */
export const [GOLD, LOANS] = [1, 2] as const;
export const PLAN: QueuePlan = new Map([['default', new Map([queue(GOLD, 'Gold', 0), queue(LOANS, 'Loans', 5)])], ['shop', new Map([queue(LOANS, 'Loans', 0)])]]);

/** The ways to a desk, on benches that `start` makes. */
export function queueBenches(start: (options?: BenchOptions) => Promise<Bench>) {
  /** A server with queues, and accounts with an RTCSDK session each. */
  async function online<const N extends readonly string[]>(names: N, options: BenchOptions = {}): Promise<{ bench: Bench } & { [K in N[number]]: Client }> {
    const bench = await start({ queues: PLAN, ...options });
    const clients: [string, Client][] = [];
    for (const name of names) clients.push([name, await bench.rtc(name)]);
    return { bench, ...(Object.fromEntries(clients) as { [K in N[number]]: Client }) };
  }

  /** Ann serves both queues, Carl has been offered to her and Cora waits behind him; nobody has heard anything yet. */
  async function offered(options: BenchOptions = {}) {
    const all = await online(['ann', 'carl', 'cora'], options);
    for (const id of [LOANS, GOLD]) await all.ann.ask('serve', { queue: id });
    for (const each of [all.carl, all.cora]) await each.ask('queueJoin', { queue: LOANS, custom: 'a car' });
    return all;
  }

  return { online, offered };
}

/** Whom an agent was told about: `+carl` offered, `-carl` no more. */
export function offersTo(agent: Client): string[] {
  const told = [...agent.rtcHeard('assigned').map(({ s, user }) => ({ s, about: `+${user.account}` })), ...agent.rtcHeard('unassigned').map(({ s, account }) => ({ s, about: `-${account}` }))];
  return told.sort((one, other) => one.s - other.s).map(({ about }) => about);
}
