import { get, type ClientRequest } from 'node:http';
import { FlvReader } from '../../server/src/media/flv';
import { RELAY_LIMITS } from '../../server/src/media/limits';
import type { RelayPorts } from '../../server/src/media/relay';
import { RTMP_TYPE } from '../../server/src/media/rtmp-messages';
import { audioConfig, keyFrame, videoConfig } from '../unit/media/support/packets';
import { RtmpClient } from '../unit/media/support/rtmp-client';
import { Frames, type PlayerName } from './frames';
import { flvPath, ticketed } from './secret';

const FRAME_MS = 40;
const FRAME_BYTES = 600;
const NUMBER_AT = 5;

/** One publisher and two players who behave, beside the strangers: they must not notice anything. */
export class Bystanders {
  readonly frames = new Frames(() => performance.now());
  private timer: NodeJS.Timeout | null = null;
  private fault: string | null = null;

  private constructor(private readonly publisher: RtmpClient, private readonly player: RtmpClient, private readonly request: ClientRequest) {
    player.onMedia = ({ type, payload }) => this.hear('rtmp', type, payload);
    const reader = new FlvReader('file', RELAY_LIMITS.messageBytes);
    request.on('response', (response) => response.on('data', (bytes: Buffer) => reader.push(bytes, ({ type, payload }) => this.hear('flv', type, payload))));
  }

  /** The players do not acknowledge: one whose process the fuzzer keeps busy would be late, and frames be dropped for it as they should. */
  static async start({ rtmpPort, flvPort }: RelayPorts): Promise<Bystanders> {
    const [publisher, player] = [await RtmpClient.connect(rtmpPort), await RtmpClient.connect(rtmpPort, { keepsMedia: false })];
    await player.open('play', ticketed('play', 'good'));
    const request = get({ host: '127.0.0.1', port: flvPort, path: flvPath('play', 'good'), agent: false });
    const bystanders = new Bystanders(publisher, player, request);
    request.on('error', (error) => { bystanders.fault ??= `a player by HTTP-FLV lost its connection: ${error.message}`; });
    await new Promise((resolve) => request.once('response', resolve));
    await publisher.open('publish', ticketed('push', 'good'));
    bystanders.publish();
    return bystanders;
  }

  /** How many sessions they are. */
  static readonly COUNT = 3;

  /** @throws Error when one of them has noticed something */
  check(): void {
    if (this.publisher.socket.destroyed || this.player.socket.destroyed) this.fault ??= 'a publisher or player who behaves was disconnected';
    if (this.fault !== null) throw new Error(this.fault);
    this.frames.check();
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.publisher.close();
    this.player.close();
    this.request.destroy();
  }

  private publish(): void {
    for (const { type, timestampMs, payload } of [videoConfig(), audioConfig()]) this.publisher.send(type, timestampMs, payload);
    this.timer = setInterval(() => this.sendFrame(), FRAME_MS);
  }

  private sendFrame(): void {
    const { type, payload } = keyFrame(0, FRAME_BYTES);
    const number = this.frames.send();
    payload.writeUInt32BE(number, NUMBER_AT);
    this.publisher.send(type, number * FRAME_MS, payload);
  }

  private hear(by: PlayerName, type: number, payload: Buffer): void {
    if (type === RTMP_TYPE.video && payload.length === FRAME_BYTES) this.frames.hear(by, payload.readUInt32BE(NUMBER_AT));
  }
}
