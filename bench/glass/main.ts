/**
 * How late the other phone sees and hears, and how soon after answering: two phones of the demo in one Chromium, with
 * server and relay as `npm start` runs them. `npm run bench:glass`.
 */
import { parseArgs } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { buildPreview, demoRoots, startPreview } from '../../preview/src/index';
import { openPair, dial, type Pair, type ScreenPhone, connect } from '../../test/e2e/support/pair';
import { launchChromium } from '../../test/support/chromium';
import { startStack } from '../../test/support/stack';
import { within } from '../../test/support/until';
import type { Notes } from './plan';
import { refuseGaps, soundOf, stationsOf } from './figures';
import { callLines, delayLines, type FirstPictures } from './report';
import { pageScript } from './script';

const WARM_UP_MS = 8_000;
const QUICK = { calls: 3, seconds: 10 } as const;
const FULL = { calls: 20, seconds: 40 } as const;
/** What the demo asks its camera for. */
const CAMERA_FPS = 15;
/** A first picture that has not come by then is an error, not a figure. */
const CALL_LIMIT_MS = 20_000;

interface Options {
  readonly calls: number;
  readonly seconds: number;
}

/** @throws Error for an option that there is not, and for a number that is none */
function optionsOf(args: readonly string[]): Options {
  const options = { quick: { type: 'boolean' }, calls: { type: 'string' }, seconds: { type: 'string' } } as const;
  const { quick = false, calls, seconds } = parseArgs({ args: [...args], options }).values;
  const plan = quick ? QUICK : FULL;
  return { calls: count('calls', calls, plan.calls), seconds: count('seconds', seconds, plan.seconds) };
}

function count(name: string, text: string | undefined, otherwise: number): number {
  const value = Number(text ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1 on`);
  return value;
}

async function main(): Promise<void> {
  const { calls, seconds } = optionsOf(process.argv.slice(2));
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const pair = await begin(ends);
    await measureDelay(pair, seconds);
    await measureCalls(pair, calls);
    if (pair.faults.length > 0) throw new Error(pair.faults.join('\n'));
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** @param ends - what undoes it all, in the order in which it was done */
async function begin(ends: (() => Promise<unknown>)[]): Promise<Pair> {
  const script = await pageScript();
  const stack = await startStack({ env: { NETCALL_CALLS_PER_MINUTE: '1000' } });
  ends.push(() => stack.close());
  const preview = await startPreview({ files: await buildPreview(demoRoots()), port: 0, signalPort: stack.signalPort, flvPort: stack.flvPort });
  ends.push(() => preview.close());
  const browser = await launchChromium();
  ends.push(() => browser.close());
  return openPair(browser, preview.url, 'en', script);
}

/** One long call. The very first of a page, too: it loads what later ones have. */
async function measureDelay({ alice, bob }: Pair, seconds: number): Promise<void> {
  await connect(alice, bob, 'bob');
  await wait(WARM_UP_MS);
  await Promise.all([alice, bob].map(take));
  await wait(seconds * 1_000);
  const [a, b] = [await take(alice), await take(bob)];
  await hangUp(alice, bob);
  const [toBob, toAlice] = [stationsOf(a, b), stationsOf(b, a)];
  const [atAlice, atBob] = [soundOf(a), soundOf(b)];
  console.log(delayLines([...toBob, ...toAlice], [atAlice, atBob], seconds).join('\n'));
  refuseGaps([
    { name: 'Alice to Bob', pictures: toBob.length, beeps: atBob.delaysMs.length }, { name: 'Bob to Alice', pictures: toAlice.length, beeps: atAlice.delaysMs.length },
  ], CAMERA_FPS, seconds);
}

async function measureCalls({ alice, bob }: Pair, calls: number): Promise<void> {
  const firsts: FirstPictures[] = [];
  for (let call = 0; call < calls; call += 1) {
    await dial(alice, 'bob', 'video');
    await bob.button('Accept').waitFor();
    const tapped = bob.frame.evaluate(() => window.glass.tapped());
    const seen = [alice, bob].map((phone) => phone.frame.evaluate(() => window.glass.drawn()));
    await bob.tap('Accept');
    const [tapMs, callerMs = NaN, calleeMs = NaN] = await within(`the first pictures of call ${call + 1}`, Promise.all([tapped, ...seen]), CALL_LIMIT_MS);
    firsts.push({ callerMs: callerMs - tapMs, calleeMs: calleeMs - tapMs });
    await Promise.all([alice, bob].map((phone) => phone.see(/^00:\d\d$/)));
    await hangUp(alice, bob);
  }
  console.log(callLines(firsts).join('\n'));
}

async function hangUp(alice: ScreenPhone, bob: ScreenPhone): Promise<void> {
  await alice.tap('Hang up');
  await Promise.all([alice, bob].map((phone) => phone.id('tab-history').waitFor()));
}

function take({ frame }: ScreenPhone): Promise<Notes> {
  return frame.evaluate(() => window.glass.take());
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
});
