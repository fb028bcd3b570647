import { CallError, toWire, type Answers, type CallSnapshot, type RequestName, type Requests, type ServerEvents, type Snapshot, type WireError } from 'netcall-protocol';
import type { FakeClock } from './fake-clock';
import type { FakeSocket, Listens } from './fake-platform';
import { checkRequest, REQUEST_NAMES } from '../../server/src/signal/schemas';

/** A request as it came. */
export type Got = { readonly t: RequestName; readonly id: number } & Readonly<Record<string, unknown>>;

/** Answers a request; `null`: the answer never comes. */
type Answer<N extends RequestName> = (fields: Requests[N]) => Answers[N] | CallError | null;

type Ended = Snapshot['ended'][number];

/** One way of a frame. */
export const LATENCY_MS = 1;
const EMPTY = (): Record<never, never> => ({});

/**
 * The server's half of the wire protocol for one client, without any notion of calls: it keeps a session and its events,
 * answers requests from a table, and lets a test tell events and break the wire.
 *
 * To extend: set `answers.someRequest` in the test to change one answer; add a default below when a request is new; tell
 * an event with `tell`; break the wire with `cut` (closed), `freeze` (silent) or `reachable = false`.
 */
export class FakeServer implements Listens {
  /** Every request of every socket, in order. */
  readonly got: Got[] = [];
  /** Whether new sockets are accepted. */
  reachable = true;
  /** What the next sign-in, or resume with a gap, answers with. */
  snapshot: { calls: CallSnapshot[]; ended: Ended[] } = { calls: [], ended: [] };
  /** `gap`: resumes get a snapshot; `expired`: they are refused. */
  resume: 'replay' | 'gap' | 'expired' = 'replay';
  account = 'alice';
  /** Refuses tokens, as often as this. */
  refusals = 0;
  private frozen = false;
  private socket: FakeSocket | null = null;
  private session = 0;
  private epoch = 0;
  private outbox: { s: number; text: string }[] = [];
  private seq = 0;
  private replies = new Map<number, string>();

  readonly answers: { [N in Exclude<RequestName, 'signIn' | 'resume'>]: Answer<N> } = {
    signOut: EMPTY, ping: () => ({ now: this.clock.nowMs }), ringing: EMPTY, reject: EMPTY, hangup: EMPTY, control: EMPTY, leave: EMPTY, setMode: EMPTY,
    call: ({ callee }) => ({ cid: 'c1', uids: { alice: 1, [callee]: 2 } }),
    accept: () => ({ uids: { alice: 1, bob: 2 } }),
    join: ({ mode }) => ({ uid: 1, members: [{ uid: 1, account: 'alice', mode, url: 'rtmp://relay/live/1_1_1' }] }),
    renewStream: () => ({ url: 'rtmp://relay/live/1_1_2' }),
    members: () => ({ uid: 1, members: [{ uid: 1, account: 'alice', mode: 0, url: 'rtmp://relay/live/1_1_1?fresh' }] }),
    records: () => ({ records: [] }),
    presence: ({ accounts }) => ({ online: accounts }),
    callTeam: ({ callees }) => ({ cid: 'c1', uids: Object.fromEntries(['alice', ...callees].map((account, index) => [account, index + 1])) }),
    callMore: ({ callees }) => ({ uids: Object.fromEntries([this.account, ...callees].map((account, index) => [account, index + 1])) }),
    createRoom: () => ({}),
    enterRoom: () => ({ cid: 'g1', uid: 1, uids: { alice: 1 }, members: [{ uid: 1, account: 'alice', mode: 0, url: 'rtmp://relay/live/1_1_1?room', role: 0 }] }),
    send: ({ clientId }) => ({ id: `m-${clientId}`, at: this.clock.nowMs }),
    inbox: () => ({ records: [], messages: [], now: this.clock.nowMs }),
    settings: ({ dnd = false, block = [] }) => ({ dnd, blocked: block }),
    createMeeting: () => ({ meeting: { id: '12345678', creator: this.account, startedAtMs: 5_000_000, members: 0 } }),
    destroyMeeting: EMPTY, kick: EMPTY, watchStatus: EMPTY, setDnd: EMPTY, invite: EMPTY, answerInvite: EMPTY, cancelInvite: EMPTY, bulk: EMPTY, bulkSeen: EMPTY,
    queueLeave: EMPTY, serve: EMPTY, unserve: EMPTY, answerAssigned: EMPTY,
    enterMeeting: ({ mode }) => ({ cid: 'm1g', uid: 1, uids: { [this.account]: 1 }, members: [{ uid: 1, account: this.account, mode, url: 'rtmp://relay/live/1_1_1?room' }] }),
    userStatus: () => ({ users: [] }),
    queues: () => ({ queues: [], status: [], serving: [] }),
    queueJoin: ({ queue }) => ({ queue, position: 1, sinceMs: this.clock.nowMs }),
    assign: () => new CallError('QUEUE_EMPTY'),
  };

