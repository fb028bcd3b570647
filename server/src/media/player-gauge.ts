import type { AckFlow } from './ack-flow';
import type { RelayLimits } from './limits';
import type { Appetite, Pressure } from './stream';

/** Judges how far one player is behind, how much of the cache it takes, and whether it is dead. */
export class PlayerGauge {
  private lastTakenBytes = -1;
  private lastTakenAtMs: number;

  /** @param flow - what the player acknowledges; null where its protocol has no word for it */
  constructor(private readonly limits: RelayLimits, private readonly joinedAtMs: number, private readonly flow: AckFlow | null) {
    this.lastTakenAtMs = joinedAtMs;
  }

  /**
   * See `RELAY_LIMITS` for the thresholds. Just after joining the queue does not count, lateness does.
   *
   * @param queuedBytes - written by the relay but not yet taken by the operating system
   */
  pressure(nowMs: number, queuedBytes: number): Pressure {
    const { limits } = this;
    const queued = nowMs - this.joinedAtMs < limits.joinGraceMs ? 0 : queuedBytes;
    const lateMs = this.flow?.lateMs(nowMs) ?? 0;
    if (queued > limits.audioQueueBytes || lateMs > limits.audioLagMs) return 'stuck';
    return queued > limits.queueBytes || lateMs > limits.videoLagMs ? 'behind' : 'clear';
  }

  /**
   * What the cache holds goes out as fast as acknowledgements show that the player takes it, until its time is over. Who
   * does not acknowledge gets the rest of it then.
   */
  takesMore(nowMs: number): Appetite {
    const { flow, limits } = this;
    if (flow === null) return 'now';
    const passedMs = nowMs - this.joinedAtMs;
    if (passedMs >= limits.joinWaitMs) return flow.isAnswered ? 'never' : 'now';
    const aheadBytes = passedMs > 0 ? flow.ackedBytes / passedMs * limits.joinAheadMs : 0;
    return flow.inFlightBytes <= Math.max(limits.joinBytes, aheadBytes) ? 'now' : 'later';
  }

  /** The queue has outgrown every patience. */
  overflows(queuedBytes: number): boolean {
    return queuedBytes > this.limits.queueMaxBytes;
  }

  /**
   * Data waits and none of it has gone anywhere for `playerStalledMs`: neither has the socket taken any, nor has the player
   * acknowledged what is overdue. A player whose network has vanished is written nothing more, so its socket alone does not show it.
   *
   * @param writtenBytes - in all, queued included
   */
  stalls(nowMs: number, queuedBytes: number, writtenBytes: number): boolean {
    const takenBytes = writtenBytes - queuedBytes + (this.flow?.ackedBytes ?? 0);
    const waits = queuedBytes > 0 || (this.flow?.lateMs(nowMs) ?? 0) > 0;
    if (takenBytes !== this.lastTakenBytes || !waits) this.lastTakenAtMs = nowMs;
    this.lastTakenBytes = takenBytes;
    return nowMs - this.lastTakenAtMs >= this.limits.playerStalledMs;
  }
}
