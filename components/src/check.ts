/** Looks at what a call needs, before there is one. An entry of its own: who does not import it does not carry it. */
import { askPermission, localeOf, serviceIfMade, withOwn } from './call-kit/kit';
import type { Device } from './call-kit/permission';
import { collectFacts, openPage, systemFacts } from './check/collect';
import { findingsOf } from './check/findings';
import type { Finding } from './check/findings';
import { ownCheckTexts } from './i18n/check/texts';
import type { CheckTexts } from './i18n/check/texts';
import type { Locale } from './i18n/translate';

export type { Action, Finding } from './check/findings';

/** What `checkEnvironment` takes. */
export interface CheckOptions {
  /** Language of the texts: `zh-CN`, `en`, or one of the kit's `dictionaries`. Default: the kit's, or WeChat's before there is a kit. */
  readonly locale?: Locale | (string & Record<never, never>);
  /** Address of the signalling server: a WebSocket is opened to it and closed at once. Default: none is opened. */
  readonly server?: string;
  /** What live-pusher could not open; `<call-check/>` knows. */
  readonly refused?: readonly Device[];
}

/**
 * Looks at everything that a call needs: base library, platform, live components, privacy, permissions at three levels,
 * network, sign-in. Works before `createCallKit` and after it, and changes nothing.
 *
 * Resolves with one finding for each thing looked at, always in the same order, in at most 10 s.
 *
 * @throws CallError as `checkTextsOf`; whatever WeChat and the server say is a finding
 */
export async function checkEnvironment({ locale = currentLocale(), server = '', refused = [] }: CheckOptions = {}): Promise<readonly Finding[]> {
  const service = serviceIfMade();
  return findingsOf(await collectFacts({ netcall: service && service.netcall, askPermission, address: server, refused }), checkTextsOf(locale));
}

/**
 * The dictionary of the checks in a language: the kit's own, with what `checks` of the application's dictionary says.
 *
 * @throws CallError BAD_ARGUMENT naming dictionary and key, when that has a wrong one
 */
export function checkTextsOf(locale: string): CheckTexts {
  const service = serviceIfMade();
  const given = service && service.languages.checksOf(locale);
  const own = ownCheckTexts(localeOf(locale));
  return given ? withOwn(own, given, `dictionaries.${locale}.checks`) : own;
}

/** The language of the kit, or WeChat's before there is one. */
export function currentLocale(): string {
  const service = serviceIfMade();
  return service ? service.store.locale : localeOf(systemFacts().language);
}

/** Whether live-pusher runs here: the base library has it, and this is not WeChat DevTools. */
export function runsLive(): boolean {
  return wx.canIUse('live-pusher') && systemFacts().platform !== 'devtools';
}

/** Opens the settings in which the user mends a finding; resolves when they are open. A remedy by hand: no effect. */
export async function openRemedy({ action }: Pick<Finding, 'action'>): Promise<void> {
  if (action !== '') await openPage(action);
}
