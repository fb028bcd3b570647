import { HOST_CLOCK, type Clock } from '../clock';
import type { Log } from '../log';
import { after } from './after';
import type { MediaEngine, MediaEvent } from './engine';
import type { FromRelay, RelayConfig } from './ipc';
import type { RelayLimits } from './limits';
import type { RelayPorts } from './relay';
import { MediaListeners } from './media-listeners';
import { RelayChild } from './relay-child';
import { RevokedNames } from './revoked-names';
import { ticketSigner } from './signers';
import { relayBases, StreamUrls, type PlayProtocol, type UrlBases } from './stream-urls';
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
/** Waits before the relay is started again; the last one repeats: with the start itself less than a second. A relay that lasted starts from the first. */
const RESTART_MS = [50, 100, 200, 400] as const;
const LASTED_MS = 2_000;

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
  private readonly ticketTtlS: number;
  private readonly live = new Set<string>();
  private readonly revoked: RevokedNames;
  private readonly listeners: MediaListeners;
  private readonly urls: StreamUrls;
  private child: RelayChild | null = null;
  private started: UrlBases | null = null;
  private closing: Promise<void> | null = null;

  constructor(private readonly options: EmbeddedRelayOptions) {
    const { secret, playProtocol = 'rtmp', ticketTtlS = TICKET_TTL_S, log, clock = HOST_CLOCK } = options;
    this.clock = clock;
    this.ticketTtlS = ticketTtlS;
    this.revoked = new RevokedNames(clock, ticketTtlS);
    this.listeners = new MediaListeners(log);
    this.urls = new StreamUrls({ signer: ticketSigner(new Tickets(secret)), playProtocol, ticketTtlS });
  }

  /** The first start; its ports hold for ever, so that URLs given before a restart stay good. */
  async start(): Promise<void> {
    const { child, ports } = await this.run(this.options);
    this.started = relayBases(this.options.publicHost, ports, this.options.publicFlvBase);
    void this.supervise(child, ports);
  }

  pushUrl(stream: string): string { return this.urls.push(this.bases, stream, this.revoked.signingTimeMs(stream)); }

  playUrl(stream: string): string { return this.urls.play(this.bases, stream, this.revoked.signingTimeMs(stream)); }

  revoke(stream: string): void {
    this.revoked.add(stream);
    this.child?.revoke(stream);
  }

  isLive(stream: string): boolean { return this.live.has(stream); }

  onEvent(listener: (event: MediaEvent) => void): () => void { return this.listeners.add(listener); }

  close(): Promise<void> {
    return this.closing ??= this.child?.stop() ?? Promise.resolve();
  }

  private get bases(): UrlBases {
    if (this.started === null) throw new Error('the relay has not been started');
    return this.started;
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
    const { host, secret, gopCache = true, limits = {} } = this.options;
    const { rtmpPort, flvPort } = ports;
    return { host, rtmpPort, flvPort, secret, ticketTtlS: this.ticketTtlS, gopCache, limits, revoked: this.revoked.list() };
  }

  private heard(message: FromRelay): void {
    switch (message.type) {
      case 'published': this.live.add(message.stream); return this.listeners.tell(message.type, message.stream);
      case 'unpublished': this.live.delete(message.stream); return this.listeners.tell(message.type, message.stream);
      case 'log': return this.options.log[message.level](message.facts, message.text);
      case 'ready': case 'failed': case 'stopped':
    }
  }

  private lost(): void {
    const streams = [...this.live];
    this.live.clear();
    for (const stream of streams) this.listeners.tell('unpublished', stream);
  }
}
