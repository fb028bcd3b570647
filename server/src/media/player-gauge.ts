import type { RelayLimits } from './limits';
import type { Pressure } from './stream';

/** What a player's socket shows at one moment. */
export interface GaugeReading {
  readonly nowMs: number;
  /** Written by the relay but not yet taken by the operating system. */
  readonly queuedBytes: number;
  /** By how much an acknowledgement is overdue; 0 for players that do not acknowledge. */
  readonly lateMs: number;
}

/** Judges how far one player is behind, and whether it is dead. */
export class PlayerGauge {
  private lastTakenBytes = -1;
  private lastTakenAtMs: number;

  constructor(private readonly limits: RelayLimits, private readonly joinedAtMs: number) {
    this.lastTakenAtMs = joinedAtMs;
  }

  /** See `RELAY_LIMITS` for the thresholds. Just after joining only the hard limit counts. */
  pressure(reading: GaugeReading): Pressure {
    const { limits } = this;
    if (reading.nowMs - this.joinedAtMs < limits.joinGraceMs) return 'clear';
    if (reading.queuedBytes > limits.audioQueueBytes || reading.lateMs > limits.audioLagMs) return 'stuck';
    return reading.queuedBytes > limits.queueBytes || reading.lateMs > limits.videoLagMs ? 'behind' : 'clear';
  }

  /** The queue has outgrown every patience. */
  overflows(queuedBytes: number): boolean {
    return queuedBytes > this.limits.queueMaxBytes;
  }

  /** Data waits and the socket has taken none of it for `playerStalledMs`. @param writtenBytes - in all, queued included */
  stalls(reading: GaugeReading, writtenBytes: number): boolean {
    const takenBytes = writtenBytes - reading.queuedBytes;
    if (takenBytes !== this.lastTakenBytes || reading.queuedBytes === 0) this.lastTakenAtMs = reading.nowMs;
    this.lastTakenBytes = takenBytes;
    return reading.nowMs - this.lastTakenAtMs >= this.limits.playerStalledMs;
  }
}
