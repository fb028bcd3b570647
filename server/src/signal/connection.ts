import { badMessage, badState, CallError, CLOSE_CODES, isErrorCode, type RequestName, type Requests, toWire } from 'netcall-protocol';
import { readFrame, type RawFrame } from './border';
import { BulkBudget } from './bulk-budget';
import type { HandledName, Handlers } from './handlers';
import type { Hub } from './hub';
import { Bucket } from './rate';
import { checkRequest } from './schemas';
import type { Services } from './services';
import type { Session } from './session';
import type { Wire } from './wire';

/** A socket that goes on at this multiple of the allowed rate, after all refusals, is closed with 4429. */
const FLOOD_FACTOR = 5;

/** After a refused resume a client has time to fetch a token; after so many refusals the time runs on. */
const REFUSALS_FORGIVEN = 3;

/**
 * What a request that comes again is taken for, when its answer is not given again as it was: whoever asks for its entry again
 * may have heard of others since the first answer, and of status there is too much to keep.
 */
const ANSWERED_ANEW: ReadonlyMap<string, RequestName> = new Map([['join', 'members'], ['userStatus', 'userStatus']]);

/** Who speaks on a socket: nobody yet, somebody whose token is being checked, or a session. */
type Phase = { readonly is: 'unsigned' } | { readonly is: 'opening' } | { readonly is: 'open'; readonly session: Session } | { readonly is: 'closed' };

/** What a connection works with. */
export interface ConnectionParts {
  readonly services: Services;
  readonly hub: Hub;
  readonly handlers: Handlers;
}

/** One socket: reads its frames, signs it in, and runs the requests of its session one after the other. */
export class Connection {
  #phase: Phase;
  #heardMs: number;
  #unsignedSinceMs: number;
  #refusals = 0;
  readonly #flood: Bucket;

  constructor(
    private readonly wire: Wire,
    private readonly parts: ConnectionParts,
  ) {
    const { clock, options } = parts.services;
    this.#heardMs = clock.nowMs();
    this.#unsignedSinceMs = this.#heardMs;
    this.#phase = { is: 'unsigned' };
    const { perS, burst } = options.sessionRate;
    this.#flood = new Bucket({ perS: perS * FLOOD_FACTOR, burst: burst * FLOOD_FACTOR }, this.#heardMs);
  }

