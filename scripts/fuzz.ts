/** Feeds the relay and its parsers with bytes of strangers: `npm run fuzz -- --seconds 60 [--seed 1] [--case=77]`, `npm run fuzz -- --record`. Exits 1 with what broke. */
import { parseArgs } from 'node:util';
import { record } from '../test/fuzz/record';
import { FuzzRun } from '../test/fuzz/run';

const TEXT = { type: 'string' } as const;
const SPOKEN_EVERY_MS = 60_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { ...TEXT, default: '60' }, seed: TEXT, case: TEXT, record: { type: 'boolean', default: false } } });
  if (values.record) return record();
  const seed = values.seed === undefined ? Date.now() & 0x7fff_ffff : Number(values.seed);
  console.log(`seed ${seed}`);
  let spokenMs = 0;
  const say = (text: string): void => {
    if (performance.now() - spokenMs < SPOKEN_EVERY_MS) return;
    spokenMs = performance.now();
    console.log(text);
  };
  console.log(await FuzzRun.play({ seconds: Number(values.seconds), seed, say, ...(values.case === undefined ? {} : { only: Number(values.case) }) }));
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
});
