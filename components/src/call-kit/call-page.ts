import type { CallClient } from './client';
import type { Disturbances } from './disturbances';
import type { Screen, ScreenSlot } from './screen';
import type { Stage } from './stage';
import type { CallStore } from './store';
import type { CallStreams } from './streams';

/** What the page of a call works with. */
interface PageParts {
  readonly client: CallClient;
  readonly store: CallStore;
  readonly screen: ScreenSlot;
  readonly stage: Stage;
  readonly disturbances: Disturbances;
  readonly streams: CallStreams;
  /** Declines the call that rings. */
  readonly decline: () => void;
}

/** What the coming and going of the page means for the call that it shows. */
export class CallPage {
  constructor(private readonly parts: PageParts) {}

  /** Takes a page as the one that shows the call. Returns what the page calls when it goes: leaving it ends the call, unless `interruptions` say otherwise. */
  attach(screen: Screen): () => void {
    const { screen: slot, disturbances, store, stage } = this.parts;
    const detach = slot.attach(screen);
    if (disturbances.isPageLeft) this.isBack();
    if (store.status === 'idle') stage.closeLater();
    return () => {
      if (detach()) this.isLeft();
    };
  }

  /** The call goes on without its page, if the application wants it so. One that rings is declined. */
  private isLeft(): void {
    const { client, disturbances, store, decline } = this.parts;
    const { phase } = client.current;
    if (phase === 'idle' || phase === 'ended') return;
    if (phase === 'ringing') return decline();
    if (disturbances.tell({ isPageLeft: true })) store.setMedia({ isMinimised: true });
  }

  /** The pusher went with the page: its stream has a new name now. */
  private isBack(): void {
    const { disturbances, store, streams } = this.parts;
    store.setMedia({ isMinimised: false });
    if (disturbances.tell({ isPageLeft: false }) && store.mediaRuns) streams.restartPush();
  }
}
