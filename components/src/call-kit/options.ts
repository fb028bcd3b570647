import type { CallKitOptions } from './create';
import { PUSHER_RULES } from './pusher-options';
import { badOption, BOOLEAN, check, FUNCTION, isObject, oneOf, rule, TEXT } from './rules';
import type { Rule, Rules } from './rules';

/** Every option that there is, whichever of the ways to a client. */
type Name = CallKitOptions extends infer O ? (O extends object ? keyof O : never) : never;

/** The longest time that a timer can wait for is 24.8 days; nobody waits longer than one for a call. */
const HANG_UP_AFTER_MAX_MS = 86_400_000;

const DICTIONARIES = rule('an object with a dictionary for each language', isObject);
const PAGE = rule('an address that begins with /', (value) => typeof value === 'string' && value.startsWith('/'));
const TONE = rule('an address, or false', (value) => typeof value === 'string' || value === false);
const POLICY = rule(`keep, mute or { hangUpAfterMs: 0 to ${HANG_UP_AFTER_MAX_MS} }`, (value) => value === 'keep' || value === 'mute' || isDelay(value));

const RULES = {
  server: TEXT, getToken: FUNCTION, netcall: rule('a Netcall', isObject), listener: rule('what makeListener has made', (value) => isObject(value) && 'wake' in value), callPage: PAGE, homePage: PAGE, locale: TEXT, dictionaries: DICTIONARIES, resolveUser: FUNCTION, pickInvitees: FUNCTION, pusher: { of: PUSHER_RULES },
  incoming: oneOf('page', 'banner'), theme: oneOf('auto', 'light', 'dark'),
  interruptions: { of: { hide: POLICY, phoneCall: POLICY, audioInterruption: POLICY, pageLeave: POLICY } satisfies Record<keyof Required<CallKitOptions>['interruptions'], Rule> },
  ringtones: { or: false, of: { incoming: TONE, outgoing: TONE } satisfies Record<keyof Exclude<CallKitOptions['ringtones'], undefined | false>, Rule> },
  vibrate: BOOLEAN, onError: FUNCTION,
} satisfies Record<Name, Rules[string]>;

/** Options of which one alone says where the client comes from. */
const ORIGINS = ['server', 'netcall', 'listener'] as const;

/**
 * Looks at what `createCallKit` was given: the application may be written in JavaScript. What is undefined counts as not given.
 *
 * @throws CallError BAD_ARGUMENT naming the option that is missing, wrong, not known, or given beside another that it contradicts
 */
export function checkOptions(options: CallKitOptions): void {
  check(options, RULES, '');
  const given = options as Readonly<Record<Name, unknown>>;
  const [first = 'server', second] = ORIGINS.filter((name) => given[name] !== undefined);
  if (second !== undefined) throw badOption(second, `absent beside ${first}`);
  if (first !== 'server') return;
  if (given.server === undefined) throw badOption('server', TEXT.expected);
  if (given.getToken === undefined) throw badOption('getToken', FUNCTION.expected);
}

/** The same for one option that is changed later. @throws CallError BAD_ARGUMENT naming it */
export function checkOption(name: Name, value: unknown): void {
  check({ [name]: value }, RULES, '');
}

/** A token service that answers otherwise than was thought is told of as such, not as a server that cannot be reached. */
export function tokensOf(getToken: () => Promise<string>): () => Promise<string> {
  return async () => {
    const token: unknown = await getToken();
    if (typeof token !== 'string' || token === '') throw badOption('getToken', 'a promise of a token');
    return token;
  };
}

function isDelay(value: unknown): boolean {
  if (!isObject(value) || !('hangUpAfterMs' in value)) return false;
  const { hangUpAfterMs } = value;
  return typeof hangUpAfterMs === 'number' && hangUpAfterMs >= 0 && hangUpAfterMs <= HANG_UP_AFTER_MAX_MS;
}
