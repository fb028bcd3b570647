import { badMessage, CallError, CLOSE_CODES, LIMITS, type Requests, type Resumed, type SignedIn } from 'netcall-protocol';
import type { Bus, BulkDelivery, Delivery, Taken } from '../store/bus';
import type { OpenedSession, SessionRow } from '../store/store';
import type { StopTimer } from '../clock';
import { hangUpAll } from './handlers';
import type { Calls } from './calls';
import type { Groups } from './groups';
import { groupsSnapshot } from './group-snapshot';
import { lookBeside } from './meeting-calls';
import type { Part } from './part';
import { isResumeToken, resumeToken } from './resume-token';
import { checkNick } from './schemas';
import type { Services } from './services';
import { Session } from './session';
import { snapshotOf } from './snapshot';
import type { Tokens } from './tokens';
import type { Wire } from './wire';

/** Deadlines of calls are looked at this often; a deadline is met so much later at most. */
const DUE_EVERY_MS = 100;
/** Sessions without a socket and quiet limits are looked at this often. */
const SWEEP_EVERY_MS = 1_000;
/** What is told in lots, as how queues are, is told this often. */
const NEWS_EVERY_MS = 1_000;

/** The device of every session that speaks for the RTCSDK face: an account has one of them at a time. */
const RTC_DEVICE = 'rtcsdk';

/** What the hub works with beside the services. */
export interface HubParts {
  readonly services: Services;
  readonly calls: Calls;
  readonly groups: Groups;
  /** Everything else that is kept going. */
  readonly beside: readonly Part[];
  readonly bus: Bus;
  readonly tokens: Tokens;
  readonly resumeKey: Buffer;
}

/** What opening a session gives: the session, its answer, and the events that follow it. */
export interface Opened {
  readonly session: Session;
  readonly answer: SignedIn | Resumed;
  readonly replay: readonly string[];
}

/** Sessions of this process: opens, resumes, loses and forgets them, and brings events to them. */
export class Hub {
  readonly #sessions = new Map<string, Session>();
  readonly #down = new Set<Session>();
  readonly #timers: StopTimer[] = [];
  #running: Promise<void> = Promise.resolve();
  #due = false;
  #stopped = false;

