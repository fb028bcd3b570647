/** The yardstick: a bare `ws` server that sends back every frame twice and does nothing else. */
import { WebSocketServer } from 'ws';

const COPIES = 2;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, clientTracking: false, maxPayload: 16_384 }, () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`${address.port}\n`);
});
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    for (let copy = 0; copy < COPIES; copy++) socket.send(data, { binary: false });
  });
});
