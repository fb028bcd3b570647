import type { Subscription } from '../hub';
import type { MediaPacket } from '../packet';
import { PlayerGauge, type GaugeReading } from '../player-gauge';
import type { Player, Pressure } from '../stream';
import { KeptLink, type RepublishContext } from './kept-link';
import type { RtmpLink } from './rtmp-link';

/**
 * Passes a stream that a browser publishes here on to the engine. It joins the stream as a player does, so the engine gets
 * what decoders need and the last key frame first, and an engine that is slow to take it loses pictures before sound.
 */
export class Forward implements Player {
  private readonly kept: KeptLink;
  private subscription: Subscription | null = null;
  private gauge: PlayerGauge;
  private isClosed = false;

  constructor(private readonly stream: string, private readonly context: RepublishContext) {
    this.gauge = new PlayerGauge(context.limits, context.clock.nowMs());
    this.kept = new KeptLink('push', stream, this, context);
  }

  get closed(): boolean { return this.isClosed; }

  sweep(nowMs: number): void {
    const link = this.kept.open;
    if (link !== null && this.gauge.stalls(this.reading(link, nowMs), link.writtenBytes)) link.end('stalled');
    this.kept.sweep(nowMs);
  }

  /** Safe to call twice. */
  close(): void {
    this.isClosed = true;
    this.leave();
    this.kept.close();
  }

  opened(): void {
    this.gauge = new PlayerGauge(this.context.limits, this.context.clock.nowMs());
    this.subscription = this.context.hub.play(this.stream, this);
    if (this.kept.open === null) this.leave();
  }

  lost(): void { this.leave(); }

  /** A publisher is sent none. */
  media(): void {}

  pressure(): Pressure {
    const link = this.kept.open;
    return link === null ? 'clear' : this.gauge.pressure(this.reading(link, this.context.clock.nowMs()));
  }

  send(packet: MediaPacket): void { this.kept.open?.write(packet.rtmp()); }

  /** The browser has gone; whoever looks after this closes it. */
  unpublished(): void {}

  end(): void { this.close(); }

  private leave(): void {
    this.subscription?.close();
    this.subscription = null;
  }

  private reading(link: RtmpLink, nowMs: number): GaugeReading {
    return { nowMs, queuedBytes: link.queuedBytes, lateMs: link.lateMs(nowMs) };
  }
}
