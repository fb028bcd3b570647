import type { Socket } from 'node:net';
import { AckFlow } from './ack-flow';
import { ChunkReader } from './chunk-reader';
import { writeChunks } from './chunk-writer';
import { Courtesies, PEER_WINDOW_BYTES } from './courtesies';
import { FormatError } from './format-error';
import { Handshake } from './handshake';
import type { Publication, Subscription } from './hub';
import { Outbox } from './outbox';
import type { MediaPacket } from './packet';
import { PlayerGauge } from './player-gauge';
import { mediaOf } from './rtmp-media';
import { parseRtmpCommand, type RtmpCommand } from './rtmp-commands';
import { commandMessage, controlMessage, FIRST_CHUNK_BYTES, MESSAGE_STREAM, RTMP_TYPE, USER_EVENT, userControlMessage, type OutgoingMessage, type RtmpMessage } from './rtmp-messages';
import type { Session, SessionContext } from './session';
import type { Appetite, EndReason, Player, Pressure, Publisher } from './stream';

/**
 * Where a connection is. `handshake` → `connecting` (no application yet) → `connected` → `pushing` or `playing`;
 * `closed` is reached from everywhere and never left.
 */
type Phase =
  | { readonly name: 'handshake'; readonly handshake: Handshake }
  | { readonly name: 'connecting' }
  | { readonly name: 'connected'; readonly app: string; readonly query: string }
  | { readonly name: 'pushing'; readonly publication: Publication }
  | { readonly name: 'playing'; readonly subscription: Subscription | null; readonly gauge: PlayerGauge }
  | { readonly name: 'closed' };

const SERVER = { fmsVer: 'FMS/3,5,7,7009', capabilities: 31 };

/** One RTMP connection: a publisher or a player of one stream. */
export class RtmpSession implements Session, Player, Publisher {
  private phase: Phase;
  private readonly reader: ChunkReader;
  private readonly flow: AckFlow;
  private readonly outbox: Outbox;
  private readonly courtesies: Courtesies;
  private readonly openedAtMs: number;
  private outChunkBytes = FIRST_CHUNK_BYTES;
  private mediaAtMs = 0;
  private heardMediaNow = false;

  constructor(private readonly socket: Socket, private readonly context: SessionContext) {
    this.phase = { name: 'handshake', handshake: new Handshake(context.random) };
    this.reader = new ChunkReader(context.limits);
    this.flow = new AckFlow(context.limits);
    this.outbox = new Outbox((bytes) => socket.write(bytes));
    this.courtesies = new Courtesies(context.limits, (message) => this.say(message));
    this.openedAtMs = context.nowMs();
    context.onOpened(this);
    socket.on('data', (bytes) => this.received(bytes));
    socket.on('end', () => this.end('closed'));
    socket.on('error', () => this.end('closed'));
    socket.on('close', () => this.end('closed'));
  }

  sweep(nowMs: number): void {
    const { limits } = this.context;
    switch (this.phase.name) {
      case 'handshake': case 'connecting': case 'connected':
        if (nowMs - this.openedAtMs >= limits.setupMs) this.end('setup');
        return;
      case 'pushing':
        if (nowMs - this.mediaAtMs >= limits.publisherIdleMs) this.end('idle');
        return;
      case 'playing':
        if (this.phase.gauge.stalls(nowMs, this.socket.writableLength, this.socket.bytesWritten)) return this.end('stalled');
        if (this.flow.probes(nowMs)) this.say(userControlMessage(USER_EVENT.pingRequest, nowMs % 2 ** 32));
        return;
      case 'closed':
    }
  }

  end(reason: EndReason): void {
    const { phase } = this;
    if (phase.name === 'closed') return;
    this.phase = { name: 'closed' };
    if (phase.name === 'pushing') phase.publication.close();
    if (phase.name === 'playing') phase.subscription?.close();
    this.socket.destroy();
    this.context.onEnded(this, reason);
  }

  pressure(): Pressure {
    return this.phase.name === 'playing' ? this.phase.gauge.pressure(this.context.nowMs(), this.socket.writableLength) : 'clear';
  }

  takesMore(): Appetite {
    return this.phase.name === 'playing' ? this.phase.gauge.takesMore(this.context.nowMs()) : 'never';
  }

  send(packet: MediaPacket): void {
    this.write(packet.rtmp());
  }

  flush(): void {
    if (this.closed) return;
    this.outbox.flush();
    if (this.phase.name === 'playing' && this.phase.gauge.overflows(this.socket.writableLength)) this.end('slow');
  }

  unpublished(): void {
    this.status('status', 'NetStream.Play.UnpublishNotify', 'the publisher has gone');
    this.say(userControlMessage(USER_EVENT.streamEnd, MESSAGE_STREAM));
  }

  private get closed(): boolean { return this.phase.name === 'closed'; }

  private received(bytes: Buffer): void {
    if (this.closed) return;
    try {
      this.courtesies.received(bytes.length);
      if (this.phase.name === 'handshake') this.shakeHands(bytes, this.phase.handshake);
      else this.read(bytes);
      this.passOn();
      if (!this.closed) this.courtesies.acknowledge();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.end('format');
    }
  }

  /** What the publisher's socket has brought at once goes out at once. */
  private passOn(): void {
    if (!this.heardMediaNow || this.phase.name !== 'pushing') return;
    this.heardMediaNow = false;
    this.mediaAtMs = this.context.nowMs();
    this.phase.publication.flush();
  }

  private shakeHands(bytes: Buffer, handshake: Handshake): void {
    const { reply, rest } = handshake.push(bytes);
    if (reply !== null) this.write(reply);
    this.outbox.flush();
    if (rest === null) return;
    this.phase = { name: 'connecting' };
    this.read(rest);
  }

