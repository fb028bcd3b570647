import type { CallSnapshot, ServerEvents } from 'netcall-protocol';
import { Netcall, type NetCallEvents, type NetcallOptions } from 'netcall-sdk';
import { FakeClock } from './fake-clock';
import { FakePlatform } from './fake-platform';
import { FakeServer } from './fake-server';

type EventName = keyof NetCallEvents;

const EVENTS = [
  'beCalling', 'callAccepted', 'callRejected', 'callerAckSync', 'syncDone', 'clientJoin', 'clientLeave', 'clientUpdate', 'hangup', 'control', 'disconnect',
  'willreconnect', 'error', 'callChanged', 'callInvited', 'peerRinging', 'peerState', 'connection', 'joinChannel', 'liveRoomClose', 'kicked', 'sendCommandOverTime', 'callRecord', 'message',
] as const satisfies readonly EventName[];

/** Enough for a request, its answer and the events that follow. */
export const SOON_MS = 20;

/** What is around a client. */
export interface World {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly platform: FakePlatform;
}

/** Alice's client with its server, its host and everything it has emitted. */
export interface Bench extends World {
  readonly alice: Netcall;
  /** Names of all events in order, without states (`callChanged`, `connection`) and news (`callRecord`, `message`). */
  readonly names: EventName[];
  /** Payloads of one event, oldest first. */
  heard<N extends EventName>(name: N): NetCallEvents[N][];
  /** The phases that `callChanged` has told, repeats left out. */
  phases(): string[];
  /** Lets a request, its answer and what follows happen. */
  soon(): Promise<void>;
}

/** A client that has not signed in. */
export function offline(options: Partial<NetcallOptions> = {}, make = (all: NetcallOptions) => new Netcall(all)): Bench {
  const world = makeWorld();
  return benchOf(world, make({ server: 'wss://call.example.com/ws', getToken: () => 'token', platform: world.platform, ...options }));
}

/** Alice's server and her host, without a client. */
export function makeWorld(): World {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  return { clock, server, platform: new FakePlatform(clock, server, 'alice') };
}

/** What is around a client, and everything that this one emits from now on. */
export function benchOf({ clock, server, platform }: World, alice: Netcall): Bench {
  const all: { name: EventName; payload: unknown }[] = [];
  for (const name of EVENTS) alice.on(name, (payload) => void all.push({ name, payload }));
  return {
    clock, server, platform, alice,
    get names() {
      return all.map(({ name }) => name).filter((name) => !['callChanged', 'connection', 'callRecord', 'message'].includes(name));
    },
    heard: <N extends EventName>(name: N) => all.filter((each) => each.name === name).map(({ payload }) => payload as NetCallEvents[N]),
    phases() {
      const phases = this.heard('callChanged').map(({ call }) => call.phase);
      return phases.filter((phase, index) => phase !== phases[index - 1]);
    },
    soon: () => clock.advance(SOON_MS),
  };
}

/** A client that is signed in. */
export async function online(options: Partial<NetcallOptions> = {}): Promise<Bench> {
  const bench = offline(options);
  const login = bench.alice.login();
  await bench.soon();
  await login;
  return bench;
}

/** What a promise came to: its value, or its error's code and detail. */
export async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => ({ value }),
    ({ code, detail }: { code: string; detail: object }) => ({ code, ...detail }),
  );
}

export const BOB = 'bob';
export const UIDS = { alice: 1, bob: 2 };

/** Bob calls. */
export const invitation = (cid = 'c9', caller = BOB): ServerEvents['invited'] => ({
  cid, callId: `${caller}-${cid}`, caller, media: 'video', ringMsLeft: 30_000, uids: { alice: 1, [caller]: 2 },
});

/** Bob has answered Alice's call. */
export const answered: ServerEvents['accepted'] = { cid: 'c1', account: BOB, media: 'video', uids: UIDS };

/** A call's end as the server tells it. */
export const end = (cid: string, reason: ServerEvents['ended']['reason'], account: string | null = BOB): ServerEvents['ended'] => ({ cid, reason, account, at: 5 });

/** A live call in a snapshot: by default one of Bob's that rings. */
export const inSnapshot = (change: Partial<CallSnapshot> = {}): CallSnapshot => ({
  cid: 'c9', callId: 'bob-c9', caller: BOB, callee: 'alice', media: 'video', phase: 'ringing', mine: false, ringMsLeft: 20_000, acceptedAtMs: null, uids: UIDS, ...change,
});

/** Alice calls Bob and he answers. */
export async function inCall(bench: Bench): Promise<void> {
  const call = bench.alice.call({ type: 2, callee: BOB });
  await bench.soon();
  await call;
  bench.server.tell('accepted', answered);
  await bench.soon();
}

/** Alice calls Bob, he answers, and she is in the room. */
export async function inRoom(bench: Bench): Promise<void> {
  await inCall(bench);
  const start = bench.alice.startRtc({ mode: 0 });
  await bench.soon();
  await start;
}

/** Bob calls Alice: it rings. */
export async function ringing(bench: Bench, cid = 'c9'): Promise<void> {
  bench.server.tell('invited', invitation(cid));
  await bench.soon();
}

/** Alice's tap on "accept" or "decline". */
export const answerOf = (cid: string, accepted: boolean) => ({ accepted, cid, caller: BOB, type: 2 });
