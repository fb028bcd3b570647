import { RELAY_APP, type RelayPorts } from './relay';
import type { Signer } from './signers';
import type { TicketAction } from './tickets';

/** What players are given: RTMP for phones, FLV over HTTP for browsers. */
export type PlayProtocol = 'rtmp' | 'flv';

/** Scheme, host and port that the URLs of one node begin with. */
export interface UrlBases {
  readonly push: string;
  readonly play: string;
  /** Of HTTP-FLV; absent where a node has none. */
  readonly flv?: string;
  /** Where our own relay reaches the node by RTMP; the public addresses unless it is named. */
  readonly inner?: string;
}

/** How URLs are signed and what players get. */
export interface UrlOptions {
  readonly signer: Signer;
  readonly playProtocol: PlayProtocol;
  readonly ticketTtlS: number;
}

/** Makes signed URLs. @see docs/protocol.md, "Stream URLs" */
export class StreamUrls {
  constructor(private readonly options: UrlOptions) {}

  /** RTMP URL to push to. A browser pushes to the same path of the embedded relay with `.flv` by WebSocket. */
  push(bases: UrlBases, stream: string, nowMs: number): string {
    return this.signed('push', bases.push, stream, '', nowMs);
  }

  /** RTMP URL by which our own relay pushes to a node or plays from it. */
  link(action: TicketAction, bases: UrlBases, stream: string, nowMs: number): string {
    return this.signed(action, bases.inner ?? bases[action], stream, '', nowMs);
  }

  /** URL to play from, in the configured protocol where the node has it. */
  play(bases: UrlBases, stream: string, nowMs: number): string {
    if (this.options.playProtocol === 'flv' && bases.flv !== undefined) return this.signed('play', bases.flv, stream, '.flv', nowMs);
    return this.signed('play', bases.play, stream, '', nowMs);
  }

  private signed(action: TicketAction, base: string, stream: string, suffix: string, nowMs: number): string {
    const path = `/${RELAY_APP}/${stream}${suffix}`;
    const expiresAtS = Math.floor(nowMs / 1000) + this.options.ticketTtlS;
    return `${base}${path}?${this.options.signer({ action, app: RELAY_APP, stream, path }, expiresAtS)}`;
  }
}

/**
 * Bases of the embedded relay.
 *
 * @param flvBase - scheme, host and port of FLV URLs when a proxy stands before the relay, as in `https://media.example.com`
 */
export function relayBases(publicHost: string, ports: RelayPorts, flvBase?: string): UrlBases {
  const host = publicHost.includes(':') && !publicHost.startsWith('[') ? `[${publicHost}]` : publicHost;
  const rtmp = `rtmp://${host}:${ports.rtmpPort}`;
  return { push: rtmp, play: rtmp, flv: flvBase?.replace(/\/$/, '') ?? `http://${host}:${ports.flvPort}` };
}
