import type { Bench, BenchOptions, Client } from './server-bench';

/** A host who sends both. */
export const HOST = { mode: 0, role: 0 } as const;

/** A client enters a room, as a host unless `more` says otherwise. */
export const enter = (client: Client, name = 'daily', more: object = {}) => client.ask('enterRoom', { name, ...HOST, ...more });

/** The ways to a named room, on benches that `start` makes. */
export function rooms(start: (options?: BenchOptions) => Promise<Bench>) {
  /** Accounts with one device each. */
  async function online<const N extends readonly string[]>(names: N, options?: BenchOptions): Promise<{ bench: Bench } & { [K in N[number]]: Client }> {
    const bench = await start(options);
    const clients = await Promise.all(names.map(async (name) => [name, await bench.device(name)] as const));
    return { bench, ...(Object.fromEntries(clients) as { [K in N[number]]: Client }) };
  }

  /** Alice has made the room `daily`; she and Bob are in it, Carol is not. */
  async function meeting(options?: BenchOptions) {
    const all = await online(['alice', 'bob', 'carol'], options);
    await all.alice.ask('createRoom', { name: 'daily', custom: 'stand-up' });
    const { cid } = await enter(all.alice);
    await enter(all.bob);
    for (const each of [all.alice, all.bob]) each.events.length = 0;
    return { ...all, cid };
  }

  return { online, meeting };
}
