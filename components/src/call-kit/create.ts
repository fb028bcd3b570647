import { Netcall } from 'netcall-sdk';
import type { Locale } from '../i18n/translate';
import { localeOf } from '../i18n/translate';
import type { CallClient } from './client';
import { currentService, remember } from './current';
import { wxHost } from './host';
import { PageRoute } from './page-route';
import { CallService } from './service';
import { CallStore } from './store';
import type { User } from './store';

/** What `createCallKit` takes. */
export interface CallKitOptions {
  /** Address of the signalling server, such as `wss://call.example.com/ws`. */
  readonly server: string;
  /** Fetches a token for the signed-in user from the application's own back end. */
  readonly getToken: () => Promise<string>;
  /** The page that holds `<call-kit/>`. Default `/pages/call/index`. */
  readonly callPage?: string;
  /** Where to go after a call when the call page is the only one. Default `/pages/index/index`. */
  readonly homePage?: string;
  /** Language of the texts. Default `auto`: WeChat's. */
  readonly locale?: Locale | 'auto';
  /** Name and picture of an account. Default: the account as its name. */
  readonly resolveUser?: (account: string) => User | Promise<User>;
  /** Hears what failed outside of a promise: the call page could not be opened, a mode could not be told. */
  readonly onError?: (error: unknown) => void;
  /** A client of one's own, for tests. */
  readonly netcall?: CallClient;
}

/** What an application does with calls. */
export type CallKit = Pick<
  CallService,
  | 'store' | 'netcall' | 'login' | 'logout' | 'call' | 'accept' | 'reject' | 'hangup' | 'toggleMic' | 'toggleCamera' | 'flipCamera'
  | 'toggleSpeaker' | 'records' | 'setLocale' | 'destroy'
>;

/**
 * Makes the call kit of the app; `App.onLaunch` is the place. It is remembered for `getCallKit` and `<call-kit/>`; one
 * made earlier is destroyed.
 */
export function createCallKit(options: CallKitOptions): CallKit {
  const host = wxHost();
  const { callPage = '/pages/call/index', homePage = '/pages/index/index', locale = 'auto' } = options;
  const service = new CallService({
    client: options.netcall ?? new Netcall({ server: options.server, getToken: options.getToken }),
    store: new CallStore(locale === 'auto' ? localeOf(host.language) : locale, !host.isDevtools),
    host,
    route: new PageRoute(host, { callPage, homePage }),
    resolveUser: options.resolveUser ?? ((name) => ({ name })),
    onError: options.onError ?? (() => undefined),
  });
  remember(service);
  return service;
}

/**
 * The call kit that `createCallKit` made.
 *
 * @throws Error when there is none
 */
export function getCallKit(): CallKit {
  return currentService();
}
