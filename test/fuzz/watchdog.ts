import { Worker } from 'node:worker_threads';

/** A case takes milliseconds; this is longer than all that a run waits for, each of which tells more when it comes too late. */
const HANGS_MS = 90_000;
/** Runs beside the parsers: a thread that loops cannot say so itself. */
const BESIDE = `
  const { workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  const cells = new Int32Array(workerData.shared);
  let last = -1, sinceMs = Date.now();
  setInterval(() => {
    if (cells[2] !== last) { last = cells[2]; sinceMs = Date.now(); }
    if (Date.now() - sinceMs < ${HANGS_MS}) return;
    writeSync(2, 'a parser does not come to an end\\n  Replay: npm run fuzz -- --seed ' + cells[0] + ' --case=' + cells[1] + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }, 1000);
`;

/** Ends the process, with the case that it hangs in, when no case begins for a minute and a half. */
export class Watchdog {
  private readonly shared = new SharedArrayBuffer(12);
  private readonly cells = new Int32Array(this.shared);
  private readonly worker = new Worker(BESIDE, { eval: true, workerData: { shared: this.shared } });
  constructor() { this.worker.unref(); }

  /** A case begins. */
  on(seed: number, number: number): void {
    this.cells[0] = seed;
    this.cells[1] = number;
    Atomics.add(this.cells, 2, 1);
  }

  stop(): void {
    void this.worker.terminate();
  }
}
