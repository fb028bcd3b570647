import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { until } from '../../test/support/until';
import { changesBy, type Finding, growsBy, megabytes, Series, together } from './series';

/** What the server and the relay are started with, so that they can be asked: `NODE_OPTIONS`. Nothing listens before it is asked for. */
export const ASKABLE = '--inspect-port=127.0.0.1:0';

interface Memory {
  readonly heapUsed: number;
  readonly external: number;
}

/** One process of the product, whose memory after garbage collection is measured over the inspector. */
export class Watched {
  /** JavaScript objects and buffers that are in use, after garbage collection. */
  readonly live = new Series();
  /** What the process holds of the machine's memory, before that garbage collection. */
  readonly rss = new Series();
  readonly sockets = new Series();
  private asked = 0;

  private constructor(readonly name: string, private readonly pid: number, private readonly inspector: WebSocket) {}

  /** @param log - everything the process has written */
  static async attach(name: string, pid: number, log: () => string): Promise<Watched> {
    const before = log().length;
    process.kill(pid, 'SIGUSR1');
    const url = await until(`${name} can be asked`, () => /Debugger listening on (ws:\S+)/.exec(log().slice(before))?.[1]);
    const inspector = new WebSocket(url);
    await once(inspector, 'open');
    return new Watched(name, pid, inspector);
  }

  async look(atMs: number): Promise<void> {
    this.rss.note(atMs, rssBytes(this.pid));
    this.sockets.note(atMs, socketsOf(this.pid));
    await this.ask('HeapProfiler.collectGarbage');
    const { result } = await this.ask('Runtime.evaluate', { expression: 'process.memoryUsage()', returnByValue: true }) as { result: { value: Memory } };
    this.live.note(atMs, result.value.heapUsed + result.value.external);
  }

  get text(): string {
    return `${this.name} ${megabytes(this.rss.last ?? 0)}, ${megabytes(this.live.last ?? 0)} in use, ${this.sockets.last} sockets`;
  }

  findings(minutes: number): Finding[] {
    const { rss, live, sockets } = this;
    return [together(this.name, [growsBy('process', rss, minutes), growsBy('in use after garbage collection', live, minutes), changesBy('sockets', sockets, minutes, 0, '')])];
  }

  async close(): Promise<void> {
    this.inspector.terminate();
    if (this.inspector.readyState !== WebSocket.CLOSED) await once(this.inspector, 'close');
  }

  private async ask(method: string, params: object = {}): Promise<unknown> {
    const id = (this.asked += 1);
    this.inspector.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [bytes] = await once(this.inspector, 'message') as [Buffer];
      const answer = JSON.parse(bytes.toString()) as { id?: number; result?: unknown };
      if (answer.id === id) return answer.result;
    }
  }
}

/** What a process holds of the machine's memory. */
function rssBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

function socketsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false; // Closed between the two looks.
    }
  }).length;
}
