import type { Bytes } from '../../../webmedia/src/flv/format';
import type { OpenSocket, Socket, SocketHandlers } from '../../../webmedia/src/link/socket';

/** A socket whose other end is the test. */
export class FakeSocket implements Socket {
  queuedBytes = 0;
  closed = false;
  readonly sent: Bytes[] = [];

  constructor(
    readonly url: string,
    readonly handlers: SocketHandlers,
  ) {}

  send(bytes: Bytes): void {
    this.sent.push(bytes);
  }

  close(): void {
    this.closed = true;
  }
}

/** Every socket that was asked for, the latest last. */
export class FakeSockets {
  readonly all: FakeSocket[] = [];

  readonly open: OpenSocket = (url, handlers) => {
    const socket = new FakeSocket(url, handlers);
    this.all.push(socket);
    return socket;
  };

  get latest(): FakeSocket {
    const socket = this.all.at(-1);
    if (socket === undefined) throw new Error('no socket was asked for');
    return socket;
  }
}
