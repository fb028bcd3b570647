/**
 * Breaks each call rule on purpose, in a copy, and demands that a test of that rule fails:
 * `npm run rules:break -- [--row 19] [--e2e]`. Without `--e2e` only tests without a server process run. Exits 1 when a
 * broken rule went unnoticed, or when there is nothing to break any more: then scripts/rules/breaks.ts is to be mended.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BREAKS, type Break } from './rules/breaks';
import { copyRepository } from './rules/copy';

/** What of jest's report is looked at. */
interface Report {
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[] }[];
}

const { values } = parseArgs({ options: { row: { type: 'string' }, e2e: { type: 'boolean', default: false } } });

function main(): boolean {
  const wanted = BREAKS.filter(({ row }) => values.row === undefined || row === Number(values.row));
  const copy = copyRepository();
  process.on('exit', copy.remove);
  const faults = wanted.map((each) => {
    const fault = check(copy.folder, each);
    console.log(`${fault === '' ? 'noticed' : 'FAULT  '} row ${each.row} ${each.file}: ${fault === '' ? each.to.trim().split('\n')[0] : fault}`);
    return fault;
  });
  return faults.every((fault) => fault === '');
}

/** Breaks, runs, mends. Empty when every file of tests has noticed. */
function check(folder: string, { row, file, from, to, tests }: Break): string {
  const path = join(folder, file);
  const whole = readFileSync(path, 'utf8');
  if (whole.split(from).length !== 2) return `stands ${whole.split(from).length - 1} times: ${from}`;
  const files = tests.filter((each) => values.e2e || !each.startsWith('e2e/'));
  writeFileSync(path, whole.replace(from, () => to));
  try {
    const failed = failuresOf(folder, row, files);
    return files.filter((each) => !failed.some((name) => name.endsWith(`test/${each}.test.ts`))).map((each) => `no test of row ${row} fails in ${each}`).join('; ');
  } finally {
    writeFileSync(path, whole);
  }
}

/** Files in which a test of this row has failed. A file that could not be run at all has noticed nothing. */
function failuresOf(folder: string, row: number, files: readonly string[]): string[] {
  const outputFile = join(folder, 'report.json');
  rmSync(outputFile, { force: true });
  const jest = join(folder, 'node_modules/jest/bin/jest.js');
  const named = String.raw`\brow ${row}\b`;
  // A broken rule may reject what no test waits for, which must not end the run; `--forceExit`: it may leave behind what keeps the process.
  const options = ['--selectProjects', 'unit', 'component', 'e2e', '--forceExit', '--silent', '--json', '--outputFile', outputFile, '-t', named, '--testPathPatterns'];
  spawnSync(process.execPath, [jest, ...options, ...files.map((each) => `test/${each}\\.test\\.ts$`)], { cwd: folder, stdio: 'ignore', env: { ...process.env, NODE_OPTIONS: '--unhandled-rejections=warn' } });
  if (!existsSync(outputFile)) return [];
  const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
  const isNoticed = ({ assertionResults }: Report['testResults'][number]): boolean =>
    assertionResults.some(({ fullName, status }) => status === 'failed' && new RegExp(named).test(fullName));
  return testResults.filter(isNoticed).map(({ name }) => name);
}

process.exitCode = main() ? 0 : 1;
