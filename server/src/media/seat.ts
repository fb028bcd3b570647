import type { MediaPacket } from './packet';
import type { Player, Pressure } from './stream';

/**
 * One player's place in a stream: which packets go to it now, which later, which never.
 *
 * What the cache holds for a new player goes out as the player takes it, what the publisher sends meanwhile stands in
 * line behind it, and only packets of the publisher move the line on. Whoever cannot take it soon enough goes on with the
 * publisher's next key frame. Sound is kept before video: it is small, and a call without pictures is still a call.
 */
export class Seat {
  private waitsForKey = true;
  /** Oldest first. The first `cached` of them are older than the player. */
  private line: MediaPacket[] = [];
  private cached = 0;

  constructor(private readonly player: Player) {}

  /** @param configs - what a decoder needs first @param cached - a key frame and what followed it, or nothing */
  join(configs: readonly MediaPacket[], cached: readonly MediaPacket[]): void {
    for (const packet of configs) this.player.send(packet);
    this.waitsForKey = cached.length === 0;
    this.line = [...cached];
    this.cached = cached.length;
    this.moveOn();
  }

  /** The pictures that follow belong to another publisher: they begin with a key frame. */
  restart(): void {
    this.line = [];
    this.cached = 0;
    this.waitsForKey = true;
  }

  /** One packet of the publisher. */
  offer(packet: MediaPacket): void {
    if (packet.isConfig && packet.isVideo && this.line.length > 0) this.skip(this.player.pressure()); // What waits was made for another decoder.
    if (packet.isConfig || packet.isData) return this.player.send(packet);
    const pressure = this.player.pressure();
    if (this.line.length > 0) {
      if (!this.gives(packet, pressure)) return this.queue(packet);
      this.skip(pressure);
    }
    if (this.takes(packet, pressure)) this.player.send(packet);
  }

  private takes(packet: MediaPacket, pressure: Pressure): boolean {
    if (packet.isAudio) return pressure !== 'stuck';
    if (packet.isKeyFrame) this.waitsForKey = pressure !== 'clear';
    else if (pressure !== 'clear') this.waitsForKey = true;
    return !this.waitsForKey;
  }

  /** Whether the line is given up: a key frame needs nothing that stands before it. */
  private gives(packet: MediaPacket, pressure: Pressure): boolean {
    return packet.isKeyFrame || pressure !== 'clear' || this.player.takesMore() === 'never';
  }

  private queue(packet: MediaPacket): void {
    this.line.push(packet);
    this.moveOn();
  }

  private moveOn(): void {
    let sent = 0;
    for (const packet of this.line) {
      if (this.player.takesMore() !== 'now') break;
      this.player.send(packet);
      sent += 1;
    }
    this.line.splice(0, sent);
    this.cached = Math.max(0, this.cached - sent);
  }

  /** Of what stands in line, only the sound of the time since the player came is still worth hearing. */
  private skip(pressure: Pressure): void {
    const live = this.line.slice(this.cached);
    this.line = [];
    this.waitsForKey = true;
    for (const packet of live) if (packet.isAudio && pressure !== 'stuck') this.player.send(packet);
  }
}