  private read(bytes: Buffer): void {
    this.reader.push(bytes, (message) => { if (!this.closed) this.heard(message); });
  }

  private heard(message: RtmpMessage): void {
    const { type, payload } = message;
    switch (type) {
      case RTMP_TYPE.acknowledgement: if (payload.length >= 4) this.heardAcknowledgement(payload.readUInt32BE()); return;
      case RTMP_TYPE.windowSize: return this.courtesies.heard(message);
      case RTMP_TYPE.userControl: return this.heardUserControl(message);
      case RTMP_TYPE.amf0Command: return this.obey(parseRtmpCommand(payload));
      case RTMP_TYPE.amf3Command: return this.obey(parseRtmpCommand(payload.subarray(1)));
      default: return this.heardMedia(message);
    }
  }

  private heardAcknowledgement(sequence: number): void {
    this.flow.acknowledged(sequence, this.context.nowMs());
    const stepBytes = this.flow.ask();
    if (stepBytes !== null) this.say(controlMessage(RTMP_TYPE.windowSize, stepBytes));
  }

  private heardUserControl(message: RtmpMessage): void {
    this.courtesies.heard(message);
    if (message.payload.length >= 2 && message.payload.readUInt16BE() === USER_EVENT.pingResponse) this.flow.answered(this.context.nowMs());
  }

  /** Only the publisher of the moment is heard: a player's media, or that of a replaced publisher, goes nowhere. */
  private heardMedia(message: RtmpMessage): void {
    if (this.phase.name !== 'pushing') return;
    for (const media of mediaOf(message, this.context.limits)) {
      if (!this.phase.publication.accept(media.type, media.timestampMs, media.payload)) return;
      this.heardMediaNow = true;
    }
  }

  private obey(command: RtmpCommand): void {
    switch (command.type) {
      case 'connect': return this.connect(command.transaction, command.app, command.query);
      case 'createStream': return this.say(commandMessage(0, '_result', command.transaction, null, MESSAGE_STREAM));
      case 'open': return this.open(command);
      case 'close': if (this.phase.name === 'pushing' || this.phase.name === 'playing') this.end('closed'); return;
      case 'courtesy': return this.say(commandMessage(0, '_result', command.transaction, null, undefined));
      case 'other':
    }
  }

  private connect(transaction: number, app: string, query: string): void {
    if (this.phase.name !== 'connecting') throw new FormatError('COMMAND', 'connect twice');
    const { ackWindowBytes, outChunkBytes } = this.context.limits;
    this.phase = { name: 'connected', app, query };
    this.say(controlMessage(RTMP_TYPE.windowSize, ackWindowBytes));
    this.say(controlMessage(RTMP_TYPE.peerBandwidth, PEER_WINDOW_BYTES));
    this.say(controlMessage(RTMP_TYPE.setChunkSize, outChunkBytes));
    this.outChunkBytes = outChunkBytes;
    const facts = { level: 'status', code: 'NetConnection.Connect.Success', description: 'connected', objectEncoding: 0 };
    this.say(commandMessage(0, '_result', transaction, SERVER, facts));
  }

  private open(command: RtmpCommand & { type: 'open' }): void {
    if (this.phase.name !== 'connected') throw new FormatError('COMMAND', 'publish or play before connect, or twice');
    const { app } = this.phase;
    const { action, stream } = command;
    const reason = this.context.hub.refuses({ action, app, stream, query: command.query === '' ? this.phase.query : command.query });
    if (reason === null) return action === 'push' ? this.startPushing(stream) : this.startPlaying(stream);
    this.context.onRefused({ action, stream, reason, address: this.socket.remoteAddress ?? '' });
    this.status('error', action === 'push' ? 'NetStream.Publish.BadName' : 'NetStream.Play.Failed', reason);
    if (this.closed) return;
    this.phase = { name: 'closed' };
    this.socket.destroySoon();
    this.context.onEnded(this, 'refused');
  }

  private startPushing(stream: string): void {
    this.mediaAtMs = this.context.nowMs();
    this.reader.allowMedia();
    const publication = this.context.hub.publish(stream, this);
    if (this.closed) return publication.close();
    this.phase = { name: 'pushing', publication };
    this.say(userControlMessage(USER_EVENT.streamBegin, MESSAGE_STREAM));
    this.status('status', 'NetStream.Publish.Start', stream);
  }

  private startPlaying(stream: string): void {
    this.say(userControlMessage(USER_EVENT.streamBegin, MESSAGE_STREAM));
    this.status('status', 'NetStream.Play.Reset', stream);
    this.status('status', 'NetStream.Play.Start', stream);
    if (this.closed) return;
    const gauge = new PlayerGauge(this.context.limits, this.context.nowMs(), this.flow);
    this.phase = { name: 'playing', gauge, subscription: null };
    const subscription = this.context.hub.play(stream, this);
    if (this.closed) return subscription.close();
    this.phase = { name: 'playing', gauge, subscription };
  }

  private status(level: string, code: string, description: string): void {
    this.say(commandMessage(MESSAGE_STREAM, 'onStatus', 0, null, { level, code, description }));
  }

  /** Answers are few and small: who does not read them is not waited for. */
  private say(message: OutgoingMessage): void {
    const { queueBytes, queueMaxBytes } = this.context.limits;
    this.write(writeChunks(message, this.outChunkBytes));
    this.outbox.flush();
    if (this.socket.writableLength > (this.phase.name === 'playing' ? queueMaxBytes : queueBytes)) this.end('slow');
  }

  private write(bytes: Buffer): void {
    if (this.closed) return;
    this.flow.wrote(bytes.length, this.context.nowMs());
    this.outbox.add(bytes);
  }
}
