import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLOSE_CODES, TIMES } from 'netcall-protocol';
import { readConfig } from '../../server/src/config';
import { deriveKey } from '../../server/src/keys';
import { NO_QUEUES } from '../../server/src/queues';
import { steadyTime, type Clock } from '../../server/src/clock';
import { Calls } from '../../server/src/signal/calls';
import { Connection } from '../../server/src/signal/connection';
import { createHandlers, type Handlers } from '../../server/src/signal/handlers';
import { Groups } from '../../server/src/signal/groups';
import { Hub } from '../../server/src/signal/hub';
import { Limits } from '../../server/src/signal/limits';
import { Rtc } from '../../server/src/signal/rtc';
import type { Tokens } from '../../server/src/signal/tokens';
import type { Wire } from '../../server/src/signal/wire';
import { LocalBus } from '../../server/src/store/bus';
import { EmbeddedStore } from '../../server/src/store/embedded';
import type { Journal } from '../../server/src/store/journal';
import { SqliteJournal } from '../../server/src/store/sqlite';
import type { Store } from '../../server/src/store/store';
import { KeptLog } from '../support/server-bench';
import { StandInMedia } from '../support/server-media';
import { distant, type History } from './history';
import { MemoryDisk, MemoryJournal } from './memory-journal';
import type { SimClock } from './sim-clock';

/** A fault that is put into a server on purpose, each at one joint. */
export interface Plant {
  readonly journal?: (journal: Journal) => Journal;
  readonly store?: (store: Store, clock: Clock) => Store;
  readonly calls?: (calls: Calls) => void;
  readonly groups?: (groups: Groups) => void;
  readonly handlers?: (handlers: Handlers, calls: Calls) => Handlers;
  readonly hub?: (hub: Hub) => void;
}

/** How the server of a run is. */
export interface ServerSetting {
  readonly store: 'memory' | 'sqlite';
  /** Whether the store is on another machine: what is asked of it takes milliseconds. */
  readonly isDistant: boolean;
  /** How often deadlines are looked at, milliseconds: more often costs time only. */
  readonly grainMs: number;
}

const OPTIONS = readConfig({ NETCALL_MODE: 'development', NETCALL_MESSAGES_BURST: '10000', NETCALL_CALLS_PER_MINUTE: '10000', NETCALL_PAIR_CALLS_PER_MINUTE: '10000' }).signal;
const RESUME_KEY = deriveKey('the secret of a server of the model', 'resume');
/** In the model a token is the account itself, and checking it takes this long: the real check runs on another thread. */
const TOKEN_MS = 2;
const MAX_TRAVEL_MS = 4;
/** A disk in memory where the host has one: what outlives a power cut is not the model's matter, and waiting for it costs. */
const FOLDERS = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const CHECK_EVERY_MS = 1_000;
/** While nothing happens any more; less than the three seconds by which a client waits longer for the end of a ring. */
const RESTING_GRAIN_MS = 2_000;

/** One life of the server process. Once it is over, nothing of it runs any more. */
interface Life {
  alive: boolean;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly store: EmbeddedStore;
  readonly hub: Hub;
  readonly handlers: Handlers;
  readonly parts: ConstructorParameters<typeof Connection>[1];
  readonly log: KeptLog;
  readonly open: Set<{ readonly connection: Connection; readonly wire: Wire }>;
}

/** The real signalling: its handlers, its calls, its store. Its clock, its sockets and its relay are the model's. */
export class SimServer {
  readonly media = new StandInMedia();
  readonly #disk = new MemoryDisk();
  #folder: string | null = null;
  #life: Life | null = null;
  #drawn = 0;
  #turnedMs = 0;
  #startedAtMs = 0;
  #grainMs: number;

  constructor(
    private readonly clock: SimClock,
    private readonly history: History,
    private readonly setting: ServerSetting,
    private readonly chance: () => number,
    private readonly plant: Plant = {},
  ) {
    this.#grainMs = setting.grainMs;
  }

  /** Whether there is a process that takes sockets. */
  get isUp(): boolean {
    return this.#life !== null;
  }

  /** The server's time; while it is down, what the clock of its host says. */
  nowMs(): number {
    return this.#life?.clock.nowMs() ?? this.#wallMs();
  }

  /** For how long it has been up. */
  get upMs(): number {
    return this.isUp ? this.clock.nowMs - this.#startedAtMs : 0;
  }

  /** Somebody turns the clock of its host. */
  turn(ms: number): void {
    this.#turnedMs += ms;
  }

  /** From now on nobody does anything: its timers may go off more rarely, for they are most of what happens then. */
  rest(): void {
    this.#grainMs = RESTING_GRAIN_MS;
  }

  /** The store behind everything; null while the server is down. */
  get store(): EmbeddedStore | null {
    return this.#life?.store ?? null;
  }

  /** What the server has logged as its own failure, in all its lives. */
  readonly errors: string[] = [];

