import type { Host } from './host';

/** Where the call page is and where to go when there is no page below it. */
export interface PageAddresses {
  readonly callPage: string;
  readonly homePage: string;
}

/** Neither way to the call page was open. Branch on `code`: the class is not exported. */
class CallPageError extends Error {
  readonly code = 'CALL_PAGE_FAILED';

  /** @param cause - what WeChat said to the second try */
  constructor(override readonly cause: unknown) {
    super('CALL_PAGE_FAILED: the call page could not be opened');
  }
}

/** Opens the call page from anywhere and closes it. One page at a time, however often it is asked. */
export class PageRoute {
  private opening: Promise<void> | null = null;

  constructor(
    private readonly host: Host,
    private readonly addresses: PageAddresses,
  ) {}

  /**
   * Shows the call page: goes back to it when it stands below others, since two of them would push twice. Once more by replacing the visible page when the stack is full.
   *
   * @throws CALL_PAGE_FAILED when both ways fail (call rule 16); the call can still be answered
   */
  open(): Promise<void> {
    if (this.above() === 0) return Promise.resolve();
    this.opening ??= this.enter().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  /** Opens the home page above the call page, which stays as it is. The call page is not the visible one: no effect. */
  async cover(): Promise<void> {
    if (this.above() === 0) await this.host.ask('navigateTo', this.addresses.homePage);
  }

  /** Leaves the call page, if it is the visible one. Waits for an opening under way, so that no page stays behind. */
  async close(): Promise<void> {
    await this.opening?.catch(() => undefined); // Who asked for the opening has heard of its failure.
    if (this.above() !== 0) return;
    if (this.host.pages().length > 1) await this.host.ask('navigateBack');
    else await this.host.ask('reLaunch', this.addresses.homePage);
  }

  private enter(): Promise<void> {
    const above = this.above();
    return above === null ? this.openAnew() : this.host.ask('navigateBack', '', above);
  }

  private async openAnew(): Promise<void> {
    const { callPage } = this.addresses;
    // The stack holds ten pages: a full one lets the visible page be replaced.
    const replace = () => this.host.ask('redirectTo', callPage);
    await this.host.ask('navigateTo', callPage).catch(replace).catch((cause: unknown) => {
      throw new CallPageError(cause);
    });
  }

  /** How many pages stand above the call page; null when it is not open. */
  private above(): number | null {
    const pages = this.host.pages();
    const at = pages.lastIndexOf(this.addresses.callPage.replace(/^\//, '').replace(/\?.*/, ''));
    return at < 0 ? null : pages.length - 1 - at;
  }
}
