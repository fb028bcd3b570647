import { HOST_CLOCK, type Clock } from '../clock';
import type { Log } from '../log';
import { after } from './after';
import type { MediaEngine, MediaEvent } from './engine';
import type { FromRelay, RelayConfig } from './ipc';
import type { RelayLimits } from './limits';
import type { RelayPorts } from './relay';
import { RelayChild } from './relay-child';
import { StreamUrls, type PlayProtocol } from './stream-urls';
import { Tickets } from './tickets';

/** How the embedded relay is set up. docs/media.md explains each to operators. */
export interface EmbeddedRelayOptions {
  /** The relay's program (`relay-main`), as a path or `file:` URL. */
  readonly entry: string | URL;
  /** The secret that stream tickets are signed with. */
  readonly secret: string;
  /** The address to listen on. */
  readonly host: string;
  /** The name or address in the URLs that clients get. */
  readonly publicHost: string;
  /** RTMP port; 0 takes a free one, which the URLs then name. */
  readonly rtmpPort: number;
  /** Port of HTTP-FLV and WS-FLV; 0 takes a free one. */
  readonly flvPort: number;
  /** Life of a ticket in seconds, 3,600 by default. It is looked at only when a client connects. */
  readonly ticketTtlS?: number;
  /** What `playUrl` gives, `rtmp` by default. */
  readonly playProtocol?: PlayProtocol;
  /** Base of FLV URLs when a proxy stands before the relay. */
  readonly publicFlvBase?: string;
  /** A new player gets everything since the last key frame; true by default. */
  readonly gopCache?: boolean;
  readonly limits?: Partial<RelayLimits>;
  readonly log: Log;
  readonly clock?: Clock;
}

const TICKET_TTL_S = 3_600;
/** Waits before the relay is started again; the last one repeats. A relay that lasted starts from the first. */
const RESTART_MS = [50, 100, 200, 400, 800] as const;
const LASTED_MS = 10_000;

/**
 * Starts the relay in a process of its own and keeps it running: a bug in a byte parser must not end signalling.
 *
 * @throws RelayStartError when the first start fails, for instance because a port is in use
 */
export async function startEmbeddedRelay(options: EmbeddedRelayOptions): Promise<MediaEngine> {
  const relay = new EmbeddedRelay(options);
  await relay.start();
  return relay;
}

class EmbeddedRelay implements MediaEngine {
  private readonly clock: Clock;
  private readonly tickets: Tickets;
  private readonly ticketTtlS: number;
  private readonly live = new Set<string>();
  private readonly revoked = new Map<string, number>();
  private readonly listeners = new Set<(event: MediaEvent) => void>();
  private child: RelayChild | null = null;
  private urls: StreamUrls | null = null;
  private closing: Promise<void> | null = null;

  constructor(private readonly options: EmbeddedRelayOptions) {
    this.clock = options.clock ?? HOST_CLOCK;
    this.ticketTtlS = options.ticketTtlS ?? TICKET_TTL_S;
    this.tickets = new Tickets(options.secret);
  }

  /** The first start; its ports hold for ever, so that URLs given before a restart stay good. */
  async start(): Promise<void> {
    const { publicHost, playProtocol = 'rtmp', publicFlvBase } = this.options;
    const { child, ports } = await this.run(this.options);
    const base = publicFlvBase === undefined ? {} : { publicFlvBase };
    this.urls = new StreamUrls(this.tickets, { publicHost, playProtocol, ticketTtlS: this.ticketTtlS, ...base }, ports);
    void this.supervise(child, ports);
  }

  pushUrl(stream: string): string { return this.signer.push(stream, this.signingTimeMs(stream)); }

  playUrl(stream: string): string { return this.signer.play(stream, this.signingTimeMs(stream)); }

  revoke(stream: string): void {
    this.forgetExpired();
    this.revoked.set(stream, this.clock.wallMs() + this.ticketTtlS * 1000);
    this.child?.revoke(stream);
  }

  isLive(stream: string): boolean { return this.live.has(stream); }

  onEvent(listener: (event: MediaEvent) => void): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  close(): Promise<void> {
    return this.closing ??= this.child?.stop() ?? Promise.resolve();
  }

  private get signer(): StreamUrls {
    if (this.urls === null) throw new Error('the relay has not been started');
    return this.urls;
  }

  /** A ticket for a revoked name is born expired: it must not outlive the memory of the revocation. */
  private signingTimeMs(stream: string): number {
    return this.revoked.has(stream) ? 0 : this.clock.wallMs();
  }

  /** One run of the process. When it ends, everything that was live is over. */
  private async run(ports: RelayPorts): Promise<{ child: RelayChild; ports: RelayPorts }> {
    const child = new RelayChild(this.options.entry, this.clock, (message) => this.heard(message));
    this.child = child;
    void child.exited.then(() => this.lost());
    try {
      return { child, ports: await child.start(this.config(ports)) };
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  private async supervise(first: RelayChild, ports: RelayPorts): Promise<void> {
    let child: RelayChild | null = first;
    for (let failures = 0; ; failures += 1) {
      const startedAtMs = this.clock.nowMs();
      await child?.exited;
      if (this.closing !== null) return;
      if (this.clock.nowMs() - startedAtMs >= LASTED_MS) failures = 0;
      this.options.log.error({ failures }, 'the media relay ended and is started again');
      await after(this.clock, RESTART_MS[Math.min(failures, RESTART_MS.length - 1)] ?? 0);
      if (this.closing !== null) return;
      child = await this.restart(ports);
    }
  }

  private async restart(ports: RelayPorts): Promise<RelayChild | null> {
    try {
      const { child } = await this.run(ports);
      this.options.log.info({ ...ports }, 'the media relay is back');
      return child;
    } catch (error) {
      if (this.closing === null) this.options.log.error({ reason: String(error) }, 'the media relay could not be started');
      return null;
    }
  }

  private config(ports: RelayPorts): RelayConfig {
    this.forgetExpired();
    const { host, secret, gopCache = true, limits = {} } = this.options;
    const { rtmpPort, flvPort } = ports;
    return { host, rtmpPort, flvPort, secret, ticketTtlS: this.ticketTtlS, gopCache, limits, revoked: [...this.revoked.keys()] };
  }

  private heard(message: FromRelay): void {
    switch (message.type) {
      case 'published': this.live.add(message.stream); return this.tell(message.type, message.stream);
      case 'unpublished': this.live.delete(message.stream); return this.tell(message.type, message.stream);
      case 'log': return this.options.log[message.level](message.facts, message.text);
      case 'ready': case 'failed': case 'stopped':
    }
  }

  private lost(): void {
    const streams = [...this.live];
    this.live.clear();
    for (const stream of streams) this.tell('unpublished', stream);
  }

  private tell(type: MediaEvent['type'], stream: string): void {
    for (const listener of [...this.listeners]) {
      try {
        listener({ type, stream });
      } catch (error) {
        this.options.log.error({ type, reason: String(error) }, 'a listener to media events failed');
      }
    }
  }

  /** In the order of their expiry, because all tickets live equally long. */
  private forgetExpired(): void {
    for (const [stream, untilMs] of this.revoked) {
      if (untilMs >= this.clock.wallMs()) return;
      this.revoked.delete(stream);
    }
  }
}
