import type { Duplex } from 'node:stream';
import { AckFlow } from './ack-flow';
import { flvHeader, FlvReader, type FlvTag } from './flv';
import { FormatError } from './format-error';
import type { Publication, Subscription } from './hub';
import { Outbox } from './outbox';
import type { MediaPacket } from './packet';
import { PlayerGauge } from './player-gauge';
import { mediaOf } from './rtmp-media';
import type { Session, SessionContext } from './session';
import type { Appetite, EndReason, Player, Pressure, Publisher } from './stream';

/** Where FLV goes: the body of an HTTP answer, or the messages of a WebSocket. */
export interface FlvSink {
  write(bytes: Buffer): void;
  /** Written and not yet taken by the operating system. */
  queuedBytes(): number;
  /** Destroys the socket at once. */
  destroy(): void;
  /** Whether the other end can report what it has received: a WebSocket can, the reader of an HTTP answer cannot. */
  readonly canReport: boolean;
}

/** Plays a stream as FLV. The file header waits for the first packet, because only then its flags can be true. */
export class FlvPlayer implements Session, Player {
  private readonly gauge: PlayerGauge;
  private subscription: Subscription | null = null;
  private headerSent = false;
  private closed = false;
  private writtenBytes = 0;
  private readonly flow: AckFlow | null;
  private readonly outbox: Outbox;

  constructor(private readonly sink: FlvSink, private readonly context: SessionContext, private readonly stream: string) {
    context.onOpened(this);
    this.outbox = new Outbox((bytes) => sink.write(bytes));
    this.flow = sink.canReport ? new AckFlow(context.limits) : null;
    this.gauge = new PlayerGauge(context.limits, context.nowMs(), this.flow);
    this.subscription = context.hub.play(stream, this);
    if (this.closed) this.subscription.close();
  }

  /** The player says how many bytes of FLV it has received in all, modulo 2^32. */
  reported(receivedBytes: number): void {
    this.flow?.acknowledged(receivedBytes, this.context.nowMs());
  }

  sweep(nowMs: number): void {
    if (this.gauge.stalls(nowMs, this.sink.queuedBytes(), this.writtenBytes)) this.end('stalled');
  }

  end(reason: EndReason): void {
    if (this.closed) return;
    this.closed = true;
    this.subscription?.close();
    this.sink.destroy();
    this.context.onEnded(this, reason);
  }

  pressure(): Pressure {
    return this.gauge.pressure(this.context.nowMs(), this.sink.queuedBytes());
  }

  takesMore(): Appetite {
    return this.gauge.takesMore(this.context.nowMs());
  }

  send(packet: MediaPacket): void {
    if (!this.headerSent) this.write(flvHeader(this.context.hub.tracksOf(this.stream)));
    this.headerSent = true;
    this.write(packet.flv());
  }

  flush(): void {
    if (this.closed) return;
    this.outbox.flush();
    if (this.gauge.overflows(this.sink.queuedBytes())) this.end('slow');
  }

  /** FLV has no word for it: the body goes on when somebody publishes again. */
  unpublished(): void {}

  private write(bytes: Buffer): void {
    if (this.closed) return;
    this.writtenBytes += bytes.length;
    this.flow?.wrote(bytes.length, this.context.nowMs());
    this.outbox.add(bytes);
  }
}

/** Publishes the FLV that arrives in the messages of a WebSocket or in the body of a POST, cut anywhere. */
export class FlvPublisher implements Session, Publisher {
  private publication: Publication | null = null;
  private readonly reader: FlvReader;
  private mediaAtMs: number;
  private closed = false;

  constructor(private readonly socket: Duplex, private readonly context: SessionContext, stream: string) {
    this.reader = new FlvReader('file', context.limits.messageBytes);
    this.mediaAtMs = context.nowMs();
    context.onOpened(this);
    this.publication = context.hub.publish(stream, this);
    if (this.closed) this.publication.close();
  }

  /** What the client brought. A format error ends the session. */
  received(bytes: Buffer): void {
    try {
      this.reader.push(bytes, (tag) => this.accept(tag));
      if (!this.closed) this.publication?.flush();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.end('format');
    }
  }

  sweep(nowMs: number): void {
    if (nowMs - this.mediaAtMs >= this.context.limits.publisherIdleMs) this.end('idle');
  }

  end(reason: EndReason): void {
    if (this.closed) return;
    this.closed = true;
    this.publication?.close();
    this.socket.destroy();
    this.context.onEnded(this, reason);
  }

  private accept(tag: FlvTag): void {
    if (this.closed) return;
    for (const media of mediaOf(tag, this.context.limits)) this.publication?.accept(media.type, media.timestampMs, media.payload);
    this.mediaAtMs = this.context.nowMs();
  }
}