  constructor(private readonly clock: FakeClock) {}

  connect(socket: FakeSocket): void {
    socket.receive = (text) => void this.clock.startTimer(() => this.take(socket, text), LATENCY_MS);
    this.clock.startTimer(() => {
      if (!socket.open) return;
      if (!this.reachable) return this.close(socket, 1006);
      this.frozen = false;
      this.socket = socket;
      socket.events.onOpen();
    }, LATENCY_MS);
  }

  /** Requests of one type, oldest first. */
  all<N extends RequestName>(name: N): (Requests[N] & { readonly id: number })[] {
    return this.got.filter(({ t }) => t === name) as unknown as (Requests[N] & { readonly id: number })[];
  }

  /** Sends an event, or keeps it for the next resume. `fields` are as the protocol has them. */
  tell<N extends keyof ServerEvents>(t: N, fields: ServerEvents[N]): void {
    const text = JSON.stringify({ t, s: ++this.seq, ...fields });
    this.outbox.push({ s: this.seq, text });
    this.send(text);
  }

  /** Sends any text as a frame. */
  send(text: string): void {
    const { socket } = this;
    if (socket !== null && !this.frozen) this.clock.startTimer(() => socket.open && socket.events.onText(text), LATENCY_MS);
  }

  /** An event that is on the record and never reaches the client on this socket. */
  loseEvent<N extends keyof ServerEvents>(t: N, fields: ServerEvents[N]): void {
    this.outbox.push({ s: ++this.seq, text: JSON.stringify({ t, s: this.seq, ...fields }) });
  }

  /** Forgets what it would replay: the next resume misses it without saying so. */
  forgetEvents(): void {
    this.outbox = [];
  }

  /** The socket is gone for both. */
  cut(code = 1006): void {
    const { socket } = this;
    this.socket = null;
    if (socket !== null) this.close(socket, code);
  }

  /** Nothing goes through any more, and nobody says so. */
  freeze(): void {
    this.frozen = true;
  }

  private close(socket: FakeSocket, code: number): void {
    if (!socket.open) return;
    socket.open = false;
    socket.events.onClose(code);
  }

  private take(socket: FakeSocket, text: string): void {
    if (this.frozen || socket !== this.socket) return;
    const { t, id, a: _, ...fields } = JSON.parse(text) as Got;
    if (t !== 'inbox') this.got.push({ t, id, ...fields });
    const fault = faultOf(t, fields);
    if (fault !== null) return this.send(refusal(id, toWire(fault)));
    if (t === 'signIn') return this.signIn(id);
    if (t === 'resume') return this.resumeFrom(id, fields as unknown as Requests['resume']);
    const known = this.replies.get(id);
    if (known !== undefined) return this.send(known);
    const answer = (this.answers[t] as (fields: unknown) => unknown)(fields);
    if (answer === null) return;
    const reply = answer instanceof CallError ? refusal(id, toWire(answer)) : JSON.stringify({ t: 'ack', id, ok: answer });
    this.replies.set(id, reply);
    this.send(reply);
  }

  private signIn(id: number): void {
    if (this.refusals > 0) {
      this.refusals -= 1;
      this.send(refusal(id, { code: 'UNAUTHENTICATED', detail: { reason: 'expired' } }));
      return;
    }
    this.session += 1;
    this.replies = new Map();
    this.begin(id);
  }

  private begin(id: number): void {
    this.epoch += 1;
    this.seq = 0;
    this.outbox = [];
    const { account, session, epoch, clock, snapshot } = this;
    const ok = { resumed: false, sid: `s${session}`, app: 'default', account, resumeToken: `t${session}`, epoch: `e${epoch}`, heartbeatMs: 20_000, now: clock.nowMs, snapshot };
    this.send(JSON.stringify({ t: 'ack', id, ok }));
  }

  private resumeFrom(id: number, { sid, epoch, seq }: Requests['resume']): void {
    if (this.resume === 'expired' || sid !== `s${this.session}`) return this.send(refusal(id, { code: 'SESSION_EXPIRED' }));
    if (this.resume === 'gap' || epoch !== `e${this.epoch}`) return this.begin(id);
    this.send(JSON.stringify({ t: 'ack', id, ok: { resumed: true, resumeToken: `t${this.session}`, now: this.clock.nowMs } }));
    this.outbox.filter(({ s }) => s > seq).forEach(({ text }) => this.send(text));
  }
}

function refusal(id: number, err: WireError): string {
  return JSON.stringify({ t: 'ack', id, err });
}

/** What the real server would say of a request's fields. */
function faultOf(t: string, fields: object): CallError | null {
  try {
    const name = REQUEST_NAMES.find((each) => each === t);
    if (name !== undefined) checkRequest(name, { ...fields });
    return null;
  } catch (fault) {
    if (fault instanceof CallError) return fault;
    throw fault;
  }
}
