import type { Attempt } from './attempt';
import type { CallClient, ConnectedCall } from './client';
import { modeOf } from './mode';
import type { ScreenSlot } from './screen';
import type { CallStore } from './store';

/** The way into the room of an accepted call: one `startRtc` at a time. */
export class Entrance {
  /** The call whose room is being entered. */
  private entering = '';

  constructor(
    private readonly client: Pick<CallClient, 'current' | 'startRtc'>,
    private readonly store: CallStore,
    private readonly screen: ScreenSlot,
    private readonly attempt: Attempt,
  ) {}

  /** Camera and microphone are set on the pusher first, then the room is entered; its `syncDone` brings the addresses. */
  async enter({ cid, room }: ConnectedCall): Promise<void> {
    if (room !== null || this.entering === cid) return;
    this.entering = cid;
    await this.screen.ready();
    const { current } = this.client;
    if (current.phase !== 'inCall' || current.cid !== cid || current.room !== null) return;
    const entered = await this.attempt(this.client.startRtc({ mode: modeOf(this.store) }));
    if (!entered && this.entering === cid) this.entering = ''; // Tried again when the connection is back.
  }

  /** The call is over. */
  close(): void {
    this.entering = '';
  }
}