  /** Starts a process on what the one before has left on disk. */
  async start(): Promise<void> {
    const life = this.#make();
    await life.hub.start();
    this.#life = life;
    this.#startedAtMs = this.clock.nowMs;
    this.#every(life, CHECK_EVERY_MS, () => {
      for (const { connection } of life.open) connection.check(life.clock.nowMs(), TIMES.missedHeartbeats);
    });
  }

  /** Ends the process in order: everybody is told, everything is written. */
  async stop(): Promise<void> {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    const stopped = life.hub.stop();
    for (const { wire, connection } of life.open) {
      wire.close(CLOSE_CODES.goingAway);
      connection.onClose();
    }
    await stopped;
    await life.store.close();
    this.#bury(life);
  }

  /** Ends the process at once: what was not written is lost. */
  kill(): void {
    const life = this.#life;
    this.#life = null;
    if (life === null) return;
    this.#bury(life);
    life.journal.close();
  }

  /** Takes a socket. */
  take(wire: Wire): { readonly connection: Connection; readonly closed: () => void } | null {
    const life = this.#life;
    if (life === null) return null;
    const taken = { connection: new Connection(wire, life.parts), wire };
    life.open.add(taken);
    return {
      connection: taken.connection,
      closed: () => {
        life.open.delete(taken);
        if (life.alive) taken.connection.onClose();
      },
    };
  }

  /** Removes what the run has left on disk. */
  clear(): void {
    this.kill();
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }

  #make(): Life {
    const log = new KeptLog();
    const fake = { alive: true, log, open: new Set() } as unknown as Life;
    const clock = this.#clockOf(fake);
    const bus = new LocalBus();
    const journal = this.plant.journal?.(this.#journal()) ?? this.#journal();
    const embedded = new EmbeddedStore({ journal, bus, clock, log, defer: (flush) => void this.clock.after(0, () => fake.alive && flush()) });
    const planted = this.plant.store?.(embedded, clock) ?? embedded;
    const watched = this.history.watch(planted, () => fake.alive);
    const store = this.setting.isDistant ? distant(watched, () => this.#travel()) : watched;
    const services = { store, media: this.media, clock, log, options: OPTIONS, limits: new Limits(OPTIONS) };
    const groups = new Groups(services);
    const rtc = new Rtc(services, bus, NO_QUEUES);
    const calls = new Calls(services, groups);
    this.plant.calls?.(calls);
    this.plant.groups?.(groups);
    const hub = new Hub({ services, calls, groups, beside: rtc.parts, bus, tokens: this.#tokens(), resumeKey: RESUME_KEY });
    this.plant.hub?.(hub);
    const handlers = this.plant.handlers?.(createHandlers(calls, groups, rtc, hub), calls) ?? createHandlers(calls, groups, rtc, hub);
    return Object.assign(fake, { clock, journal, store: embedded, hub, handlers, parts: { services, hub, handlers } });
  }

  /** The product's own steady time, on a host whose clock is turned. */
  #clockOf(life: Pick<Life, 'alive'>): Clock {
    return { ...steadyTime(() => this.#wallMs(), () => this.clock.nowMs), wallMs: () => this.#wallMs(), every: (ms, tick) => this.#every(life, ms, tick), random: (count) => this.#random(count) };
  }

  #wallMs(): number {
    return this.clock.nowMs + this.#turnedMs;
  }

  #journal(): Journal {
    if (this.setting.store === 'memory') return new MemoryJournal(this.#disk);
    this.#folder ??= mkdtempSync(join(FOLDERS, 'netcall-model-'));
    return new SqliteJournal(this.#folder);
  }

  #bury(life: Life): void {
    life.alive = false;
    this.errors.push(...life.log.lines.filter(({ level }) => level === 'error').map(({ text, facts }) => `${text} ${String(facts['err'])}`));
  }

  /** Errors of the life that goes on, too. */
  get allErrors(): readonly string[] {
    const now = this.#life?.log.lines.filter(({ level }) => level === 'error').map(({ text, facts }) => `${text} ${String(facts['err'])}`) ?? [];
    return [...this.errors, ...now];
  }

  #every(life: Pick<Life, 'alive'>, askedMs: number, tick: () => void): () => void {
    let isOn = true;
    const next = (): void => void this.clock.after(Math.max(askedMs, this.#grainMs), run);
    const run = (): void => {
      if (!isOn || !life.alive) return;
      tick();
      next();
    };
    next();
    return () => {
      isOn = false;
    };
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => void this.clock.after(Math.floor(this.chance() * MAX_TRAVEL_MS), resolve));
  }

  #tokens(): Tokens {
    const verify = (account: string): Promise<object> => new Promise((resolve) => void this.clock.after(TOKEN_MS, () => resolve({ app: 'default', account })));
    return { verify } as unknown as Tokens;
  }

  /** Never the same bytes twice, in any life. */
  #random(count: number): Uint8Array {
    this.#drawn += 1;
    return Uint8Array.from({ length: count }, (_, index) => (index < 4 ? (this.#drawn >> (8 * (3 - index))) & 0xff : index));
  }
}
