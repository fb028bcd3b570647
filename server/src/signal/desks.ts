import { CallError } from 'netcall-protocol';
import { queuesOf, type QueuePlan } from '../queues';
import type { DocRef } from '../store/docs';
import type { SessionRow, Tell } from '../store/store';
import { allQueued, EMPTY_DESK, type Desk, type DeskEffect, type DeskEvent, type Queues, type Standing } from './desk';
import { DeskNews } from './desk-news';
import { deskDeadlineAtMs, deskTransition } from './desk-table';
import { DeskWords, type Words } from './desk-words';
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
  /** Of a client who joins. */
  readonly words: Words | undefined;
  readonly done: (desk: Desk) => void;
  readonly failed: (fault: unknown) => void;
}

/** What became of a turn. */
type Result = { readonly desk: Desk } | { readonly fault: unknown };

/** What became of several turns, one after the other. */
interface Folded {
  readonly desk: Desk;
  readonly effects: DeskEffect[];
  readonly results: Result[];
  /** What those who have joined say. */
  readonly words: Map<string, Words>;
}

/**
 * Queues and agents of all apps: the only writer of desks. Events of one app that come while its desk is being written wait, and
 * go into the next write together: a thousand clients who join at once cost a few writes.
 */
export class Desks implements Part {
  readonly news: DeskNews;
  readonly words: DeskWords;
  readonly #turns = new Map<string, Turn[]>();

  constructor(
    readonly services: Services,
    private readonly plan: QueuePlan,
  ) {
    this.news = new DeskNews(this);
    this.words = new DeskWords(services.store);
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
   * @param words - of the client, when it joins
   * @returns the desk after it, once that is durable
   * @throws CallError the refusal of the table; a plain Error after 16 lost races
   */
  apply(app: string, eventOf: EventOf, words?: Words): Promise<Desk> {
    return new Promise((done, failed) => {
      const turns = this.#turns.get(app);
      if (turns !== undefined) return void turns.push({ eventOf, words, done, failed });
      this.#turns.set(app, [{ eventOf, words, done, failed }]);
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

  /** A session is over. What its account has meanwhile, when it has signed in anew, is that session's. */
  async signedOut(row: SessionRow): Promise<void> {
    const { app, account, rtc } = row;
    if (rtc === undefined || this.queuesOf(app).size === 0) return;
    this.news.forget(row);
    if (!(await this.#isHere(app, account))) await this.apply(app, () => ({ type: 'signedOut', account }));
  }

  /** Runs every deadline that has come. */
  async runDue(): Promise<void> {
    const { store, clock } = this.services;
    for (const { app } of await store.docs.due(KEY, clock.nowMs())) await this.#tell(app, () => ({ type: 'timeUp' }));
  }

  /** After a start: nobody has a socket yet, and everybody who still has a session gets the time to come back. */
  async restart(): Promise<void> {
    const queued = new Map<string, ReadonlySet<string>>();
    for (const ref of await this.services.store.docs.all(KEY)) queued.set(ref.app, namesOf(await this.#restart(ref)));
    await this.words.tidy(queued);
  }

  async #restart({ app }: DocRef): Promise<Desk> {
    const { desk: { waiting, agents } } = await this.read(app);
    const clients = [...waiting, ...agents.flatMap(({ work }) => (work.is === 'none' ? [] : [work.client]))];
    const standings = new Map<string, Standing>();
    for (const { account } of [...clients, ...agents]) {
      if (await this.#isHere(app, account)) standings.set(account, await this.standingOf(app, account));
    }
    return this.apply(app, () => ({ type: 'restarted', standings }));
  }

  async #isHere(app: string, account: string): Promise<boolean> {
    const sessions = await this.services.store.sessionsOf(app, account);
    return sessions.some(({ rtc }) => rtc !== undefined);
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
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { desk: before, version } = await this.read(app);
      const folded = await this.#fold(app, before, turns);
      if ((folded.desk === before && folded.effects.length === 0) || (await this.#commit(app, before, version, folded))) return folded.results;
    }
    throw new Error(`the desk of ${app} changed under ${ATTEMPTS} attempts`);
  }

  async #fold(app: string, before: Desk, turns: readonly Turn[]): Promise<Folded> {
    const queues = this.queuesOf(app);
    const folded = { desk: before, effects: [] as DeskEffect[], results: [] as Result[], words: new Map<string, Words>() };
    for (const { eventOf, words } of turns) {
      try {
        const event = await eventOf();
        const { desk, effects, refusal } = deskTransition(folded.desk, event, this.services.clock.nowMs(), queues);
        if (refusal !== undefined) throw new CallError(refusal.code, refusal.detail);
        if (event.type === 'joined' && words !== undefined && desk !== folded.desk) folded.words.set(event.account, words);
        folded.desk = desk;
        folded.effects.push(...effects);
        folded.results.push({ desk });
      } catch (fault) {
        folded.results.push({ fault });
      }
    }
    return folded;
  }

  /** What clients say is kept before the desk that names them, and forgotten after it. */
  async #commit(app: string, before: Desk, was: number, { desk, effects, words }: Folded): Promise<boolean> {
    const tell = await Promise.all(effects.map((effect) => this.#tellOf(app, effect, words)));
    const kept = [...words].map(([account, each]) => this.words.keep(app, account, each));
    const body = desk.waiting.length + desk.agents.length === 0 ? null : desk;
    const isDone = await this.services.store.docs.commit({ app, key: KEY, was, body, deadlineAtMs: deskDeadlineAtMs(desk), tell });
    await Promise.all(kept);
    if (!isDone) return false;
    const queued = namesOf(desk);
    const gone = [...namesOf(before), ...words.keys()].filter((account) => !queued.has(account));
    await Promise.all(gone.map((account) => this.words.forget(app, account)));
    return true;
  }

  async #tellOf(app: string, { do: what, agent, client }: DeskEffect, words: ReadonlyMap<string, Words>): Promise<Tell> {
    const to = { account: agent, face: 'rtc' } as const;
    if (what === 'withdraw') return { do: 'tell', to, event: { t: 'unassigned', queue: client.queue, account: client.account } };
    return { do: 'tell', to, event: { t: 'assigned', user: await this.words.userOf(app, client, words.get(client.account)) } };
  }
}

/** Accounts that wait or are offered. */
function namesOf(desk: Desk): Set<string> {
  return new Set(allQueued(desk).map(({ account }) => account));
}
