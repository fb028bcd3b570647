/**
 * A call server as one writes it with Socket.IO: a room per account, a map of calls, acknowledgements. It keeps no records,
 * asks nobody for a password, and looks for no busy line. Plain JavaScript: its package is not there where types are checked.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
const calls = new Map();
const roomOf = (account) => `account:${account}`;

io.on('connection', (socket) => {
  socket.on('signIn', ({ account, device }, answer) => {
    socket.data = { account, device };
    socket.join(roomOf(account));
    answer({ ok: { sid: socket.id } });
  });
  socket.on('call', ({ callee, media }, answer) => {
    const cid = randomUUID();
    const caller = socket.data.account;
    calls.set(cid, { caller, callee, media, startedAtMs: Date.now() });
    io.to(roomOf(callee)).emit('invited', { cid, caller, media });
    answer({ ok: { cid } });
  });
  socket.on('accept', ({ cid }, answer) => {
    const call = calls.get(cid);
    if (call === undefined) return answer({ err: 'CALL_UNKNOWN' });
    call.acceptedAtMs = Date.now();
    io.to(roomOf(call.caller)).emit('accepted', { cid, callee: call.callee });
    answer({ ok: { cid } });
  });
  socket.on('hangup', ({ cid }, answer) => {
    const call = calls.get(cid);
    if (call === undefined) return answer({ err: 'CALL_UNKNOWN' });
    calls.delete(cid);
    const { account } = socket.data;
    io.to(roomOf(account === call.caller ? call.callee : call.caller)).emit('ended', { cid, endedBy: account });
    answer({ ok: { cid } });
  });
});
http.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 });
