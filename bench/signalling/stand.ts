import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromRoot } from '../../scripts/build/paths';
import { BUSY_PAIRS, CORES } from './plan';
import { freePort, listening } from './ports';
import { cpuUs, familyOf, pssBytes, run, type Program } from './processes';
import { SUBJECTS, type Subject, type SubjectName } from './subjects';

/** Lines of a server's log that are shown when it has ended by itself. */
const LAST_LINES = 5;

/** What a generator says of one run; c/load.c prints it. */
interface Outcome {
  readonly begun: number;
  readonly done: number;
  /** Calls that were over before the time was. */
  readonly inTime: number;
  /** Calls that were due and found no free pair until the end. */
  readonly unbegun: number;
  readonly elapsedMs: number;
  /** From the moment a call was due to the moment its caller heard that it was accepted. */
  readonly p50Us: number;
  readonly p99Us: number;
  /** Frames and their bytes, in both directions together, without what WebSocket, TCP and UDP add. */
  readonly frames: number;
  readonly bytes: number;
  /** Datagrams that were sent again. */
  readonly resent: number;
}

/** One run, with what it cost. */
export interface Measured extends Outcome {
  readonly serverCpuUs: number;
  readonly loadCpuUs: number;
}

/** A server that runs, with users who are signed in. */
export class Stand {
  #load: Program | undefined;

  private constructor(
    readonly name: SubjectName,
    private readonly folder: string,
    private readonly port: number,
    private readonly server: Program,
  ) {}

  /** Starts the server in a folder of its own below `folder`; nobody is signed in yet. */
  static async start(name: SubjectName, folder: string, purpose: string): Promise<Stand> {
    const subject: Subject = SUBJECTS[name];
    const own = join(folder, `${name}-${purpose}`);
    await mkdir(own);
    const port = await freePort();
    const { command, env } = await subject.prepare(own, port);
    const log = await open(join(own, 'log'), 'w');
    const server = run(CORES.server, command, { log: log.fd, ...(env && { env }) });
    await log.close();
    const stand = new Stand(name, own, port, server);
    try {
      if (subject.load !== 'udp') await stand.#orEnded(listening(port));
      return stand;
    } catch (fault) {
      await stand.end();
      throw fault;
    }
  }

  /** Signs users in, two for each pair. */
  async signIn(pairs: number): Promise<void> {
    const subject: Subject = SUBJECTS[this.name];
    const generators = join(this.folder, '..');
    const command = subject.load === 'flow'
      ? [join(generators, 'ws-calls'), String(this.port), fromRoot(`bench/signalling/flows/${this.name}.flow`), await this.#tokens(subject, 2 * pairs)]
      : [join(generators, 'sip-calls'), subject.load, String(this.port)];
    this.#load = run(CORES.load, [...command, String(pairs)]);
    await this.#orEnded(this.#load.line());
  }

  /** As many calls as go. */
  busy(ms: number): Promise<Measured> {
    return this.#run(`closed ${ms} ${BUSY_PAIRS}`);
  }

  /** Calls at a rate. */
  steady(ms: number, perS: number): Promise<Measured> {
    return this.#run(`open ${ms} ${perS}`);
  }

  /** Memory of the server now. */
  memoryBytes(): number {
    return pssBytes(this.#pids());
  }

  async end(): Promise<void> {
    await this.#load?.end();
    await this.server.end();
  }

  async #run(line: string): Promise<Measured> {
    const load = this.#load;
    if (load === undefined) throw new Error('nobody is signed in');
    const [serverUs, loadUs] = [cpuUs(...this.#pids()), cpuUs(load.pid)];
    load.write(`${line}\n`);
    const outcome = JSON.parse(await this.#orEnded(load.line())) as Outcome;
    return { ...outcome, serverCpuUs: cpuUs(...this.#pids()) - serverUs, loadCpuUs: cpuUs(load.pid) - loadUs };
  }

  #pids(): number[] {
    const subject: Subject = SUBJECTS[this.name];
    return subject.hasFamily === true ? familyOf(this.server.pid) : [this.server.pid];
  }

  async #tokens(subject: Subject, users: number): Promise<string> {
    if (subject.tokens === undefined) return '-';
    const path = join(this.folder, 'tokens');
    await writeFile(path, await subject.tokens(users), { mode: 0o600 });
    return path;
  }

  /** @throws Error with the end of the server's log when the work fails or the server ends before it is done */
  async #orEnded<T>(work: Promise<T>): Promise<T> {
    const ended = this.server.ended.then(() => {
      throw new Error('the server has ended');
    });
    try {
      return await Promise.race([work, ended]);
    } catch (fault) {
      const log = await readFile(join(this.folder, 'log'), 'utf8');
      const lines = log.trimEnd().split('\n').slice(-LAST_LINES);
      throw new Error([`${SUBJECTS[this.name].title}: ${fault instanceof Error ? fault.message : String(fault)}`, ...lines].join('\n'), { cause: fault });
    }
  }
}
