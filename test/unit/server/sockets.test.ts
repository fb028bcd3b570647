import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { LIMITS, SUBPROTOCOL } from 'netcall-protocol';
import { WebSocket } from 'ws';
import { readConfig } from '../../../server/src/config';
import { startServer, type RunningServer } from '../../../server/src/server';
import { holdForTurn } from '../../../server/src/signal/hold';
import { KeptLog } from '../../support/server-bench';
import { StandInMedia } from '../../support/server-media';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(env: Record<string, string> = {}) {
  const [log, media] = [new KeptLog(), new StandInMedia()];
  const config = readConfig({ NETCALL_MODE: 'development', NETCALL_PORT: '0', NETCALL_DATA: ':memory:', NETCALL_CONNECTS_PER_S: '1000', NETCALL_MESSAGES_BURST: '10000', ...env });
  const server = await startServer(config, { log, media });
  closing.push(() => server.close());
  return { server, log, media };
}

function open(server: RunningServer, headers: Record<string, string> = {}): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, SUBPROTOCOL, { headers });
  closing.push(() => socket.terminate());
  return socket;
}

const frames = (socket: WebSocket): AsyncIterator<Record<string, unknown>> => {
  const iterator = (async function* () {
    for await (const [data] of on(socket)) yield JSON.parse(data.toString()) as Record<string, unknown>;
  })();
  return iterator;
};
async function* on(socket: WebSocket): AsyncGenerator<[Buffer]> {
  const waiting: Buffer[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer) => (waiting.push(data), wake()));
  for (;;) {
    while (waiting.length > 0) yield [waiting.shift()!];
    await new Promise<void>((resolve) => (wake = resolve));
  }
}

