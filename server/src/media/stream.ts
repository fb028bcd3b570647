import { GopCache } from './gop-cache';
import type { RelayLimits } from './limits';
import { MediaPacket, type MediaType } from './packet';
import { Seat } from './seat';
import { Timeline } from './timeline';

/** How far a player is behind: `behind` gets no video until a key frame finds it clear, `stuck` no sound either. */
export type Pressure = 'clear' | 'behind' | 'stuck';

/** Why the relay ended a session. The other side only sees its socket close. */
export type EndReason = 'replaced' | 'revoked' | 'idle' | 'setup' | 'refused' | 'slow' | 'stalled' | 'format' | 'closed' | 'shutdown';

/** Whether a player that has just joined takes more of what was cached for it; `never` when it has had its time. */
export type Appetite = 'now' | 'later' | 'never';

/** What a stream needs of whoever plays it. */
export interface Player {
  pressure(): Pressure;
  takesMore(): Appetite;
  /** Takes the packet; it goes out with the next `flush`. */
  send(packet: MediaPacket): void;
  /** Everything that was given goes out. */
  flush(): void;
  /** The publisher has gone; another may come. */
  unpublished(): void;
  end(reason: EndReason): void;
}

/** What a stream needs of whoever publishes it. */
export interface Publisher {
  end(reason: EndReason): void;
}

/** Which kinds of media a stream carries, as far as it has shown. */
export interface Tracks { readonly audio: boolean; readonly video: boolean }

const ANNOUNCED = { audio: Buffer.from('audiocodecid'), video: Buffer.from('videocodecid') } as const;

/** One stream: takes packets of its publisher and hands them to its players. It knows no socket, ticket or clock. */
export class Stream {
  publisher: Publisher | null = null;
  private readonly players = new Map<Player, Seat>();
  private readonly gop: GopCache;
  private metadata: MediaPacket | null = null;
  private videoConfig: MediaPacket | null = null;
  private audioConfig: MediaPacket | null = null;
  private readonly time = new Timeline();

  constructor(gopCache: boolean, limits: RelayLimits) {
    this.gop = new GopCache(gopCache, limits);
  }

  /** Nobody is here: the stream may be forgotten. */
  get isEmpty(): boolean { return this.publisher === null && this.players.size === 0; }

  /** How many play. */
  get audience(): number { return this.players.size; }

  /** What a player is told to expect; both when nothing is known yet. */
  get tracks(): Tracks {
    const audio = this.audioConfig !== null || (this.metadata?.payload.includes(ANNOUNCED.audio) ?? false);
    const video = this.videoConfig !== null || (this.metadata?.payload.includes(ANNOUNCED.video) ?? false);
    return audio || video ? { audio, video } : { audio: true, video: true };
  }

  /** A new publisher instead of the old one, if any. Players stay, and time goes on for them without a jump. */
  publish(publisher: Publisher): void {
    this.forget();
    this.publisher = publisher;
    this.time.restart(this.players.size > 0);
  }

  /** The publisher has gone and nobody has taken over. */
  unpublish(): void {
    this.flush(); // What came in the same read as the end.
    this.forget();
    this.publisher = null;
    for (const player of this.players.keys()) player.unpublished();
  }

  /** One message of the publisher. Whoever calls has made sure that it is the publisher. */
  accept(type: MediaType, timestampMs: number, payload: Buffer): void {
    const plain = new MediaPacket(type, timestampMs, payload);
    const shownMs = plain.isConfig ? this.time.ofConfig(timestampMs) : this.time.ofMedia(type, timestampMs);
    const packet = shownMs === timestampMs ? plain : new MediaPacket(type, shownMs, payload);
    this.keep(packet);
    for (const seat of this.players.values()) seat.offer(packet);
    packet.forgetForms();
  }

  /** The publisher's socket has brought no more for now: what players were given goes out. */
  flush(): void {
    for (const player of this.players.keys()) player.flush();
  }

  /** A new player: first what its decoder needs, then what the cache holds. */
  join(player: Player): void {
    const seat = new Seat(player);
    this.players.set(player, seat);
    seat.join([this.metadata, this.videoConfig, this.audioConfig].filter((packet) => packet !== null), this.gop.content);
    player.flush();
  }

  leave(player: Player): void {
    this.players.delete(player);
  }

  /** Ends everybody. They leave by themselves. */
  end(reason: EndReason): void {
    this.publisher?.end(reason);
    for (const player of [...this.players.keys()]) player.end(reason);
  }

  private forget(): void {
    this.metadata = this.videoConfig = this.audioConfig = null;
    this.gop.clear();
    for (const seat of this.players.values()) seat.restart();
  }

  private keep(packet: MediaPacket): void {
    if (!packet.isConfig) this.gop.add(packet);
    else if (packet.isVideo) this.videoConfig = packet;
    else if (packet.isAudio) this.audioConfig = packet;
    else this.metadata = packet;
  }
}
