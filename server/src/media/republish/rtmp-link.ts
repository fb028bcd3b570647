import { connect, type Socket } from 'node:net';
import { AckFlow } from '../ack-flow';
import type { Amf0Value } from '../amf0';
import { ChunkReader } from '../chunk-reader';
import { writeChunks } from '../chunk-writer';
import { Courtesies } from '../courtesies';
import { FormatError } from '../format-error';
import type { RelayLimits } from '../limits';
import { Outbox } from '../outbox';
import { mediaOf, type Media } from '../rtmp-media';
import { commandMessage, controlMessage, FIRST_CHUNK_BYTES, MESSAGE_STREAM, RTMP_TYPE, USER_EVENT, userControlMessage, type OutgoingMessage, type RtmpMessage } from '../rtmp-messages';
import type { TicketAction } from '../tickets';
import { ClientHandshake } from './client-handshake';
import type { EngineAddress } from './engine-address';
import { parseRtmpAnswer, type RtmpAnswer } from './rtmp-answers';

/**
 * Where a connection to an engine is. `shaking` → `connecting` (to the application) → `creating` (a message stream) → `opening`
 * (asked to publish or play) → `open`; `closed` is reached from everywhere and never left.
 */
type Phase =
  | { readonly name: 'shaking'; readonly handshake: ClientHandshake }
  | { readonly name: 'connecting' | 'creating' | 'opening' | 'open' | 'closed' };

/** Why a connection has ended: `closed` by the engine or the network, `refused`, `late` in opening, `silent`, `slow` or `stalled` since, or `format`. */
export type LinkEndReason = 'closed' | 'refused' | 'late' | 'silent' | 'slow' | 'stalled' | 'format';

/** For the log. Never with a ticket. */
export interface LinkEnd {
  readonly reason: LinkEndReason;
  /** The phase in which it ended. */
  readonly during: string;
  /** The engine's or the operating system's word for it; empty where there is none. */
  readonly detail: string;
}

/** Who has a connection to an engine made. Nothing is called after `ended`. */
export interface LinkListener {
  /** The engine has accepted. */
  opened(): void;
  media(media: Media): void;
  /** No more media has come for now. */
  paused(): void;
  /** A player is told that nobody publishes any more; another may come. */
  unpublished(): void;
  ended(end: LinkEnd): void;
}

/** What a connection is made of. */
export interface LinkOptions {
  readonly address: EngineAddress;
  readonly action: TicketAction;
  readonly limits: RelayLimits;
  readonly nowMs: () => number;
  readonly random: (count: number) => Uint8Array;
  readonly listener: LinkListener;
}

const TRANSACTION = { connect: 1, createStream: 2, open: 3 } as const;
/** So much of an engine's own words goes into the log. */
const DETAIL_LENGTH = 100;
/** An engine that says nothing for so long, although it is asked three times, is not there any more. */
const SILENT_MS = 15_000;
const PING_MS = 4_000;
const STARTED: Readonly<Record<TicketAction, string>> = { push: 'NetStream.Publish.Start', play: 'NetStream.Play.Start' };
/** A publisher's end, as engines tell it. */
const UNPUBLISHED: ReadonlySet<string> = new Set(['NetStream.Play.UnpublishNotify', 'NetStream.Play.Stop', 'NetStream.Play.Complete']);

/** One RTMP connection to an engine, as its client: pushes or plays one stream, once. */
export class RtmpLink {
  /** What the engine acknowledges of what is pushed. */
  readonly flow: AckFlow;
  private readonly socket: Socket;
  private readonly outbox: Outbox;
  private readonly reader: ChunkReader;
  private readonly courtesies: Courtesies;
  private readonly startedAtMs: number;
  private phase: Phase;
  private outChunkBytes = FIRST_CHUNK_BYTES;
  private heardAtMs: number;
  private pingedAtMs: number;
  private heardMediaNow = false;

