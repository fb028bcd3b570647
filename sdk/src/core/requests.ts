import { ANSWERS, CallError, TIMES, type AnswerFrame, type Answers, type RequestName, type Requests as Fields } from 'netcall-protocol';
import type { Cancel } from '../platform/platform';

/** Hears why something failed. */
export type Fail = (error: CallError) => void;

/** A request that was sent, or waits for a connection. */
export interface Pending {
  id: number;
  readonly name: RequestName;
  readonly fields: object;
  ok: (answer: unknown) => void;
  no: Fail;
  readonly late: ((answer: unknown) => void) | undefined;
  /** It has failed, and what its answer says still counts. */
  givenUp: boolean;
  stopTimer: Cancel;
}

/** How one request differs from the others. */
export interface RequestOptions<N extends RequestName> {
  /** Default: `TIMES.requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Hears the answer that comes after the request has failed: it has had its effect all the same. */
  readonly late?: (answer: Answers[N]) => void;
}

/** Nobody waits for these on another socket. */
const OF_ONE_SOCKET: readonly RequestName[] = ['signIn', 'resume', 'ping'];
/** These go on until the server has heard: the call is over here already, and must be over there. */
const INSISTENT: readonly RequestName[] = ['hangup', 'reject'];
const nothing = (): void => undefined;

/** Requests without an answer: numbers them, times them, matches answers, and says what to send again. */
export class Requests {
  private pending: readonly Pending[] = [];
  private lastId = 0;

  constructor(
    private readonly startTimer: (run: () => void, delayMs: number) => Cancel,
    /** A request got no answer in time. */
    private readonly onTimeout: () => void,
  ) {}

  /** Numbers a request and starts its time. Exactly one of `ok` and `no` is called. */
  add<N extends RequestName>(name: N, fields: Fields[N], ok: (answer: Answers[N]) => void, no: Fail, options: RequestOptions<N> = {}): Pending {
    const late = options.late ?? (INSISTENT.includes(name) ? nothing : undefined);
    // `settle` reads the answer with the parser of `name` before it calls these.
    const then = { ok, late } as Pick<Pending, 'ok' | 'late'>;
    const pending: Pending = { id: ++this.lastId, name, fields, ...then, no, givenUp: false, stopTimer: nothing };
    pending.stopTimer = this.startTimer(() => {
      this.giveUp(pending, new CallError('TIMEOUT', { request: name }));
      this.onTimeout();
    }, options.timeoutMs ?? TIMES.requestTimeoutMs);
    this.pending = [...this.pending, pending];
    return pending;
  }

  /** Takes an answer. One that nobody waits for is dropped: it has been sent twice. One that cannot be read is a failure. */
  settle(frame: AnswerFrame): void {
    const pending = this.pending.find(({ id }) => id === frame.id);
    if (pending === undefined) return;
    this.remove([pending]);
    if ('err' in frame) return pending.no(new CallError(frame.err.code, frame.err.detail));
    let answer: unknown;
    try {
      answer = ANSWERS[pending.name](frame.ok, 'ok');
    } catch (error) {
      return pending.no(error as CallError); // The parsers throw nothing else.
    }
    pending.ok(answer);
  }

  /**
   * Fails a request, though its answer may still come. Its time runs on: a socket that does not answer is given up,
   * whoever still waits.
   */
  giveUp(pending: Pending, error: CallError): void {
    const { no, late } = pending;
    if (late === undefined) this.remove([pending]);
    Object.assign(pending, { givenUp: true, ok: late, no: nothing });
    no(error);
  }

  /**
   * Whether a request was given up whose effect is unknown. Sending it again could make a call that nobody wants any
   * more; only a snapshot tells.
   */
  get uncertain(): boolean {
    return this.pending.some(isUncertain);
  }

  /** Whether a call that was left here is not yet left on the server. */
  get leaving(): boolean {
    return this.pending.some((each) => each.givenUp || INSISTENT.includes(each.name));
  }

  /** What to send again after a resume, in order, under the same numbers: the server knows what it has done already. */
  inOrder(): readonly Pending[] {
    return [...this.pending].sort((a, b) => a.id - b.id);
  }

  /** Gives a request a new number, for a session that knows none of the old ones. */
  renumber(pending: Pending): void {
    pending.id = ++this.lastId;
  }

  /** The socket is gone, and what belonged to it alone. */
  forgetSocket(): void {
    this.remove(this.pending.filter(({ name }) => OF_ONE_SOCKET.includes(name)));
  }

  /** The session is new. What must not happen twice fails; what was given up in uncertainty goes, since the snapshot tells. */
  forgetSession(): void {
    this.fail(this.pending.filter((each) => each.name === 'control' || isUncertain(each)), new CallError('NOT_CONNECTED'));
  }

  /** Nothing will be answered any more. */
  close(error: CallError): void {
    this.fail(this.pending, error);
  }

  private fail(these: readonly Pending[], error: CallError): void {
    this.remove(these);
    these.forEach(({ no }) => no(error));
  }

  private remove(these: readonly Pending[]): void {
    these.forEach(({ stopTimer }) => stopTimer());
    this.pending = this.pending.filter((each) => !these.includes(each));
  }
}

function isUncertain({ givenUp, name }: Pending): boolean {
  return givenUp && !INSISTENT.includes(name);
}