async function token(server: RunningServer, account: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/dev/token`, { method: 'POST', body: JSON.stringify({ account }) });
  return ((await answer.json()) as { token: string }).token;
}

async function signedIn(server: RunningServer, account: string) {
  const socket = open(server);
  const heard = frames(socket);
  await once(socket, 'open');
  socket.send(JSON.stringify({ t: 'signIn', id: 1, token: await token(server, account), device: { id: `${account}-phone`, type: 'node' } }));
  const { ok } = (await heard.next()).value as { ok: { sid: string; resumeToken: string; epoch: string } };
  return { socket, heard, session: ok };
}

test('what a socket is given in one turn leaves in one write, in its order; the next turn is another', async () => {
  const writes: string[][] = [];
  const stream = new Duplex({ decodeStrings: false, read: () => undefined, writev: (chunks, done) => (writes.push(chunks.map(({ chunk }) => chunk as string)), done()) });
  const send = (text: string): void => (holdForTurn(stream), void stream.write(text));
  for (const turn of [['answer', 'ended', 'recorded'], ['answer']]) {
    turn.forEach(send);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(writes).toEqual([['answer', 'ended', 'recorded'], ['answer']]);
});

const closeCode = async (socket: WebSocket): Promise<number> => ((await once(socket, 'close')) as [number])[0];

/** A raw connection that has upgraded: it may send what no WebSocket library would. */
async function raw(server: RunningServer): Promise<Socket> {
  const socket = connectTcp(server.port, '127.0.0.1');
  closing.push(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

async function rawCloseCode(socket: Socket, bytes: Buffer): Promise<number> {
  const read: Buffer[] = [];
  socket.on('data', (data: Buffer) => {
    read.push(data);
    if (data.includes(0x88)) socket.end();
  });
  socket.write(bytes);
  await once(socket, 'close');
  const all = Buffer.concat(read);
  const at = all.indexOf(0x88);
  return at < 0 ? 0 : all.readUInt16BE(at + 2);
}

const MASK = Buffer.alloc(4);
const frame = (first: number, payload: Buffer): Buffer => Buffer.concat([Buffer.from([first, 0x80 | payload.length]), MASK, payload]);

describe('row 35: hostile bytes on a real socket', () => {
  test.each([
    ['at the limit: refused as no message', LIMITS.frameBytes, 4400],
    ['over the limit: too big', LIMITS.frameBytes + 1, 1009],
  ])('a frame %s', async (_name, bytes, code) => {
    const { server } = await start();
    const { socket } = await signedIn(server, 'alice');
    socket.send('x'.repeat(bytes));
    expect(await closeCode(socket)).toBe(code);
    await expect(signedIn(server, 'bob')).resolves.toBeDefined();
  });

  test.each([
    ['a declared frame of 4 GB', Buffer.concat([Buffer.from([0x81, 0xff]), Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), MASK]), 1009],
    ['an unmasked frame', Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
    ['a reserved bit', frame(0xc1, Buffer.from('{}')), 1002],
    ['an unknown opcode', frame(0x83, Buffer.from('{}')), 1002],
    ['bad UTF-8', frame(0x81, Buffer.from([0xff, 0xfe])), 1007],
    ['JSON null', frame(0x81, Buffer.from('null')), 4400],
    ['a binary frame', frame(0x82, Buffer.from('{}')), 4400],
    ['20,000 fragments of one byte', Buffer.concat([frame(0x01, Buffer.from('a')), ...Array.from({ length: 20_000 }, () => frame(0x00, Buffer.from('a')))]), 1009],
    ['100,000 empty fragments', Buffer.concat([frame(0x01, Buffer.alloc(0)), ...Array.from({ length: 100_000 }, () => frame(0x00, Buffer.alloc(0)))]), 1008],
    ['a flood of 500 pings at once (it is cut off)', Buffer.concat(Array.from({ length: 500 }, () => frame(0x89, Buffer.alloc(0)))), 0],
  ])('%s closes this socket with a code, and the next client is served', async (_name, bytes, code) => {
    const { server, log } = await start();
    expect(await rawCloseCode(await raw(server), bytes)).toBe(code);
    await expect(signedIn(server, 'bob')).resolves.toBeDefined();
    expect(log.texts('error')).toEqual([]);
  });
});

test('a call over real sockets; after a lost one the missed events come back in order', async () => {
  const { server } = await start();
  const [alice, bob] = [await signedIn(server, 'alice'), await signedIn(server, 'bob')];
  alice.socket.send(JSON.stringify({ t: 'call', id: 2, callId: 'c-1', callee: 'bob', media: 'video' }));
  const { ok } = (await alice.heard.next()).value as { ok: { cid: string } };
  expect((await bob.heard.next()).value).toMatchObject({ t: 'invited', s: 1, cid: ok.cid });
  alice.socket.terminate();
  bob.socket.send(JSON.stringify({ t: 'ringing', id: 2, cid: ok.cid }));
  await bob.heard.next();
  bob.socket.send(JSON.stringify({ t: 'accept', id: 3, cid: ok.cid }));
  expect((await bob.heard.next()).value).toMatchObject({ t: 'ack', id: 3, ok: { uids: { alice: 1 } } });
  const again = open(server);
  const heard = frames(again);
  await once(again, 'open');
  const { sid, resumeToken, epoch } = alice.session;
  again.send(JSON.stringify({ t: 'resume', id: 3, sid, resumeToken, epoch, seq: 0 }));
  expect((await heard.next()).value).toMatchObject({ t: 'ack', ok: { resumed: true } });
  expect([(await heard.next()).value, (await heard.next()).value]).toMatchObject([{ t: 'ringing', s: 1 }, { t: 'accepted', s: 2 }]);
});

test('row 39: a slow reader is closed, may resume, and the other does not notice', async () => {
  const { server } = await start({ NETCALL_BUFFER_BYTES: '16384', NETCALL_MESSAGES_PER_S: '100000' });
  const [alice, bob] = [await signedIn(server, 'alice'), await signedIn(server, 'bob')];
  alice.socket.send(JSON.stringify({ t: 'call', id: 2, callId: 'c-1', callee: 'bob', media: 'video' }));
  const { cid } = ((await alice.heard.next()).value as { ok: { cid: string } }).ok;
  await bob.heard.next();
  bob.socket.send(JSON.stringify({ t: 'accept', id: 2, cid }));
  await bob.heard.next();
  expect((await alice.heard.next()).value).toMatchObject({ t: 'accepted' });
  bob.socket.pause();
  let state: unknown;
  for (let id = 3; state === undefined; id++) {
    alice.socket.send(JSON.stringify({ t: 'control', id, cid, command: 1, custom: 'x'.repeat(4_000) }));
    const { value } = (await alice.heard.next()) as { value: Record<string, unknown> };
    if (value['t'] === 'peerState') state = value['state'];
    else expect(value).toMatchObject({ t: 'ack', ok: {} });
  }
  expect(state).toBe('reconnecting');
  const again = open(server);
  const heard = frames(again);
  await once(again, 'open');
  const { sid, resumeToken, epoch } = bob.session;
  again.send(JSON.stringify({ t: 'resume', id: 3, sid, resumeToken, epoch, seq: 1 }));
  expect((await heard.next()).value).toMatchObject({ t: 'ack', ok: { snapshot: { calls: [{ cid, phase: 'connected' }] } } });
});

test('row 39: who missed more than a slow reader may have waiting gets all of it at once', async () => {
  const { server } = await start({ NETCALL_BUFFER_BYTES: '16384' });
  const [alice, bob] = [await signedIn(server, 'alice'), await signedIn(server, 'bob')];
  bob.socket.terminate();
  for (let id = 2; id < 12; id++) {
    alice.socket.send(JSON.stringify({ t: 'send', id, clientId: `m-${id}`, to: 'bob', kind: 'custom', content: 'x'.repeat(4_000) }));
    expect((await alice.heard.next()).value).toMatchObject({ t: 'ack', id });
  }
  const again = open(server);
  const heard = frames(again);
  await once(again, 'open');
  const { sid, resumeToken, epoch } = bob.session;
  again.send(JSON.stringify({ t: 'resume', id: 2, sid, resumeToken, epoch, seq: 0 }));
  expect((await heard.next()).value).toMatchObject({ t: 'ack', ok: { resumed: true } });
  for (let s = 1; s <= 10; s++) expect((await heard.next()).value).toMatchObject({ t: 'message', s });
});

describe('the door', () => {
  const refusal = async (socket: WebSocket): Promise<string> => ((await once(socket, 'error')) as [Error])[0].message;

  test('row 38: an address may open so many sockets a second, and only a trusted proxy can speak for another', async () => {
    const { server } = await start({ NETCALL_CONNECTS_PER_S: '2' });
    const sockets = Array.from({ length: 3 }, (_, index) => open(server, { 'x-forwarded-for': `198.51.100.${index}` }));
    expect(await refusal(sockets[2]!)).toContain('429');
    const trusting = await start({ NETCALL_CONNECTS_PER_S: '2', NETCALL_TRUSTED_PROXY: '127.0.0.1' });
    const behind = Array.from({ length: 3 }, (_, index) => open(trusting.server, { 'x-forwarded-for': `1.1.1.1, 198.51.100.${index}` }));
    await Promise.all(behind.map((each) => once(each, 'open')));
    const same = Array.from({ length: 2 }, (_, index) => open(trusting.server, { 'x-forwarded-for': `203.0.113.${index}, 198.51.100.0` }));
    expect(await refusal(same[1]!)).toContain('429');
  });

  test('another path or sub-protocol is refused', async () => {
    const { server } = await start();
    for (const [path, protocol, status] of [['/other', SUBPROTOCOL, '404'], ['/ws', 'graphql-ws', '400']] as const) {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocol);
      expect(await refusal(socket)).toContain(status);
    }
  });

  test('who does not sign in in time is closed with 4401', async () => {
    const { server } = await start({ NETCALL_SIGN_IN_MS: '100' });
    expect(await closeCode(open(server))).toBe(4401);
  });
});

describe('HTTP', () => {
  const get = async (server: RunningServer, path: string, init?: RequestInit) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  };

  test('/healthz tells how the server is', async () => {
    const { server } = await start();
    await signedIn(server, 'alice');
    const { status, body } = await get(server, '/healthz');
    expect([status, JSON.parse(body)]).toEqual([200, { ok: true, store: 'ok', sessions: 1, sockets: 1 }]);
  });

  test('/dev/token answers any origin in development and does not exist in production', async () => {
    const { server } = await start();
    const good = await get(server, '/dev/token', { method: 'POST', body: '{"account":"alice"}' });
    expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect((await get(server, '/dev/token', { method: 'OPTIONS' })).status).toBe(204);
    for (const body of ['', 'null', '[]', '{"account":7}', '{"account":""}', '{"account":"a","app":"nowhere"}', 'x'.repeat(5_000)]) {
      expect((await get(server, '/dev/token', { method: 'POST', body })).status).toBe(400);
    }
    const secrets = { NETCALL_SECRET: 'Zk3v'.repeat(10), NETCALL_TOKEN_SECRETS: `default=${'q8Wp'.repeat(10)}` };
    const production = await start({ NETCALL_MODE: 'production', ...secrets });
    expect((await get(production.server, '/dev/token', { method: 'POST', body: '{"account":"alice"}' })).status).toBe(404);
  });
});

test('closing says 1001 to every socket, closes the relay, and may be done twice', async () => {
  const { server, media } = await start();
  const { socket } = await signedIn(server, 'alice');
  const code = closeCode(socket);
  await Promise.all([server.close(), server.close()]);
  await server.close();
  expect([await code, media.closed]).toEqual([1001, 1]);
});
