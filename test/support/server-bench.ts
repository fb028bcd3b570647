import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnswerFrame, Answers, BulkFrame, EventFrame, EventName, RequestName, Requests, RtcEvents, SignedIn } from 'netcall-protocol';
import { CallError, readServerFrame } from 'netcall-protocol';
import { readConfig, SAMPLE_SECRETS } from '../../server/src/config';
import { deriveKey } from '../../server/src/keys';
import type { Log, LogFacts } from '../../server/src/log';
import { NO_QUEUES, type QueuePlan } from '../../server/src/queues';
import { Calls } from '../../server/src/signal/calls';
import { Connection } from '../../server/src/signal/connection';
import { Groups } from '../../server/src/signal/groups';
import { createHandlers } from '../../server/src/signal/handlers';
import { Hub } from '../../server/src/signal/hub';
import { Limits } from '../../server/src/signal/limits';
import { Rtc } from '../../server/src/signal/rtc';
import type { SignalOptions } from '../../server/src/signal/services';
import { Tokens } from '../../server/src/signal/tokens';
import type { Wire } from '../../server/src/signal/wire';
import { LocalBus } from '../../server/src/store/bus';
import { EmbeddedStore } from '../../server/src/store/embedded';
import { SqliteJournal } from '../../server/src/store/sqlite';
import { FakeClock, settled } from './server-clock';
import { StandInMedia } from './server-media';

/** Events of the RTCSDK face, which the parser of the other faces does not know. */
const RTC_EVENTS: Readonly<Record<keyof RtcEvents, true>> = { userStatus: true, inviteIn: true, inviteAnswered: true, inviteCancelled: true, queueStatus: true, queuing: true, assigned: true, unassigned: true };

/** A log that a test can read. */
export class KeptLog implements Log {
  readonly lines: { level: string; facts: LogFacts; text: string }[] = [];
  error = (facts: LogFacts, text: string): void => void this.lines.push({ level: 'error', facts, text });
  warn = (facts: LogFacts, text: string): void => void this.lines.push({ level: 'warn', facts, text });
  info = (facts: LogFacts, text: string): void => void this.lines.push({ level: 'info', facts, text });
  debug = (facts: LogFacts, text: string): void => void this.lines.push({ level: 'debug', facts, text });

  /** Texts of one level. */
  texts(level: string): string[] {
    return this.lines.filter((line) => line.level === level).map(({ text }) => text);
  }
}

/** What a bench may be told. */
export interface BenchOptions {
  /** Folder of the database; `:memory:` by default. */
  readonly data?: string;
  readonly clock?: FakeClock;
  readonly signal?: Partial<SignalOptions>;
  readonly secrets?: ReadonlyMap<string, string>;
  readonly queues?: QueuePlan;
}

/** The real signalling on a fake clock: real handlers, real store, real SQLite; only sockets and media are simulated. */
export class Bench {
  readonly clock: FakeClock;
  readonly media = new StandInMedia();
  readonly log = new KeptLog();
  readonly tokens: Tokens;
  readonly journal: SqliteJournal;
  readonly store: EmbeddedStore;
  readonly limits: Limits;
  readonly hub: Hub;
  readonly #parts;

  private constructor({ data = ':memory:', clock = new FakeClock(), signal = {}, secrets, queues = NO_QUEUES }: BenchOptions) {
    this.clock = clock;
    const bus = new LocalBus();
    const { log, media } = this;
    const options = { ...readConfig({ NETCALL_MODE: 'development', NETCALL_MESSAGES_BURST: '1000', NETCALL_CALLS_PER_MINUTE: '1000', NETCALL_PAIR_CALLS_PER_MINUTE: '1000', NETCALL_SENDS_PER_MINUTE: '1000' }).signal, ...signal };
    this.journal = new SqliteJournal(data);
    this.store = new EmbeddedStore({ journal: this.journal, bus, clock, log, defer: (flush) => setImmediate(flush) });
    this.limits = new Limits(options);
    const services = { store: this.store, media, clock, log, options, limits: this.limits };
    const groups = new Groups(services);
    const calls = new Calls(services, groups);
    const rtc = new Rtc(services, bus, queues);
    this.tokens = new Tokens(secrets ?? new Map([['default', SAMPLE_SECRETS.token], ['shop', `${SAMPLE_SECRETS.token}-of-the-shop`]]), clock);
    this.hub = new Hub({ services, calls, groups, beside: rtc.parts, bus, tokens: this.tokens, resumeKey: deriveKey(SAMPLE_SECRETS.server, 'resume') });
    this.#parts = { services, hub: this.hub, handlers: createHandlers(calls, groups, rtc, this.hub) };
  }

