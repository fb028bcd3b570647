import type { Attempt } from './attempt';
import type { CallInProgress } from './client';
import type { ServiceParts } from './service-parts';

/** Whether what rings is to be heard: not while the application is hidden, nor while nobody wants to be disturbed. */
export class Ringing {
  private isVisible = true;

  constructor(
    private readonly parts: Pick<ServiceParts, 'client' | 'store' | 'bell'>,
    private readonly attempt: Attempt,
  ) {}

  /** Makes what is heard what the call says. */
  follow(): void {
    const { bell, store } = this.parts;
    bell.follow(store.call, !this.isVisible || store.isDnd);
  }

  /** Another call begins. The server lets none ring that is not to: "do not disturb" may have been switched off on another device. */
  begin({ phase }: CallInProgress): void {
    if (phase === 'ringing' && this.parts.store.isDnd) void this.attempt(this.ask());
  }

  /** The application is hidden or shown: what rings is silent meanwhile, and rings again. */
  appIsShown(isVisible: boolean): void {
    this.isVisible = isVisible;
    this.follow();
  }

  /** Asks the server whether nobody is to ring. @param isOn - tells it so before */
  async ask(isOn?: boolean): Promise<void> {
    const { client, store } = this.parts;
    const { dnd } = await client.settings(isOn === undefined ? {} : { dnd: isOn });
    store.setDnd(dnd);
    this.follow();
  }
}
