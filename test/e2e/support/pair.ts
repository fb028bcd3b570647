import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { until } from '../../support/until';
import { listen, LISTEN_TO_SPEAKERS, look, SILENCE, type Picture } from './senses';

/** One phone of the pair's page, driven as a person would: by what stands on its screen. */
export class ScreenPhone {
  constructor(
    readonly frame: Frame,
    readonly page: Page,
  ) {}

  /** Something on the page in front; pages below it in the stack are hidden. */
  text(text: string | RegExp): Locator {
    return this.frame.getByText(text).filter({ visible: true }).first();
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name, exact: true }).filter({ visible: true }).first();
  }

  /** An element by the id that the mini-program gave it. */
  id(id: string): Locator {
    return this.frame.locator(`[id$="--${id}"]`).filter({ visible: true }).first();
  }

  async see(text: string | RegExp, withinMs = 10_000): Promise<void> {
    await this.text(text).waitFor({ timeout: withinMs });
  }

  async tap(name: string | RegExp): Promise<void> {
    await this.button(name).click();
  }

  async tapId(id: string): Promise<void> {
    await this.id(id).click();
  }

  /** Waits until the tile of this name in a grid says something. */
  async seeInTile(name: string, text: string): Promise<void> {
    await this.frame.locator(`[aria-label="${name}"]`).getByText(text).waitFor({ timeout: 30_000 });
  }

  /** Waits until a picture is drawn that is not blank and changes from look to look: the peer's, or one's own. */
  async seeMovingPicture(withinMs = 15_000, tag: 'live-player' | 'live-pusher' = 'live-player'): Promise<void> {
    let last: Picture | null = null;
    await until('a moving picture', async () => {
      const before = last;
      last = await look(this.frame, tag);
      return before !== null && last !== null && last.contrast > 40 && last.hash !== before.hash;
    }, withinMs);
  }

  /** Waits until the picture stands still, or is gone: two looks a second apart are the same. */
  async seeStillPicture(withinMs = 15_000): Promise<void> {
    await until('a picture that stands still', async () => {
      const before = await look(this.frame);
      await this.page.waitForTimeout(1000);
      return (await look(this.frame))?.hash === before?.hash;
    }, withinMs);
  }

  /** Waits until nothing of the peer's picture is left: nothing is drawn, or all of it is one shade. */
  async seeBlankPicture(withinMs = 10_000): Promise<void> {
    await until('a blank picture', async () => {
      const picture = await look(this.frame);
      return picture === null || picture.contrast < 12;
    }, withinMs);
  }

  /** Waits until the fake device's beep comes out of the speakers. */
  async hearTone(withinMs = 15_000): Promise<void> {
    await this.hearBetween(150, 1200, withinMs);
  }

  /** Waits until something between these pitches is the loudest that comes out of the speakers. */
  async hearBetween(lowHz: number, highHz: number, withinMs = 15_000): Promise<void> {
    await until(`a sound between ${lowHz} and ${highHz} Hz`, async () => {
      const { peak, hz } = await listen(this.frame);
      return peak > 0.05 && hz > lowHz && hz < highHz;
    }, withinMs);
  }

  /** Waits until two seconds pass without a sound: the fake device beeps more often than that. */
  async hearSilence(withinMs = 15_000): Promise<void> {
    await until('silence', async () => (await listen(this.frame, 2000)).peak < SILENCE, withinMs);
  }
}

/** The page with the two phones, in a browser context of its own. */
export interface Pair {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly alice: ScreenPhone;
  readonly bob: ScreenPhone;
  /** What went wrong in the page's scripts; tests expect it to be empty. */
  readonly faults: string[];
}

/** Opens the pair's page and waits until both phones of the demo are signed in. */
export async function openPair(browser: Browser, url: string, lang: 'en' | 'zh', script = LISTEN_TO_SPEAKERS): Promise<Pair> {
  const pair = await openPhones(browser, url, lang, script);
  const both = [pair.alice, pair.bob];
  await Promise.all(both.map((phone) => phone.id('me').waitFor({ timeout: 15_000 })));
  await Promise.all(both.map((phone) => phone.see(WORDS[lang].online)));
  return pair;
}

