import { connect, createServer, type Socket } from 'node:net';
import { writeFlvTag } from '../../../../server/src/media/flv';
import { until } from '../../../support/until';
import { besideEngine, browserPlays, browserPushes, type Beside, type BesideOptions } from '../support/beside-engine';
import { keyFrame } from '../support/packets';
import { asTags, flvOf, PICTURES, player, publisher, push, S } from '../support/scene';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** A TCP server in the place of an engine; gives its port. */
async function standIn(accept: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).setNoDelay(true));
    accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => { sockets.forEach((socket) => socket.destroy()); server.close(); });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A browser publishes, and the first connection to the engine has been opened. */
async function passedOn(options: BesideOptions = {}): Promise<Beside & { browser: Awaited<ReturnType<typeof browserPushes>> }> {
  const scene = await besideEngine(options);
  const browser = await browserPushes(scene);
  browser.send(flvOf(PICTURES));
  await until('it is passed on', () => scene.notes.length === 1);
  return { ...scene, browser };
}

describe('an engine that refuses', () => {
  test.each([['push', 'NetStream.Publish.BadName'], ['play', 'NetStream.Play.Failed']] as const)('a %s is asked again with a fresh URL after growing waits, and a warning comes with the third time', async (action, detail) => {
    const scene: Beside = await besideEngine({ url: (_action, _stream, good) => (scene.asked.length > 3 ? good : good.replace(/\?.*/, '')) });
    const phone = action === 'push' ? await player(scene.engine) : await publisher(scene.engine);
    if (action === 'play') push(phone, PICTURES);
    const browser = action === 'push' ? { socket: await browserPushes(scene), flv: null } : await browserPlays(scene);
    if (action === 'push') (browser.socket as Awaited<ReturnType<typeof browserPushes>>).send(flvOf(PICTURES));
    for (const [index, level, waitMs] of [[1, 'info', 197], [2, 'info', 395], [3, 'warn', 789]] as const) {
      expect(await scene.failed(index)).toMatchObject({ level, action, stream: S, reason: 'refused', during: 'opening', detail, waitMs });
      scene.relay.clock.advance(waitMs);
    }
    if (browser.flv === null) await phone.until(() => phone.media.length === 6);
    else await browser.flv.until(() => browser.flv?.tags.length === 6);
    expect(scene.asked).toEqual(Array<string>(4).fill(`${action} ${S}`));
    expect(JSON.stringify(scene.notes)).not.toContain('k=');
  });

  test('is left alone when the browser leaves', async () => {
    const scene = await besideEngine({ url: (_action, _stream, good) => good.replace(/\?.*/, '') });
    const browser = await browserPushes(scene);
    await scene.failed(1);
    browser.terminate();
    await until('it has left', () => scene.left() === 1);
    scene.relay.clock.advance(60_000);
    expect(scene.asked).toEqual([`push ${S}`]);
  });
});

describe('an engine that ends and comes back', () => {
  test('gets what a browser publishes again, with what a decoder needs', async () => {
    const scene = await passedOn();
    scene.wire.cut();
    await scene.engine.told(2);
    await scene.failed(1);
    scene.wire.mend();
    scene.relay.clock.advance(200);
    await scene.engine.told(3);
    const phone = await player(scene.engine);
    await phone.until(() => phone.media.length === 6);
    expect(asTags(phone.media)).toEqual(asTags(PICTURES));
  });

  test('is played from again, and for the browser time goes on', async () => {
    const scene = await besideEngine();
    push(await publisher(scene.engine), PICTURES);
    const { flv } = await browserPlays(scene);
    await flv.until(() => flv.tags.length === 6);
    scene.wire.cutOnce();
    await scene.failed(1);
    scene.relay.clock.advance(200);
    await flv.until(() => flv.tags.length === 12);
    expect(flv.tags.slice(9).map(({ timestampMs }) => timestampMs)).toEqual([106, 116, 172]);
    expect(scene.asked).toEqual([`play ${S}`, `play ${S}`]);
  });
});

test('a browser that publishes a stream which is being fetched takes over, and nothing goes round; when it leaves, it is fetched again', async () => {
  const scene = await besideEngine();
  const { flv } = await browserPlays(scene);
  await until('it is being fetched', () => scene.notes.length === 1);
  const browser = await browserPushes(scene);
  browser.send(flvOf(PICTURES));
  await flv.until(() => flv.tags.length === 6);
  await scene.engine.told(1);
  expect([flv.tags, scene.wire.open, scene.asked]).toEqual([asTags(PICTURES), 1, [`play ${S}`, `push ${S}`]]);
  browser.terminate();
  await scene.engine.told(2);
  push(await publisher(scene.engine), PICTURES);
  await flv.until(() => flv.tags.length === 12);
  expect([scene.wire.open, scene.asked]).toEqual([1, [`play ${S}`, `push ${S}`, `play ${S}`]]);
  expect(scene.engine.events.map(({ type }) => type)).toEqual(['published', 'unpublished', 'published']);
});

