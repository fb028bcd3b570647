import { RELAY_APP, type RelayPorts } from './relay';
import type { TicketAction, Tickets } from './tickets';

/** What players are given: RTMP for phones, FLV over HTTP for browsers. */
export type PlayProtocol = 'rtmp' | 'flv';

/** What stream URLs are made of. */
export interface UrlOptions {
  /** The name or address that clients reach the relay by. */
  readonly publicHost: string;
  readonly playProtocol: PlayProtocol;
  /** Scheme, host and port of FLV URLs when a proxy stands before the relay, as in `https://media.example.com`. */
  readonly publicFlvBase?: string;
  readonly ticketTtlS: number;
}

/** Makes signed URLs. @see docs/protocol.md, "Stream URLs" */
export class StreamUrls {
  private readonly rtmpBase: string;
  private readonly flvBase: string;

  constructor(private readonly tickets: Tickets, private readonly options: UrlOptions, ports: RelayPorts) {
    const host = options.publicHost.includes(':') && !options.publicHost.startsWith('[') ? `[${options.publicHost}]` : options.publicHost;
    this.rtmpBase = `rtmp://${host}:${ports.rtmpPort}/${RELAY_APP}`;
    this.flvBase = `${options.publicFlvBase?.replace(/\/$/, '') ?? `http://${host}:${ports.flvPort}`}/${RELAY_APP}`;
  }

  /** RTMP URL to push to. A browser pushes to the same path with `.flv` by WebSocket. */
  push(stream: string, nowMs: number): string {
    return `${this.rtmpBase}/${stream}?${this.ticket('push', stream, nowMs)}`;
  }

  /** URL to play from, in the configured protocol. */
  play(stream: string, nowMs: number): string {
    const ticket = this.ticket('play', stream, nowMs);
    return this.options.playProtocol === 'flv' ? `${this.flvBase}/${stream}.flv?${ticket}` : `${this.rtmpBase}/${stream}?${ticket}`;
  }

  private ticket(action: TicketAction, stream: string, nowMs: number): string {
    return this.tickets.sign({ action, app: RELAY_APP, stream }, Math.floor(nowMs / 1000) + this.options.ticketTtlS);
  }
}
