import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { RelayPorts } from '../../server/src/media/relay';

/** What the relay's process holds, its memory after garbage collection. */
export interface LookedAt {
  /** Heap and what buffers hold outside of it. */
  readonly heapBytes: number;
  readonly rssBytes: number;
  readonly sessions: number;
  readonly sockets: number;
  readonly streams: number;
  /** Streams told as published and not yet as unpublished. */
  readonly published: number;
}

const ANSWERS_MS = 20_000;

/** The relay's process as its starter sees it. */
export class RelayUnderTest {
  /** How the process ended, or null while it runs. */
  ending: string | null = null;
  private said = '';

  private constructor(private readonly child: ChildProcess, readonly ports: RelayPorts) {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.said = (this.said + text).slice(-4_000); });
    child.once('exit', (code, signal) => { this.ending = `the relay's process ended with ${signal ?? code}: ${this.said}`; });
  }

  /** @throws Error when it does not come up; its process has ended then */
  static async start(): Promise<RelayUnderTest> {
    const child = fork(join(__dirname, 'relay-process.ts'), [], { execArgv: ['--import', 'tsx', '--expose-gc'], stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    try {
      return new RelayUnderTest(child, await answer<RelayPorts>(child));
    } catch (fault) {
      child.kill('SIGKILL');
      throw fault;
    }
  }

  /** @throws Error when the process has ended or does not answer: it loops */
  async look(): Promise<LookedAt> {
    if (this.ending !== null) throw new Error(this.ending);
    this.child.send('look');
    return answer<LookedAt>(this.child).catch((fault: unknown) => { throw this.ending === null ? fault : new Error(this.ending); });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      if (this.ending !== null) return resolve();
      this.child.once('exit', () => resolve()).kill('SIGKILL');
    });
  }
}

function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null) => settle(() => reject(new Error(`the relay's process ended with ${signal ?? code}`)));
    const told = (message: unknown) => settle(() => resolve(message as T));
    const late = setTimeout(() => settle(() => reject(new Error(`the relay's process has not answered for ${ANSWERS_MS} ms`))), ANSWERS_MS);
    child.on('message', told).on('exit', ended);
    function settle(how: () => void): void {
      clearTimeout(late);
      child.off('message', told).off('exit', ended);
      how();
    }
  });
}