test('when the publisher at the engine leaves and another comes, browsers go on without a new connection', async () => {
  const scene = await besideEngine();
  const first = await publisher(scene.engine);
  push(first, PICTURES);
  const { flv } = await browserPlays(scene);
  await flv.until(() => flv.tags.length === 6);
  first.close();
  await scene.engine.told(2);
  push(await publisher(scene.engine), PICTURES);
  await flv.until(() => flv.tags.length === 12);
  expect([scene.asked, flv.tags[9]?.timestampMs]).toEqual([[`play ${S}`], 106]);
});

describe('a revoked stream', () => {
  test('is ended for the browser that publishes it and at the engine, and is not passed on again', async () => {
    const scene = await passedOn();
    scene.relay.relay.revoke(S);
    await Promise.all([scene.engine.told(2), scene.wire.untilNoneOpen()]);
    await until('the browser is ended', () => scene.browser.readyState === scene.browser.CLOSED);
    scene.relay.clock.advance(60_000);
    expect(scene.asked).toEqual([`push ${S}`]);
  });

  test('is ended for browsers that play it, and is not fetched again', async () => {
    const scene = await besideEngine();
    push(await publisher(scene.engine), PICTURES);
    const { flv } = await browserPlays(scene);
    await flv.until(() => flv.tags.length === 6);
    scene.relay.relay.revoke(S);
    await Promise.all([flv.until(() => false), scene.wire.untilNoneOpen()]);
    scene.relay.clock.advance(60_000);
    expect([flv.closed, scene.asked]).toEqual([true, [`play ${S}`]]);
  });
});

describe('an engine that is none', () => {
  test('and accepts without a word is given up after five seconds', async () => {
    const scene = await besideEngine({ port: await standIn(() => undefined) });
    await browserPushes(scene);
    await until('it is connected', () => scene.wire.open === 1);
    scene.relay.clock.advance(4_999);
    expect(scene.notes).toEqual([]);
    scene.relay.clock.advance(1_001);
    expect(await scene.failed(1)).toMatchObject({ reason: 'late', during: 'shaking' });
  });

  test('and answers in another language is given up at once', async () => {
    const scene = await besideEngine({ port: await standIn((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')) });
    await browserPushes(scene);
    expect(await scene.failed(1)).toMatchObject({ reason: 'format', during: 'shaking' });
  });

  test('and is not there at all is named by what the system says', async () => {
    const scene = await besideEngine({ url: () => 'rtmp://127.0.0.1:1/live/x' });
    await browserPushes(scene);
    expect(await scene.failed(1)).toMatchObject({ reason: 'closed', during: 'shaking', detail: 'ECONNREFUSED' });
  });
});

test('an engine that falls silent is given up after fifteen seconds', async () => {
  const scene = await besideEngine();
  await browserPlays(scene);
  await until('it is being fetched', () => scene.notes.length === 1);
  scene.wire.freeze();
  scene.relay.clock.advance(14_000);
  expect(scene.notes).toHaveLength(1);
  scene.relay.clock.advance(2_000);
  expect(await scene.failed(1)).toMatchObject({ reason: 'silent', during: 'open' });
});

test('an engine that takes nothing is given up before the queue for it outgrows its limit', async () => {
  const scene = await passedOn();
  scene.wire.freeze();
  const frame = keyFrame(1_000, 1_000_000);
  for (let sent = 0; scene.notes.length === 1 && sent < 60; sent += 1) {
    await new Promise((resolve) => scene.browser.send(writeFlvTag(frame.type, frame.timestampMs, frame.payload), resolve));
    await new Promise(setImmediate);
  }
  expect(await scene.failed(1)).toMatchObject({ reason: 'slow', during: 'open' });
});

test('answers of an engine may be cut anywhere', async () => {
  const scene: Beside = await besideEngine({
    port: await standIn((socket) => {
      const upstream = connect(scene.engine.ports.rtmpPort, '127.0.0.1').on('error', () => undefined);
      upstream.on('data', (bytes) => { for (const byte of bytes) socket.write(Buffer.of(byte)); });
      socket.pipe(upstream);
    }),
  });
  push(await publisher(scene.engine), PICTURES);
  const { flv } = await browserPlays(scene);
  await flv.until(() => flv.tags.length === 6);
  expect(flv.tags).toEqual(asTags(PICTURES));
});