/** A pair of the demo for each test of a file, closed after it; nothing may have gone wrong in its scripts. */
export function usePair(browser: () => Browser, preview: () => { readonly url: string }): () => Pair {
  let pair: Pair | null = null;
  const opened = (): Pair => {
    if (pair === null) throw new Error('the pair has not been opened yet');
    return pair;
  };
  beforeEach(async () => {
    pair = await openPair(browser(), preview().url, 'en');
  }, 40_000);
  afterEach(async () => {
    await opened().context.close();
    expect(opened().faults).toEqual([]);
  });
  return opened;
}

/**
 * Opens the pair's page, whatever mini-program it shows. Bob's speaker is turned on, since tests listen to it.
 *
 * @param script - runs in each phone before all others. Default: what `hearTone` and `hearSilence` need.
 */
export async function openPhones(browser: Browser, url: string, lang: 'en' | 'zh', script = LISTEN_TO_SPEAKERS): Promise<Pair> {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'], viewport: { width: 1000, height: 960 } });
  await context.addInitScript(script);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(`${url}?lang=${lang}`);
  const [alice, bob] = await Promise.all(['a', 'b'].map(async (name) => new ScreenPhone(await frameOf(page, name), page)));
  await page.locator('[data-action="speakerOff"]').click();
  return { page, context, alice: alice!, bob: bob!, faults };
}

async function frameOf(page: Page, name: string): Promise<Frame> {
  return until(`the phone ${name}`, () => page.frame({ name }) ?? undefined);
}

/** Words of the demo that the pair is driven by, in both languages. */
export const WORDS = {
  en: { online: 'Online', agree: 'Agree', accept: 'Accept', cancel: 'Cancel', hangUp: 'Hang up' },
  zh: { online: '在线', agree: '同意', accept: '接听', cancel: '取消', hangUp: '挂断' },
} as const;

/** Dials, and agrees to the privacy guide when the phone asks, as it does before its first call. */
export async function dial(caller: ScreenPhone, account: string, media: 'audio' | 'video', words: (typeof WORDS)['en' | 'zh'] = WORDS.en): Promise<void> {
  await caller.tapId(`${media}-${account}`);
  await untilDialling(caller, words);
}

/** Calls Bob and these accounts from the page for several, with video. @param chosen - runs when all stand on that page */
export async function dialSeveral(caller: ScreenPhone, others: readonly string[], words: (typeof WORDS)['en' | 'zh'] = WORDS.en, chosen?: () => Promise<unknown>): Promise<void> {
  await caller.tapId('open-group');
  await caller.tapId('choose-bob');
  await caller.id('others').fill(others.join(' '));
  await chosen?.();
  await caller.tapId('group-video');
  await untilDialling(caller, words);
}

/** Enters a room from the page for several, with video. */
export async function enterRoom(phone: ScreenPhone, name: string, words: (typeof WORDS)['en' | 'zh'] = WORDS.en): Promise<void> {
  await phone.tapId('open-group');
  await phone.id('room').fill(name);
  await phone.tapId('room-video');
  const [agree, hangUp] = [phone.button(words.agree), phone.button(words.hangUp)];
  await agree.or(hangUp).first().waitFor();
  if (await agree.isVisible()) await agree.click();
  await hangUp.waitFor();
}

async function untilDialling(caller: ScreenPhone, words: (typeof WORDS)['en' | 'zh']): Promise<void> {
  const [agree, cancel] = [caller.button(words.agree), caller.button(words.cancel)];
  await agree.or(cancel).first().waitFor();
  if (await agree.isVisible()) await agree.click();
  await cancel.waitFor();
}

/** Calls from one phone to the other, answers there, and waits until both show the duration. */
export async function connect(caller: ScreenPhone, callee: ScreenPhone, account: string, media: 'audio' | 'video' = 'video', words: (typeof WORDS)['en' | 'zh'] = WORDS.en): Promise<void> {
  await dial(caller, account, media, words);
  await callee.tap(words.accept);
  await Promise.all([caller, callee].map((phone) => phone.see(/^00:\d\d$/)));
}
