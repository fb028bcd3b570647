import { badArgument, type CallError, type Message } from 'netcall-protocol';
import { nothing } from '../platform/platform';
import { need } from './failures';
import type { Line } from './line';
import { messageOf, recordOf, type CallMsg, type CustomSysMsg, type TipMsg } from './messages';

/** How a request of the companion ends: an error first, or null and what was asked for. */
export type Done<T> = (error: Error | null, result: T) => void;

/** A user as the application's own back end knows it. */
export interface NimUser {
  readonly account: string;
  readonly nick?: string;
  readonly avatar?: string;
}

/** Looks users up in the application's own back end; those that it does not know may be left out. */
export type GetUsers = (accounts: readonly string[]) => readonly NimUser[] | Promise<readonly NimUser[]>;

/** Why the connection is over: 302 the token was refused, `kicked` the same device has signed in elsewhere, `logout`, or a code of ours. */
export interface Disconnection {
  readonly code: number | string;
  readonly message: string;
}

/** What `NIM.getInstance` takes. */
export interface NimOptions {
  readonly account: string;
  /** Passed on to `getToken` of `createNetease`. */
  readonly token?: string;
  readonly appKey?: string;
  readonly debug?: boolean;
  /** Signed in; again after each lost connection, but not before a call that went on meanwhile is over. */
  readonly onconnect?: (login: { readonly account: string }) => void;
  /** The connection is over and stays so. */
  readonly ondisconnect?: (why: Disconnection) => void;
  /** The connection is lost and will be tried again; the first time is 1. */
  readonly onwillreconnect?: (attempt: { readonly retryCount: number }) => void;
  /** The first sign-in did not come about; `ondisconnect` follows. */
  readonly onerror?: (error: Error) => void;
  readonly onmsg?: (message: TipMsg | CallMsg) => void;
  readonly oncustomsysmsg?: (message: CustomSysMsg) => void;
}

/** What an application hears by. */
type Callbacks = Required<Omit<NimOptions, 'account' | 'token' | 'appKey' | 'debug'>>;

/** What all requests may have. */
interface Asked<T> {
  readonly done?: Done<T>;
}

/** Whom a message is for. */
interface Addressed {
  /** `p2p`, which is all there is. */
  readonly scene: string;
  readonly to: string;
}

const REFUSED = 302;

/**
 * What applications use of the IM companion beside calls: who is signed in, the connection, texts from account to account
 * that wait for who is away, users, and what remains of calls. It shares the one socket of its account with the calls.
 */
export class NimInstance {
  private isDestroyed = false;
  /** Signed in again during a call: told when it is over. */
  private isToldLater = false;

  constructor(
    private wishes: NimOptions,
    /** @internal The client that it shares with the calls. */
    readonly line: Line,
    private readonly resolveUsers: GetUsers,
    private readonly onDestroyed: () => void,
  ) {
    const { client } = line;
    client.on('connection', ({ state }) => state === 'online' && this.connected());
    client.on('disconnect', () => this.isToldLater && this.connected());
    client.on('willreconnect', ({ count }) => this.callBack('onwillreconnect', { retryCount: count }));
    client.on('error', ({ code, desc }) => code !== 'LISTENER' && this.disconnected(code, desc));
    client.on('message', ({ message }) => this.received(message));
    client.on('callRecord', ({ record }) => this.callBack('onmsg', recordOf(record, this.account)));
    this.connect();
  }

  /** Who is signed in. */
  get account(): string {
    return this.wishes.account;
  }

  /** Takes new callbacks, as a second `getInstance` does, and signs in again if it is not. */
  renew(wishes: NimOptions): this {
    this.wishes = { ...this.wishes, ...wishes };
    this.connect();
    return this;
  }

  /** Signs in; `onconnect` follows. Without effect when it is. */
  connect(): void {
    const { client } = this.line;
    if (client.connection !== 'offline') return;
    client.login().catch((failure: CallError) => {
      if (failure.code !== 'UNAUTHENTICATED') this.callBack('onerror', failure);
      this.disconnected(failure.code, failure.message);
    });
  }

