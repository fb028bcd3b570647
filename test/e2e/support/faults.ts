import type { Locator } from 'playwright-core';
import { until } from '../../support/until';
import type { Pair, ScreenPhone } from './pair';

/** What a live tag is in the panel's log. */
const ARROWS = { pusher: '↑', player: '↓' } as const;

/** A phone of the pair's page with its panel of faults open. */
export class FaultyPhone {
  private readonly panel: Locator;
  /** Number of the last code that is forgotten. */
  private known = 0;

  private constructor(
    readonly phone: ScreenPhone,
    account: string,
  ) {
    this.panel = phone.page.getByRole('group', { name: `${account}: faults` });
  }

  /** Opens the panels of both phones. */
  static async both({ alice, bob, page }: Pair): Promise<[FaultyPhone, FaultyPhone]> {
    for (const button of await page.getByRole('button', { name: 'Faults' }).all()) await button.click();
    return [new FaultyPhone(alice, 'alice'), new FaultyPhone(bob, 'bob')];
  }

  button(name: string): Locator {
    return this.panel.getByRole('button', { name, exact: true });
  }

  /** Presses a button and waits until it is shown as pressed, or no more. */
  async press(name: string, on = true): Promise<void> {
    await this.button(name).click();
    await this.shows(name, on);
  }

  /** Chooses from a list of the panel. */
  async choose(name: string, option: string): Promise<void> {
    await this.panel.getByLabel(name).selectOption(option);
  }

  /** Waits until a button is shown as pressed, or no more. */
  async shows(name: string, on: boolean): Promise<void> {
    await this.panel.locator(`button[aria-pressed="${on}"]`, { hasText: name }).waitFor({ timeout: 20_000 });
  }

  /** From now on, only what the live tags tell anew. */
  async forget(): Promise<void> {
    this.known = (await this.all()).at(-1)?.number ?? 0;
  }

  /** What the pusher or the players have told since, save what differs from run to run. */
  async codes(tag: keyof typeof ARROWS, among: readonly number[]): Promise<number[]> {
    const fresh = (await this.all()).filter(({ number, text }) => number > this.known && text.startsWith(ARROWS[tag]));
    return fresh.map(({ text }) => Number(text.slice(2))).filter((code) => among.includes(code));
  }

  /** Waits until the pusher or the players have told exactly these, of all that are among them, in this order. */
  async tells(tag: keyof typeof ARROWS, expected: readonly number[], withinMs = 20_000): Promise<void> {
    let told: number[] = [];
    await until(`${tag}: ${expected.join(' ')}`, async () => (told = await this.codes(tag, expected)).join() === expected.join(), withinMs).catch((cause: unknown) => {
      throw new Error(`the ${tag} has told ${told.join(' ')}`, { cause });
    });
  }

  private all(): Promise<{ number: number; text: string }[]> {
    return this.panel.getByRole('log').locator('li').evaluateAll((lines) => lines.map((line) => ({ number: (line as HTMLLIElement).value, text: line.textContent ?? '' })));
  }
}
