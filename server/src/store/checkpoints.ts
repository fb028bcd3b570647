import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'libsql';
import type { Clock } from '../clock';
import type { Log } from '../log';

/** The write-ahead log is moved into the database so often. */
const EVERY_MS = 500;
/** From so many pages on, 16 MB, the log also begins anew. */
const RESTART_PAGES = 4_000;

/** Checkpoints that run. */
export interface Checkpoints {
  /** Ends the thread after the checkpoint that it is at. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the thread that makes the checkpoints. In the server's own thread each one, several a second under load, stopped
 * every call for 10 to 60 ms, since it syncs the disk. When the thread is gone they happen there again (`SqliteJournal`).
 *
 * @param program - runs `makeCheckpoints` when it is not the main thread
 */
export function startCheckpoints(program: URL, folder: string, log: Log): Checkpoints {
  const worker = new Worker(program, { workerData: folder });
  worker.unref();
  let stopping = false;
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.once('error', (fault) => log.error({ err: fault }, 'the thread of checkpoints failed'));
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

/** The thread's work: a checkpoint now and again. Gives the function that ends it. */
export function makeCheckpoints(folder: string, clock: Clock): () => void {
  const db = new Database(join(folder, 'netcall.db'));
  db.exec('PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  const stopTimer = clock.every(EVERY_MS, () => checkpoint(db));
  return () => {
    stopTimer();
    db.close();
  };
}

/**
 * `PASSIVE` holds nobody up and leaves what is written meanwhile; were that all, a log that is never quiet would grow for ever. So
 * a long one is finished by `RESTART`, which keeps the writer waiting, but only for those last pages.
 */
function checkpoint(db: Database.Database): void {
  const { log } = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { log: number };
  if (log >= RESTART_PAGES) db.prepare('PRAGMA wal_checkpoint(RESTART)').get();
}
