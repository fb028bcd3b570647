import { browserClock, type Clock } from '../clock';
import { Emitter } from '../emitter';
import { browserSockets, type OpenSocket } from '../link/socket';
import { Downlink } from './downlink';
import type { PlayerEvents } from './events';

/** How a `WebPlayer` sounds. */
export interface PlayerOptions {
  readonly muted?: boolean;
  /** 0 to 1. Default 1. */
  readonly volume?: number;
}

/** What a player takes from outside; tests bring their own. */
export interface PlayerHost {
  readonly clock: Clock;
  readonly openSocket: OpenSocket;
}

/**
 * Plays a stream of a relay: FLV over a WebSocket, pictures on a canvas, sound through a small jitter buffer. Pictures
 * follow the sound; it keeps close to the sender by playing a little faster and, when far behind, by leaving out.
 */
export class WebPlayer {
  private readonly events = new Emitter<PlayerEvents>();
  private downlink: Downlink | null = null;
  private muted: boolean;
  private volume: number;

  /** @param canvas - gets the size of the picture; scale it by CSS. Black while nothing plays. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    options: PlayerOptions = {},
    private readonly host: PlayerHost = { clock: browserClock, openSocket: browserSockets() },
  ) {
    this.muted = options.muted ?? false;
    this.volume = options.volume ?? 1;
  }

  /** Listens until the returned function is called. */
  on<K extends keyof PlayerEvents>(name: K, listener: (payload: PlayerEvents[K]) => void): () => void {
    return this.events.on(name, listener);
  }

  /** Plays `url`, a `ws:` or `wss:` one that ends in `.flv` and its ticket. What was played before ends first. */
  play(url: string): void {
    this.stop();
    this.downlink = new Downlink(this.canvas, this.host.clock, this.events, this.host.openSocket);
    this.downlink.start(url, this.gain());
  }

  /** Ends playing and blackens the canvas. Safe to call twice and from any phase; `play` works again. */
  stop(): void {
    this.downlink?.stop();
    this.downlink = null;
  }

  /** No sound; the stream goes on, and pictures with it. */
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.downlink?.setVolume(this.gain());
  }

  /** 0 to 1. */
  setVolume(volume: number): void {
    this.volume = Math.min(1, Math.max(0, volume));
    this.downlink?.setVolume(this.gain());
  }

  /** Asks the browser to let sound out, inside a tap. Any tap or key on the page does the same. */
  async resumeAudio(): Promise<void> {
    await this.downlink?.resumeAudio();
  }

  /** An analyser of what is heard, behind volume and mute; null while nothing plays. It ends with the play. */
  createAnalyser(): AnalyserNode | null {
    return this.downlink?.createAnalyser() ?? null;
  }

  private gain(): number {
    return this.muted ? 0 : this.volume;
  }
}
