import type { Host } from './host';

/** Where the call page is and where to go when there is no page below it. */
export interface PageAddresses {
  readonly callPage: string;
  readonly homePage: string;
}

/** Opens the call page from anywhere and closes it. One page at a time, however often it is asked. */
export class PageRoute {
  private opening: Promise<void> | null = null;

  constructor(
    private readonly host: Host,
    private readonly addresses: PageAddresses,
  ) {}

  /**
   * Shows the call page; once more by replacing the visible page when the stack is full.
   *
   * @throws Error when both ways fail (call rule 16); the call can still be answered
   */
  open(): Promise<void> {
    if (this.isOnTop()) return Promise.resolve();
    this.opening ??= this.navigate().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  /** Leaves the call page, if it is the visible one. Waits for an opening under way, so that no page stays behind. */
  async close(): Promise<void> {
    await this.opening?.catch(() => undefined); // Who asked for the opening has heard of its failure.
    if (!this.isOnTop()) return;
    if (this.host.pages().length > 1) await this.host.ask('navigateBack');
    else await this.host.ask('reLaunch', this.addresses.homePage);
  }

  private async navigate(): Promise<void> {
    const { callPage } = this.addresses;
    try {
      await this.host.ask('navigateTo', callPage);
    } catch {
      await this.host.ask('redirectTo', callPage); // The stack holds ten pages; its own failure is the one to report.
    }
  }

  private isOnTop(): boolean {
    const pages = this.host.pages();
    return pages[pages.length - 1] === this.addresses.callPage.replace(/^\//, '').split('?')[0];
  }
}
