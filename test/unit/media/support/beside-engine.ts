import type { Log } from '../../../../server/src/log';
import type { TicketAction } from '../../../../server/src/media/tickets';
import { startTcpProxy, type TcpProxy } from '../../../support/tcp-proxy';
import { until } from '../../../support/until';
import { opened, relayOf, S, ws, type FlvClient } from './scene';
import type { TestingRelay } from './testing-relay';

/** A line of the log without its level. */
export interface Note { readonly level: string; readonly text: string; readonly [fact: string]: unknown }

/** A relay for browsers that stands beside an engine, which is another relay of ours, with a wire between them. */
export interface Beside {
  readonly engine: TestingRelay;
  readonly relay: TestingRelay;
  readonly wire: TcpProxy;
  /** What URLs were asked for, in order: `push STREAM`. */
  readonly asked: string[];
  readonly notes: Note[];
  /** How many sessions of the relay have ended. */
  readonly left: () => number;
  /** Waits until so many connections to the engine have ended and are to be made again. */
  failed(count: number): Promise<Note>;
}

/** What a test may change. */
export interface BesideOptions {
  /** Gives the URL in place of a good one. */
  readonly url?: (action: TicketAction, stream: string, good: string) => string;
  /** Where the wire leads instead of an engine. */
  readonly port?: number;
}

const wires: TcpProxy[] = [];
export const AGAIN = 'a connection to the media engine has ended and is made again';

/** Both and the wire are closed after each test. */
export async function besideEngine({ url = (_action, _stream, good) => good, port }: BesideOptions = {}): Promise<Beside> {
  const engine = await relayOf();
  const wire = await startTcpProxy(port ?? engine.ports.rtmpPort);
  wires.push(wire);
  const asked: string[] = [];
  const notes: Note[] = [];
  let left = 0;
  const note = (level: string) => (facts: object, text: string) => void notes.push({ ...facts, level, text });
  const log: Log = { error: note('error'), warn: note('warn'), info: note('info'), debug: () => { left += 1; } };
  const relay = await relayOf({
    log,
    engineUrls: (action, stream) => {
      asked.push(`${action} ${stream}`);
      return Promise.resolve(url(action, stream, `rtmp://127.0.0.1:${wire.port}/live/${engine.ticketed(action, stream)}`));
    },
  });
  const failures = (): Note[] => notes.filter(({ text }) => text === AGAIN);
  return { engine, relay, wire, asked, notes, left: () => left, failed: (count) => until(`${count} connections have ended`, () => failures()[count - 1]) };
}

/** A browser that publishes at the relay. */
export const browserPushes = async ({ relay }: Beside, stream = S) => (await opened(ws(relay, relay.ticketed('push', stream), 'post'))).socket;

/** A browser that plays at the relay. */
export const browserPlays = async ({ relay }: Beside, stream = S): Promise<{ socket: { terminate(): void }; flv: FlvClient }> => opened(ws(relay, relay.ticketed('play', stream)));

afterEach(() => Promise.all(wires.splice(0).map((wire) => wire.close())));
