/**
 * The yardstick: a bare `ws` server that sends a frame back as many times as its first character says, and does nothing else.
 * echo.ts PORT
 */
import { WebSocketServer } from 'ws';

const ZERO = 0x30;

const server = new WebSocketServer({
  host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4_096, perMessageDeflate: false, clientTracking: false, maxPayload: 16_384,
});
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    for (let copy = (data[0] ?? ZERO) - ZERO; copy > 0; copy--) socket.send(data, { binary: false });
  });
});