  constructor(private readonly parts: HubParts) {
    parts.bus.subscribe((delivery) => this.#deliver(delivery));
    parts.bus.take((bulk) => this.#take(bulk));
  }

  /** How many sessions are known, with and without a socket. */
  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** Takes over what a server before this one has left on disk, and starts the timers. */
  async start(): Promise<void> {
    const { services, calls, groups, beside } = this.parts;
    for (const row of await services.store.sessions()) this.#down.add(this.#add(row));
    await calls.restart();
    await groups.restart();
    for (const part of beside) await part.restart?.();
    await this.#meetDeadlines(); // Deadlines that came while no server ran, before anybody can answer what is over.
    this.#timers.push(services.clock.every(DUE_EVERY_MS, () => this.#runDue()), services.clock.every(SWEEP_EVERY_MS, () => this.#sweep()));
    this.#timers.push(services.clock.every(NEWS_EVERY_MS, () => void this.#tellNews()));
  }

  /**
   * Stops the timers and waits for a deadline that is being met. Sockets that go from now on are not losses: the next
   * server gives every leg the time to come back.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stop of this.#timers.splice(0)) stop();
    await this.#running;
  }

  /**
   * Opens a session for a token. A session of the same device elsewhere is closed with 4409.
   *
   * @throws CallError UNAUTHENTICATED, or BAD_MESSAGE for a name that is too long, and for the device of RTCSDK without it
   */
  async signIn(request: Requests['signIn']): Promise<Opened> {
    const { services, tokens } = this.parts;
    const { device: { type }, rtc } = request;
    const device = deviceOf(request);
    const { app, account } = await tokens.verify(request.token);
    const sid = this.#randomId(16);
    const row: SessionRow = { app, sid, account, device, type, busyPolicy: request.busyPolicy ?? 'server', rotation: 0 };
    const session = this.#add(rtc === undefined ? row : { ...row, rtc: { nick: rtc.nick } });
    this.#down.add(session);
    const opened = await services.store.openSession(session.row);
    services.log.debug({ app, account, device: session.row.device, sid }, 'signed in');
    const answer = await this.#signedIn(session, opened);
    return { session, answer, replay: session.outbox.after(0, services.clock.nowMs()) ?? [] };
  }

  /**
   * Brings a device back to its session. The token is rotated; without a gap the missed events follow, otherwise a snapshot.
   *
   * @throws CallError SESSION_EXPIRED
   */
  async resume(request: Requests['resume']): Promise<Opened> {
    const { services, resumeKey } = this.parts;
    const session = this.#sessions.get(request.sid);
    if (session === undefined || !isResumeToken(resumeKey, session.row, request.resumeToken)) throw new CallError('SESSION_EXPIRED');
    const row: SessionRow = { ...session.row, rotation: session.row.rotation + 1 };
    session.row = row;
    await services.store.saveSession(row);
    const missed = request.epoch === session.epoch ? session.outbox.after(request.seq, services.clock.nowMs()) : null;
    if (missed !== null) return this.#stillThere({ session, answer: { resumed: true, resumeToken: resumeToken(resumeKey, row), now: services.clock.nowMs() }, replay: missed });
    // Events count from 1 again: a newer socket, when this resume is one that was late, would take them for old ones.
    session.wire?.close(CLOSE_CODES.goingAway);
    session.outbox.reset();
    session.epoch = this.#randomId(6);
    const [held, groups] = await Promise.all([services.store.heldOf(row.app, row.account), services.store.groups.heldOf(row.app, row.account)]);
    const answer = await this.#signedIn(session, { held, groups });
    return this.#stillThere({ session, answer, replay: session.outbox.after(0, services.clock.nowMs()) ?? [] });
  }

  /** Keeps whether a session hears of every change of anybody's status, through resumes and restarts. */
  async watch(sid: string, watches: boolean): Promise<void> {
    const session = this.#sessions.get(sid);
    if (session?.row.rtc === undefined) return;
    const { nick } = session.row.rtc;
    session.row = { ...session.row, rtc: watches ? { nick, watches } : { nick } };
    await this.parts.services.store.saveSession(session.row);
  }

  /** Whether a session is still one: not signed out, not forgotten, and of no device that has signed in elsewhere. */
  isOpen(session: Session): boolean {
    return this.#sessions.get(session.row.sid) === session;
  }

  /** Gives an opened session its socket. The legs of its device are back. */
  attach({ session, replay }: Opened, wire: Wire, answer: string): void {
    this.#down.delete(session);
    const before = session.attach(wire, [answer, ...replay]);
    if (before !== null && before !== wire) before.close(CLOSE_CODES.goingAway);
    if (!this.isOpen(session)) return wire.close(CLOSE_CODES.replaced); // Its device has signed in anew while this answer was made.
    this.#link(session, 'linkBack');
  }

  /** The socket of a session was gone before an answer: unless there is another one, the legs that this answer has given it are without a link. */
  unattached(session: Session): void {
    if (!this.#stopped && session.wire === null && this.isOpen(session)) this.#link(session, 'linkLost');
  }

  /** A socket is gone; its session can be resumed from now on, and the legs of its device are without a link. */
  detach(session: Session, wire: Wire): void {
    if (this.#stopped || !session.detach(wire) || !this.isOpen(session)) return;
    this.#down.add(session);
    this.#link(session, 'linkLost');
  }

  /** Hangs up this device's calls and forgets its session. */
  async signOut(session: Session): Promise<Record<never, never>> {
    await hangUpAll(this.parts.calls, session.row);
    await this.parts.groups.leaveAll(session.row);
    await this.#forget(session);
    return {};
  }

  #stillThere(opened: Opened): Opened {
    if (!this.isOpen(opened.session)) throw new CallError('SESSION_EXPIRED');
    return opened;
  }

  async #signedIn(session: Session, { held, groups }: OpenedSession): Promise<SignedIn> {
    const { services, resumeKey } = this.parts;
    const { row, epoch } = session;
    const beside = await lookBeside(this.parts.calls, row, held);
    const now = services.clock.nowMs();
    const [calls, inGroups] = [snapshotOf({ ...beside, groups }, row, services.media, now), groupsSnapshot(groups, row, services.media, now)];
    const snapshot = { calls: [...calls.calls, ...inGroups.calls], ended: [...calls.ended, ...inGroups.ended] };
    const token = resumeToken(resumeKey, row);
    return { resumed: false, sid: row.sid, app: row.app, account: row.account, resumeToken: token, epoch, heartbeatMs: services.options.heartbeatMs, now, snapshot };
  }

  #add(row: SessionRow): Session {
    const { clock, options } = this.parts.services;
    const session = new Session(row, this.#randomId(6), clock, options.sessionRate);
    this.#sessions.set(row.sid, session);
    return session;
  }

  #deliver(delivery: Delivery): void {
    if (delivery.kind === 'event') {
      for (const sid of delivery.sids) this.#sessions.get(sid)?.deliver(delivery.body);
      return;
    }
    const session = this.#sessions.get(delivery.sid);
    if (session === undefined) return;
    this.#sessions.delete(delivery.sid);
    this.#down.delete(session);
    session.wire?.close(CLOSE_CODES.replaced);
  }

  #take({ sid, frame }: BulkDelivery): Taken {
    const wire = this.#sessions.get(sid)?.wire ?? null;
    if (wire === null) return 'away';
    return wire.pass(frame) ? 'sent' : 'full';
  }