  /** Starts signalling. */
  static async start(options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(options);
    await bench.hub.start();
    return bench;
  }

  /** A socket that nobody has signed in on. */
  connect(): Client {
    return new Client((wire) => this.open(wire));
  }

  /** The server's end of a socket of a test's own. */
  open(wire: Wire): Connection {
    return new Connection(wire, this.#parts);
  }

  /** A device that is signed in. */
  async device(account: string, device = `${account}-phone`, extra: { app?: string; busyPolicy?: 'server' | 'app'; rtc?: { nick: string } } = {}): Promise<Client> {
    const client = this.connect();
    await client.signIn(await this.token(account, extra.app), device, extra.busyPolicy, extra.rtc);
    return client;
  }

  /** A session of the RTCSDK face that is signed in; its user's name is the account in capitals. */
  rtc(account: string, app?: string): Promise<Client> {
    return this.device(account, 'rtcsdk', { rtc: { nick: account.toUpperCase() }, ...(app === undefined ? {} : { app }) });
  }

  /** A good token. */
  async token(account: string, app = 'default'): Promise<string> {
    return (await this.tokens.issue({ app, account }, 600))!.token;
  }

  /** Ends the timers and the store in order. */
  async close(): Promise<void> {
    await this.hub.stop();
    await this.store.close();
  }
}

/** What a file of tests starts its servers with. */
export interface Benches {
  start(options?: BenchOptions): Promise<Bench>;
  /** A server with Alice, Bob and Carol signed in. */
  threeOnline(options?: BenchOptions): Promise<{ bench: Bench; alice: Client; bob: Client; carol: Client }>;
  /** A new server on the same folder; the old one stops without a word to anybody, as after SIGKILL. */
  restarted(bench: Bench, data: string, options?: BenchOptions): Promise<Bench>;
  folder(): string;
}

/** Closes what each test opened, and removes its folders. Call once per file. */
export function benches(): Benches {
  const open: Bench[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((bench) => bench.close()));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const start = async (options?: BenchOptions): Promise<Bench> => {
    const bench = await Bench.start(options);
    open.push(bench);
    return bench;
  };
  return {
    start,
    threeOnline: async (options) => {
      const bench = await start(options);
      return { bench, alice: await bench.device('alice'), bob: await bench.device('bob'), carol: await bench.device('carol') };
    },
    restarted: async (bench, data, options = {}) => {
      await bench.hub.stop();
      return start({ ...options, data, clock: bench.clock });
    },
    folder: () => {
      const folder = mkdtempSync(join(tmpdir(), 'netcall-store-'));
      folders.push(folder);
      return folder;
    },
  };
}

/** A simulated socket and what came over it. What the server sends is read by the client's own parser. */
export class Client {
  readonly events: EventFrame[] = [];
  readonly answers: AnswerFrame[] = [];
  readonly frames: string[] = [];
  /** Frames of transfers. */
  readonly bulk: BulkFrame[] = [];
  /** Whether too much waits for this reader, so that the server passes nothing on to it. */
  isFull = false;
  closedWith: number | null = null;
  session: SignedIn | null = null;
  readonly #connection: Connection;
  #id = 0;

  constructor(open: (wire: Wire) => Connection) {
    this.#connection = open({ send: (text) => this.#hear(text), pass: (text) => this.#pass(text), close: (code) => (this.closedWith ??= code) });
  }

  /** Sends a request and gives its answer; a refusal is thrown as a CallError. */
  async ask<N extends RequestName>(t: N, fields: Requests[N], id = ++this.#id): Promise<Answers[N]> {
    await this.sendText(JSON.stringify({ t, id, ...fields }));
    const answer = this.answers.filter((each) => each.id === id).at(-1);
    if (answer === undefined) throw new Error(`no answer to ${t}`);
    if ('err' in answer) throw new CallError(answer.err.code, answer.err.detail);
    return answer.ok as Answers[N];
  }

