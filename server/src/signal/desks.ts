import { CallError } from 'netcall-protocol';
import { queuesOf, type QueuePlan } from '../queues';
import type { DocRef } from '../store/docs';
import type { SessionRow } from '../store/store';
import { EMPTY_DESK, type Desk, type DeskEffect, type DeskEvent, type Queues, type Standing } from './desk';
import { DeskNews } from './desk-news';
import { deskDeadlineAtMs, deskTransition } from './desk-table';
import type { Part } from './part';
import type { Services } from './services';

/** The desk of an app is this document of it. */
const KEY = 'desk';
/** So often a lost race is tried again before the server gives up; each loss means that another process went on. */
const ATTEMPTS = 16;

/** What happens to a desk, made when its turn comes: whoever asks for something is looked at then, not before. */
type EventOf = () => Promise<DeskEvent> | DeskEvent;

/** An event that waits for its turn, and who waits for what comes of it. */
interface Turn {
  readonly eventOf: EventOf;
  readonly done: (desk: Desk) => void;
  readonly failed: (fault: unknown) => void;
}

/** What became of a turn. */
type Result = { readonly desk: Desk } | { readonly fault: unknown };

/**
 * Queues and agents of all apps: the only writer of desks. Events of one app that come while its desk is being written wait, and
 * go into the next write together: a thousand clients who join at once cost a few writes.
 */
export class Desks implements Part {
  readonly news: DeskNews;
  readonly #turns = new Map<string, Turn[]>();

  constructor(
    readonly services: Services,
    private readonly plan: QueuePlan,
  ) {
    this.news = new DeskNews(this);
    if (plan.size === 0) return; // No queues: nobody need hear who is in a call.
    services.store.presence.onChange((app, accounts) => {
      this.#changed(app, accounts).catch((fault: unknown) => services.log.error({ err: fault, app }, 'agents could not be told from their calls'));
    });
  }

  /** The queues of an app. */
  queuesOf(app: string): Queues {
    return queuesOf(this.plan, app);
  }

  /** The desk of an app at this moment, and its version; 0 when there is none. */
  async read(app: string): Promise<{ readonly desk: Desk; readonly version: number }> {
    const held = await this.services.store.docs.read<Desk>(app, KEY);
    return held === null ? { desk: EMPTY_DESK, version: 0 } : { desk: held.body, version: held.version };
  }

  /**
   * Tells the desk of an app an event, after those that came before.
   *
   * @returns the desk after it, once that is durable
   * @throws CallError the refusal of the table; a plain Error after 16 lost races
   */
  apply(app: string, eventOf: EventOf): Promise<Desk> {
    return new Promise((done, failed) => {
      const turns = this.#turns.get(app);
      if (turns !== undefined) return void turns.push({ eventOf, done, failed });
      this.#turns.set(app, [{ eventOf, done, failed }]);
      void this.#work(app);
    });
  }

  /** How an account is, as far as a desk is concerned. */
  async standingOf(app: string, account: string): Promise<Standing> {
    const { status, dnd } = await this.services.store.presence.statusOf(app, account);
    return { inCall: status === 2, dnd: dnd !== 0 };
  }

  /** Tells what has changed within a second. */
  tellNews(): Promise<void> {
    return this.news.tell();
  }

  /** A session's socket is lost or back. */
  async link(row: SessionRow, type: 'linkLost' | 'linkBack'): Promise<void> {
    const { app, account, rtc } = row;
    if (rtc === undefined || this.queuesOf(app).size === 0) return;
    this.news.link(row, type === 'linkBack');
    await this.apply(app, () => ({ type: type === 'linkBack' ? 'back' : 'lost', account }));
  }

  /** A session is over. */
  async signedOut(row: SessionRow): Promise<void> {
    const { app, account, rtc } = row;
    if (rtc === undefined || this.queuesOf(app).size === 0) return;
    this.news.forget(row);
    await this.apply(app, () => ({ type: 'signedOut', account }));
  }

