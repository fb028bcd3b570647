import { badState } from 'netcall-protocol';
import type { Bus } from '../store/bus';
import type { SessionRow } from '../store/store';
import type { Handlers } from './handlers';
import type { Hub } from './hub';
import { Invites } from './invites';
import type { Part } from './part';
import type { Services } from './services';
import { StatusWatch } from './status-watch';
import { transferHandlers } from './transfer-handlers';

type RtcHandlers = Pick<Handlers, 'userStatus' | 'watchStatus' | 'setDnd' | 'invite' | 'answerInvite' | 'cancelInvite' | 'bulk' | 'bulkSeen'>;

/** What the face with CloudRoom's API has beside calls and rooms: status, invitations, transfers (docs/protocol.md, "RTCSDK", 6 to 8). */
export class Rtc {
  readonly #watch: StatusWatch;
  readonly #invites: Invites;

  constructor(
    private readonly services: Services,
    private readonly bus: Bus,
  ) {
    this.#watch = new StatusWatch(services);
    this.#invites = new Invites(services);
  }

  /** What the hub keeps going. */
  get parts(): readonly Part[] {
    return [this.#watch, this.#invites];
  }

  /** Handlers of its requests. */
  handlers(hub: Pick<Hub, 'watch'>): RtcHandlers {
    const { store } = this.services;
    return {
      userStatus: async (row, { accounts }) => ({ users: await this.#watch.usersFor(row, accounts) }),
      watchStatus: async (row, { on }) => {
        onlyRtc(row, 'watchStatus');
        await hub.watch(row.sid, on);
        if (on) await this.#watch.begin(row);
        return {};
      },
      setDnd: async (row, { level }) => {
        await store.accounts.change(row.app, row.account, { dnd: level, block: [], unblock: [] });
        return {};
      },
      ...inviteHandlers(this.#invites),
      ...transferHandlers(this.services, this.bus),
    };
  }
}

function inviteHandlers(invites: Invites): Pick<RtcHandlers, 'invite' | 'answerInvite' | 'cancelInvite'> {
  return {
    invite: async (row, request) => {
      onlyRtc(row, 'invite');
      await invites.invite(row, request);
      return {};
    },
    answerInvite: async ({ app, account }, { inviteId, accepted, custom = '' }) => {
      await invites.apply(app, inviteId, { type: 'answered', account, accepted, custom });
      return {};
    },
    cancelInvite: async ({ app, account }, { inviteId, custom = '' }) => {
      await invites.apply(app, inviteId, { type: 'cancelled', account, custom });
      return {};
    },
  };
}

/** Only sessions of this face hear what comes of it. @throws CallError BAD_STATE */
export function onlyRtc({ rtc }: SessionRow, method: string): void {
  if (rtc === undefined) throw badState(method, 'signedInWithoutRtc');
}
