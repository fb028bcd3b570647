import { within } from './until';

/** Those who wait until something is so, and look again whenever something may have changed. */
export class Looks {
  #looks: (() => void)[] = [];

  /** Something may have changed. */
  look(): void {
    for (const look of this.#looks) look();
  }

  /**
   * Waits until something is so.
   *
   * @param what - said in the error when it does not come within `withinMs`
   */
  async until(what: string, isSo: () => boolean, withinMs?: number): Promise<void> {
    let look = (): void => undefined;
    const so = new Promise<void>((resolve) => {
      look = () => isSo() && resolve();
      this.#looks.push(look);
      look();
    });
    try {
      await within(what, so, withinMs);
    } finally {
      this.#looks = this.#looks.filter((each) => each !== look);
    }
  }
}
