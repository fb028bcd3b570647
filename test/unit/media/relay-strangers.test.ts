import fc from 'fast-check';
import { connect } from 'node:net';
import { sound } from './support/packets';
import type { RtmpClient } from './support/rtmp-client';
import { flvPath, http, opened, PICTURES, player, publisher, push, relayOf, relays, rtmp, S, ws } from './support/scene';
import { startTestingRelay } from './support/testing-relay';

describe('strangers', () => {
  test('a player that sends media is not heard', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    const mallory = await player(testing);
    push(mallory, PICTURES);
    push(await publisher(testing), [sound(5)]);
    await alice.until(() => alice.media.length > 0);
    expect(alice.media.map((message) => message.timestampMs)).toEqual([5]);
  });

  test('who connect and ask for nothing are ended after the time for setting up, by RTMP and by HTTP', async () => {
    const testing = await relayOf({ limits: { setupMs: 300, sweepMs: 50 } });
    const silent = connect(testing.ports.rtmpPort, '127.0.0.1');
    const half = await rtmp(testing);
    const web = connect(testing.ports.flvPort, '127.0.0.1');
    const closed = [silent, web].map((socket) => new Promise((resolve) => socket.once('close', resolve).resume()));
    web.write('GET /live/');
    testing.clock.advance(250);
    expect(half.socket.destroyed).toBe(false);
    testing.clock.advance(50);
    await Promise.all([half.closed, ...closed]);
  });

  test('above the number of sockets per address are turned away, and let in when others have left', async () => {
    const testing = await relayOf({ limits: { socketsPerAddress: 2 }, uncountedAddresses: [] });
    const [first] = [await rtmp(testing), await rtmp(testing)];
    const third = connect(testing.ports.rtmpPort, '127.0.0.1');
    await new Promise((resolve) => third.once('close', resolve).on('error', () => undefined).resume());
    await expect(http(testing, '/live/x.flv')).rejects.toThrow();
    first.close();
    await first.closed;
    const tryAgain = async (): Promise<RtmpClient> => {
      const client = await rtmp(testing);
      return client.socket.destroyed ? tryAgain() : client;
    };
    expect((await tryAgain()).socket.destroyed).toBe(false);
  });

  test.each([
    ['connect with null', ['connect', 1, null]], ['connect with a number for the application', ['connect', 1, { app: 5 }]],
    ['publish without a name', ['publish', 3, null]], ['play with a number', ['play', 3, null, 5]], ['a command that is no command', [5, 'x']],
  ] as const)('who say %s are ended and nobody else notices', async (_what, values) => {
    const testing = await relayOf();
    const alice = await player(testing);
    const mallory = await rtmp(testing);
    mallory.command(0, ...values);
    await mallory.closed;
    push(await publisher(testing), [sound(5)]);
    await alice.until(() => alice.media.length === 1);
    expect(alice.media).toHaveLength(1);
  });

  test('who send garbage at any point are ended or ignored, and the relay goes on', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    const bob = await publisher(testing);
    await fc.assert(fc.asyncProperty(fc.constantFrom('raw', 'connected', 'publishing', 'ws'), fc.uint8Array({ minLength: 1, maxLength: 2_000 }), async (phase, bytes) => {
      if (phase === 'ws') {
        const { socket, flv } = await opened(ws(testing, testing.ticketed('push', 'hostile'), 'post'));
        socket.send(bytes, () => socket.close());
        return flv.until(() => false);
      }
      const socket = phase === 'raw' ? connect(testing.ports.rtmpPort, '127.0.0.1') : (phase === 'connected' ? await rtmp(testing) : await publisher(testing, 'hostile')).socket;
      socket.on('error', () => undefined).resume();
      socket.end(Buffer.from(bytes));
      await new Promise((resolve) => socket.once('close', resolve));
    }), { numRuns: 40 });
    push(bob, [sound(5)]);
    await alice.until(() => alice.media.length === 1);
    expect(alice.media).toHaveLength(1);
  });

  test.each([['/', 404], ['/live/', 404], ['/live/a.flv/b', 404], ['/live/../live/a.flv', 404], ['/live/a.mp4', 404]])('who ask for %s get %i', async (path, status) => {
    expect((await http(await relayOf(), path)).response.statusCode).toBe(status);
  });

  test('a browser that asks first may read and push from any page; other methods are not found', async () => {
    const testing = await relayOf();
    const { response } = await http(testing, flvPath(testing.ticketed('play', S)), 'OPTIONS');
    expect([response.statusCode, response.headers['access-control-allow-origin'], response.headers['access-control-allow-methods']]).toEqual([204, '*', 'GET, POST']);
    expect((await http(testing, flvPath(testing.ticketed('play', S)), 'DELETE')).response.statusCode).toBe(404);
  });
});

describe('closing', () => {
  test('ends every session, tells of every stream once, frees both ports, and may be asked twice', async () => {
    const testing = await relayOf();
    const [bob, alice] = [await publisher(testing), await player(testing)];
    const { flv } = await http(testing, flvPath(testing.ticketed('play', S)));
    await Promise.all([testing.relay.close(), testing.relay.close()]);
    await Promise.all([bob.closed, alice.closed, flv.until(() => false)]);
    expect(testing.events).toEqual([{ type: 'published', stream: S }, { type: 'unpublished', stream: S }]);
    const again = await relayOf(testing.ports);
    expect(again.ports).toEqual(testing.ports);
  });

  test('a port that stays in use is an error that names it; one that is freed meanwhile is taken', async () => {
    const holder = await relayOf();
    const { FakeClock } = await import('./support/fake-clock');
    const clock = new FakeClock();
    const attempt = startTestingRelay({ ...holder.ports, clock });
    const failed = expect(attempt).rejects.toThrow(`the relay cannot listen on port ${holder.ports.rtmpPort}: EADDRINUSE`);
    const moving = setInterval(() => clock.advance(100), 1);
    await failed;
    const second = startTestingRelay({ ...holder.ports, clock });
    await holder.relay.close();
    relays.push(await second);
    clearInterval(moving);
    expect((await second).ports).toEqual(holder.ports);
  });
});
