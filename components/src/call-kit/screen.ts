import { Alarm } from './alarm';
import type { Clock } from './host';

/** How long an accepted call waits for its page; both sides must be in the room within 15 s. */
export const SCREEN_WAIT_MS = 5_000;

/** The page that shows the call, as the service sees it. */
export interface Screen {
  /** Brings what the store says to the live components; resolves when they have it. */
  settle(): Promise<void>;
}

/** Which page shows the call now, if any. */
export class ScreenSlot {
  private screen: Screen | null = null;
  private arrived: () => void = () => undefined;
  private readonly patience: Alarm;

  constructor(clock: Clock) {
    this.patience = new Alarm(clock);
  }

  /** Takes a page. Returns what empties the slot, and whether it was still this page's. */
  attach(screen: Screen): () => boolean {
    this.screen = screen;
    this.patience.clear();
    this.arrived();
    return () => {
      const isMine = this.screen === screen;
      if (isMine) this.screen = null;
      return isMine;
    };
  }

  /** The call kit itself closes the page: its going is no wish of the user. Returns what puts the page back. */
  release(): () => void {
    const { screen } = this;
    this.screen = null;
    return () => {
      this.screen ??= screen;
    };
  }

  /** Brings the store to the page that is there. */
  settle(): Promise<void> {
    return this.screen ? this.screen.settle() : Promise.resolve();
  }

  /** Waits for a page, but not for ever, and brings the store to it. */
  async ready(): Promise<void> {
    if (!this.screen) {
      await new Promise<void>((resolve) => {
        this.arrived = resolve;
        this.patience.set(SCREEN_WAIT_MS, resolve);
      });
    }
    await this.settle();
  }

  /** Ends the waiting; who waited is not heard of again. */
  close(): void {
    this.patience.clear();
  }
}
