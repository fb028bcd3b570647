import type { Subscription } from '../hub';
import type { MediaPacket } from '../packet';
import { PlayerGauge } from '../player-gauge';
import type { Appetite, Player, Pressure } from '../stream';
import { KeptLink, type RepublishContext } from './kept-link';

/**
 * Passes a stream that a browser publishes here on to the engine. It joins the stream as a player does, so the engine gets
 * what decoders need and the last key frame first, and an engine that is slow to take it loses pictures before sound.
 */
export class Forward implements Player {
  private readonly kept: KeptLink;
  private subscription: Subscription | null = null;
  private gauge: PlayerGauge | null = null;
  private isClosed = false;

  constructor(private readonly stream: string, private readonly context: RepublishContext) {
    this.kept = new KeptLink('push', stream, this, context);
  }

  get closed(): boolean { return this.isClosed; }

  sweep(nowMs: number): void {
    const link = this.kept.open;
    if (link !== null && this.gauge?.stalls(nowMs, link.queuedBytes, link.writtenBytes) === true) link.end('stalled');
    this.kept.sweep(nowMs);
  }

  /** Safe to call twice. */
  close(): void {
    this.isClosed = true;
    this.leave();
    this.kept.close();
  }

  opened(): void {
    const flow = this.kept.open?.flow ?? null;
    this.gauge = new PlayerGauge(this.context.limits, this.context.clock.nowMs(), flow);
    this.subscription = this.context.hub.play(this.stream, this);
    if (this.kept.open === null) this.leave();
  }

  lost(): void { this.leave(); }

  /** A publisher is sent none. */
  media(): void {}

  paused(): void {}

  pressure(): Pressure {
    const link = this.kept.open;
    return link === null ? 'stuck' : this.gauge?.pressure(this.context.clock.nowMs(), link.queuedBytes) ?? 'clear';
  }

  takesMore(): Appetite { return this.gauge?.takesMore(this.context.clock.nowMs()) ?? 'never'; }

  send(packet: MediaPacket): void { this.kept.open?.write(packet.rtmp()); }

  flush(): void { this.kept.open?.flush(); }

  /** The browser has gone; whoever looks after this closes it. */
  unpublished(): void {}

  end(): void { this.close(); }

  private leave(): void {
    this.subscription?.close();
    this.subscription = null;
  }
}
