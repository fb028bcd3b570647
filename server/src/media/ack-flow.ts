import type { RelayLimits } from './limits';

/** Acknowledgements looked at to learn in which steps a player acknowledges. */
const STEPS_KEPT = 8;
/** Writes remembered; at most a few seconds of a stream. More means that the player does not acknowledge. */
const WRITES_KEPT = 1_024;
/** A distance of half the number range is a number that went backwards. */
const BACKWARDS = 2 ** 31;
/** So much of the way there and back is not lateness. More is, wherever it comes from: nobody talks well over it. */
const WAY_MAX_MS = 100;

/**
 * How late a player is, learnt from what it says it has received: RTMP's acknowledgements, or the reports of our own
 * player of WS-FLV. The operating system's send buffer hides seconds of video from an application; only what the other
 * end says shows the real queue.
 *
 * A player that never acknowledges, or only in large steps, is never late: it is left to the limits of its queue.
 */
export class AckFlow {
  private sentBytes = 0;
  /** What its acknowledgements say. */
  private claimedBytes = 0;
  /** The same, or more when it has answered since. */
  private receivedBytes = 0;
  /** What was sent before the question that it has not answered yet; null when it was asked nothing. */
  private probedBytes: number | null = null;
  /** Where each write that is not wholly acknowledged ended, counted like `sentBytes`, and when it was written. */
  private readonly ends: number[] = [];
  private readonly timesMs: number[] = [];
  /** The write whose acknowledgement is due next. */
  private due = 0;
  private readonly steps: number[] = [];
  /** The smallest recent step; null while unknown or useless. A large message makes one large step, not all. */
  private step: number | null = null;
  /** Acknowledgements in a row that came soon. */
  private calm = 0;
  private askedBytes: number;
  /** The quickest acknowledgement so far: the way there and back without a queue. */
  private wayMs = WAY_MAX_MS;

  constructor(private readonly limits: RelayLimits) {
    this.askedBytes = limits.ackWindowBytes;
  }

  /** What the player has said that it has received. */
  get ackedBytes(): number { return this.receivedBytes; }

  /** Written and not acknowledged. */
  get inFlightBytes(): number { return this.sentBytes - this.receivedBytes; }

  /** The player acknowledges often enough to be steered by it. */
  get isAnswered(): boolean { return this.step !== null; }

  /**
   * In which steps the player should acknowledge from now on, when that has changed; null otherwise. Only for a protocol
   * that can ask.
   */
  ask(): number | null {
    const { ackCalmCount, ackCalmWindowBytes, ackWindowBytes } = this.limits;
    const wantedBytes = this.calm >= ackCalmCount ? ackCalmWindowBytes : ackWindowBytes;
    if (wantedBytes === this.askedBytes) return null;
    // It may hold back what it was allowed until its own steps show otherwise, and what it has held back before.
    this.steps.forEach((step, index) => { this.steps[index] = Math.max(step, this.askedBytes, wantedBytes); });
    this.askedBytes = wantedBytes;
    this.learn();
    return wantedBytes;
  }

  /** The relay has written this much. */
  wrote(bytes: number, nowMs: number): void {
    this.sentBytes += bytes;
    if (this.ends.length >= WRITES_KEPT) return;
    this.ends.push(this.sentBytes);
    this.timesMs.push(nowMs);
  }

  /** The player says how much it has received in all, modulo 2^32 (RTMP 1.0, section 5.4.3). */
  acknowledged(sequence: number, nowMs: number): void {
    const claimed = (sequence - this.claimedBytes) >>> 0;
    const step = Math.min(claimed, this.sentBytes - this.claimedBytes);
    if (step === 0 || claimed >= BACKWARDS) return;
    this.claimedBytes += step;
    this.steps.push(step);
    if (this.steps.length > STEPS_KEPT) this.steps.shift();
    this.learn();
    const tookMs = this.advance(this.claimedBytes, nowMs);
    this.calm = tookMs - this.wayMs > this.limits.videoLagMs / 2 ? 0 : this.calm + 1;
  }

  /**
   * Whether to ask a player that seems late how far it is: it may acknowledge in larger steps than it was asked to, and
   * nothing that it is not sent brings it to the next one. True once for each question.
   */
  probes(nowMs: number): boolean {
    if (this.probedBytes !== null || this.lateMs(nowMs) === 0) return false;
    this.probedBytes = this.sentBytes;
    return true;
  }

  /** The player answers the question: it has received all that was sent before. If it held back more than a step, its next one shows how much. */
  answered(nowMs: number): void {
    if (this.probedBytes === null) return;
    const heldBytes = this.probedBytes - this.claimedBytes;
    this.advance(this.probedBytes, nowMs);
    this.probedBytes = null;
    if (heldBytes <= (this.step ?? Infinity)) return;
    this.steps.length = 0;
    this.learn();
  }

  /** By how many milliseconds the next acknowledgement is overdue at least; 0 when it is not due yet. */
  lateMs(nowMs: number): number {
    if (this.step === null || this.inFlightBytes <= this.limits.inFlightBytes + this.step) return 0;
    this.due = this.writeOf(this.receivedBytes + this.step, this.due);
    return Math.max(0, nowMs - (this.timesMs[this.due] ?? nowMs) - this.wayMs);
  }

  /** The player has received this much. @returns how long the last of it took; Infinity when that was known before */
  private advance(bytes: number, nowMs: number): number {
    if (bytes <= this.receivedBytes) return Infinity;
    this.receivedBytes = bytes;
    const last = this.writeOf(bytes, 0);
    const tookMs = nowMs - (this.timesMs[last] ?? -Infinity);
    this.wayMs = Math.min(this.wayMs, tookMs);
    const done = this.ends[last] === bytes ? last + 1 : last;
    this.ends.splice(0, done);
    this.timesMs.splice(0, done);
    this.due = 0;
    return tookMs;
  }

  /** The write that holds the last of this many bytes. */
  private writeOf(bytes: number, from: number): number {
    let index = from;
    while ((this.ends[index] ?? Infinity) < bytes) index += 1;
    return index;
  }

  private learn(): void {
    const smallest = Math.max(Math.min(...this.steps), this.askedBytes);
    this.step = smallest > this.limits.ackStepMaxBytes ? null : smallest;
  }
}
