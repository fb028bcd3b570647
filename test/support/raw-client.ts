import { randomUUID } from 'node:crypto';
import { SUBPROTOCOL, type Answers, type ClientType, type EventName, type RequestName, type Requests, type ServerEvents, type WireError } from 'netcall-protocol';
import WebSocket from 'ws';
import { within } from './until';

/** An answer as a test looks at it: exactly one of the two. */
export type Answer<N extends RequestName = RequestName> = { ok: Answers[N]; err?: never } | { ok?: never; err: WireError };

/** A frame of the server, unread. */
export type Frame = Readonly<Record<string, unknown>> & { readonly t: string };

/** How a socket ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A client that speaks the wire protocol by hand, so that a test can break each of its rules. */
export class RawClient {
  readonly frames: Frame[] = [];
  readonly closed: Promise<Closed>;
  /** Is called with every frame as it comes, for a test that acts on events by the thousand. */
  heard: (frame: Frame) => void = () => undefined;
  #lastId = 0;
  #wake = new Set<() => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Frame;
      this.frames.push(frame);
      this.heard(frame);
      this.#changed();
    });
    socket.on('error', () => undefined); // Its close follows.
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.isOpen = false;
        resolve({ code, reason: reason.toString() });
        this.#changed();
      });
    });
  }

  /** False once the socket has closed. */
  isOpen = true;

  /** Opens a socket and says nothing. */
  static async open(url: string): Promise<RawClient> {
    const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false });
    const client = new RawClient(socket);
    await within('the socket opens', new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    }));
    return client;
  }

  /** Opens a socket and signs in; `signedIn` is what the server answered. */
  static async signIn(url: string, token: string, device = `device-${randomUUID().slice(0, 8)}`, type: ClientType = 'node') {
    const client = await RawClient.open(url);
    const answer = await client.ask('signIn', { token, device: { id: device, type } });
    if (answer.err !== undefined) throw new Error(`sign-in refused: ${JSON.stringify(answer.err)}`);
    return { client, signedIn: answer.ok };
  }

  /** The number of the request that comes next. */
  get nextId(): number {
    return this.#lastId + 1;
  }

  /** Sends a request; resolves with its answer. `id` for one that was sent before. */
  async ask<N extends RequestName>(name: N, fields: Requests[N], id = this.nextId): Promise<Answer<N>> {
    this.#lastId = Math.max(this.#lastId, id);
    const known = this.frames.length;
    this.send(JSON.stringify({ t: name, id, ...fields }));
    return (await this.next(`the answer to ${name}`, (frame) => frame.t === 'ack' && frame['id'] === id, known)) as unknown as Answer<N>;
  }

  /** Sends a request that must succeed. */
  async must<N extends RequestName>(name: N, fields: Requests[N]): Promise<Answers[N]> {
    const answer = await this.ask(name, fields);
    if (answer.err !== undefined) throw new Error(`${name} refused: ${JSON.stringify(answer.err)}`);
    return answer.ok;
  }

  /** The first event of this type, whether it has come already or not, that `fits`. */
  async event<N extends EventName>(name: N, fits: (event: ServerEvents[N]) => boolean = () => true): Promise<ServerEvents[N] & { s: number }> {
    return (await this.next(`event ${name}`, (frame) => frame.t === name && fits(frame as never))) as never;
  }

  /** Every event of this type that has come so far. */
  events(name: EventName): Frame[] {
    return this.frames.filter((frame) => frame.t === name);
  }

  /** The first frame, from number `from` on, that fits. @throws Error when the socket closes before */
  async next(what: string, fits: (frame: Frame) => boolean, from = 0): Promise<Frame> {
    let found: Frame | undefined;
    await within(what, new Promise<void>((resolve, reject) => {
      const look = (): void => {
        found = this.frames.slice(from).find(fits);
        if (found === undefined && this.isOpen) return;
        this.#wake.delete(look);
        if (found === undefined) reject(new Error(`the socket closed before ${what}`));
        else resolve();
      };
      this.#wake.add(look);
      look();
    }));
    return found!;
  }

  /** Sends whatever it is given. */
  send(data: string | Buffer, binary = false): void {
    this.socket.send(data, { binary });
  }

  /** Sends one fragment of a message. */
  sendFragment(data: string, last: boolean): void {
    this.socket.send(data, { fin: last });
  }

  /** Reads nothing any more: what the server sends stays on its way. */
  stopReading(): void {
    this.socket.pause();
  }

  /** Reads again what has come meanwhile. */
  readAgain(): void {
    this.socket.resume();
  }

  /** Ends the socket without a word. */
  cut(): void {
    this.socket.terminate();
  }

  #changed(): void {
    for (const look of [...this.#wake]) look();
  }
}
