import { Netcall } from 'netcall-sdk';
import type { Listener } from 'netcall-sdk';
import type { Dictionaries, Locale } from '../i18n/translate';
import { Bell } from './bell';
import type { Ringtones } from './bell';
import type { CallClient } from './client';
import { tellConsole } from './console';
import { currentService, remember } from './current';
import type { User } from './facts';
import { wxHost } from './host';
import { DEFAULT_INTERRUPTIONS } from './interruptions';
import type { Interruptions } from './interruptions';
import { Languages } from './languages';
import { checkOptions, tokensOf } from './options';
import { PageRoute } from './page-route';
import { withPusher, type PusherOptions } from './pusher-options';
import { CallService } from './service';
import { CallStore } from './store';
import type { ThemeChoice } from './theme';

/** How the kit makes its client. */
interface OfServer {
  /** Address of the signalling server, such as `wss://call.example.com/ws`. */
  readonly server: string;
  /** Fetches a token for the signed-in user from the application's own back end. */
  readonly getToken: () => Promise<string>;
  readonly netcall?: undefined;
  readonly listener?: undefined;
}

/** A client that the application has made. */
interface OfClient {
  /** Used as it is, so that the application can ask it what the kit does not wrap. The kit's `destroy` destroys it. */
  readonly netcall: CallClient;
  readonly server?: undefined;
  readonly getToken?: undefined;
  readonly listener?: undefined;
}

/** What has signed in before the kit was loaded. */
interface OfListener {
  /**
   * Of `makeListener` in `netcall-sdk/listener`: the kit goes on where it is, so that a call which rings already is shown. The kit's
   * `login` signs in if nobody has; its `destroy` gives the listener back, which hears on.
   */
  readonly listener: Listener;
  readonly server?: undefined;
  readonly getToken?: undefined;
  readonly netcall?: undefined;
}

/** What an application may decide. */
interface Choices {
  /** The page that holds `<call-kit/>`. Default `/pages/call/index`. */
  readonly callPage?: string;
  /** Where to go after a call when the call page is the only one, and what `minimise` opens above it. Default `/pages/index/index`. */
  readonly homePage?: string;
  /** Language of the texts: `zh-CN`, `en`, or one of `dictionaries`. Default `auto`: WeChat's, where there is a dictionary of it. */
  readonly locale?: Locale | 'auto' | (string & Record<never, never>);
  /** Texts of your own, by language: `{ ja: { hangUp: '…' }, en: { hangUp: 'End' } }`. What one does not say is the kit's. Default: none. */
  readonly dictionaries?: Dictionaries;
  /** How the call is drawn where there is no picture to see. Default `auto`: WeChat's theme where app.json has `darkmode`, dark where not. */
  readonly theme?: ThemeChoice;
  /** Name and picture of an account. Default: the account as its name. */
  readonly resolveUser?: (account: string) => User | Promise<User>;
  /**
   * Asks the user whom else to call, as on a page or in a sheet of your own; resolves with accounts, with an empty list when the user turns back:
   * the button waits for it. `present` are in the call or being called. Gives a call with several, and a room, the button `Invite`. Default: no button.
   */
  readonly pickInvitees?: (present: readonly string[]) => readonly string[] | Promise<readonly string[]>;
  /** How a call that rings is shown: `banner` where a `<call-banner/>` stands on the visible page. Default `page`. */
  readonly incoming?: 'page' | 'banner';
  /** What becomes of a call that is disturbed. Default: muted during a phone call, ended when its page is left, otherwise kept. */
  readonly interruptions?: Partial<Interruptions>;
  /** Files that ring, as addresses such as `/assets/ring.mp3`; false, of one or of both: silence. Default: tones of the kit's own. */
  readonly ringtones?: Ringtones | false;
  /** How the own picture and sound are made: beauty, filter, size … Default: as WeChat has it. */
  readonly pusher?: PusherOptions;
  /** Whether an incoming call vibrates. Default true. */
  readonly vibrate?: boolean;
  /**
   * Hears what failed outside of a promise: a `CallError`, such as a mode that could not be told, or an error with the
   * code `CALL_PAGE_FAILED`. Then the call is not to be seen, but can still be answered and ended. Also that the sign-in has ended
   * for good, with its code. Default: the console.
   */
  readonly onError?: (error: unknown) => void;
}

/** What `createCallKit` takes: `server` and `getToken`, or a client of the application's own, or a listener. */
export type CallKitOptions = Choices & (OfServer | OfClient | OfListener);

/** What an application does with calls. */
export type CallKit = Pick<
  CallService,
  | 'store' | 'netcall' | 'streamHeard' | 'login' | 'logout' | 'call' | 'invite' | 'joinRoom' | 'accept' | 'reject' | 'hangup' | 'minimise' | 'restore' | 'toggleMic' | 'toggleCamera' | 'flipCamera'
  | 'toggleSpeaker' | 'askForVideo' | 'answerVideo' | 'backToAudio' | 'records' | 'doNotDisturb' | 'setLocale' | 'setPusher' | 'setTheme' | 'destroy'
>;

/**
 * Makes the call kit of the app; `App.onLaunch` is the place. It is remembered for `getCallKit` and `<call-kit/>`; one
 * made earlier is destroyed.
 *
 * @throws CallError BAD_ARGUMENT naming the option that is missing, wrong, not known, or given beside another that it contradicts:
 *   also dictionary and key, such as `dictionaries.ja.hangup`, the field of `pusher`, and a `locale` that has no dictionary
 */
export function createCallKit(options: CallKitOptions): CallKit {
  checkOptions(options);
  const { callPage = '/pages/call/index', homePage = '/pages/index/index', locale = 'auto', ringtones = {}, vibrate = true, onError = tellConsole } = options;
  const host = wxHost(onError);
  const languages = new Languages(options.dictionaries);
  const pusher = withPusher({}, options.pusher ?? {});
  const language = languages.choose(locale, host.language);
  const service = new CallService({
    client: clientOf(options),
    store: new CallStore(language, !host.isDevtools, host.textScale, languages.textsOf(language), options.pickInvitees !== undefined),
    languages,
    host,
    bell: new Bell({ host, ringtones: ringtones || { incoming: false, outgoing: false }, vibrates: vibrate }),
    route: new PageRoute(host, { callPage, homePage }),
    incoming: options.incoming ?? 'page',
    pickInvitees: options.pickInvitees,
    theme: options.theme,
    interruptions: { ...DEFAULT_INTERRUPTIONS, ...options.interruptions },
    resolveUser: options.resolveUser ?? ((name) => ({ name })),
    onError,
  });
  service.store.setPusher(pusher);
  remember(service);
  return service;
}

function clientOf(options: CallKitOptions): CallClient {
  if (options.netcall !== undefined) return options.netcall;
  return new Netcall(options.listener === undefined ? { server: options.server, getToken: tokensOf(options.getToken) } : { listener: options.listener });
}

/**
 * The call kit that `createCallKit` made.
 *
 * @throws Error when there is none
 */
export function getCallKit(): CallKit {
  return currentService();
}