  /** A text frame has come. Never throws. */
  onText(text: string): void {
    if (this.#phase.is === 'closed') return;
    const frame = readFrame(text);
    if (this.#phase.is === 'open' && frame !== null && isTransfer(frame)) return this.#receiveBulk(this.#phase.session, frame, Buffer.byteLength(text));
    if (!this.heard()) return;
    if (frame === null) this.#close(CLOSE_CODES.badMessage);
    else if (this.#phase.is === 'open') this.#receive(this.#phase.session, frame);
    else this.#beforeSignIn(frame);
  }

  /** A binary frame has come: this protocol has none. */
  onBinary(): void {
    this.#close(CLOSE_CODES.badMessage);
  }

  /** Anything has come, a control frame too. False when it was too much and the socket is closed. */
  heard(): boolean {
    this.#heardMs = this.parts.services.clock.nowMs();
    if (this.#flood.take(this.#heardMs) === 0) return true;
    this.#close(CLOSE_CODES.rateLimited);
    return false;
  }

  /** The socket is gone. Safe to call twice. */
  onClose(): void {
    const phase = this.#phase;
    this.#phase = { is: 'closed' };
    if (phase.is === 'open') this.parts.hub.detach(phase.session, this.wire);
  }

  /** Looks at the time: nobody signed in, or nothing heard for two heartbeats. */
  check(nowMs: number, missedHeartbeats: number): void {
    const { signInMs, heartbeatMs } = this.parts.services.options;
    if (this.#phase.is === 'unsigned' && nowMs - this.#unsignedSinceMs >= signInMs) this.#close(CLOSE_CODES.unauthenticated);
    else if (nowMs - this.#heardMs >= heartbeatMs * missedHeartbeats) this.#close(CLOSE_CODES.goingAway);
  }

  #close(code: number): void {
    this.wire.close(code);
    this.onClose();
  }

  #beforeSignIn(frame: RawFrame): void {
    if (this.#phase.is === 'opening') return this.#refuse(frame.id, badState(frame.t, 'signingIn'));
    if (frame.t !== 'signIn' && frame.t !== 'resume') {
      this.#refuse(frame.id, new CallError('UNAUTHENTICATED', { reason: 'malformed' }));
      return this.#close(CLOSE_CODES.unauthenticated);
    }
    this.#phase = { is: 'opening' };
    void this.#open(frame, frame.t);
  }

  async #open(frame: RawFrame, name: 'signIn' | 'resume'): Promise<void> {
    const { hub } = this.parts;
    try {
      const opened = name === 'signIn' ? await hub.signIn(checkRequest('signIn', frame.fields)) : await hub.resume(checkRequest('resume', frame.fields));
      if (this.#phase.is === 'closed') return hub.unattached(opened.session); // The socket went while the token was checked: the session waits for a resume.
      this.#phase = { is: 'open', session: opened.session };
      hub.attach(opened, this.wire, accepted(frame.id, opened.answer));
    } catch (fault) {
      this.#refuse(frame.id, fault);
      if (isRefusal(fault) && fault.code === 'UNAUTHENTICATED') this.#close(CLOSE_CODES.unauthenticated);
      else if (this.#phase.is === 'opening') this.#mayTryAgain();
    }
  }

  #mayTryAgain(): void {
    this.#phase = { is: 'unsigned' };
    this.#refusals += 1;
    if (this.#refusals <= REFUSALS_FORGIVEN) this.#unsignedSinceMs = this.parts.services.clock.nowMs();
  }

  /** Transfers have a budget of their own, in bytes. */
  #receiveBulk(session: Session, frame: RawFrame, bytes: number): void {
    const { clock, options } = this.parts.services;
    this.#heardMs = clock.nowMs();
    session.bulk ??= new BulkBudget(options.bulkRate, this.#heardMs);
    const retryAfterMs = session.bulk.take(this.#heardMs, bytes);
    if (retryAfterMs === null) return this.#close(CLOSE_CODES.rateLimited);
    if (retryAfterMs > 0) return this.#refuse(frame.id, new CallError('RATE_LIMITED', { retryAfterMs }));
    session.outbox.seen(frame.seen);
    session.passing = session.passing.then(() => this.#pass(session, frame));
  }

  /** Beside the queue: a transfer waits for no request and holds none up. Its answer is not kept; who misses it sends the piece again. */
  async #pass(session: Session, frame: RawFrame): Promise<void> {
    if (this.parts.hub.isOpen(session)) this.wire.send(await this.#answer(session, frame));
  }

  #receive(session: Session, frame: RawFrame): void {
    const retryAfterMs = session.bucket.take(this.#heardMs);
    if (retryAfterMs > 0) return this.#refuse(frame.id, new CallError('RATE_LIMITED', { retryAfterMs }));
    session.outbox.seen(frame.seen);
    const repeat = session.admit(frame.id);
    const anew = ANSWERED_ANEW.get(frame.t);
    if (repeat.is === 'answered' && anew === undefined) return this.wire.send(repeat.text);
    if (repeat.is === 'pending') return; // The first one is being handled; its answer goes to the newest socket.
    if (repeat.is === 'old') return this.#refuse(frame.id, badMessage('id', 'a number above the last'));
    session.queue.push(repeat.is === 'answered' && anew !== undefined ? { ...frame, t: anew } : frame);
    if (!session.working) void this.#work(session);
  }

  async #work(session: Session): Promise<void> {
    session.working = true;
    for (let frame = session.queue.shift(); frame !== undefined; frame = session.queue.shift()) {
      if (!this.parts.hub.isOpen(session)) {
        this.#behindIts(session, frame);
        continue;
      }
      session.cork();
      session.answer(frame.id, await this.#answer(session, frame), !ANSWERED_ANEW.has(frame.t));
      if (frame.t === 'signOut') this.#signedOut(session);
      else if (session.wire === null) this.parts.hub.unattached(session); // The loss was told before there was a leg to lose its link.
    }
    session.working = false;
  }

  async #answer(session: Session, { t, id, fields }: RawFrame): Promise<string> {
    try {
      if (t === 'signIn' || t === 'resume') throw badState(t, 'signedIn');
      if (t === 'signOut') return accepted(id, await this.parts.hub.signOut(session));
      if (!isHandled(this.parts.handlers, t)) throw badMessage('t', 'a request of this protocol');
      return accepted(id, await this.#handle(t, session, fields));
    } catch (fault) {
      return this.#refusal(id, fault, session);
    }
  }

  #handle<N extends HandledName>(name: N, session: Session, fields: RawFrame['fields']): Promise<unknown> {
    const handler = this.parts.handlers[name] as (row: Session['row'], request: Requests[N]) => Promise<unknown>;
    return handler(session.row, checkRequest(name, fields));
  }

  /** After `signOut` the socket may sign in again. */
  #signedOut(session: Session): void {
    session.detach(this.wire);
    this.#unsignedSinceMs = this.parts.services.clock.nowMs();
    if (this.#phase.is === 'open') this.#phase = { is: 'unsigned' };
  }

  /** What comes behind the end of its session, on whichever socket, is not done: only a sign-in may follow. */
  #behindIts(session: Session, frame: RawFrame): void {
    const phase = this.#phase;
    if (phase.is === 'open' && phase.session === session) this.#phase = { is: 'unsigned' };
    else if (phase.is === 'open' || phase.is === 'closed') return;
    this.#beforeSignIn(frame);
  }

  #refuse(id: number, fault: unknown): void {
    this.wire.send(this.#refusal(id, fault, null));
  }

  #refusal(id: number, fault: unknown, session: Session | null): string {
    if (isRefusal(fault)) return JSON.stringify({ t: 'ack', id, err: toWire(fault) });
    this.parts.services.log.error({ err: fault, account: session?.row.account, device: session?.row.device }, 'a request failed');
    return JSON.stringify({ t: 'ack', id, err: { code: 'INTERNAL' } });
  }
}

/** `hasOwn`, so that `__proto__` and `toString` are no requests. */
function isHandled(handlers: Handlers, text: string): text is HandledName {
  return Object.hasOwn(handlers, text);
}

const isTransfer = ({ t }: RawFrame): boolean => t === 'bulk' || t === 'bulkSeen';

function accepted(id: number, ok: unknown): string {
  return `{"t":"ack","id":${id},"ok":${JSON.stringify(ok)}}`;
}

function isRefusal(fault: unknown): fault is CallError {
  return fault instanceof CallError && isErrorCode(fault.code);
}
