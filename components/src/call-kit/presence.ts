import type { CallClient } from './client';
import type { Disturbances } from './disturbances';
import type { Screen, ScreenSlot } from './screen';
import type { Stage } from './stage';
import type { CallStore } from './store';
import type { CallStreams } from './streams';

/** What the page of a call has to do with. */
interface PresenceParts {
  readonly client: Pick<CallClient, 'current'>;
  readonly store: CallStore;
  readonly screen: ScreenSlot;
  readonly stage: Stage;
  readonly disturbances: Disturbances;
  readonly streams: CallStreams;
  readonly hangUp: () => void;
}

/** The page with the call comes and goes by its user's hand: what becomes of the call. */
export class Presence {
  constructor(private readonly parts: PresenceParts) {}

  /** Takes a page as the one that shows the call. Returns what the page calls when it goes. */
  attach(page: Screen): () => void {
    const { screen, disturbances, store, stage } = this.parts;
    const detach = screen.attach(page);
    if (disturbances.isPageLeft) this.comeBack();
    if (store.status === 'idle') stage.closeLater();
    return () => {
      if (detach()) this.leave();
    };
  }

  /** The call goes on without its page, if the application wants it so. One that rings is declined. */
  private leave(): void {
    const { client, store, disturbances, hangUp } = this.parts;
    const { phase } = client.current;
    if (phase === 'idle' || phase === 'ended') return;
    if (phase === 'ringing') return hangUp();
    if (disturbances.tell({ isPageLeft: true })) store.setMedia({ isMinimised: true });
  }

  /** The pusher went with the page: its stream has a new name now. */
  private comeBack(): void {
    const { store, disturbances, streams } = this.parts;
    store.setMedia({ isMinimised: false });
    if (disturbances.tell({ isPageLeft: false }) && store.mediaRuns) streams.restartPush();
  }
}
