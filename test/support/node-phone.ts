import { Netcall, nodePlatform, type Listener, type NetCallEvents, type NetcallOptions, type Phase, type Platform, type TakeoverOptions } from 'netcall-sdk/node';
import { Ear } from './ear';
import { startFrameProxy, type FrameProxy, type Meddling } from './frame-proxy';
import type { Stack } from './stack';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';
import { within } from './until';

type EventName = keyof NetCallEvents;

/** Every event that a phone records; `callChanged` and `connection` are states and stand in lists of their own. */
const RECORDED = [
  'beCalling', 'callAccepted', 'callRejected', 'callerAckSync', 'syncDone', 'clientJoin', 'clientLeave', 'clientUpdate', 'hangup', 'control', 'disconnect',
  'willreconnect', 'error', 'callInvited', 'peerRinging', 'peerState', 'joinChannel', 'liveRoomClose', 'kicked', 'callRecord', 'message',
] as const satisfies readonly EventName[];

/** Name of a recorded event. */
export type Heard = (typeof RECORDED)[number];

/** Timer turns after which every event of an answered request has been delivered. */
const TURNS = 8;

/** What may differ between phones. */
export interface PhoneOptions extends Pick<NetcallOptions, 'busyPolicy' | 'ringMs' | 'adoptCalls'> {
  /** Address to connect to, when it is not the server's own. */
  readonly url?: string;
  readonly app?: string;
  /** What the device keeps over a restart; the same for two phones makes them one device. */
  readonly storage?: Map<string, string>;
}

/** What a client on Node is made with: the wire that its socket goes through, and its host. */
export interface NodeHost {
  /** The wire; a test may cut it. */
  readonly wire: TcpProxy;
  /** Address of the wire's near end. */
  readonly server: string;
  readonly platform: Platform;
  /** Tells the client that the network has changed, as a phone does that goes from Wi-Fi to its mobile network. */
  readonly networkChanges: (available: boolean) => void;
}

/** Makes a wire of its own and a host for one client. */
export async function hostOf(stack: Stack, { url, storage = new Map<string, string>() }: Pick<PhoneOptions, 'url' | 'storage'> = {}): Promise<NodeHost> {
  const wire = await startTcpProxy(url === undefined ? stack.signalPort : Number(new URL(url).port));
  const listeners = new Set<(available: boolean) => void>();
  const onNetworkChange: Platform['onNetworkChange'] = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    wire, server: `ws://127.0.0.1:${wire.port}/ws`, platform: { ...nodePlatform({ storage, log: () => undefined }), onNetworkChange },
    networkChanges: (available) => listeners.forEach((tell) => tell(available)),
  };
}

