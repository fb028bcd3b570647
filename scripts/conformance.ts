/**
 * Proves every row of an API's reference over a real server: `npm run conformance:netcall`, `npm run conformance:rtcsdk`. A
 * line per row, then the counts. Exits 1 when a proof fails or a row has none. The proofs: test/conformance.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { referenceRows, type Api } from '../test/conformance/reference';

/** What of jest's report is looked at. */
interface Report {
  readonly testResults: readonly { readonly message: string; readonly assertionResults: readonly Proof[] }[];
}

interface Proof {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

type State = 'ok' | 'not supported' | 'failed' | 'missing';

const ROOT = join(__dirname, '..');

/** The faces on which each row is proven; one without a name when there is but one. */
const FACES: Readonly<Record<Api, readonly string[]>> = { netcall: ['drop-in', 'modern'], rtcsdk: [''] };

/** How the sentence of a proof begins that shows a refusal with the documented number. */
const NOT_SUPPORTED = /^[^:]+: is not supported\b/;

function main(api: Api): boolean {
  const startedMs = Date.now();
  const { testResults } = play(api);
  const proofs = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = proofs.filter(({ status }) => status !== 'passed');
  const states = tell(api, proofs);
  for (const { title, failureMessages } of failed) console.log(`\nfailed: ${title}\n${failureMessages.join('\n')}`);
  if (proofs.length === 0) testResults.forEach(({ message }) => console.log(message));
  console.log(`\n${states.length} rows: ${counts(api, states)}; ${proofs.length - failed.length} of ${proofs.length} proofs passed in ${Math.round((Date.now() - startedMs) / 1000)} s`);
  return failed.length === 0 && states.flat().every((state) => state === 'ok' || state === 'not supported');
}

/** Writes the line of every row, and gives its states by face. */
function tell(api: Api, proofs: readonly Proof[]): State[][] {
  const rows = referenceRows(api);
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => {
    const states = FACES[api].map((face) => stateOf(proofs.filter(({ title }) => title.startsWith(`${face === '' ? row : `${row} (${face})`}: `))));
    console.log(`${row.padEnd(width)}  ${FACES[api].map((face, at) => `${face} ${states[at]}`.trim()).join('   ')}`);
    return states;
  });
}

function counts(api: Api, states: readonly State[][]): string {
  const counted = FACES[api].flatMap((face, at) =>
    (['ok', 'not supported'] as const).map((state) => ({ state, text: `${face} ${states.filter((each) => each[at] === state).length} ${state}`.trim() })));
  return counted.filter(({ state }) => state === 'ok' || states.flat().includes(state)).map(({ text }) => text).join(', ');
}

function stateOf(proofs: readonly Proof[]): State {
  if (proofs.length === 0) return 'missing';
  if (proofs.some(({ status }) => status !== 'passed')) return 'failed';
  return proofs.every(({ title }) => NOT_SUPPORTED.test(title)) ? 'not supported' : 'ok';
}

/** Runs the proofs. @throws Error when jest itself does not come to an end */
function play(api: Api): Report {
  const folder = mkdtempSync(join(tmpdir(), 'netcall-conformance-'));
  const outputFile = join(folder, 'report.json');
  const tests = `test/conformance/${api}`;
  try {
    const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
    spawnSync(process.execPath, [jest, '--json', '--outputFile', outputFile, tests], { cwd: ROOT, stdio: 'ignore' });
    if (!existsSync(outputFile)) throw new Error(`jest has left no report: try npx jest ${tests}`);
    return JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function apiOf(argument: string | undefined): Api {
  if (argument === 'netcall' || argument === 'rtcsdk') return argument;
  throw new Error('say which API: netcall or rtcsdk');
}

process.exitCode = main(apiOf(process.argv[2])) ? 0 : 1;
