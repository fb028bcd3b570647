import { createNetease, Netcall, type CallMsg, type CustomSysMsg, type Disconnection, type GetUsers, type ImNetcall, type NeteaseEvents, type NimInstance, type RoomNetcall, type TipMsg } from 'netcall-sdk/node';
import { Ear } from '../../support/ear';
import { hostOf, settled, type NodeHost, type PhoneOptions } from '../../support/node-phone';
import type { Stack } from '../../support/stack';
import { within } from '../../support/until';

/** What both faces of an instance have in common. */
export interface Talker extends Pick<ImNetcall, 'call' | 'response' | 'startRtc' | 'hangup' | 'control' | 'switchMode' | 'createChannel' | 'joinChannel' | 'leaveChannel' | 'destroy'> {
  getStatus(): { readonly signalInited: boolean; readonly calling: boolean; readonly onTheCall: boolean; readonly isCaller: boolean };
  on<N extends keyof NeteaseEvents>(event: N, listener: (payload: NeteaseEvents[N]) => void): unknown;
  once<N extends keyof NeteaseEvents>(event: N, listener: (payload: NeteaseEvents[N]) => void): unknown;
  off(event: keyof NeteaseEvents): unknown;
}

/** What may differ between people. */
export interface PersonOptions extends Omit<PhoneOptions, 'app' | 'adoptCalls'> {
  readonly getUsers?: GetUsers;
}

/** Every event of the reference, section 1.5. */
export const EVENTS = [
  'beCalling', 'callAccepted', 'callRejected', 'callerAckSync', 'hangup', 'control', 'joinChannel', 'syncDone', 'clientJoin', 'clientLeave', 'clientUpdate',
  'liveRoomClose', 'willreconnect', 'sendCommandOverTime', 'kicked', 'disconnect', 'error',
] as const satisfies readonly (keyof NeteaseEvents)[];

/** Somebody with an application that uses one of the faces, signed in, and all that it has heard. */
export class Person<T extends Talker = Talker> {
  readonly #ear: Ear;
  readonly #states: string[] = [];

  constructor(
    readonly account: string,
    private readonly host: NodeHost,
    readonly netcall: T,
    /** The client below: the modern face itself, or the one that the drop-in speaks to the server with. */
    readonly client: Netcall,
  ) {
    this.#ear = new Ear(account);
    for (const name of EVENTS) netcall.on(name, (payload) => this.#ear.note(name, payload));
    client.on('connection', ({ state }) => {
      this.#states.push(state);
      this.#ear.look();
    });
  }

  /** The wire; a proof may cut it. */
  get wire() {
    return this.host.wire;
  }

  /** Names of what was heard, in order. */
  get names() {
    return this.#ear.names;
  }

  /** The next event of this name that nobody has taken yet. */
  heard<N extends keyof NeteaseEvents>(name: N, withinMs?: number): Promise<NeteaseEvents[N]> {
    return this.#ear.heard(name, withinMs);
  }

  /** Every event of this name so far. */
  all<N extends keyof NeteaseEvents>(name: N): NeteaseEvents[N][] {
    return this.#ear.all(name);
  }

  /** Every event that the server has sent before is delivered afterwards. */
  settled(): Promise<void> {
    return settled(this.client);
  }

  /** Waits until the server is reached again, or not any more. */
  is(connection: Netcall['connection']): Promise<void> {
    return this.#ear.until(`${this.account} is ${connection}`, () => this.client.connection === connection);
  }

  /** Waits until the connection, which was cut just now, stands again. */
  reconnected(): Promise<void> {
    const before = this.#states.length;
    return this.#ear.until(`${this.account} is online again`, () => {
      const lost = this.#states.indexOf('connecting', before);
      return lost >= 0 && this.#states.includes('online', lost);
    });
  }

  /** Ends the client and its wire. */
  async end(): Promise<void> {
    this.client.destroy();
    await this.wire.close();
  }
}

