/**
 * Pushes and plays the streams of a plan, given as its argument. Prints `ready`; after a line on its input it measures,
 * prints `measured`, waits for what is still under way, and prints what it has measured.
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { nowMs, quantile, sentAtMs, Traffic } from '../../test/unit/media/support/traffic';
import type { LoadPlan, Outcome } from './plan';
import { openWire, type Send } from './wires';

const STEP_MS = 1;
/** Key frames of different streams would otherwise meet: streams begin spread over the time between two of them. */
const GROUP_MS = 2_000;
/** Steps of this share of a group never meet. */
const GOLDEN = 0.618034;
/** What is sent in the last moment has this long to arrive. */
const DRAIN_MS = 2_000;
const LOOK_MS = 20;

/** Counts what is sent and what of that arrives, between two moments. */
class Meter {
  sent = 0;
  readonly delays: number[] = [];
  private fromMs = Infinity;
  private measures = false;

  begin(): void {
    this.fromMs = nowMs();
    this.measures = true;
  }

  end(): void {
    this.measures = false;
  }

  /** Counts a packet that is about to be sent. */
  counts(message: { readonly type: number; readonly payload: Buffer }): void {
    if (this.measures && sentAtMs(message) !== null) this.sent += 1;
  }

  /** A packet that was sent before the beginning does not count. */
  hear(message: { readonly type: number; readonly payload: Buffer }): void {
    const atMs = sentAtMs(message);
    if (atMs !== null && atMs >= this.fromMs) this.delays.push(nowMs() - atMs);
  }

  get outcome(): Outcome {
    const { sent, delays } = this;
    return { sent, received: delays.length, p50Ms: quantile(delays, 0.5), p95Ms: quantile(delays, 0.95), p99Ms: quantile(delays, 0.99) };
  }
}

async function main(): Promise<void> {
  const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
  const meter = new Meter();
  const wires = await Promise.all(Array.from({ length: 2 * plan.calls }, (_, index) => openWire(plan.wire, plan.address, `s${index}`, (message) => meter.hear(message))));
  const traffics = wires.map((send, index) => trafficOf(plan.kbps, meter, send, index));
  const stepping = setInterval(() => traffics.forEach((traffic) => traffic.step()), STEP_MS);
  console.log('ready');
  await once(process.stdin, 'data');
  meter.begin();
  await wait(plan.measureMs);
  meter.end();
  console.log('measured');
  clearInterval(stepping);
  for (const endMs = nowMs() + DRAIN_MS; meter.delays.length < meter.sent && nowMs() < endMs;) await wait(LOOK_MS);
  console.log(JSON.stringify(meter.outcome));
}

function trafficOf(kbps: number, meter: Meter, send: Send, index: number): Traffic {
  return new Traffic(kbps, (type, timestampMs, payload) => {
    meter.counts({ type, payload });
    send(type, timestampMs, payload);
  }, (index * GOLDEN) % 1 * GROUP_MS);
}

void main();
