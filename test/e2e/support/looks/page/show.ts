import type { CallKit } from '../../../../../components/src/call-kit/create';
import type { MediaFacts, User } from '../../../../../components/src/call-kit/facts';
import { ownCheckTexts } from '../../../../../components/src/i18n/check/texts';
import type { Locale } from '../../../../../components/src/i18n/translate';
import type { State } from '../states';

/** What a page is told to show. */
export interface Showing {
  readonly state: State;
  readonly media: MediaFacts;
  readonly nowMs: number;
  readonly users: Readonly<Record<string, User>>;
  readonly theme: 'light' | 'dark';
  readonly locale: Locale;
}

/** What the mini-program `looks-app` puts into its window. */
interface AppWindow {
  readonly kit: CallKit;
  readonly check: { look(): void; setData(data: object): void };
  readonly checkPage: { setData(data: object): void };
}

/** The moment of the pulse at which both of its rings are to be seen. */
const PULSE_AT_MS = 1_800;

/** Puts a state into the store, as the service does it while a call goes on. */
export function show({ state, media, nowMs, users, theme, locale }: Showing): void {
  const { kit } = window as unknown as AppWindow;
  const root = document.documentElement;
  root.dataset['picture'] = state.picture ?? 'bright';
  root.dataset['theme'] = theme;
  kit.setLocale(locale);
  kit.setTheme(theme);
  kit.store.tick(nowMs);
  kit.store.setConnection(state.connection ?? 'online');
  Object.entries(users).forEach(([account, user]) => kit.store.setUser(account, user));
  kit.store.setMedia(media);
  Object.assign(kit.store, { invites: state.invites ?? false });
  kit.store.setCall(state.call);
  if (state.page === 'check') lookAgain(theme);
}

function lookAgain(theme: string): void {
  const { check, checkPage } = window as unknown as AppWindow;
  checkPage.setData({ theme });
  check.look();
}

/** Once the check has found everything ready, this is what the state wants it to have found. */
export function judge({ then }: State, locale: Locale): void {
  const { check } = window as unknown as AppWindow;
  if (then === 'refuse') check.setData({ missing: missingIn(locale), isReady: false });
  else check.setData({ level: 45 });
}

/** What may be missing: with a button that mends it, and without. */
function missingIn(locale: Locale): object[] {
  const { labels, findings } = ownCheckTexts(locale);
  const said = (code: string, [text, remedy]: readonly [string, string], device = '') => ({ code, text: text.replace('{device}', device), remedy });
  return [
    { ...said('CAMERA_REFUSED', findings.appRefused, labels.camera), action: 'openSetting' }, said('MICROPHONE_REFUSED', findings.phoneRefused, labels.microphone), said('NETWORK_NONE', findings.networkNone),
  ];
}

/** Resolves when what the store says is drawn and nothing moves: what ends has ended, what never ends stands still. */
export async function rest(): Promise<void> {
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
    else {
      animation.pause();
      animation.currentTime = PULSE_AT_MS;
    }
  }
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))); // One that cannot be shown is drawn as such.
  await new Promise(requestAnimationFrame);
}
