/** A program that writes so many log lines, and ends as it is told: `exit`, `throw`, or not at all. */
import { createLog } from '../../server/src/log';

const [count, end] = process.argv.slice(2);
const log = createLog('info');
for (let line = 1; line <= Number(count); line++) log.info({ line }, 'written');
if (end === 'exit') process.exit(0);
if (end === 'throw') throw new Error('a fault that nobody catches');
setInterval(() => undefined, 60_000);
