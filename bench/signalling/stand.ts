import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromRoot } from '../../scripts/build/paths';
import { freePort, listening } from '../support/ports';
import { cpuUs, familyOf, pssBytes, run, type Program } from '../support/processes';
import { Server } from '../support/server';
import { BUSY_PAIRS, CORES } from './plan';
import { SUBJECTS, type Subject, type SubjectName } from './subjects';

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
    private readonly server: Server,
  ) {}

  /** Starts the server in a folder of its own below `folder`; nobody is signed in yet. */
  static async start(name: SubjectName, folder: string, purpose: string): Promise<Stand> {
    const subject: Subject = SUBJECTS[name];
    const own = join(folder, `${name}-${purpose}`);
    const port = await freePort();
    const server = await Server.start(subject.title, own, CORES.server, (place) => subject.prepare(place, port));
    const stand = new Stand(name, own, port, server);
    try {
      if (subject.load !== 'udp') await server.orEnded(listening(port));
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
    await this.server.orEnded(this.#load.line());
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
    const outcome = JSON.parse(await this.server.orEnded(load.line())) as Outcome;
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
}
