import type { Bytes } from '../flv/format';

/** A WebSocket as this box needs it. */
export interface Socket {
  /** Bytes given to `send` that have not left yet. */
  readonly queuedBytes: number;
  /** Sends when open; does nothing otherwise. */
  send(bytes: Bytes): void;
  /** Safe to call twice; the handlers are not called afterwards. */
  close(): void;
}

/** What a socket tells. `closed` comes once, also when it never opened. */
export interface SocketHandlers {
  opened(): void;
  message(bytes: Bytes): void;
  closed(): void;
}

/** Opens sockets; tests bring their own. */
export type OpenSocket = (url: string, handlers: SocketHandlers) => Socket;

/** Sub-protocol with which the relay takes a stream instead of giving one (docs/protocol.md, "Stream URLs"). */
export const PUSH_SUBPROTOCOL = 'post';

/** Makes a socket of the browser. @throws DOMException as WebSocket */
export type MakeSocket = (url: string, protocols: string[]) => WebSocket;

/** Sockets of the browser, with the sub-protocol if one is given. @param make - gives another kind of socket than the browser's own */
export function browserSockets(subprotocol?: string, make: MakeSocket = (url, protocols) => new WebSocket(url, protocols)): OpenSocket {
  return (url, handlers) => {
    const socket = create(make, url, subprotocol === undefined ? [] : [subprotocol]);
    if (socket === null) return refused(handlers);
    const detach = new AbortController();
    const options = { signal: detach.signal };
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => handlers.opened(), options);
    socket.addEventListener('close', () => handlers.closed(), options);
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) handlers.message(new Uint8Array(data));
    }, options);
    return {
      get queuedBytes() {
        return socket.bufferedAmount;
      },
      send(bytes) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
      },
      close() {
        detach.abort();
        socket.close();
      },
    };
  };
}

/** Null when the browser refuses the URL itself, such as `ws:` in a page served by https. */
function create(make: MakeSocket, url: string, protocols: string[]): WebSocket | null {
  try {
    return make(url, protocols);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function refused(handlers: SocketHandlers): Socket {
  const timer = setTimeout(() => handlers.closed(), 0);
  return { queuedBytes: 0, send: () => undefined, close: () => clearTimeout(timer) };
}
