import { createRTCSDK } from 'netcall-sdk/rtcsdk';
import { Looks } from './looks';

/** The SDK as applications see it. */
export type RTCSDK = ReturnType<typeof createRTCSDK>;

/** A name that applications assign `.callback` of. */
export type CallbackName = { [N in keyof RTCSDK]: RTCSDK[N] extends { callback: unknown; readonly name: string } ? N : never }[keyof RTCSDK];

/** What a callback hears, in order. */
export type Heard<N extends CallbackName> = RTCSDK[N] extends { callback: ((...args: infer A) => void) | null } ? Readonly<A> : never;

interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What one user's SDK is made with. */
export type RtcPersonOptions = Parameters<typeof createRTCSDK>[0];

/** A user of RTCSDK on Node: everything that its callbacks have heard, in order. */
export class RtcPerson {
  readonly rtcsdk: RTCSDK;
  readonly all: Call[] = [];
  readonly #untaken: Call[] = [];
  readonly #looks = new Looks();

  constructor(
    readonly account: string,
    options: RtcPersonOptions,
  ) {
    this.rtcsdk = createRTCSDK(options);
    for (const slot of Object.values(this.rtcsdk)) if (isSlot(slot)) this.#listen(slot);
  }

  /** Names of what was heard, in order. */
  get names(): string[] {
    return this.all.map(({ name }) => name);
  }

  /** Every call of a callback so far. */
  heards<N extends CallbackName>(name: N): Heard<N>[] {
    return this.all.filter((call) => call.name === name).map(({ args }) => args as Heard<N>);
  }

  /** The next call of a callback that nobody has taken yet, and of which this is so. */
  async hears<N extends CallbackName>(name: N, isIt: (...args: Heard<N>) => boolean = () => true, withinMs?: number): Promise<Heard<N>> {
    const find = (): number => this.#untaken.findIndex((call) => call.name === name && isIt(...(call.args as Heard<N>)));
    await this.until(`${this.account} hears ${name}; it heard ${this.all.map((call) => `${call.name} ${JSON.stringify(call.args)}`).join(' ')}`, () => find() >= 0, withinMs);
    return this.#untaken.splice(find(), 1)[0]!.args as Heard<N>;
  }

  /** Waits until something is so, looking whenever a callback was called. */
  async until(what: string, isSo: () => boolean, withinMs?: number): Promise<void> {
    await this.#looks.until(what, isSo, withinMs);
  }

  /** `Init` and `Login`; resolves when it has succeeded. */
  async signIn(nickName = `Dr ${this.account}`): Promise<this> {
    this.rtcsdk.Init({ isCallSer: true });
    this.rtcsdk.Login('demo', this.rtcsdk.MD5('secret'), nickName, this.account, '', undefined);
    await this.hears('LoginSuccess');
    return this;
  }

  /** A room of this user. */
  async createMeeting(): Promise<Heard<'CreateMeetingSuccess'>[0]> {
    const cookie = {};
    this.rtcsdk.CreateMeeting(cookie);
    return (await this.hears('CreateMeetingSuccess', (_meeting, given) => given === cookie))[0];
  }

  /** Enters a room. */
  async enter(meeting: number | string): Promise<void> {
    const cookie = {};
    this.rtcsdk.EnterMeeting3(meeting, cookie);
    const [sdkErr] = await this.hears('EnterMeetingRslt', (_error, given) => given === cookie);
    if (sdkErr !== 0) throw new Error(`${this.account} cannot enter ${meeting}: ${sdkErr}`);
  }

  /** A command to the server and its result: every event that the server has sent before was heard. */
  async settled(): Promise<void> {
    const cookie = {};
    this.rtcsdk.GetServingStatus(cookie);
    await this.hears('GetServingStatusRslt', (_error, _status, given) => given === cookie);
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  #listen(slot: { readonly name: string; callback: unknown }): void {
    const { name } = slot;
    slot.callback = (...args: unknown[]) => {
      const call = { name, args };
      this.all.push(call);
      this.#untaken.push(call);
      this.#looks.look();
    };
  }
}

/** Two names of one slot are heard under the name that it has itself. */
function isSlot(value: unknown): value is { readonly name: string; callback: unknown } {
  return typeof value === 'object' && value !== null && 'callback' in value && 'trigger' in value && 'name' in value;
}
