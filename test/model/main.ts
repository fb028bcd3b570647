/** The program that `npm run model` starts: plays stories, says how far it has come, and exits 1 with the story that breaks a rule. */
import { parseArgs } from 'node:util';
import { runModel } from './run';

const SPOKEN_EVERY_MS = 10_000;

const TEXT = { type: 'string' } as const;
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { runs: { ...TEXT, default: '20000' }, from: { ...TEXT, default: '0' }, seed: TEXT, path: TEXT, trace: { type: 'boolean', default: false } },
});
const seed = values.seed === undefined ? Date.now() & 0x7fff_ffff : Number(values.seed);
const [runs, from] = [values.runs, values.from].map(Number) as [number, number];
const startedMs = Date.now();
let kept = 0;
let spokenMs = startedMs;

/** How far it has come, and how to go on from here. */
function progress(): string {
  const tookMs = Date.now() - startedMs;
  return `${kept} of ${runs} stories in ${Math.round(tookMs / 1000)} s, ${(tookMs / Math.max(1, kept)).toFixed(2)} ms each; on from here: --seed ${seed} --from ${from + kept}`;
}

function told(isKept: boolean): void {
  if (!isKept) return broken();
  kept += 1;
  if (kept === runs || Date.now() - spokenMs < SPOKEN_EVERY_MS) return;
  spokenMs = Date.now();
  console.log(progress());
}

let isBroken = false;
function broken(): void {
  if (!isBroken && values.path === undefined) console.log(`story ${from + kept} of seed ${seed} breaks a rule; its shortest form is sought`);
  isBroken = true;
}

async function main(): Promise<void> {
  const replay = { ...(values.path === undefined ? {} : { path: values.path }), ...(values.trace ? { trace: console.log, isShrunk: false } : {}) };
  const { story } = await runModel({ runs, seed, from, ...replay, onTold: (isKept) => isBroken || told(isKept) });
  if (story === null) return console.log(progress());
  console.error(story);
  process.exitCode = 1;
}

process.once('SIGINT', () => {
  console.log(progress());
  process.exit(130);
});

main().catch((fault: unknown) => {
  console.error(fault);
  process.exitCode = 1;
});
