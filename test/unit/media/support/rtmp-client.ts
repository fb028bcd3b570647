import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { decodeAmf0, isAmf0Object, type Amf0Value } from '../../../../server/src/media/amf0';
import { ChunkReader } from '../../../../server/src/media/chunk-reader';
import { writeChunks } from '../../../../server/src/media/chunk-writer';
import { RELAY_LIMITS } from '../../../../server/src/media/limits';
import { commandMessage, controlMessage, RTMP_TYPE, USER_EVENT, userControlMessage, type RtmpMessage } from '../../../../server/src/media/rtmp-messages';

const PACKET_BYTES = 1536;
const MEDIA = new Set<number>([RTMP_TYPE.audio, RTMP_TYPE.video, RTMP_TYPE.amf0Data]);

/** How the test's client behaves where real ones differ. */
export interface ClientOptions {
  /** Acknowledges what it received, as ffmpeg and librtmp do, and answers pings. */
  readonly acknowledges?: boolean;
  /** Keeps received media in `media`; a load generator listens instead. */
  readonly keepsMedia?: boolean;
}

/** An RTMP client that pushes or plays one stream, and can misbehave. It keeps everything it hears. */
export class RtmpClient {
  readonly heard: RtmpMessage[] = [];
  readonly statuses: string[] = [];
  /** Hears each audio, video and data message. */
  onMedia: (message: RtmpMessage) => void = () => undefined;
  /** Acknowledges in steps of its own, in bytes, whatever it is asked to, as librtmp does; null: as it is asked to. */
  ownStepBytes: number | null = null;
  /** Resolves when the socket has closed, for whatever reason. */
  readonly closed: Promise<void>;
  private readonly reader = new ChunkReader(RELAY_LIMITS);
  private readonly waiting = new Set<() => void>();
  private readonly acknowledges: boolean;
  private readonly keepsMedia: boolean;
  private received = 0;
  private acknowledged = 0;
  private windowBytes = Infinity;
  private announced = false;
  private handshake: Buffer | null = Buffer.alloc(0);

  private constructor(readonly socket: Socket, options: ClientOptions) {
    this.reader.allowMedia();
    this.acknowledges = options.acknowledges ?? false;
    this.keepsMedia = options.keepsMedia ?? true;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.wake());
    socket.on('data', (bytes) => this.read(bytes));
    socket.write(Buffer.concat([Buffer.of(3), Buffer.alloc(8), randomBytes(PACKET_BYTES - 8)]));
  }

  /** Shakes hands and connects to an application. */
  static async connect(port: number, options: ClientOptions & { app?: string; tcUrl?: string } = {}): Promise<RtmpClient> {
    const client = new RtmpClient(connect({ port, host: '127.0.0.1', noDelay: true }), options);
    await client.until(() => client.handshake === null);
    client.command(0, 'connect', 1, { app: options.app ?? 'live', tcUrl: options.tcUrl ?? `rtmp://127.0.0.1:${port}/live` });
    await client.until(() => client.answers('_result').length > 0);
    client.command(0, 'createStream', 2, null);
    await client.until(() => client.answers('_result').length > 1);
    return client;
  }

  get media(): RtmpMessage[] { return this.heard.filter((message) => MEDIA.has(message.type)); }

  /** Asks to publish or play; `name` holds the query. Resolves with the deciding status, or `closed`. */
  async open(action: 'publish' | 'play', name: string): Promise<string> {
    this.command(1, action, 3, null, name);
    const decisive = /Publish\.|Play\.(Start|Failed)/;
    await this.until(() => this.statuses.some((code) => decisive.test(code)));
    return this.statuses.find((code) => decisive.test(code)) ?? 'closed';
  }

  command(messageStream: number, ...values: readonly Amf0Value[]): void {
    this.socket.write(writeChunks(commandMessage(messageStream, ...values), 128));
  }

  /** Announces a chunk size large enough for everything and sends one message with it from then on. */
  send(type: number, timestampMs: number, payload: Buffer): void {
    if (!this.announced) this.socket.write(writeChunks(controlMessage(RTMP_TYPE.setChunkSize, 1_000_000), 128));
    this.announced = true;
    this.socket.write(writeChunks({ chunkStream: 4 + (type === RTMP_TYPE.video ? 2 : 0), messageStream: 1, type, timestampMs, payload }, 1_000_000));
  }

  /** Resolves when `condition` holds, or when the socket has closed. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition() && !this.socket.destroyed) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  close(): void { this.socket.destroy(); }

  private read(bytes: Buffer): void {
    this.received += bytes.length;
    if (this.handshake !== null) {
      this.handshake = Buffer.concat([this.handshake, bytes]);
      if (this.handshake.length < 1 + 2 * PACKET_BYTES) return;
      this.socket.write(this.handshake.subarray(1, 1 + PACKET_BYTES));
      bytes = this.handshake.subarray(1 + 2 * PACKET_BYTES);
      this.handshake = null;
    }
    this.reader.push(bytes, (message) => this.hear(message));
    if (this.acknowledges && this.received - this.acknowledged >= (this.ownStepBytes ?? this.windowBytes)) {
      this.acknowledged = this.received;
      this.socket.write(writeChunks(controlMessage(RTMP_TYPE.acknowledgement, this.received), 128));
    }
    this.wake();
  }

  private hear(message: RtmpMessage): void {
    const isMedia = MEDIA.has(message.type);
    if (this.keepsMedia || !isMedia) this.heard.push(message);
    if (isMedia) this.onMedia(message);
    if (message.type === RTMP_TYPE.windowSize) this.windowBytes = message.payload.readUInt32BE();
    if (message.type === RTMP_TYPE.userControl) this.answerPing(message.payload);
    if (message.type !== RTMP_TYPE.amf0Command) return;
    const [name, , , facts] = decodeAmf0(message.payload);
    if (name !== 'onStatus' || !isAmf0Object(facts)) return;
    if (typeof facts['code'] === 'string') this.statuses.push(facts['code']);
  }

  private answerPing(payload: Buffer): void {
    if (!this.acknowledges || payload.readUInt16BE() !== USER_EVENT.pingRequest) return;
    this.socket.write(writeChunks(userControlMessage(USER_EVENT.pingResponse, payload.readUInt32BE(2)), 128));
  }

  private answers(name: string): RtmpMessage[] {
    return this.heard.filter((message) => message.type === RTMP_TYPE.amf0Command && decodeAmf0(message.payload)[0] === name);
  }

  private wake(): void { for (const look of [...this.waiting]) look(); }
}
