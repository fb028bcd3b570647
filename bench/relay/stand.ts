import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, listening } from '../support/ports';
import { cpuUs, familyOf, rssBytes, start } from '../support/processes';
import { Server } from '../support/server';
import type { Cell } from './figures';
import { CORES, type Address, type LoadPlan, type Outcome, type Plan } from './plan';
import { SUBJECTS, type Subject, type SubjectName } from './subjects';

const PERCENT = 100;

/** A subject's server that runs, or nothing where there is none. */
export class Stand {
  private constructor(private readonly subject: Subject, readonly address: Address, private readonly programs: string, private readonly server: Server | null) {}

  /**
   * @param programs - the folder of the bundled programs
   * @param folder - made for this server, and empty
   */
  static async start(name: SubjectName, programs: string, folder: string): Promise<Stand> {
    const subject: Subject = SUBJECTS[name];
    const { prepare } = subject;
    const ports = { rtmp: await freePort(), http: await freePort() };
    const server = prepare === undefined ? null : await Server.start(subject.title, folder, CORES.server, (own) => prepare(own, ports, programs));
    const stand = new Stand(subject, { rtmpPort: ports.rtmp, httpPort: ports.http, secret: subject.secret ?? '' }, programs, server);
    try {
      await server?.orEnded(listening(ports.rtmp));
      return stand;
    } catch (fault) {
      await stand.end();
      throw fault;
    }
  }

  /** So many calls, and what they cost. */
  async measure(calls: number, kbps: number, { warmUpMs, measureMs }: Plan): Promise<Cell> {
    const plan: LoadPlan = { wire: this.subject.wire, address: this.address, calls, kbps, measureMs };
    const load = start(CORES.load, [join(this.programs, 'load.cjs'), JSON.stringify(plan)]);
    try {
      await this.orEnded(load.line());
      await wait(warmUpMs);
      const before = { atMs: performance.now(), serverUs: this.cpuUs(), loadUs: cpuUs(load.pid) };
      load.write('go\n');
      await this.orEnded(load.line());
      const elapsedUs = (performance.now() - before.atMs) * 1000;
      const [serverUs, loadUs] = [this.cpuUs() - before.serverUs, cpuUs(load.pid) - before.loadUs];
      const memoryBytes = rssBytes(this.pids());
      const outcome = JSON.parse(await this.orEnded(load.line())) as Outcome;
      return { ...outcome, memoryBytes, cpuPercent: serverUs / elapsedUs * PERCENT, loadPercent: loadUs / elapsedUs * PERCENT };
    } finally {
      await load.end();
    }
  }

  /** @throws Error with the end of the server's log when the work fails or the server ends before it is done */
  orEnded<T>(work: Promise<T>): Promise<T> {
    return this.server === null ? work : this.server.orEnded(work);
  }

  async end(): Promise<void> {
    await this.server?.end();
  }

  private cpuUs(): number {
    return cpuUs(...this.pids());
  }

  /** The processes that count. @throws Error when there is a server and none of it counts: that would be no load */
  private pids(): readonly number[] {
    if (this.server === null) return [];
    const counted = countedOf(this.subject.counts ?? 'itself', familyOf(this.server.pid));
    if (counted.length === 0) throw new Error(`${this.subject.title} runs, but none of its processes counts`);
    return counted;
  }
}

function countedOf(counts: NonNullable<Subject['counts']>, [own = 0, ...children]: readonly number[]): readonly number[] {
  switch (counts) {
    case 'itself': return [own];
    case 'family': return [own, ...children];
    case 'children': return children;
  }
}
