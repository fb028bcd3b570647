import { WebPlayer, WebPusher, type DeviceKind } from 'netcall-webmedia';
import type { Cancel, Platform } from '../../platform/platform';
import type { Device, Media, Play, Push } from '../media';
import { mediaUrl, streamOf } from './media-url';
import { WebErr } from './ready';
import { Retry } from './retry';
import type { Configuration } from './config';

/** What the media of a page needs of the SDK. */
export interface MediaHost {
  readonly media: Media;
  readonly platform: Platform;
  readonly configuration: Configuration;
  /** UID of this user. */
  readonly own: () => string;
  /** `wss://media.example.com`, where the relay is reached; empty: see `mediaUrl`. */
  readonly base: () => string;
  readonly isSecure: () => boolean;
  /** Somebody has become louder or quieter. */
  readonly energy: (userID: string, before: number, after: number) => void;
}

/** Loudest level of `MicEnergyUpdate`. */
const LOUDEST = 9;

/** Captures, pushes and plays what the SDK says of the room. */
export class RoomMedia {
  private readonly levels = new Map<string, number>();
  private readonly players = new Map<string, OtherStream>();
  private readonly pusher: OwnStream;
  private open = new Set<string>();

  constructor(private readonly host: MediaHost) {
    this.pusher = new OwnStream(host, (peak) => this.heard(host.own(), peak));
    host.media.subscribe(({ push, play }) => this.follow(push, play));
  }

  /** What is captured here or comes from there; null while that user has no open camera. */
  pictureOf(userID: string): HTMLCanvasElement | null {
    if (!this.open.has(userID)) return null;
    return userID === this.host.own() ? this.pusher.picture : (this.players.get(userID)?.canvas ?? null);
  }

  /** How loud somebody is, 0 to 9. */
  energyOf(userID: string): number {
    return this.levels.get(userID) ?? 0;
  }

  /** Other settings hold: the stream that runs begins anew with them. */
  reconfigure(): void {
    this.pusher.rebuild();
  }

  private follow(push: Push | null, play: readonly Play[]): void {
    this.open = new Set([...play.filter(({ camera }) => camera).map(({ userID }) => userID), ...(push?.camera === true ? [this.host.own()] : [])]);
    this.pusher.follow(push);
    [...this.players].filter(([userID]) => !play.some((each) => each.userID === userID)).forEach(([userID, player]) => {
      player.close();
      this.players.delete(userID);
      this.levels.delete(userID);
    });
    play.forEach((each) => this.playerOf(each.userID).follow(each));
  }

  private playerOf(userID: string): OtherStream {
    const player = this.players.get(userID) ?? new OtherStream(this.host, (peak) => this.heard(userID, peak));
    this.players.set(userID, player);
    return player;
  }

  private heard(userID: string, peak: number): void {
    const [before, after] = [this.energyOf(userID), Math.min(LOUDEST, Math.round(peak * LOUDEST))];
    this.levels.set(userID, after);
    if (before !== after) this.host.energy(userID, before, after);
  }
}

/** What this user sends: begun with the first open device, then silent and dark while all are closed. */
class OwnStream {
  private push: Push | null = null;
  private pusher: WebPusher | null = null;
  private begun = false;
  private stream = '';
  private facing: Push['facing'] = 'front';
  /** Devices that could not be opened: opened once more, they are asked of the browser once more. */
  private readonly refused = new Set<Device>();
  private readonly retry: Retry;

  constructor(private readonly host: MediaHost, private readonly heard: (peak: number) => void) {
    this.retry = new Retry(host.platform, () => host.media.renewPush());
  }

  get picture(): HTMLCanvasElement | null {
    return this.pusher?.preview ?? null;
  }

  follow(push: Push | null): void {
    this.push = push;
    this.begun = push !== null && (this.begun || push.mic || push.camera);
    if (push === null || !this.begun) return this.stop();
    const again = [...this.refused].some((device) => push[device]);
    if (again) this.end();
    const pusher = (this.pusher ??= this.make(push));
    pusher.setMuted(!push.mic);
    pusher.setCameraEnabled(push.camera);
    if (push.facing !== this.facing) void pusher.switchCamera();
    this.facing = push.facing;
    if (streamOf(push.url) !== this.stream) this.start(pusher, push.url);
  }

  /** Ends what runs, and begins it anew under its name. */
  rebuild(): void {
    if (this.pusher === null) return;
    this.end();
    this.follow(this.push);
  }

  private stop(): void {
    this.begun = false;
    this.end();
    this.retry.settle();
  }

  private end(): void {
    this.pusher?.stop();
    this.pusher = null;
    this.stream = '';
    this.refused.clear();
  }

  private start(pusher: WebPusher, address: string): void {
    this.stream = streamOf(address);
    this.retry.settle();
    void pusher.start(mediaUrl(address, this.host.base(), this.host.isSecure()));
  }

  private make(push: Push): WebPusher {
    const pusher = new WebPusher({ ...this.host.configuration.options(), camera: push.camera, muted: !push.mic, facing: push.facing });
    this.facing = push.facing;
    pusher.on('connected', () => this.retry.live());
    pusher.on('failed', () => this.retry.failed());
    pusher.on('denied', ({ device }) => this.refuse(device, WebErr.denied));
    pusher.on('missing', ({ device }) => this.refuse(device, WebErr.openFailed));
    pusher.on('deviceFailed', ({ device }) => this.refuse(device, WebErr.openFailed));
    pusher.on('stats', ({ audioPeak }) => this.heard(audioPeak));
    return pusher;
  }

  private refuse(kind: DeviceKind, sdkErr: number): void {
    const device = kind === 'camera' ? 'camera' : 'mic';
    this.refused.add(device);
    if (this.push?.[device] === true) this.host.media.failed(device, sdkErr);
  }
}

/** What one other member sends. */
class OtherStream {
  readonly canvas = document.createElement('canvas');
  private readonly player = new WebPlayer(this.canvas);
  private readonly leaves: Cancel[];
  private readonly retry: Retry;
  private begun = false;
  private isOpen = false;
  private address = '';

  constructor(private readonly host: MediaHost, heard: (peak: number) => void) {
    this.retry = new Retry(host.platform, () => host.media.refresh());
    this.leaves = [
      this.player.on('connected', () => this.retry.live()),
      this.player.on('failed', () => this.failed()),
      this.player.on('stats', ({ audioPeak }) => heard(audioPeak)),
    ];
  }

  follow({ url, mic, camera }: Play): void {
    this.isOpen = mic || camera;
    this.begun ||= this.isOpen;
    const isOther = this.retry.isLost ? url !== this.address : streamOf(url) !== streamOf(this.address);
    if (this.begun && isOther) this.start(url);
  }

  close(): void {
    this.leaves.forEach((leave) => leave());
    this.retry.settle();
    this.player.stop();
  }

  private start(url: string): void {
    this.address = url;
    this.retry.settle();
    this.player.play(mediaUrl(url, this.host.base(), this.host.isSecure()));
  }

  /** With all devices closed there may be no stream: it is played when one opens. */
  private failed(): void {
    if (this.isOpen) return this.retry.failed();
    this.begun = false;
    this.address = '';
  }
}