/** Somebody with the drop-in: both classes, and what the callbacks of the companion were called with. */
export interface DropInPerson extends Person<ImNetcall> {
  readonly classes: ReturnType<typeof createNetease>;
  readonly nim: NimInstance;
  readonly messages: readonly (TipMsg | CallMsg)[];
  readonly customs: readonly CustomSysMsg[];
  readonly connects: readonly { readonly account: string }[];
  readonly losses: readonly number[];
  readonly disconnections: readonly Disconnection[];
}

/** Signs somebody in as NetEase's sample does: `NIM.use`, `NIM.getInstance`, and in `onconnect` `Netcall.destroy` and `Netcall.getInstance`. */
export async function openDropIn(stack: Stack, account: string, { getUsers, url, storage, ...wishes }: PersonOptions = {}): Promise<DropInPerson> {
  const host = await hostOf(stack, { ...(url === undefined ? {} : { url }), ...(storage === undefined ? {} : { storage }) });
  const classes = createNetease({
    server: host.server, platform: host.platform, getToken: (name) => stack.token(name), ...wishes, ...(getUsers === undefined ? {} : { getUsers }),
  });
  const { NIM, Netcall: NetcallClass } = classes;
  const [messages, customs, connects, losses, disconnections] = [[], [], [], [], []] as [(TipMsg | CallMsg)[], CustomSysMsg[], { account: string }[], number[], Disconnection[]];
  NIM.use(NetcallClass);
  const nim = await within(`${account} signs in`, new Promise<NimInstance>((resolve) => {
    const made: NimInstance = NIM.getInstance({
      account,
      onconnect: (login) => {
        connects.push(login);
        resolve(made);
      },
      onmsg: (message) => void messages.push(message), oncustomsysmsg: (message) => void customs.push(message),
      onwillreconnect: ({ retryCount }) => void losses.push(retryCount), ondisconnect: (why) => void disconnections.push(why),
    });
  }));
  NetcallClass.destroy();
  const person = new Person(account, host, NetcallClass.getInstance({ nim, debug: false }), nim.line.client);
  return Object.assign(person, { classes, nim, messages, customs, connects, losses, disconnections });
}

/** Signs somebody in with the modern face. */
export async function openModern(stack: Stack, account: string, { getUsers: _, url, storage, ...wishes }: PersonOptions = {}): Promise<Person<Netcall>> {
  const host = await hostOf(stack, { ...(url === undefined ? {} : { url }), ...(storage === undefined ? {} : { storage }) });
  const netcall = new Netcall({ server: host.server, platform: host.platform, getToken: () => stack.token(account), ...wishes });
  const person = new Person(account, host, netcall, netcall);
  await within(`${account} signs in`, netcall.login());
  return person;
}

/** The stand-alone room edition, which signs in when it enters a room. */
export interface RoomPerson {
  readonly netcall: RoomNetcall;
  readonly ear: Ear;
  /** Accounts and tokens that `getToken` was asked for. */
  readonly asked: readonly (readonly [account: string, token: string])[];
  end(): Promise<void>;
}

/** Makes the room edition. @param tokenOf - the sign-in token of an account */
export async function openRoomEdition(stack: Stack, tokenOf = (account: string): Promise<string> => stack.token(account)): Promise<RoomPerson> {
  const host = await hostOf(stack);
  const asked: (readonly [string, string])[] = [];
  const { Netcall: NetcallClass } = createNetease({
    server: host.server, platform: host.platform,
    getToken: (account, token) => {
      asked.push([account, token]);
      return tokenOf(account);
    },
  });
  const netcall = NetcallClass.getInstance({ appkey: 'any', debug: false });
  const ear = new Ear('the room edition');
  for (const name of EVENTS) netcall.on(name, (payload) => ear.note(name, payload));
  return {
    netcall, ear, asked,
    async end() {
      netcall.destroy();
      await host.wire.close();
    },
  };
}
