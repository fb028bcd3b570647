/** Pushes and plays the streams of a plan, given as its argument. Prints `ready`, and after `go` what it measured. */
import { once } from 'node:events';
import { delayMs, quantile, Traffic } from '../../test/unit/media/support/traffic';
import { type Outcome, type Plan } from './plan';
import { openWire } from './wires';

const STEP_MS = 10;
/** Streams do not start in step: pictures of different calls would arrive in one burst. */
const PHASE_MS = 60;
/** What is sent in the last moment has this long to arrive. */
const DRAIN_MS = 500;

async function main(): Promise<void> {
  const plan = JSON.parse(process.argv[2] ?? '') as Plan;
  const delays: number[] = [];
  let measures = false;
  let sent = 0;
  const traffics: Traffic[] = [];
  for (let index = 0; index < 2 * plan.calls; index++) {
    const send = await openWire(plan, `s${index}`, (message) => {
      const delay = delayMs(message);
      if (delay !== null && (measures || sent > delays.length)) delays.push(delay);
    });
    traffics.push(new Traffic(plan.kbps, (type, timestampMs, payload) => {
      if (measures) sent += 1;
      send(type, timestampMs, payload);
    }, (index * 7) % PHASE_MS));
  }
  const stepping = setInterval(() => traffics.forEach((traffic) => traffic.step()), STEP_MS);
  console.log('ready');
  await once(process.stdin, 'data');
  measures = true;
  await wait(plan.durationMs);
  measures = false;
  clearInterval(stepping);
  await wait(DRAIN_MS);
  const outcome: Outcome = { sent, received: delays.length, p50Ms: quantile(delays, 0.5), p95Ms: quantile(delays, 0.95) };
  console.log(JSON.stringify(outcome));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

void main();
