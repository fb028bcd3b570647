import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ROOT } from '../../support/repo';
import { until } from '../../support/until';
import { openPhones, type Pair, type ScreenPhone } from './pair';

const FOLDER = join(ROOT, 'test/apps');

/** The application, with the package resolved as an installed one is: by its manifest, to what the build has made. */
export const APP_2019 = { miniprogram: join(FOLDER, 'netcall-2019'), tsconfig: join(FOLDER, 'tsconfig.json') };

/** What an event carries, as far as tests look. */
interface Payload {
  readonly code?: number;
  readonly mode?: number;
  readonly connectCount?: number;
}

/** The application on the two phones of the pair's page. */
export class App2019 {
  /** Every line of the application's log: `alice syncDone {…}`. */
  readonly log: string[] = [];

  constructor(readonly pair: Pair) {
    pair.page.on('console', (message) => this.log.push(message.text()));
  }

  /** Alice calls Bob, whose phone rings. */
  async dial(media: 'audio' | 'video'): Promise<void> {
    const { alice, bob } = this.pair;
    await alice.tapId(`${media}-bob`);
    await Promise.all([alice.see('等待接听'), bob.see('邀请你通话')]);
  }

  /** Alice calls Bob, who answers. */
  async connect(media: 'audio' | 'video'): Promise<void> {
    await this.dial(media);
    await this.pair.bob.tap('接听');
    await Promise.all(this.both.map((phone) => phone.see('通话中')));
  }

  async bothSeeAndHear(): Promise<void> {
    await Promise.all(this.both.flatMap((phone) => [phone.seeMovingPicture(), phone.hearTone()]));
  }

  async bothHearOnly(): Promise<void> {
    await Promise.all(this.both.flatMap((phone) => [phone.seeBlankPicture(), phone.hearTone()]));
  }

  /** Waits until a phone is back on the first page, which shows how its call ended. */
  async ends(phone: ScreenPhone, how: string): Promise<void> {
    await phone.see(`上次通话：${how}`);
  }

  async bothEnd(how: { readonly alice: string; readonly bob: string }): Promise<void> {
    await Promise.all([this.ends(this.pair.alice, how.alice), this.ends(this.pair.bob, how.bob)]);
  }

  /** Changes the application's own configuration. */
  async configure(phone: ScreenPhone, change: { readonly noAnswerMs: number }): Promise<void> {
    await phone.frame.evaluate((wish) => {
      Object.assign((getApp() as unknown as { config: object }).config, wish);
    }, change);
  }

  /** Waits until the application has logged this as often: an account and an event, and what the event carries. */
  async told(what: string, isIt: (payload: Payload) => boolean = () => true, times = 1): Promise<void> {
    await until(what, () => this.lines(what).filter((line) => isIt(payloadOf(line, what))).length >= times);
  }

  /** How often the application has logged this. */
  count(what: string): number {
    return this.lines(what).length;
  }

  private get both(): readonly ScreenPhone[] {
    return [this.pair.alice, this.pair.bob];
  }

  private lines(what: string): string[] {
    return this.log.filter((line) => line === what || line.startsWith(`${what} `));
  }
}

/** Opens the pair's page with the application and waits until both are signed in. */
export async function openApp2019(browser: Browser, url: string): Promise<App2019> {
  const app = new App2019(await openPhones(browser, url, 'zh'));
  const { alice, bob } = app.pair;
  await Promise.all([alice.see('alice 已登录'), bob.see('bob 已登录')]);
  return app;
}

function payloadOf(line: string, what: string): Payload {
  const text = line.slice(what.length);
  return text.includes('{') ? (JSON.parse(text) as Payload) : {};
}
