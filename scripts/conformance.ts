/**
 * Proves every row of the netcall reference on both faces, over a real server: `npm run conformance:netcall`. A line per
 * row, then the counts. Exits 1 when a proof fails or a row has none. The proofs: test/conformance/netcall.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REFERENCE } from '../test/conformance/netcall/reference';

/** What of jest's report is looked at. */
interface Report {
  readonly testResults: readonly { readonly message: string; readonly assertionResults: readonly Proof[] }[];
}

interface Proof {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

const ROOT = join(__dirname, '..');
const FACES = ['drop-in', 'modern'] as const;
const WIDTH = Math.max(...REFERENCE.map((row) => row.length));

function main(): boolean {
  const startedMs = Date.now();
  const { testResults } = play();
  const proofs = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = proofs.filter(({ status }) => status !== 'passed');
  const states = REFERENCE.map((row) => FACES.map((face) => stateOf(proofs.filter(({ title }) => title.startsWith(`${row} (${face}): `)))));
  REFERENCE.forEach((row, index) => console.log(`${row.padEnd(WIDTH)}  ${FACES.map((face, at) => `${face} ${states[index]?.[at]}`).join('   ')}`));
  for (const { title, failureMessages } of failed) console.log(`\nfailed: ${title}\n${failureMessages.join('\n')}`);
  if (proofs.length === 0) testResults.forEach(({ message }) => console.log(message));
  const counts = FACES.map((face, at) => `${face} ${states.filter((each) => each[at] === 'ok').length} ok`);
  console.log(`\n${REFERENCE.length} rows: ${counts.join(', ')}; ${proofs.length - failed.length} of ${proofs.length} proofs passed in ${Math.round((Date.now() - startedMs) / 1000)} s`);
  return failed.length === 0 && states.flat().every((state) => state === 'ok');
}

function stateOf(proofs: readonly Proof[]): 'ok' | 'failed' | 'missing' {
  if (proofs.length === 0) return 'missing';
  return proofs.every(({ status }) => status === 'passed') ? 'ok' : 'failed';
}

/** Runs the proofs. @throws Error when jest itself does not come to an end */
function play(): Report {
  const folder = mkdtempSync(join(tmpdir(), 'netcall-conformance-'));
  const outputFile = join(folder, 'report.json');
  try {
    const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
    spawnSync(process.execPath, [jest, '--json', '--outputFile', outputFile, 'test/conformance/netcall'], { cwd: ROOT, stdio: 'ignore' });
    if (!existsSync(outputFile)) throw new Error('jest has left no report: try npx jest test/conformance/netcall');
    return JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = main() ? 0 : 1;
