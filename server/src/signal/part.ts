import type { SessionRow } from '../store/store';

/** What the hub keeps going beside calls and groups. Each method is called as that of calls; one that is absent has nothing to do. */
export interface Part {
  /** After a start: no session has a socket yet. */
  restart?(): Promise<void>;
  /** Runs every deadline that has come. */
  runDue?(): Promise<void>;
  /** A session's socket is lost or back. */
  link?(row: SessionRow, type: 'linkLost' | 'linkBack'): Promise<void>;
  /** A session has signed out, or was away for too long. */
  signedOut?(row: SessionRow): Promise<void>;
  /** Tells what has changed within a second. Never rejects. */
  tellNews?(): Promise<void>;
}