/** A request and its answer: every event that the server has sent before is delivered afterwards. */
export async function settled(client: Netcall): Promise<void> {
  await client.records();
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** A signed-in client on Node, everything it has heard, and the wire that its socket goes through. */
export class Phone {
  /** Phases of its call in the order in which it went through them. */
  readonly phases: Phase[] = [];
  readonly netcall: Netcall;
  readonly wire: TcpProxy;
  readonly networkChanges: (available: boolean) => void;
  readonly #ear: Ear;

  private constructor(readonly account: string, { wire, networkChanges }: NodeHost, options: NetcallOptions | TakeoverOptions) {
    this.wire = wire;
    this.networkChanges = networkChanges;
    this.netcall = new Netcall(options);
    this.#ear = new Ear(account);
    for (const name of RECORDED) this.netcall.on(name, (payload) => this.#ear.note(name, payload));
    this.netcall.on('callChanged', ({ call }) => {
      if (this.phases.at(-1) !== call.phase) this.phases.push(call.phase);
      this.#ear.look();
    });
    this.netcall.on('connection', () => this.#ear.look());
  }

  /** Makes a phone that has not signed in. */
  static async make(stack: Stack, account: string, { app, url, storage, ...options }: PhoneOptions = {}): Promise<Phone> {
    const host = await hostOf(stack, { ...(url === undefined ? {} : { url }), ...(storage === undefined ? {} : { storage }) });
    const { server, platform } = host;
    return new Phone(account, host, { server, getToken: () => stack.token(account, app), platform, ...options });
  }

  /** Makes a phone whose client goes on where a listener on this host has signed in. */
  static takeOver(account: string, host: NodeHost, listener: Listener): Phone {
    return new Phone(account, host, { listener });
  }

  /** Makes a phone and signs it in. */
  static async signIn(stack: Stack, account: string, options: PhoneOptions = {}): Promise<Phone> {
    const phone = await Phone.make(stack, account, options);
    try {
      await within(`${account} signs in`, phone.netcall.login());
      return phone;
    } catch (fault) {
      await phone.end();
      throw fault;
    }
  }

  /** Names of all events in the order in which they came, without news of the account (`callRecord`, `message`). */
  get names(): readonly EventName[] {
    return this.#ear.names;
  }

  /** The next event of this type that nobody has taken yet, whether it has come already or not. */
  heard<N extends Heard>(name: N, withinMs?: number): Promise<NetCallEvents[N]> {
    return this.#ear.heard(name, withinMs);
  }

  /** Every event of this type that has come so far, taken or not. */
  all<N extends Heard>(name: N): NetCallEvents[N][] {
    return this.#ear.all(name);
  }

  /** Waits until the client's call is in a phase. */
  async reaches(phase: Phase, withinMs?: number): Promise<void> {
    await this.#ear.until(`the call of ${this.account} is ${phase}`, () => this.netcall.current.phase === phase, withinMs);
  }

  /** Waits until the client has, or has no longer, a signed-in connection. */
  async is(connection: Netcall['connection'], withinMs?: number): Promise<void> {
    await this.#ear.until(`${this.account} is ${connection}`, () => this.netcall.connection === connection, withinMs);
  }

  /** A request and its answer: every event that the server has sent before is delivered afterwards. */
  settled(): Promise<void> {
    return settled(this.netcall);
  }

  /** Ends the client and its wire. */
  async end(): Promise<void> {
    this.netcall.destroy();
    await this.wire.close();
  }
}

/** Signs phones in and ends them after each test. Accounts are made different from test to test. */
export function usePhones(stack: () => Stack) {
  const phones: Phone[] = [];
  const proxies: FrameProxy[] = [];
  let test = 0;
  beforeEach(() => {
    test += 1;
  });
  afterEach(async () => {
    await Promise.all([...phones.splice(0).map((phone) => phone.end()), ...proxies.splice(0).map((proxy) => proxy.close())]);
  });
  const keep = (phone: Phone): Phone => {
    phones.push(phone);
    return phone;
  };
  return {
    /** The account that `name` has in this test. */
    account: (name: string): string => `${name}-${test}`,
    /** A proxy that understands frames, for the `url` of phones. */
    proxy: async (meddle?: Meddling): Promise<FrameProxy> => {
      const proxy = await startFrameProxy(stack().url, meddle);
      proxies.push(proxy);
      return proxy;
    },
    takeOver: (name: string, host: NodeHost, listener: Listener) => keep(Phone.takeOver(`${name}-${test}`, host, listener)),
    make: async (name: string, options?: PhoneOptions) => keep(await Phone.make(stack(), `${name}-${test}`, options)),
    signIn: async (name: string, options?: PhoneOptions) => keep(await Phone.signIn(stack(), `${name}-${test}`, options)),
  };
}

/** Answers the call that rings. */
export async function accept(callee: Phone): Promise<string> {
  const { cid, caller, type } = await callee.heard('beCalling');
  await callee.netcall.response({ accepted: true, cid, caller, type });
  return cid;
}

/** The whole way to two phones in a room: call, accept, both start. Resolves with the cid. */
export async function connect(caller: Phone, callee: Phone): Promise<string> {
  const [cid] = await Promise.all([accept(callee), caller.netcall.call({ type: 2, callee: callee.account })]);
  await caller.heard('callAccepted');
  await Promise.all([caller, callee].map((phone) => phone.netcall.startRtc({ mode: 0 })));
  await Promise.all([caller, callee].map((phone) => phone.heard('syncDone')));
  return cid;
}
