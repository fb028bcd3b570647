import type { Bench, BenchOptions, Client } from './server-bench';

/** A call of Alice's to Bob and Carol. */
export const TEAM = { callId: 't-1', callees: ['bob', 'carol'], media: 'video' } as const;
/** Their numbers in its room. */
export const UIDS = { alice: 1, bob: 2, carol: 3 };

/** The ways to a call with several, on benches that `start` makes. */
export function teams(start: (options?: BenchOptions) => Promise<Bench>) {
  /** Alice, Bob and Carol, with one device each. */
  const threeOnline = async (options?: BenchOptions) => {
    const bench = await start(options);
    return { bench, alice: await bench.device('alice'), bob: await bench.device('bob'), carol: await bench.device('carol') };
  };

  /** Alice's call rings at Bob's and Carol's. */
  const ringing = async (options?: BenchOptions) => {
    const three = await threeOnline(options);
    const { cid } = await three.alice.ask('callTeam', TEAM);
    return { ...three, cid };
  };

  /** All three have entered the room; what they have heard on the way is forgotten. */
  const talking = async (options?: BenchOptions) => {
    const three = await ringing(options);
    const { alice, bob, carol, cid } = three;
    for (const each of [bob, carol]) await each.ask('accept', { cid });
    for (const each of [alice, bob, carol]) await each.ask('join', { cid, mode: 0 });
    for (const each of [alice, bob, carol]) each.events.length = 0;
    return three;
  };

  return { threeOnline, ringing, talking };
}

/** An account's records, newest first: the part of the call that each is about, the two, and how it ended. */
export async function recordsOf(client: Client) {
  const { records } = await client.ask('records', {});
  return records.map(({ cid, caller, callee, reason, endedBy, durationMs }) => ({ part: cid.split('.')[1], pair: `${caller} ${callee}`, reason, endedBy, durationMs }));
}

/** What a client has heard, with the account that each event is about. */
export const storyOf = (client: Client): string[] => client.told.map((event) => ('account' in event ? `${event.t} ${String(event.account)}` : event.t));
