import type { Clock } from '../clock';
import type { Log } from '../log';
import { after } from './after';
import type { FromRelay, RelayConfig } from './ipc';
import type { RelayPorts } from './relay';
import { RelayChild } from './relay-child';
import type { RevokedNames } from './revoked-names';

/** What a relay that is kept running is made of. */
export interface KeptRelayOptions {
  /** The relay's program (`relay-main`), as a path or `file:` URL. */
  readonly entry: string | URL;
  /** What its process is told at every start, but for the revoked names. */
  readonly config: Omit<RelayConfig, 'revoked'>;
  readonly revoked: RevokedNames;
  /** Hears what the process says; `child` is the one that said it. */
  readonly onMessage: (message: FromRelay, child: RelayChild) => void;
  /** A run of the process has ended: nothing of it is live any more. */
  readonly onLost: () => void;
  readonly log: Log;
  readonly clock: Clock;
}

/** Waits before the relay is started again; the last one repeats: with the start itself less than a second. A relay that lasted starts from the first. */
const RESTART_MS = [50, 100, 200, 400] as const;
const LASTED_MS = 2_000;

/** The relay in a process of its own, started again whenever it ends: a bug in a byte parser must not end signalling. */
export class KeptRelay {
  private child: RelayChild | null = null;
  private closing: Promise<void> | null = null;

  constructor(private readonly options: KeptRelayOptions) {}

  /**
   * The first start. Its ports hold for ever, so that URLs given before a restart stay good.
   *
   * @throws RelayStartError for instance because a port is in use
   */
  async start(): Promise<RelayPorts> {
    const { child, ports } = await this.run(this.options.config);
    void this.supervise(child, ports);
    return ports;
  }

  /** The name must be among the revoked ones already: a process that starts later is told so. */
  revoke(stream: string): void { this.child?.revoke(stream); }

  /** Safe to call twice. */
  close(): Promise<void> {
    return this.closing ??= this.child?.stop() ?? Promise.resolve();
  }

  /** One run of the process. */
  private async run({ rtmpPort, flvPort }: RelayPorts): Promise<{ child: RelayChild; ports: RelayPorts }> {
    const { entry, clock, config, revoked, onMessage, onLost } = this.options;
    const child = new RelayChild(entry, clock, (message) => onMessage(message, child));
    this.child = child;
    void child.exited.then(onLost);
    try {
      return { child, ports: await child.start({ ...config, rtmpPort, flvPort, revoked: revoked.list() }) };
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  private async supervise(first: RelayChild, ports: RelayPorts): Promise<void> {
    const { clock, log } = this.options;
    let child: RelayChild | null = first;
    for (let failures = 0; ; failures += 1) {
      const startedAtMs = clock.nowMs();
      await child?.exited;
      if (this.closing !== null) return;
      if (clock.nowMs() - startedAtMs >= LASTED_MS) failures = 0;
      log.error({ failures }, 'the media relay ended and is started again');
      await after(clock, RESTART_MS[Math.min(failures, RESTART_MS.length - 1)] ?? 0);
      if (this.closing !== null) return;
      child = await this.restart(ports);
    }
  }

  private async restart(ports: RelayPorts): Promise<RelayChild | null> {
    const { log } = this.options;
    try {
      const { child } = await this.run(ports);
      log.info({ ...ports }, 'the media relay is back');
      return child;
    } catch (error) {
      if (this.closing === null) log.error({ reason: String(error) }, 'the media relay could not be started');
      return null;
    }
  }
}
