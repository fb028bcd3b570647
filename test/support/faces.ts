import type { Bench, BenchOptions, Client } from './server-bench';

/** What a call is placed with, but for the callee. */
export const VIDEO = { callId: 'c-1', media: 'video' } as const;

/** The number of the meeting that the last event of a type names. */
export const meetingOf = (client: Client, name: 'invited' | 'accepted') => client.heard(name).at(-1)!.meeting!;

/** The ways to calls between the two faces, on benches that `start` makes. */
export function faces(start: (options?: BenchOptions) => Promise<Bench>) {
  /** Who speaks what: names in capitals speak RTCSDK, others netcall. Each has one device. */
  async function online<const N extends readonly string[]>(names: N, options?: BenchOptions) {
    const bench = await start(options);
    const clients: [string, Client][] = [];
    for (const name of names) {
      const account = name.toLowerCase();
      clients.push([account, name === account ? await bench.device(account) : await bench.rtc(account)]);
    }
    return { bench, ...(Object.fromEntries(clients) as Record<Lowercase<N[number]>, Client>) };
  }

  /** Netcall's Alice and RTCSDK's Bob talk in the meeting that the server has made; what they have heard is forgotten. */
  async function mixed(options?: BenchOptions) {
    const all = await online(['alice', 'BOB', 'CAROL'], options);
    const { alice, bob, carol } = all;
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    const { id } = meetingOf(bob, 'invited');
    await bob.ask('accept', { cid });
    const room = await bob.ask('enterMeeting', { meeting: id, mode: 0 });
    const entry = await alice.ask('join', { cid, mode: 0 });
    for (const each of [alice, bob, carol]) each.events.length = 0;
    return { ...all, cid, id, meetingCid: room.cid, entry };
  }

  return { online, mixed };
}
