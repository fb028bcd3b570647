import { HOST_CLOCK, type Clock } from '../clock';
import type { Log } from '../log';
import type { MediaEngine, MediaEvent } from './engine';
import type { FromRelay } from './ipc';
import { KeptRelay } from './kept-relay';
import type { RelayLimits } from './limits';
import { MediaListeners } from './media-listeners';
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

/**
 * Starts the relay in a process of its own and keeps it running.
 *
 * @throws RelayStartError when the first start fails, for instance because a port is in use
 */
export async function startEmbeddedRelay(options: EmbeddedRelayOptions): Promise<MediaEngine> {
  const relay = new EmbeddedRelay(options);
  await relay.start();
  return relay;
}

class EmbeddedRelay implements MediaEngine {
  private readonly live = new Set<string>();
  private readonly revoked: RevokedNames;
  private readonly listeners: MediaListeners;
  private readonly urls: StreamUrls;
  private readonly relay: KeptRelay;
  private started: UrlBases | null = null;

  constructor(private readonly options: EmbeddedRelayOptions) {
    const { secret, playProtocol = 'rtmp', ticketTtlS = TICKET_TTL_S, log, clock = HOST_CLOCK } = options;
    const { entry, host, rtmpPort, flvPort, gopCache = true, limits = {} } = options;
    this.revoked = new RevokedNames(clock, ticketTtlS);
    this.listeners = new MediaListeners(log);
    this.urls = new StreamUrls({ signer: ticketSigner(new Tickets(secret)), playProtocol, ticketTtlS });
    this.relay = new KeptRelay({
      entry, config: { host, rtmpPort, flvPort, secret, ticketTtlS, gopCache, limits, isBesideEngine: false }, revoked: this.revoked,
      onMessage: (message) => this.heard(message), onLost: () => this.lost(), log, clock,
    });
  }

  async start(): Promise<void> {
    this.started = relayBases(this.options.publicHost, await this.relay.start(), this.options.publicFlvBase);
  }

  pushUrl(stream: string): string { return this.urls.push(this.bases, stream, this.revoked.signingTimeMs(stream)); }

  playUrl(stream: string): string { return this.urls.play(this.bases, stream, this.revoked.signingTimeMs(stream)); }

  revoke(stream: string): void {
    this.revoked.add(stream);
    this.relay.revoke(stream);
  }

  isLive(stream: string): boolean { return this.live.has(stream); }

  onEvent(listener: (event: MediaEvent) => void): () => void { return this.listeners.add(listener); }

  close(): Promise<void> { return this.relay.close(); }

  private get bases(): UrlBases {
    if (this.started === null) throw new Error('the relay has not been started');
    return this.started;
  }

  private heard(message: FromRelay): void {
    switch (message.type) {
      case 'published': this.live.add(message.stream); return this.listeners.tell(message.type, message.stream);
      case 'unpublished': this.live.delete(message.stream); return this.listeners.tell(message.type, message.stream);
      case 'log': return this.options.log[message.level](message.facts, message.text);
      case 'ready': case 'failed': case 'stopped': case 'wantsUrl':
    }
  }

  private lost(): void {
    const streams = [...this.live];
    this.live.clear();
    for (const stream of streams) this.listeners.tell('unpublished', stream);
  }
}
