import { runModel } from './run';

/** In continuous integration; half of it at a desk, where somebody waits. */
const RUNS = Number(process.env['NETCALL_MODEL_RUNS'] ?? (process.env['CI'] === undefined ? 5_000 : 10_000));
const SEED = Number(process.env['NETCALL_MODEL_SEED'] ?? 20_260_101);

test(`keeps every rule in ${RUNS} stories of calls, losses, resumes and restarts (seed ${SEED})`, async () => {
  const { story } = await runModel({ runs: RUNS, seed: SEED });
  if (story !== null) throw new Error(story);
}, 1_200_000);
