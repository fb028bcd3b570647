import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../clock';
import { after } from './after';
import { parseFromRelay, type FromRelay, type RelayConfig, type ToRelay } from './ipc';
import type { RelayPorts } from './relay';

/** What the relay's process needs from the environment. Nothing else is handed on: it reads strangers' bytes. */
const ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'NODE_OPTIONS'];
const START_MS = 10_000;
const STOP_MS = 2_000;

/** The relay's process did not come up. */
export class RelayStartError extends Error {
  /** @param port - the port that could not be opened, if that was the reason */
  constructor(message: string, readonly port: number | null = null) {
    super(message);
  }
}

/** One run of the relay's process, from fork to exit. */
export class RelayChild {
  /** Resolves when the process has ended, however it ended. */
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;

  /** @param onMessage - hears everything but `ready`, `failed` and `stopped` too, in order */
  constructor(entry: string | URL, private readonly clock: Clock, private readonly onMessage: (message: FromRelay) => void) {
    const env = Object.fromEntries(ENVIRONMENT.flatMap((name) => name in process.env ? [[name, process.env[name]] as const] : []));
    const execArgv = process.execArgv.filter((argument) => !argument.startsWith('--inspect'));
    this.child = fork(typeof entry === 'string' && entry.startsWith('file:') ? fileURLToPath(entry) : entry, [], { env, execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.once('error', () => resolve());
    });
  }

  /** The process id, for tests and logs. */
  get pid(): number | undefined { return this.child.pid; }

  /**
   * Hands over the configuration and waits until both ports are open.
   *
   * @throws RelayStartError when a port is in use, the process ends, or nothing happens for ten seconds
   */
  start(config: RelayConfig): Promise<RelayPorts> {
    return new Promise((resolve, reject) => {
      this.child.on('message', (raw) => {
        const message = parseFromRelay(raw);
        if (message.type === 'ready') resolve({ rtmpPort: message.rtmpPort, flvPort: message.flvPort });
        if (message.type === 'failed') reject(new RelayStartError(`the media relay cannot listen on port ${message.port}: ${message.code}`, message.port));
        this.onMessage(message);
      });
      void this.exited.then(() => reject(new RelayStartError('the media relay ended before it was ready')));
      void after(this.clock, START_MS).then(() => reject(new RelayStartError(`the media relay was not ready after ${START_MS} ms`)));
      this.send({ type: 'start', config });
    });
  }

  revoke(stream: string): void {
    this.send({ type: 'revoke', stream });
  }

  /** Answers `wantsUrl`. */
  giveUrl(id: number, url: string): void {
    this.send({ type: 'url', id, url });
  }

  /** Lets the relay end its sessions; kills it when it does not. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.send({ type: 'stop' });
    void after(this.clock, STOP_MS).then(() => this.kill());
    await this.exited;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** A message that cannot be delivered means that the process is ending; `exited` says so. */
  private send(message: ToRelay): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}
