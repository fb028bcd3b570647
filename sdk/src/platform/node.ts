import { randomUUID } from 'node:crypto';
import { SUBPROTOCOL } from 'netcall-protocol';
import { WebSocket, type RawData } from 'ws';
import { consoleLog } from './console-log';
import { hostTime } from './host-time';
import type { Log, Platform, Socket, SocketEvents } from './platform';

export * from '../index';
export * from '../netease';
export * from '../listener';

/** What may differ between clients in one Node process. */
export interface NodePlatformOptions {
  /** Takes the lines of the log; default: warnings and errors go to the console. */
  readonly log?: Log;
  /** What is kept between two clients, as a device keeps its storage; default: nothing is, every client is a new device. */
  readonly storage?: Map<string, string>;
}

/** Reported when the socket broke: nobody sent a close frame. */
const ABNORMAL_CLOSE = 1006;

/** Node as a platform: for tests, bots and servers that call. Needs the `ws` package. */
export function nodePlatform({ log = consoleLog, storage = new Map<string, string>() }: NodePlatformOptions = {}): Platform {
  return {
    clientType: 'node',
    ...hostTime,
    uuid: () => randomUUID(),
    openSocket,
    read: (key) => storage.get(key) ?? null,
    write: (key, value) => void storage.set(key, value),
    onNetworkChange: () => () => undefined,
    onVisibilityChange: () => () => undefined,
    log,
  };
}

function openSocket(url: string, events: SocketEvents): Socket {
  const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false });
  let open = true;
  socket.on('open', () => open && events.onOpen());
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (open && !isBinary) events.onText(textOf(data));
  });
  // A failure to connect is followed by `close`, which tells the owner.
  socket.on('error', () => undefined);
  socket.on('close', (code) => {
    if (!open) return;
    open = false;
    events.onClose(code === 0 ? ABNORMAL_CLOSE : code);
  });
  return {
    send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    close: () => {
      open = false;
      socket.close();
    },
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
