/** Prints a trace that a user has sent, readable: `npm run trace -- FILE`. The format stands in components/src/trace/README.md. */
import { readFileSync } from 'node:fs';
import { readTrace } from './trace/read';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npm run trace -- FILE');
  process.exitCode = 2;
} else {
  console.log(readTrace(readFileSync(file, 'utf8')));
}