  #link(session: Session, type: 'linkLost' | 'linkBack'): void {
    const { calls, groups, beside } = this.parts;
    Promise.all([calls, groups, ...beside].map(async (part: Part) => part.link?.(session.row, type))).catch((fault: unknown) => {
      this.parts.services.log.error({ err: fault, account: session.row.account, device: session.row.device }, `${type} failed`);
    });
  }

  #runDue(): void {
    if (this.#due) return;
    this.#due = true;
    this.#running = this.#meetDeadlines()
      .catch((fault: unknown) => this.parts.services.log.error({ err: fault }, 'the deadlines of calls failed'))
      .finally(() => (this.#due = false));
  }

  async #meetDeadlines(): Promise<void> {
    const { calls, groups, beside } = this.parts;
    await Promise.all([calls, groups, ...beside].map(async (part: Part) => part.runDue?.()));
  }

  async #tellNews(): Promise<void> {
    for (const part of this.parts.beside) await part.tellNews?.();
  }

  #sweep(): void {
    const { clock, options, limits, log, store } = this.parts.services;
    const nowMs = clock.nowMs();
    limits.sweep(nowMs);
    store.accounts.sweep(nowMs - LIMITS.inboxMs).catch((fault: unknown) => log.error({ err: fault }, 'old messages could not be deleted'));
    for (const session of this.#down) {
      if (session.downSinceMs === null || nowMs - session.downSinceMs < options.sessionMs) continue;
      this.#forget(session).catch((fault: unknown) => log.error({ err: fault, account: session.row.account }, 'a session could not be forgotten'));
    }
  }

  async #forget(session: Session): Promise<void> {
    this.#sessions.delete(session.row.sid);
    this.#down.delete(session);
    const { services: { store }, beside } = this.parts;
    await store.closeSession(session.row.app, session.row.sid);
    for (const part of beside) await part.signedOut?.(session.row);
  }

  #randomId(bytes: number): string {
    return Buffer.from(this.parts.services.clock.random(bytes)).toString('hex');
  }
}

/** A session of the RTCSDK face has the device of that face, and no other session has: it would take the place and leave behind what only the face can end. */
function deviceOf({ device: { id }, rtc }: Requests['signIn']): string {
  if (rtc === undefined && id === RTC_DEVICE) throw badMessage('device.id', 'any other than that of RTCSDK');
  if (rtc === undefined) return id;
  checkNick(rtc.nick);
  return RTC_DEVICE;
}
