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
  private closing: Promise<void> | null = null;
  /** A call wants the page: what was to close it for the one before is void. */
  private isWanted = false;

  constructor(
    private readonly host: Host,
    private readonly addresses: PageAddresses,
  ) {}

  /** Whether the call page stands below another one. */
  get isCovered(): boolean {
    return Number(this.above()) > 0;
  }

  /**
   * Shows the call page: goes back to it when it stands below others, since two of them would push twice. Once more by replacing the visible page when the stack is full.
   * One that is closing does not count: another is opened when it is gone.
   *
   * @throws CALL_PAGE_FAILED when both ways fail (call rule 16); the call can still be answered
   */
  open(): Promise<void> {
    this.isWanted = true;
    const { closing } = this;
    if (closing === null && this.above() === 0) return Promise.resolve();
    // Who asked for the closing has heard of its failure.
    this.opening ??= (closing === null ? this.enter() : closing.catch(() => undefined).then(() => this.enter())).finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  /** Opens the home page above the call page, which stays as it is. The call page is not the visible one: no effect. */
  async cover(): Promise<void> {
    if (this.above() === 0) await this.host.ask('navigateTo', this.addresses.homePage);
  }

  /**
   * Leaves the call page, if it is the visible one and no call wants it. Waits for an opening under way, so that no page stays behind.
   *
   * @param release - the page is about to go; what it returns is called when WeChat has kept it
   */
  async close(release: () => () => void): Promise<void> {
    this.isWanted = false;
    await this.opening?.catch(() => undefined); // Who asked for the opening has heard of its failure.
    if (this.isWanted) return;
    this.closing ??= this.exit(release).finally(() => {
      this.closing = null;
    });
    await this.closing;
  }

  private enter(): Promise<void> {
    const above = this.above();
    if (above === null) return this.openAnew();
    return above === 0 ? Promise.resolve() : this.host.ask('navigateBack', '', above);
  }

  private async exit(release: () => () => void): Promise<void> {
    if (this.above() !== 0) return;
    const takeBack = release();
    const isOnlyPage = this.host.pages().length === 1;
    await (isOnlyPage ? this.host.ask('reLaunch', this.addresses.homePage) : this.host.ask('navigateBack')).catch((cause: unknown) => {
      takeBack();
      throw cause;
    });
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
