import { startModel } from './program';

/** In continuous integration; a quarter of it at a desk, where somebody waits. */
const RUNS = process.env['NETCALL_MODEL_RUNS'] ?? (process.env['CI'] === undefined ? '5000' : '20000');
const SEED = process.env['NETCALL_MODEL_SEED'] ?? '20260101';

/** What the program of the model says, and how it exits. */
async function model(...args: string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = await startModel(args, 'pipe');
  let text = '';
  for (const output of [child.stdout, child.stderr]) output?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const code = await new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  return { code, text };
}

test(`keeps every rule in ${RUNS} stories of calls, losses, resumes and restarts (seed ${SEED})`, async () => {
  const { code, text } = await model('--runs', RUNS, '--seed', SEED);
  if (code !== 0) throw new Error(text);
  expect(text).toContain(`${RUNS} of ${RUNS} stories`);
}, 1_200_000);

test('goes on from any story: what follows is the same', async () => {
  const sent = async (...args: string[]): Promise<string[]> => (await model('--seed', '3', '--trace', ...args)).text.split('\n').filter((line) => line.includes(' sends '));
  const [all, last] = [await sent('--runs', '3'), await sent('--runs', '1', '--from', '2')];
  expect(last.length).toBeGreaterThan(10);
  expect(all.slice(-last.length)).toEqual(last);
}, 60_000);