  /** Signs out; `ondisconnect` follows with code `logout`. A call is hung up. */
  disconnect({ done }: Asked<null> = {}): void {
    settle(this.line.client.logout().then(() => {
      this.disconnected('logout', '');
      return null;
    }), done, null);
  }

  /** Signs out for good: calls end with it, and `NIM.getInstance` makes a new one. Safe to call twice. */
  destroy({ done }: Asked<null> = {}): void {
    if (!this.isDestroyed) this.onDestroyed();
    this.isDestroyed = true;
    this.line.client.destroy();
    settle(Promise.resolve(null), done, null);
  }

  /** Sends a text of the application's own: `oncustomsysmsg` over there, at once or at the next sign-in. @throws CallError BAD_ARGUMENT */
  sendCustomSysMsg(options: Addressed & { readonly content: string } & Asked<CustomSysMsg>): void {
    need(options, 'scene', 'to', 'content');
    this.post('custom', options, options.content, options.done as Done<unknown> | undefined);
  }

  /** Sends a remark in the conversation: `onmsg` over there and on this account's other devices. @throws CallError BAD_ARGUMENT */
  sendTipMsg(options: Addressed & { readonly tip: string } & Asked<TipMsg>): void {
    need(options, 'scene', 'to', 'tip');
    this.post('tip', options, options.tip, options.done as Done<unknown> | undefined);
  }

  /** Looks users up, by the resolver of `createNetease`. @throws CallError BAD_ARGUMENT */
  getUsers(options: { readonly accounts: readonly string[] } & Asked<readonly NimUser[]>): void {
    need(options, 'accounts');
    settle(lookUp(this.resolveUsers, options.accounts), options.done, []);
  }

  /** Looks a user up. @throws CallError BAD_ARGUMENT */
  getUser(options: { readonly account: string } & Asked<NimUser>): void {
    const { account } = options;
    need(options, 'account');
    settle(lookUp(this.resolveUsers, [account]).then(([user = { account }]) => user), options.done, { account });
  }

  private post(kind: Message['kind'], { scene, to }: Addressed, content: string, done: Done<unknown> | undefined): void {
    const { account } = this;
    const draft = { from: account, to, kind, content };
    const sent = scene === 'p2p' ? this.line.client.sendMessage({ to, kind, content }) : Promise.reject(badArgument('scene', 'p2p'));
    settle(sent.then((taken) => messageOf({ ...draft, ...taken }, account)), done, messageOf({ ...draft, id: '', at: 0 }, account));
  }

  private received(message: Message): void {
    const read = messageOf(message, this.account);
    if (read.type === 'tip') this.callBack('onmsg', read);
    else this.callBack('oncustomsysmsg', read);
  }

  /** Applications make their netcall instance anew here, which ends the call of the one before: a call is not to end so. */
  private connected(): void {
    this.isToldLater = this.line.isHeard && this.line.isBusy;
    if (!this.isToldLater) this.callBack('onconnect', { account: this.account });
  }

  private disconnected(code: string, message: string): void {
    this.callBack('ondisconnect', { code: code === 'UNAUTHENTICATED' ? REFUSED : code === 'SESSION_EXPIRED' ? 'kicked' : code, message });
  }

  private callBack<N extends keyof Callbacks>(name: N, fact: Parameters<Callbacks[N]>[0]): void {
    const callback = this.wishes[name] as ((fact: Parameters<Callbacks[N]>[0]) => void) | undefined;
    if (!this.isDestroyed) callback?.(fact);
  }
}

/** Calls back with what a promise comes to. */
function settle<T>(promise: Promise<T>, done: Done<T> = nothing, otherwise: T): void {
  void promise.then((result) => done(null, result), (error: Error) => done(error, otherwise));
}

function lookUp(resolve: GetUsers, accounts: readonly string[]): Promise<readonly NimUser[]> {
  return new Promise((done) => done(resolve(accounts)));
}
