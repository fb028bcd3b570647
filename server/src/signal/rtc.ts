import type { Bus } from '../store/bus';
import type { QueuePlan } from '../queues';
import { deskHandlers, type DeskHandlers } from './desk-handlers';
import { Desks } from './desks';
import type { Handlers } from './handlers';
import type { Hub } from './hub';
import { Invites } from './invites';
import { onlyRtc } from './only-rtc';
import type { Part } from './part';
import type { Services } from './services';
import { StatusWatch } from './status-watch';
import { transferHandlers } from './transfer-handlers';

type RtcHandlers = DeskHandlers & Pick<Handlers, 'userStatus' | 'watchStatus' | 'setDnd' | 'invite' | 'answerInvite' | 'cancelInvite' | 'bulk' | 'bulkSeen'>;

/** What the face with CloudRoom's API has beside calls and rooms: status, invitations, transfers, queues (docs/protocol.md, "RTCSDK", 6 to 10). */
export class Rtc {
  readonly #watch: StatusWatch;
  readonly #invites: Invites;
  readonly #desks: Desks;

  constructor(
    private readonly services: Services,
    private readonly bus: Bus,
    queues: QueuePlan,
  ) {
    this.#watch = new StatusWatch(services);
    this.#invites = new Invites(services);
    this.#desks = new Desks(services, queues);
  }

  /** What the hub keeps going. */
  get parts(): readonly Part[] {
    return [this.#watch, this.#invites, this.#desks];
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
      ...deskHandlers(this.#desks),
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