  /** Sends any text and waits until everything about it has happened. */
  async sendText(text: string): Promise<void> {
    await this.burst(text);
  }

  /** Sends several texts in one go, before the server gets to work on the first. */
  async burst(...texts: string[]): Promise<void> {
    for (const text of texts) {
      this.#id = Math.max(this.#id, Number(/"id":(\d+)/.exec(text)?.[1] ?? 0)); // Later requests go on from there.
      this.#connection.onText(text);
    }
    for (let before = -1; before !== this.frames.length; ) {
      before = this.frames.length;
      await settled();
      await settled();
    }
  }

  /** A binary frame. */
  sendBinary(): void {
    this.#connection.onBinary();
  }

  /** Signs in; keeps the answer. */
  async signIn(token: string, device: string, busyPolicy?: 'server' | 'app', rtc?: { nick: string }): Promise<SignedIn> {
    const request = { token, device: { id: device, type: 'wechat' as const }, ...(busyPolicy === undefined ? {} : { busyPolicy }), ...(rtc === undefined ? {} : { rtc }) };
    this.session = await this.askSlowly('signIn', request);
    return this.session;
  }

  /** Resumes another socket's session on this one, from event `seq` on. */
  async resume(session: SignedIn, seq: number, resumeToken = session.resumeToken): Promise<Answers['resume']> {
    this.session = session;
    return this.ask('resume', { sid: session.sid, resumeToken, epoch: session.epoch, seq });
  }

  /** Signing in checks a signature on another thread, so its answer is awaited rather than counted in turns. */
  async askSlowly<N extends RequestName>(t: N, fields: Requests[N]): Promise<Answers[N]> {
    const id = ++this.#id;
    this.#connection.onText(JSON.stringify({ t, id, ...fields }));
    while (!this.answers.some((each) => each.id === id)) await new Promise((resolve) => setImmediate(resolve));
    await settled();
    const answer = this.answers.find((each) => each.id === id)!;
    if ('err' in answer) throw new CallError(answer.err.code, answer.err.detail);
    return answer.ok as Answers[N];
  }

  /** The socket is lost without a word. */
  async drop(): Promise<void> {
    this.#connection.onClose();
    await settled();
  }

  /** Looks at the clock as the server's sweep does. */
  check(nowMs: number): void {
    this.#connection.check(nowMs, 2);
  }

  /** Events of one type. */
  heard<N extends EventName>(name: N): EventFrame<N>[] {
    return this.events.filter(({ t }) => t === name) as unknown as EventFrame<N>[];
  }

  /** Events of one type that only the RTCSDK face hears. */
  rtcHeard<N extends keyof RtcEvents>(name: N): ({ t: N; s: number } & RtcEvents[N])[] {
    return this.events.filter(({ t }) => (t as string) === name) as unknown as ({ t: N; s: number } & RtcEvents[N])[];
  }

  /** All events in order, without `recorded`: it follows every end. */
  get told(): EventFrame[] {
    return this.events.filter(({ t }) => t !== 'recorded');
  }

  /** Types of all events in order, without `recorded`. */
  get story(): string[] {
    return this.told.map(({ t }) => t);
  }

  #hear(text: string): void {
    if (this.closedWith !== null) return;
    this.frames.push(text);
    const frame = readServerFrame(text, (fault) => {
      throw fault;
    });
    if (frame?.t === 'ack') this.answers.push(frame);
    else if (frame !== null && frame.t !== 'skipped') this.events.push(frame);
    else this.#hearRtc(text);
  }

  #hearRtc(text: string): void {
    const event = JSON.parse(text) as EventFrame;
    if (!Object.hasOwn(RTC_EVENTS, event.t) || typeof event.s !== 'number') throw new Error(`an event that no client knows: ${text}`);
    this.events.push(event);
  }

  #pass(text: string): boolean {
    if (!this.isFull) this.bulk.push(JSON.parse(text) as BulkFrame);
    return !this.isFull;
  }
}
