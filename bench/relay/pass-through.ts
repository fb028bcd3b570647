/** The least that a relay in Node can do: bytes from one socket to another, unread. pass-through.ts PORT */
import { createServer, type Socket } from 'node:net';
import { HELLO_BYTES } from './plan';

const players = new Map<string, Socket>();

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', (hello) => {
    const [role, stream = ''] = hello.toString('latin1', 0, HELLO_BYTES).trim().split(' ');
    if (role === 'play') players.set(stream, socket);
    else socket.on('data', (bytes) => players.get(stream)?.write(bytes));
    socket.write('.');
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
