/** The load generator, in a process of its own: connects, says `ready`, waits for a line, makes calls, prints its outcome. */
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { echoPair, serverPair, type Count, type Pair } from './pairs';
import { LAST_CALL_MS, type Outcome, type Plan } from './plan';

/** Connections that are opened at once. */
const CONNECT_AT_ONCE = 10;

const plan = JSON.parse(process.argv[2] ?? '') as Plan;
const count: Count = { frames: 0, bytes: 0 };
const latenciesMs: number[] = [];
let begun = 0;
let done = 0;

async function main(): Promise<void> {
  const pairs = await connectPairs();
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  Object.assign(count, { frames: 0, bytes: 0 });
  const startMs = performance.now();
  await (plan.perS > 0 ? openLoop(pairs, startMs) : closedLoop(pairs, startMs));
  const elapsedMs = performance.now() - startMs;
  await untilAllDone();
  const outcome: Outcome = { begun, done, elapsedMs, latenciesMs: latenciesMs.sort((a, b) => a - b), ...count };
  process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
}

async function connectPairs(): Promise<Pair[]> {
  const pairs: Pair[] = [];
  while (pairs.length < plan.pairs) {
    const some = Array.from({ length: Math.min(CONNECT_AT_ONCE, plan.pairs - pairs.length) }, (_, index) => pairs.length + index);
    pairs.push(...(await Promise.all(some.map((index) => (plan.target === 'server' ? serverPair(plan, index, count) : echoPair(plan, count))))));
  }
  return pairs;
}

/** Every pair calls again as soon as its call is over. */
async function closedLoop(pairs: readonly Pair[], startMs: number): Promise<void> {
  const endMs = startMs + plan.durationMs;
  const again = (pair: Pair): void => {
    if (performance.now() < endMs) begin(pair, performance.now(), () => again(pair));
  };
  pairs.forEach(again);
  await wait(plan.durationMs);
}

/** Calls are due at a fixed rate; one that finds no free pair waits for it, and its latency counts from when it was due. */
async function openLoop(pairs: readonly Pair[], startMs: number): Promise<void> {
  const free = [...pairs];
  const waiting: number[] = [];
  const total = Math.floor((plan.durationMs / 1000) * plan.perS);
  let due = 0;
  const serve = (): void => {
    while (waiting.length > 0 && free.length > 0) {
      const pair = free.shift();
      const dueMs = waiting.shift();
      if (pair === undefined || dueMs === undefined) return;
      begin(pair, dueMs, () => {
        free.push(pair);
        serve();
      });
    }
  };
  while (due < total) {
    for (; due < total && startMs + (due * 1000) / plan.perS <= performance.now(); due++) waiting.push(startMs + (due * 1000) / plan.perS);
    serve();
    await nextTurn(); // A timer would be late by a millisecond, which is more than what is measured.
  }
}

function begin(pair: Pair, dueMs: number, over: () => void): void {
  begun += 1;
  pair.call(
    () => latenciesMs.push(performance.now() - dueMs),
    () => {
      done += 1;
      over();
    },
  );
}

async function untilAllDone(): Promise<void> {
  const lastMs = performance.now() + LAST_CALL_MS;
  while (done < begun && performance.now() < lastMs) await wait(10);
}

main().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`);
  process.exit(1);
});
