import { ANSWERS, CallError, TIMES, type AnswerFrame, type Answers, type RequestName, type Requests as Fields } from 'netcall-protocol';
import type { Cancel } from '../platform/platform';

/** How a request came out. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CallError };

/** Hears how a request came out, exactly once. */
export type Done<T> = (outcome: Outcome<T>) => void;

/** A request that was sent, or waits for a connection. */
export interface Pending {
  id: number;
  readonly name: RequestName;
  readonly fields: Fields[RequestName];
  done: Done<unknown>;
  /** Hears the answer that comes after `done` has been told of a failure. */
  readonly late: Done<unknown> | null;
  givenUp: boolean;
  stopTimer: Cancel;
}

/** What a request may carry beside its fields. */
export interface RequestOptions<N extends RequestName> {
  /** Default: `TIMES.requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Hears the answer that comes after the time was over: the request has had its effect all the same. */
  readonly late?: Done<Answers[N]>;
}

/** What `Requests` works with. */
export interface RequestParts {
  readonly startTimer: (run: () => void, delayMs: number) => Cancel;
  /** A request of the open socket got no answer in time. */
  readonly onTimeout: () => void;
}

/** These belong to one socket: nobody waits for them on the next. */
const OF_ONE_SOCKET: ReadonlySet<RequestName> = new Set(['signIn', 'resume', 'signOut', 'ping']);
/** These go on until the server has heard: the call is over here already, and must be over there. */
const INSISTENT: ReadonlySet<RequestName> = new Set(['hangup', 'reject']);

/** Requests without an answer: numbers them, times them, matches answers, and says what to send again. */
export class Requests {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(private readonly parts: RequestParts) {}

  /** Numbers a request and starts its time. */
  add<N extends RequestName>(name: N, fields: Fields[N], done: Done<Answers[N]>, options: RequestOptions<N> = {}): Pending {
    const late = options.late ?? (INSISTENT.has(name) ? () => undefined : null);
    const pending: Pending = {
      id: ++this.lastId, name, fields, done: reading(name, done), late: late === null ? null : reading(name, late), givenUp: false,
      stopTimer: this.parts.startTimer(() => this.expire(pending), options.timeoutMs ?? TIMES.requestTimeoutMs),
    };
    this.pending.set(pending.id, pending);
    return pending;
  }

  /** Takes an answer. One that nobody waits for is dropped: it has been sent twice. */
  settle(frame: AnswerFrame): void {
    const pending = this.pending.get(frame.id);
    if (pending === undefined) return;
    this.remove(pending);
    tell(pending, 'err' in frame ? failed(new CallError(frame.err.code, frame.err.detail)) : { ok: true, value: frame.ok });
  }

  /** Fails a request now, though its answer may still come. */
  giveUp(pending: Pending, error: CallError): void {
    if (pending.givenUp || this.pending.get(pending.id) !== pending) return;
    // Its time runs on: a socket that does not answer is given up, whoever still waits.
    if (pending.late === null) this.remove(pending);
    pending.givenUp = true;
    pending.done(failed(error));
  }

  /** The socket is gone, and what belonged to it alone. */
  dropThoseOfSocket(): void {
    for (const pending of this.all()) if (OF_ONE_SOCKET.has(pending.name)) this.drop(pending, new CallError('NOT_CONNECTED'));
  }

  /**
   * Whether a request was given up whose effect is unknown. Sending it again could make a call that nobody wants any
   * more; only a snapshot tells.
   */
  get uncertain(): boolean {
    return this.all().some(isUncertain);
  }

  /** What to send again after a resume, in order, under the same numbers: the server knows what it has done already. */
  forResume(): readonly Pending[] {
    return this.all();
  }

  /**
   * What to send to a session that knows none of the numbers. What must not happen twice fails instead; what was given
   * up in uncertainty is dropped, since the snapshot has told.
   */
  forNewSession(): readonly Pending[] {
    for (const pending of this.all()) {
      if (pending.name === 'control' || isUncertain(pending)) this.drop(pending, new CallError('NOT_CONNECTED'));
    }
    return this.all();
  }

  /** Gives a request a new number. */
  renumber(pending: Pending): void {
    this.pending.delete(pending.id);
    pending.id = ++this.lastId;
    this.pending.set(pending.id, pending);
  }

  /** Nothing will be answered any more. */
  close(error: CallError): void {
    for (const pending of this.all()) this.drop(pending, error);
  }

  private all(): Pending[] {
    return [...this.pending.values()].sort((a, b) => a.id - b.id);
  }

  private expire(pending: Pending): void {
    this.giveUp(pending, new CallError('TIMEOUT', { request: pending.name }));
    this.parts.onTimeout();
  }

  private remove(pending: Pending): void {
    pending.stopTimer();
    this.pending.delete(pending.id);
  }

  private drop(pending: Pending, error: CallError): void {
    this.remove(pending);
    tell(pending, failed(error));
  }
}

function isUncertain({ givenUp, name }: Pending): boolean {
  return givenUp && !INSISTENT.has(name);
}

function tell(pending: Pending, outcome: Outcome<unknown>): void {
  if (pending.givenUp) pending.late?.(outcome);
  else pending.done(outcome);
}

/** Reads the answer before it is told; one that is not of this protocol is a failure. */
function reading<N extends RequestName>(name: N, done: Done<Answers[N]>): Done<unknown> {
  return (outcome) => done(outcome.ok ? read(name, outcome.value) : outcome);
}

function read<N extends RequestName>(name: N, value: unknown): Outcome<Answers[N]> {
  try {
    return { ok: true, value: ANSWERS[name](value, 'ok') };
  } catch (error) {
    return failed(error instanceof CallError ? error : new CallError('BAD_MESSAGE', {}, error));
  }
}

/** An outcome that is a failure. */
export function failed(error: CallError): { readonly ok: false; readonly error: CallError } {
  return { ok: false, error };
}
