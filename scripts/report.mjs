/** Prints "N passed, N failed" from jest's JSON; a failed step counts as one failure. Exits 1 unless all is well. */
import { existsSync, readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);
const jest = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 0 };
const skipped = jest.numPendingTests + (jest.numTodoTests ?? 0);
if (skipped > 0) process.stdout.write(`${skipped} tests were skipped, which counts as failure\n`);
const failed = Math.max(jest.numFailedTests + skipped, jest.numFailedTestSuites, status === '0' ? 0 : 1, jest.numPassedTests === 0 ? 1 : 0);
process.stdout.write(`${jest.numPassedTests} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