  /** Runs every deadline that has come. */
  async runDue(): Promise<void> {
    const { store, clock } = this.services;
    for (const { app } of await store.docs.due(KEY, clock.nowMs())) await this.#tell(app, () => ({ type: 'timeUp' }));
  }

  /** After a start: nobody has a socket yet, and everybody who still has a session gets the time to come back. */
  async restart(): Promise<void> {
    for (const ref of await this.services.store.docs.all(KEY)) await this.#restart(ref);
  }

  async #restart({ app }: DocRef): Promise<void> {
    const { desk: { waiting, agents } } = await this.read(app);
    const clients = [...waiting, ...agents.flatMap(({ work }) => (work.is === 'none' ? [] : [work.client]))];
    const standings = new Map<string, Standing>();
    for (const { account } of [...clients, ...agents]) {
      const sessions = await this.services.store.sessionsOf(app, account);
      if (sessions.some(({ rtc }) => rtc !== undefined)) standings.set(account, await this.standingOf(app, account));
    }
    await this.apply(app, () => ({ type: 'restarted', standings }));
  }

  /** How agents are is read at once: a call may be over before its turn comes, and the client would be served for a minute more. */
  async #changed(app: string, accounts: readonly string[]): Promise<void> {
    if (this.queuesOf(app).size === 0) return;
    const changed = new Set(accounts);
    const agents = (await this.read(app)).desk.agents.filter(({ account }) => changed.has(account));
    await Promise.all(agents.map(async ({ account }) => {
      const standing = await this.standingOf(app, account);
      await this.apply(app, () => ({ type: 'changed', account, ...standing }));
    }));
  }

  async #tell(app: string, eventOf: EventOf): Promise<void> {
    try {
      await this.apply(app, eventOf);
    } catch (fault) {
      this.services.log.error({ err: fault, app }, 'a deadline of a desk failed');
    }
  }

  async #work(app: string): Promise<void> {
    for (let turns = this.#turns.get(app) ?? []; turns.length > 0; turns = this.#turns.get(app) ?? []) {
      this.#turns.set(app, []); // Whoever comes from now on waits for the next write.
      try {
        const results = await this.#together(app, turns);
        turns.forEach(({ done, failed }, index) => {
          const result = results[index];
          if (result !== undefined && 'desk' in result) done(result.desk);
          else failed(result?.fault);
        });
      } catch (fault) {
        for (const { failed } of turns) failed(fault);
      }
    }
    this.#turns.delete(app);
  }

  /** Several events, one write. A refusal is one event's own; the others go on. */
  async #together(app: string, turns: readonly Turn[]): Promise<readonly Result[]> {
    const { docs } = this.services.store;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { desk: before, version } = await this.read(app);
      const { desk, tell, results } = await this.#fold(app, before, turns);
      if (desk === before && tell.length === 0) return results;
      const isEmpty = desk.waiting.length + desk.agents.length === 0;
      if (await docs.commit({ app, key: KEY, was: version, body: isEmpty ? null : desk, deadlineAtMs: deskDeadlineAtMs(desk), tell })) return results;
    }
    throw new Error(`the desk of ${app} changed under ${ATTEMPTS} attempts`);
  }

  async #fold(app: string, before: Desk, turns: readonly Turn[]): Promise<{ desk: Desk; tell: DeskEffect[]; results: Result[] }> {
    const queues = this.queuesOf(app);
    const results: Result[] = [];
    const tell: DeskEffect[] = [];
    let desk = before;
    for (const { eventOf } of turns) {
      try {
        const step = deskTransition(desk, await eventOf(), this.services.clock.nowMs(), queues);
        if (step.refusal !== undefined) throw new CallError(step.refusal.code, step.refusal.detail);
        desk = step.desk;
        tell.push(...step.effects);
        results.push({ desk });
      } catch (fault) {
        results.push({ fault });
      }
    }
    return { desk, tell, results };
  }
}
