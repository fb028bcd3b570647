import type { RelayLimits } from './limits';

interface Sent { readonly endAt: number; readonly atMs: number }

/** Acknowledgements looked at to learn in which steps a player acknowledges. */
const STEPS_KEPT = 8;
/** Writes remembered; at most a few seconds of a stream. More means that the player does not acknowledge. */
const SENT_KEPT = 1_024;
/** A distance of half the number range is a number that went backwards. */
const BACKWARDS = 2 ** 31;

/**
 * How late an RTMP player is, learnt from its acknowledgements. The operating system's send buffer hides seconds of
 * video from an application; only what the other end says it has received shows the real queue.
 *
 * A player that never acknowledges, or only in large steps, is never late: it is left to the limits of its queue.
 */
export class AckFlow {
  private sentBytes = 0;
  private ackedBytes = 0;
  private readonly sent: Sent[] = [];
  private readonly steps: number[] = [];

  constructor(private readonly limits: RelayLimits) {}

  /** The relay has written this much. */
  wrote(bytes: number, nowMs: number): void {
    this.sentBytes += bytes;
    if (this.sent.length < SENT_KEPT) this.sent.push({ endAt: this.sentBytes, atMs: nowMs });
  }

  /** The player says how much it has received in all, modulo 2^32 (RTMP 1.0, section 5.4.3). */
  acknowledged(sequence: number): void {
    const claimed = (sequence - this.ackedBytes) >>> 0;
    const step = Math.min(claimed, this.sentBytes - this.ackedBytes);
    if (step === 0 || claimed >= BACKWARDS) return;
    this.ackedBytes += step;
    this.steps.push(step);
    if (this.steps.length > STEPS_KEPT) this.steps.shift();
    while ((this.sent[0]?.endAt ?? Infinity) <= this.ackedBytes) this.sent.shift();
  }

  /** By how many milliseconds the next acknowledgement is overdue at least; 0 when it is not due yet. */
  lateMs(nowMs: number): number {
    const step = this.step;
    if (step === null || this.sentBytes - this.ackedBytes <= this.limits.inFlightBytes + step) return 0;
    const due = this.sent.find((sent) => sent.endAt >= this.ackedBytes + step);
    return due === undefined ? 0 : nowMs - due.atMs;
  }

  /** The smallest recent step; null while unknown or useless. A large message makes one large step, not all. */
  private get step(): number | null {
    if (this.steps.length === 0) return null;
    const smallest = Math.max(Math.min(...this.steps), this.limits.ackWindowBytes);
    return smallest > this.limits.ackStepMaxBytes ? null : smallest;
  }
}
