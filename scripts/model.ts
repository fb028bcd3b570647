/** Plays random stories of calls: `npm run model -- --runs 20000 --seed 1 [--path 12:0] [--trace]`. Exits 1 with the story that breaks a rule. */
import { parseArgs } from 'node:util';
import { runModel } from '../test/model/run';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string' }, path: { type: 'string' }, trace: { type: 'boolean', default: false } } });
const seed = values.seed === undefined ? Date.now() & 0x7fff_ffff : Number(values.seed);
const runs = Number(values.runs);

async function main(): Promise<void> {
  const startedMs = Date.now();
  const result = await runModel({ runs, seed, ...(values.path === undefined ? {} : { path: values.path }), ...(values.trace ? { trace: console.log, isShrunk: false } : {}) });
  console.log(`${result.runs} stories in ${Math.round((Date.now() - startedMs) / 1000)} s, seed ${seed}`);
  if (result.story === null) return;
  console.error(result.story);
  process.exitCode = 1;
}

main().catch((fault: unknown) => {
  console.error(fault);
  process.exitCode = 1;
});
