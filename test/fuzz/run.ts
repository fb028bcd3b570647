import { Bystanders } from './bystanders';
import { caseOf, casesOfCorpus, type Case } from './cases';
import { FOUND, keep, loadCorpus, type Kind } from './corpus';
import { Growth, megabytes, ownMemory } from './growth';
import { checkParser, PARSERS, type ParserName } from './parsers';
import { RelayUnderTest, type LookedAt } from './relay-under-test';
import { visit } from './strangers';
import { Watchdog } from './watchdog';

/** How long, and from which seed. */
export interface FuzzOptions {
  /** At least: it goes on until memory can be judged, however slow the machine is. */
  readonly seconds: number;
  readonly seed: number;
  /** Plays this case alone. */
  readonly only?: number;
  /** Hears how far it has come. */
  readonly say: (text: string) => void;
}

const SOCKETS_AT_ONCE = 12;
const LOOK_EVERY_MS = 5_000;
/** Sessions of strangers who have left must have ended by then. */
const CALM_MS = 20_000;
const PARSERS_OF: Record<Kind, readonly ParserName[]> = { amf0: ['amf0'], chunks: ['chunks', 'media'], flv: ['flv'], handshake: ['handshake'], rtmp: [], http: [] };

/** A run: parsers in this process, a relay in another, strangers at its doors, and those who behave beside them. */
export class FuzzRun {
  private readonly corpus = loadCorpus();
  private readonly growth = { relay: new Growth('the relay'), parsers: new Growth('the process of the parsers') };
  private readonly pending = new Map<Promise<void>, Case>();
  private readonly startedMs = performance.now();
  private readonly counts = { parsed: 0, sockets: 0 };
  private lookedMs = performance.now();
  private rssBytes: { readonly first: number; readonly last: number } | null = null;
  private fault: Error | null = null;

  private constructor(
    private readonly options: FuzzOptions, private readonly relay: RelayUnderTest, private readonly bystanders: Bystanders, private readonly watchdog: Watchdog,
  ) {}

  /**
   * @returns which rules were kept, and how far it has come
   * @throws Error with what broke, the seed, the case and where its input is kept
   */
  static async play(options: FuzzOptions): Promise<string> {
    const relay = await RelayUnderTest.start();
    try {
      return await FuzzRun.beside(await Bystanders.start(relay.ports), relay, options);
    } finally {
      await relay.stop();
    }
  }

  private static async beside(bystanders: Bystanders, relay: RelayUnderTest, options: FuzzOptions): Promise<string> {
    const watchdog = new Watchdog();
    try {
      const run = new FuzzRun(options, relay, bystanders, watchdog);
      await run.all();
      return `kept every rule${run.isMemoryJudged ? '' : ' that was judged, memory not judged'}; ${run.progress()}`;
    } finally {
      watchdog.stop();
      bystanders.close();
    }
  }

  private get passedMs(): number { return performance.now() - this.startedMs; }

  private get isMemoryJudged(): boolean { return this.growth.relay.isJudged; }

  private async all(): Promise<void> {
    const { only, seconds, seed } = this.options;
    await this.look();
    if (only !== undefined) await this.one(caseOf(seed, only, this.corpus));
    else await this.many(seconds * 1000);
    await this.look();
    this.growth.relay.check();
    this.growth.parsers.check();
  }

  private async many(forMs: number): Promise<void> {
    for (const entry of casesOfCorpus(this.options.seed, this.corpus)) await this.one(entry);
    for (let number = 0; this.passedMs < forMs || !this.isMemoryJudged; number += 1) {
      await this.one(caseOf(this.options.seed, number, this.corpus));
      if (performance.now() - this.lookedMs > LOOK_EVERY_MS) await this.look();
    }
  }

  private async one(played: Case): Promise<void> {
    this.watchdog.on(this.options.seed, played.number);
    try {
      if (played.kind === 'rtmp' || played.kind === 'http') return await this.visit(played, played.kind);
      for (const name of PARSERS_OF[played.kind]) checkParser(PARSERS[name], played.bytes, played.chance, played.kind === 'amf0');
      this.counts.parsed += 1;
    } catch (fault) {
      throw this.told(fault, [played]);
    }
    if (this.counts.parsed % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  private async visit(played: Case, door: 'rtmp' | 'http'): Promise<void> {
    this.counts.sockets += 1;
    const ended = visit(this.relay.ports, door, played.bytes, played.chance)
      .catch((fault: unknown) => { this.fault ??= this.told(fault, [played]); })
      .finally(() => this.pending.delete(ended));
    this.pending.set(ended, played);
    if (this.relay.ending !== null) throw this.told(new Error(this.relay.ending), [...this.pending.values()]);
    if (this.pending.size >= SOCKETS_AT_ONCE) await Promise.race(this.pending.keys());
    if (this.fault !== null) throw this.fault;
  }

  /** Lets everybody leave, and looks what is left. */
  private async look(): Promise<void> {
    const cases = [...this.pending.values()];
    await Promise.all(this.pending.keys());
    if (this.fault !== null) throw this.fault;
    try {
      const looked = await this.calm();
      this.bystanders.check();
      this.rssBytes = { first: this.rssBytes?.first ?? looked.rssBytes, last: looked.rssBytes };
      this.growth.relay.note(looked.heapBytes);
      this.growth.parsers.note(ownMemory());
    } catch (fault) {
      throw this.told(fault, cases);
    }
    this.lookedMs = performance.now();
    this.options.say(this.progress());
  }

  private async calm(): Promise<LookedAt> {
    const untilMs = performance.now() + CALM_MS;
    for (;;) {
      const looked = await this.relay.look();
      const { sessions, sockets, streams, published } = looked;
      const left = [sessions - Bystanders.COUNT, sockets - Bystanders.COUNT, streams - 1, published - 1];
      if (left.every((count) => count === 0)) return looked;
      if (performance.now() > untilMs) throw new Error(`after everybody has left there are too many sessions, sockets, streams, published: ${left.join(', ')}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private told(fault: unknown, cases: readonly Case[]): Error {
    const { seed } = this.options;
    if (fault instanceof Error && fault.message.includes('Replay:')) return fault;
    const lines = cases.map(({ number, kind, bytes, name }) => `  Replay: npm run fuzz -- --seed ${seed} --case=${number}   # ${kind}, ${name ?? keep(kind, `${FOUND}${seed}-${number}`, bytes)}`);
    const what = fault instanceof Error ? fault.stack ?? fault.message : String(fault);
    return new Error([what, ...lines, ...(lines.length === 0 ? [`  Replay: npm run fuzz -- --seed ${seed}`] : [])].join('\n'));
  }

  private progress(): string {
    const { relay, parsers } = this.growth;
    return `${Math.round(this.passedMs / 1000)} s: ${this.counts.parsed} inputs of parsers, ${this.counts.sockets} sockets; heap of the relay ${relay.text}, of the parsers ${parsers.text}; `
      + `memory of the relay's process ${megabytes(this.rssBytes?.first ?? 0)} → ${megabytes(this.rssBytes?.last ?? 0)}; ${this.bystanders.frames.count} frames to each who behaves, the slowest in ${Math.round(this.bystanders.frames.longestMs)} ms`;
  }
}
