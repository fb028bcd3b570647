import { CallError, type Requests } from 'netcall-protocol';
import { keyOf } from '../store/accounts';
import type { DocRef } from '../store/docs';
import type { SessionRow } from '../store/store';
import { invited, inviteTransition, type Invite, type InviteEvent } from './invite';
import type { Part } from './part';
import type { Services } from './services';

/** Documents `invite/<inviteId>`. */
const KIND = 'invite';
/** So many invitations of one account may wait for an answer. */
export const OPEN_INVITES = 20;
/** So often a lost race is tried again before the server gives up; each loss means that somebody else went on. */
const ATTEMPTS = 16;

/** Reads, decides, commits, again when somebody was faster. The only writer of invitations. */
export class Invites implements Part {
  /** By account, the invitations that wait and until when: as the buckets of `Limits`, this is of this process alone. */
  readonly #open = new Map<string, Map<string, number>>();

  constructor(private readonly services: Services) {}

  /**
   * Invites, or finds that this invitation is made already.
   *
   * @throws CallError INVALID_CALLEE, CALLEE_OFFLINE, RATE_LIMITED; INVITE_UNKNOWN when another one has this number
   */
  async invite(row: SessionRow, { inviteId, to, custom = '' }: Requests['invite']): Promise<void> {
    const { store, limits, clock } = this.services;
    const { app, account: from } = row;
    if (to === from) throw new CallError('INVALID_CALLEE');
    const known = await store.docs.read<Invite>(app, keyFor(inviteId));
    if (known !== null) return mustBe(known.body, from, to);
    limits.send(row, clock.nowMs());
    this.#limitOpen(app, from);
    await this.#mustBeThere(row, to);
    const { invite, tell } = invited({ inviteId, from, to }, custom, clock.nowMs());
    const isDone = await store.docs.commit<Invite>({ app, key: keyFor(inviteId), was: 0, body: invite, deadlineAtMs: invite.untilMs, tell });
    if (isDone) return this.#count(app, invite);
    mustBe((await store.docs.read<Invite>(app, keyFor(inviteId)))?.body, from, to); // Somebody was faster: the same request on another socket, or another's.
  }

  /** @throws CallError INVITE_UNKNOWN when it is over, or another's */
  async apply(app: string, inviteId: string, event: InviteEvent): Promise<void> {
    const { docs } = this.services.store;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const held = await docs.read<Invite>(app, keyFor(inviteId));
      if (held === null) throw new CallError('INVITE_UNKNOWN');
      const { invite, tell, refusal } = inviteTransition(held.body, event, this.services.clock.nowMs());
      if (refusal !== undefined) throw new CallError(refusal.code, refusal.detail);
      if (invite === held.body) return;
      const isDone = await docs.commit<Invite>({ app, key: keyFor(inviteId), was: held.version, body: invite, deadlineAtMs: invite?.untilMs ?? null, tell });
      if (isDone) return this.#count(app, invite ?? held.body);
    }
    throw new Error(`invitation ${inviteId} changed under ${ATTEMPTS} attempts`);
  }

  async runDue(): Promise<void> {
    for (const ref of await this.services.store.docs.due(KIND, this.services.clock.nowMs())) await this.#timeUp(ref);
  }

  async restart(): Promise<void> {
    const { docs } = this.services.store;
    for (const { app, key } of await docs.all(KIND)) {
      await this.apply(app, idOf(key), { type: 'restarted' });
      const held = await docs.read<Invite>(app, key);
      if (held !== null) this.#count(app, held.body);
    }
  }

  async #timeUp({ app, key }: DocRef): Promise<void> {
    try {
      await this.apply(app, idOf(key), { type: 'timeUp' });
    } catch (fault) {
      this.services.log.error({ err: fault, app, key }, 'a deadline of an invitation failed');
    }
  }

  /** Who has blocked the sender looks signed out, here as everywhere. */
  async #mustBeThere({ app, account }: SessionRow, to: string): Promise<void> {
    const { store } = this.services;
    const [sessions, stance] = await Promise.all([store.sessionsOf(app, to), store.accounts.stance(app, to, account)]);
    if (stance === 'blocked' || sessions.every(({ rtc }) => rtc === undefined)) throw new CallError('CALLEE_OFFLINE');
  }

  #limitOpen(app: string, account: string): void {
    const open = this.#open.get(keyOf(app, account));
    if (open === undefined || open.size < OPEN_INVITES) return;
    throw new CallError('RATE_LIMITED', { retryAfterMs: Math.max(1, Math.min(...open.values()) - this.services.clock.nowMs()) });
  }

  #count(app: string, { inviteId, from, phase, untilMs }: Invite): void {
    const key = keyOf(app, from);
    const open = this.#open.get(key) ?? new Map<string, number>();
    if (phase === 'open') open.set(inviteId, untilMs);
    else open.delete(inviteId);
    if (open.size === 0) this.#open.delete(key);
    else this.#open.set(key, open);
  }
}

const keyFor = (inviteId: string): string => `${KIND}/${inviteId}`;
const idOf = (key: string): string => key.slice(KIND.length + 1);

/** @throws CallError INVITE_UNKNOWN for another's invitation, or one of the same account to somebody else */
function mustBe(invite: Invite | undefined, from: string, to: string): void {
  if (invite?.from !== from || invite.to !== to) throw new CallError('INVITE_UNKNOWN');
}
