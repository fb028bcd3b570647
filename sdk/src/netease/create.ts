import { checkFunction, objectOf, textOf } from '../core/given';
import type { NetcallOptions } from '../netcall/face';
import type { Platform } from '../platform/platform';
import { wxPlatform } from '../platform/wx';
import { ImNetcall, RoomNetcall } from './editions';
import { missing, need } from './failures';
import { Line } from './line';
import { NimInstance, type GetUsers, type NimOptions, type NimUser } from './nim';

/** What the drop-in is made with. */
export interface NeteaseOptions extends Pick<NetcallOptions, 'server' | 'platform' | 'ringMs' | 'busyPolicy' | 'log'> {
  /**
   * Fetches the token (a JWT) of an account from the application's own back end; asked at every sign-in. `token` is what
   * the application has given to `NIM.getInstance`, or to `joinChannel` of the room edition; empty when it gave none.
   */
  readonly getToken: (account: string, token: string) => string | Promise<string>;
  /** Looks users up for `nim.getUsers`. Default: a user is its account and no more. */
  readonly getUsers?: GetUsers;
}

/** Something that `NIM.use` can plug in. */
export interface Plugin {
  install(nim: NimClass): void;
}

/** The companion's class. */
export interface NimClass {
  /** Plugs the class for calls in. */
  use(plugin: Plugin): void;
  /** Signs in, once for each account; a later call takes new callbacks. Another account ends the instance of the one before. */
  getInstance(options: NimOptions): NimInstance;
}

/** The class for calls: these three statics and no other. */
export interface NetcallClass extends Plugin {
  /** Nothing is left to do: calls and companion share one client. */
  install(nim: NimClass): void;
  /**
   * The one instance: later options are ignored until `destroy`.
   *
   * @throws CallError BAD_ARGUMENT: `参数缺失 appkey`, when neither `nim` nor `appkey` is there
   */
  getInstance(options: { readonly nim: { readonly account: string }; readonly debug?: boolean }): ImNetcall;
  getInstance(options: { readonly appkey: string; readonly debug?: boolean }): RoomNetcall;
  /** Destroys the instance, if there is one. */
  destroy(): void;
}

/** Applications of the original run their own ring timer, which must be the shorter one. */
const RING_MS = 60_000;

/**
 * The classes that an application written for NetEase's netcall imports, with a server of one's own behind them.
 *
 * @throws CallError BAD_ARGUMENT naming the option that is missing
 */
export function createNetease(options: NeteaseOptions): { readonly NIM: NimClass; readonly Netcall: NetcallClass } {
  const world = new World(options);
  class NIM {
    static use(plugin: Plugin): void {
      plugin.install(NIM);
    }

    static getInstance(wish: NimOptions): NimInstance {
      return world.nimOf(wish);
    }
  }
  class Netcall {
    static install(_nim: NimClass): void {
      return undefined;
    }

    static getInstance(wish: { readonly nim?: { readonly account: string }; readonly appkey?: string }): never {
      return world.netcallOf(wish) as never; // The declaration says which edition it is.
    }

    static destroy(): void {
      world.endNetcall();
    }
  }
  return { NIM, Netcall };
}

/** What both classes share: the one companion and the one instance for calls. */
class World {
  private readonly platform: Platform;
  private companion: NimInstance | null = null;
  private instance: ImNetcall | RoomNetcall | null = null;

  constructor(private readonly wishes: NeteaseOptions) {
    const { server, getToken } = objectOf(wishes);
    textOf(server, 'server');
    checkFunction(getToken, 'getToken');
    this.platform = wishes.platform ?? wxPlatform();
  }

  nimOf(wish: NimOptions): NimInstance {
    need(wish, 'account');
    if (this.companion?.account === wish.account) return this.companion.renew(wish);
    this.companion?.destroy();
    const { getUsers = strangers } = this.wishes;
    const line = this.lineFor(wish.account, wish.token, false);
    return (this.companion = new NimInstance(wish, line, getUsers, () => this.nimEnded(line)));
  }

  netcallOf(wish: { readonly nim?: { readonly account: string }; readonly appkey?: string }): ImNetcall | RoomNetcall {
    if (this.instance === null || this.instance.isGone) this.instance = this.makeNetcall(wish);
    return this.instance;
  }

  endNetcall(): void {
    this.instance?.destroy();
    this.instance = null;
  }

  private makeNetcall(wish: { readonly nim?: { readonly account: string }; readonly appkey?: string }): ImNetcall | RoomNetcall {
    const { platform } = this;
    const { nim, appkey } = objectOf(wish);
    if (nim instanceof NimInstance) return new ImNetcall(platform, nim.line);
    if (nim instanceof Object) return new ImNetcall(platform, this.lineOfStranger(nim));
    if (!appkey) throw missing('appkey');
    return new RoomNetcall(platform, (accid, token) => this.lineFor(accid, token, true));
  }

  /** The companion may be of another make: all that is asked of it is who is signed in. */
  private lineOfStranger(nim: object): Line {
    const line = this.lineFor(textOf(Reflect.get(nim, 'account'), 'account'), undefined, true);
    line.signIn();
    return line;
  }

  private lineFor(account: string, token = '', isOwned: boolean): Line {
    const { wishes: { getToken, getUsers: _, ...rest }, platform } = this;
    return new Line({ ringMs: RING_MS, ...rest, platform, adoptCalls: false, getToken: () => getToken(account, token) }, isOwned);
  }

  /** The instance for calls has nothing to talk through any more. */
  private nimEnded(line: Line): void {
    this.companion = null;
    if (line.isHeard) this.endNetcall();
  }
}

/** Users of whom nothing is known but their account. */
function strangers(accounts: readonly string[]): readonly NimUser[] {
  return accounts.map((account) => ({ account, nick: account }));
}
