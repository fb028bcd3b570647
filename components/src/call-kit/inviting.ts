import type { Attempt } from './attempt';
import type { ServiceParts } from './service-parts';
import type { CallStore } from './store';

/** Calls more people into a call with several or a room that goes on: those whom the application names, or whom the user picks. */
export class Inviting {
  private picking = false;

  constructor(
    private readonly parts: Pick<ServiceParts, 'client' | 'store' | 'pickInvitees'>,
    private readonly attempt: Attempt,
  ) {}

  /** @throws CallError as netcall's `invite` */
  async invite(callees: readonly string[], cid?: string): Promise<void> {
    await this.parts.client.invite(cid === undefined ? { callees } : { callees, cid });
  }

  /** Asks the application whom to call. Nobody is picked, or the call has ended meanwhile: no effect. */
  async pick(): Promise<void> {
    const { client: { current }, store, pickInvitees } = this.parts;
    if (this.picking || pickInvitees === undefined || current.phase !== 'inCall' || !store.isGroup) return;
    this.picking = true;
    await this.attempt(Promise.resolve().then(() => pickInvitees(presentIn(store))).then((picked) => this.call(picked, current.cid)));
    this.picking = false;
  }

  private async call(picked: readonly string[], cid: string): Promise<void> {
    const { client, store } = this.parts;
    const [account] = picked;
    if (account === undefined || client.current.phase !== 'inCall' || client.current.cid !== cid) return;
    try {
      await this.invite(picked, cid);
    } catch (error) {
      if (isOffline(error)) store.say({ account, reason: 'offline', text: '' });
      throw error;
    }
  }
}

/** Everybody who is in the call or is being called, oneself first. */
function presentIn({ ownAccount, players, awaited }: CallStore): readonly string[] {
  return [ownAccount, ...players.map(({ account }) => account), ...awaited];
}

function isOffline(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'CALLEE_OFFLINE';
}
