/** Plays random stories of calls: `npm run model -- --runs 20000 --seed 1 [--from 5000] [--path 12:0] [--trace]`. Exits 1 with the story that breaks a rule. */
import { startModel } from '../test/model/program';

async function main(): Promise<void> {
  const child = await startModel(process.argv.slice(2), 'inherit');
  process.on('SIGINT', () => undefined); // The terminal has told the child, too, which says how far it has come.
  child.once('exit', (code) => (process.exitCode = code ?? 1));
}

main().catch((fault: unknown) => {
  console.error(fault);
  process.exitCode = 1;
});
