import type { Attempt } from './attempt';
import { badOption } from './rules';
import type { ServiceParts } from './service-parts';
import type { CallStore } from './store';

/** Calls more people into a call with several or a room that goes on: those whom the application names, or whom the user picks. */
export class Inviting {
  /** The call for which the application is asked; empty: none. What it never answers ends with its call. */
  private asking = '';

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
    if (pickInvitees === undefined || current.phase !== 'inCall' || this.asking === current.cid || !store.isGroup) return;
    const { cid } = current;
    this.asking = cid;
    await this.attempt(Promise.resolve().then(() => pickInvitees(presentIn(store))).then((picked) => this.call(picked, cid)));
    if (this.asking === cid) this.asking = '';
  }

  private async call(picked: readonly string[], cid: string): Promise<void> {
    const { client, store } = this.parts;
    if (!Array.isArray(picked)) throw badOption('pickInvitees', 'a list of accounts, or a promise of it');
    const [account] = picked as readonly string[];
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
