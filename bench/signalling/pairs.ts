import { randomUUID } from 'node:crypto';
import { SUBPROTOCOL } from 'netcall-protocol';
import WebSocket from 'ws';
import type { Plan } from './plan';

/** What a pair counts, shared by all pairs of a process. */
export interface Count {
  frames: number;
  bytes: number;
}

/** Two users who can make one call at a time. `connected` is told when the caller hears that it was accepted. */
export interface Pair {
  call(connected: () => void, done: () => void): void;
}

type Message = Readonly<Record<string, unknown>>;

const NOTHING = (): void => undefined;

/** A pair of signed-in users of the server. */
export async function serverPair(plan: Plan, index: number, count: Count): Promise<Pair> {
  const [caller, callee] = [plan.users[2 * index], plan.users[2 * index + 1]];
  if (caller === undefined || callee === undefined) throw new Error(`there are no users for pair ${index}`);
  const [one, other] = await Promise.all([signIn(plan.url, caller, count), signIn(plan.url, callee, count)]);
  let connected = NOTHING;
  let done = NOTHING;
  let left = 0;
  const over = (): void => {
    left -= 1;
    if (left === 0) done();
  };
  one.hear = (message) => {
    if (message['t'] === 'accepted') {
      connected();
      one.ask(`"t":"hangup","cid":"${String(message['cid'])}"`);
    } else if (message['t'] === 'ack') over();
  };
  other.hear = (message) => {
    if (message['t'] === 'invited') other.ask(`"t":"accept","cid":"${String(message['cid'])}"`);
    else if (message['t'] === 'ack' || message['t'] === 'ended') over();
  };
  return {
    call(onConnected, onDone) {
      connected = onConnected;
      done = onDone;
      left = 4; // The answers to call, accept and hangup, and the callee's `ended`.
      one.ask(`"t":"call","callId":"${randomUUID()}","callee":${JSON.stringify(callee.account)},"media":"video"`);
    },
  };
}

/** A pair on the echo server: the same three turns, caller, callee, caller, with as many frames and bytes. */
export async function echoPair(plan: Plan, count: Count): Promise<Pair> {
  const text = 'x'.repeat(plan.frameBytes);
  const [one, other] = await Promise.all([echoUser(plan.url, text, count), echoUser(plan.url, text, count)]);
  return {
    call(connected, done) {
      one.turn(() => {
        other.turn(() => {
          connected();
          one.turn(NOTHING, done);
        }, NOTHING);
      }, NOTHING);
    },
  };
}

/** A socket whose every frame comes back twice: `first` is told of the one copy, `second` of the other. */
async function echoUser(url: string, text: string, count: Count): Promise<{ turn(first: () => void, second: () => void): void }> {
  const socket = await connect(url);
  const expected: (() => void)[] = [];
  socket.on('message', (data: Buffer) => {
    add(count, data.length);
    expected.shift()?.();
  });
  return {
    turn(first, second) {
      expected.push(first, second);
      add(count, text.length);
      socket.send(text);
    },
  };
}

/** One signed-in socket, lean: it numbers requests, remembers the last event and counts. */
class User {
  hear: (message: Message) => void = NOTHING;
  #id = 1;
  #seen = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly count: Count,
  ) {
    socket.on('message', (data: Buffer) => {
      add(count, data.length);
      const message = JSON.parse(data.toString()) as Message;
      if (message['err'] !== undefined) throw new Error(`refused: ${data.toString()}`);
      if (typeof message['s'] === 'number') this.#seen = message['s'];
      this.hear(message);
    });
  }

  /** Sends a request; `fields` is JSON without the braces. */
  ask(fields: string): void {
    this.#id += 1;
    const text = `{"id":${this.#id},"a":${this.#seen},${fields}}`;
    add(this.count, text.length);
    this.socket.send(text);
  }
}

/** Each account has one device, the same in every load process: a new one would leave the old to ring beside it. */
async function signIn(url: string, { account, token }: Plan['users'][number], count: Count): Promise<User> {
  const socket = await connect(url);
  const answered = new Promise<string>((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));
  socket.send(JSON.stringify({ t: 'signIn', id: 1, token, device: { id: `device-of-${account}`, type: 'node' } }));
  const answer = await answered;
  if (!answer.includes('"ok"')) throw new Error(`sign-in refused: ${answer}`);
  return new User(socket, count);
}

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.once('close', (code) => {
    throw new Error(`the server closed a socket with ${code}`);
  });
  return socket;
}

function add(count: Count, bytes: number): void {
  count.frames += 1;
  count.bytes += bytes;
}