  constructor(private readonly options: LinkOptions) {
    const { address, action, limits, random, nowMs } = options;
    const handshake = new ClientHandshake(random);
    this.phase = { name: 'shaking', handshake };
    this.reader = new ChunkReader(limits);
    if (action === 'play') this.reader.allowMedia();
    this.flow = new AckFlow(limits);
    this.courtesies = new Courtesies(limits, (message) => this.say(message));
    this.startedAtMs = this.heardAtMs = this.pingedAtMs = nowMs();
    this.socket = connect({ host: address.host, port: address.port, noDelay: true });
    this.outbox = new Outbox((bytes) => this.socket.write(bytes));
    this.socket.on('data', (bytes) => this.received(bytes));
    this.socket.on('end', () => this.end('closed'));
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.end('closed', error.code));
    this.socket.on('close', () => this.end('closed'));
    this.socket.write(handshake.hello());
  }

  get isOpen(): boolean { return this.phase.name === 'open'; }

  /** Written and not yet taken by the operating system. */
  get queuedBytes(): number { return this.socket.writableLength; }

  /** Written in all, queued included. */
  get writtenBytes(): number { return this.socket.bytesWritten; }

  /** Bytes for the stream that is pushed: whole messages in chunks of `outChunkBytes`. They go out with the next `flush`. */
  write(bytes: Buffer): void {
    if (this.phase.name === 'closed') return;
    this.flow.wrote(bytes.length, this.options.nowMs());
    this.outbox.add(bytes);
  }

  flush(): void {
    if (this.phase.name === 'closed') return;
    this.outbox.flush();
    if (this.socket.writableLength > this.options.limits.queueMaxBytes) this.end('slow');
  }

  /** Looks at the timeouts; called about once a second. */
  sweep(nowMs: number): void {
    if (this.phase.name === 'closed') return;
    if (!this.isOpen) {
      if (nowMs - this.startedAtMs >= this.options.limits.setupMs) this.end('late');
      return;
    }
    if (nowMs - this.heardAtMs >= SILENT_MS) return this.end('silent');
    if (nowMs - this.pingedAtMs < PING_MS) return;
    this.pingedAtMs = nowMs;
    this.say(userControlMessage(USER_EVENT.pingRequest, nowMs % 2 ** 32));
  }

  /** Destroys the socket and says why. Safe to call twice. */
  end(reason: LinkEndReason, detail = ''): void {
    const during = this.phase.name;
    if (during === 'closed') return;
    this.phase = { name: 'closed' };
    this.socket.destroy();
    this.options.listener.ended({ reason, during, detail: detail.slice(0, DETAIL_LENGTH) });
  }

  private received(bytes: Buffer): void {
    if (this.phase.name === 'closed') return;
    try {
      this.heardAtMs = this.options.nowMs();
      this.courtesies.received(bytes.length);
      if (this.phase.name === 'shaking') this.shakeHands(bytes, this.phase.handshake);
      else this.read(bytes);
      this.passOn();
      this.courtesies.acknowledge();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.end('format', error.message);
    }
  }

  /** What the socket has brought at once goes on at once. */
  private passOn(): void {
    if (!this.heardMediaNow || !this.isOpen) return;
    this.heardMediaNow = false;
    this.options.listener.paused();
  }

  private shakeHands(bytes: Buffer, handshake: ClientHandshake): void {
    const { reply, rest } = handshake.push(bytes);
    if (reply === null || rest === null) return;
    const { address: { app, tcUrl }, limits: { ackWindowBytes, outChunkBytes } } = this.options;
    this.socket.write(reply); // Not counted: engines acknowledge what comes after the handshake.
    this.phase = { name: 'connecting' };
    this.say(controlMessage(RTMP_TYPE.setChunkSize, outChunkBytes));
    this.outChunkBytes = outChunkBytes;
    this.say(controlMessage(RTMP_TYPE.windowSize, ackWindowBytes));
    this.command(0, 'connect', TRANSACTION.connect, { app, type: 'nonprivate', flashVer: 'LNX 9,0,124,2', tcUrl });
    this.read(rest);
  }

  private read(bytes: Buffer): void {
    this.reader.push(bytes, (message) => { if (this.phase.name !== 'closed') this.heard(message); });
  }

  private heard(message: RtmpMessage): void {
    const { type, payload } = message;
    switch (type) {
      case RTMP_TYPE.acknowledgement: if (payload.length >= 4) this.flow.acknowledged(payload.readUInt32BE(), this.options.nowMs()); return;
      case RTMP_TYPE.windowSize: return this.courtesies.heard(message);
      case RTMP_TYPE.userControl: return this.heardUserControl(message);
      case RTMP_TYPE.amf0Command: return this.obey(parseRtmpAnswer(payload));
      case RTMP_TYPE.amf3Command: return this.obey(parseRtmpAnswer(payload.subarray(1)));
      default: return this.heardMedia(message);
    }
  }

  private heardUserControl(message: RtmpMessage): void {
    const { payload } = message;
    this.courtesies.heard(message);
    if (payload.length >= 6 && payload.readUInt16BE() === USER_EVENT.streamEnd && this.isOpen) this.options.listener.unpublished();
  }

  private heardMedia(message: RtmpMessage): void {
    if (!this.isOpen || this.options.action !== 'play') return;
    for (const media of mediaOf(message, this.options.limits)) this.options.listener.media(media);
    this.heardMediaNow = true;
  }

  private obey(answer: RtmpAnswer): void {
    switch (answer.type) {
      case 'result': return this.goOn(answer.transaction, answer.value);
      case 'error': return this.end('refused', answer.code);
      case 'status': return this.heardStatus(answer.code, answer.isError);
      case 'other':
    }
  }

  private goOn(transaction: number, value: Amf0Value): void {
    if (transaction === TRANSACTION.connect && this.phase.name === 'connecting') {
      this.phase = { name: 'creating' };
      this.command(0, 'createStream', TRANSACTION.createStream, null);
    } else if (transaction === TRANSACTION.createStream && this.phase.name === 'creating') {
      if (value !== MESSAGE_STREAM) throw new FormatError('COMMAND', 'the first message stream is not 1');
      this.phase = { name: 'opening' };
      const { action, address: { name } } = this.options;
      if (action === 'push') this.command(MESSAGE_STREAM, 'publish', TRANSACTION.open, null, name, 'live');
      else this.command(MESSAGE_STREAM, 'play', TRANSACTION.open, null, name);
    }
  }

  private heardStatus(code: string, isError: boolean): void {
    const { action, listener } = this.options;
    if (isError) return this.end('refused', code);
    if (this.phase.name === 'opening' && code === STARTED[action]) {
      this.phase = { name: 'open' };
      listener.opened();
    } else if (this.isOpen && UNPUBLISHED.has(code)) listener.unpublished();
  }

  private command(messageStream: number, ...values: readonly Amf0Value[]): void {
    this.say(commandMessage(messageStream, ...values));
  }

  private say(message: OutgoingMessage): void {
    this.write(writeChunks(message, this.outChunkBytes));
    this.flush();
  }
}
