import { Netcall } from 'netcall-sdk';
import type { Locale } from '../i18n/translate';
import { localeOf } from '../i18n/translate';
import type { CallClient } from './client';
import { currentService, remember } from './current';
import type { User } from './facts';
import { wxHost } from './host';
import { PageRoute } from './page-route';
import { CallService } from './service';
import { CallStore } from './store';

/** How the kit makes its client. */
interface OfServer {
  /** Address of the signalling server, such as `wss://call.example.com/ws`. */
  readonly server: string;
  /** Fetches a token for the signed-in user from the application's own back end. */
  readonly getToken: () => Promise<string>;
  readonly netcall?: undefined;
}

/** A client that the application has made. */
interface OfClient {
  /** Used as it is, so that the application can ask it what the kit does not wrap. The kit's `destroy` destroys it. */
  readonly netcall: CallClient;
}

/** What an application may decide. */
interface Choices {
  /** The page that holds `<call-kit/>`. Default `/pages/call/index`. */
  readonly callPage?: string;
  /** Where to go after a call when the call page is the only one. Default `/pages/index/index`. */
  readonly homePage?: string;
  /** Language of the texts. Default `auto`: WeChat's. */
  readonly locale?: Locale | 'auto';
  /** Name and picture of an account. Default: the account as its name. */
  readonly resolveUser?: (account: string) => User | Promise<User>;
  /**
   * Hears what failed outside of a promise: a `CallError`, such as a mode that could not be told, or an error with the
   * code `CALL_PAGE_FAILED`. Then the call is not to be seen, but can still be answered and ended.
   */
  readonly onError?: (error: unknown) => void;
}

/** What `createCallKit` takes: `server` and `getToken`, or a client of the application's own. */
export type CallKitOptions = Choices & (OfServer | OfClient);

/** What an application does with calls. */
export type CallKit = Pick<
  CallService,
  | 'store' | 'netcall' | 'streamHeard' | 'login' | 'logout' | 'call' | 'joinRoom' | 'accept' | 'reject' | 'hangup' | 'toggleMic' | 'toggleCamera' | 'flipCamera'
  | 'toggleSpeaker' | 'askForVideo' | 'answerVideo' | 'backToAudio' | 'records' | 'setLocale' | 'destroy'
>;

/**
 * Makes the call kit of the app; `App.onLaunch` is the place. It is remembered for `getCallKit` and `<call-kit/>`; one
 * made earlier is destroyed.
 */
export function createCallKit(options: CallKitOptions): CallKit {
  const host = wxHost();
  const { callPage = '/pages/call/index', homePage = '/pages/index/index', locale = 'auto' } = options;
  const service = new CallService({
    client: options.netcall === undefined ? new Netcall({ server: options.server, getToken: options.getToken }) : options.netcall,
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
