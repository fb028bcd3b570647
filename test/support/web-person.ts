import type { Slot } from '../../sdk/src/rtcsdk/callbacks';
import { createWebRTCSDK, type PageMedia, type WebHost } from '../../sdk/src/rtcsdk/web/create';
import { slotOf } from '../../sdk/src/rtcsdk/web/dialect';
import type { SDKParams, WebCallbacks, WebRTCSDK } from '../../sdk/src/rtcsdk/web/face';
import type { MediaHost } from '../../sdk/src/rtcsdk/web/room-media';
import { within } from './until';

interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** The media of a page without a browser: what it is told, and levels that the test sets. */
export class StandInMedia implements PageMedia {
  reconfigured = 0;

  constructor(readonly host: MediaHost) {}

  pictureOf(): HTMLCanvasElement | null {
    return null;
  }

  energyOf(): number {
    return 4;
  }

  reconfigure(): void {
    this.reconfigured += 1;
  }
}

/** What a browser lists. */
const DEVICES = [{ kind: 'audioinput', deviceId: 'm1', label: 'Desk' }, { kind: 'audiooutput', deviceId: 's1', label: 'Room' }, { kind: 'videoinput', deviceId: 'c1', label: 'Lid' }] as const;

/** A user of the Web edition on Node: everything that its callbacks have heard, in order. */
export class WebPerson {
  readonly sdk: WebRTCSDK;
  readonly all: Call[] = [];
  media!: StandInMedia;
  readonly #untaken: Call[] = [];
  #look = (): void => undefined;

  constructor(readonly account: string, host: Pick<WebHost, 'platform'> & Partial<WebHost>, private readonly params: SDKParams) {
    this.sdk = createWebRTCSDK({
      readiness: () => Promise.resolve(0),
      makeMedia: (given) => (this.media = new StandInMedia(given)),
      watchDevices: (listener) => listener(DEVICES),
      ...host,
    });
    for (const [name, value] of Object.entries(this.sdk)) {
      const slot = slotOf(value);
      if (slot) this.#listen(name, slot);
    }
  }

  async signIn(): Promise<this> {
    await this.sdk.Init(this.params);
    this.sdk.Login('demo', this.sdk.MD5('secret'), `Dr ${this.account}`, this.account, '');
    await this.hears('LoginSuccess');
    return this;
  }

  /** The next call of a callback that nobody has taken yet, and of which this is so. */
  async hears<N extends keyof WebCallbacks>(name: N, isIt: (...args: WebCallbacks[N]) => boolean = () => true): Promise<WebCallbacks[N]> {
    const find = (): number => this.#untaken.findIndex((call) => call.name === name && isIt(...(call.args as unknown as WebCallbacks[N])));
    const heard = new Promise<void>((resolve) => {
      this.#look = () => find() >= 0 && resolve();
      this.#look();
    });
    await within(`${this.account} hears ${name}; it heard ${JSON.stringify(this.all)}`, heard);
    return this.#untaken.splice(find(), 1)[0]!.args as unknown as WebCallbacks[N];
  }

  #listen(name: string, slot: Slot): void {
    const before = slot.callback; // Two names of one callback are both heard.
    slot.callback = (...args) => {
      before?.(...args);
      const call = { name, args };
      this.all.push(call);
      this.#untaken.push(call);
      this.#look();
    };
  }
}
