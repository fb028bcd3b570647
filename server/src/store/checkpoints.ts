import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'libsql';
import type { Clock } from '../clock';
import type { Log } from '../log';

/** The write-ahead log is moved into the database so often. */
const EVERY_MS = 1_000;
/** From so many pages on, 16 MB, the write-ahead log also begins anew. */
const RESTART_PAGES = 4_000;

/** What the thread says after a checkpoint: why it failed, or null. */
type Report = string | null;

/** Checkpoints that run. */
export interface Checkpoints {
  /** Ends the thread after the checkpoint that it is at. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the thread that makes the checkpoints. A checkpoint syncs the disk: in the server's own thread each one stopped every
 * call for 30 to 100 ms. A thread that has ended is not replaced: the journal makes its checkpoints itself then, only rarer.
 *
 * @param program - runs `makeCheckpoints` (`checkpoints-main`)
 * @param folder - where the database is; it must be there already
 */
export function startCheckpoints(program: URL, folder: string, log: Log): Checkpoints {
  const worker = new Worker(program, { workerData: folder });
  worker.unref();
  let stopping = false;
  let failing: Report = null;
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.once('error', (fault) => log.error({ err: fault }, 'the thread of checkpoints failed'));
  worker.on('message', (report: Report) => {
    if (report !== null && failing === null) log.error({ reason: report }, 'checkpoints fail; they are tried again');
    if (report === null && failing !== null) log.warn({}, 'checkpoints succeed again');
    failing = report;
  });
  void ended.then(() => {
    if (!stopping) log.warn({}, 'the thread of checkpoints ended; the server makes them itself');
  });
  return {
    stop: () => {
      stopping = true;
      worker.ref();
      worker.postMessage('stop');
      return ended;
    },
  };
}

/** The thread's work: a checkpoint now and again, each reported. Gives the function that ends it. */
export function makeCheckpoints(folder: string, clock: Clock, report: (outcome: Report) => void): () => void {
  const db = new Database(join(folder, 'netcall.db'));
  db.exec('PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 0');
  const stopTimer = clock.every(EVERY_MS, () => report(checkpoint(db)));
  return () => {
    stopTimer();
    db.close();
  };
}

/**
 * `PASSIVE` holds nobody up and leaves what is written meanwhile; were that all, a log that is never quiet would grow for ever. So
 * a long one is finished by `RESTART`, which keeps the writer waiting, but only for those last pages. It never waits itself
 * (`busy_timeout`): while it did, for somebody who makes a backup, nobody could write. A second later there is another.
 */
function checkpoint(db: Database.Database): Report {
  try {
    const { log } = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { log: number };
    if (log >= RESTART_PAGES) db.prepare('PRAGMA wal_checkpoint(RESTART)').get();
    return null;
  } catch (fault) {
    return String(fault);
  }
}
