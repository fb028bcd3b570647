import { connect } from 'node:net';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { sound } from './support/packets';
import { asTags, flvOf, flvPath, http, PICTURES, player, post, publisher, push, relayOf, S } from './support/scene';

describe('a stream pushed by POST', () => {
  test('in pieces cut anywhere reaches an RTMP player unchanged, and the end of the body is its end', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    const { body, status } = post(testing, flvPath(testing.ticketed('push', S)));
    const bytes = flvOf(PICTURES);
    for (let at = 0; at < bytes.length; at += 17) body.write(bytes.subarray(at, at + 17));
    await alice.until(() => alice.media.length === 6);
    expect(asTags(alice.media)).toEqual(asTags(PICTURES));
    body.end();
    expect(await status).toBe(200);
    await testing.told(2);
    expect(testing.events).toEqual([{ type: 'published', stream: S }, { type: 'unpublished', stream: S }]);
    expect(testing.relay['sessions'].size).toBe(1);
  });

  test('that ends in broken bytes reaches FLV players with all that came before them in the same piece', async () => {
    const testing = await relayOf();
    const { flv } = await http(testing, flvPath(testing.ticketed('play', S)));
    const broken = Buffer.of(0x28, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1);
    const { body, status } = post(testing, flvPath(testing.ticketed('push', S)));
    body.write(Buffer.concat([flvOf(PICTURES), broken]));
    expect(await status).toBe('broken off');
    await flv.until(() => flv.tags.length === PICTURES.length);
    expect(asTags(flv.tags)).toEqual(asTags(PICTURES));
  });

  test('takes over from one by RTMP, and the other way round', async () => {
    const testing = await relayOf();
    const first = await publisher(testing);
    const { body, status } = post(testing, flvPath(testing.ticketed('push', S)));
    body.flushHeaders();
    await first.closed;
    await publisher(testing);
    expect(await status).toBe('broken off');
    expect(testing.events.map((event) => event.type)).toEqual(['published', 'unpublished', 'published', 'unpublished', 'published']);
  });

  test('goes on beyond the time for requests as long as there is media, and is ended after ten seconds without', async () => {
    const testing = await relayOf({ limits: { setupMs: 100, sweepMs: 20 } });
    const alice = await player(testing);
    const { body, status } = post(testing, flvPath(testing.ticketed('push', S)));
    body.write(flvOf(PICTURES));
    await alice.until(() => alice.media.length === 6);
    const late = connect(testing.ports.flvPort, '127.0.0.1');
    late.write('GET /live/');
    await new Promise((resolve) => late.once('close', resolve).on('error', () => undefined).resume());
    body.write(flvOf([sound(500)]).subarray(13));
    await alice.until(() => alice.media.length === 7);
    testing.clock.advance(RELAY_LIMITS.publisherIdleMs);
    expect(await status).toBe('broken off');
    await testing.told(2);
  });

  test.each([['is no FLV', Buffer.alloc(100, 1)], ['ends within a tag', flvOf(PICTURES).subarray(0, 60)]])('whose body %s leaves no session behind', async (_what, bytes) => {
    const testing = await relayOf();
    const { body, status } = post(testing, flvPath(testing.ticketed('push', S)));
    body.end(bytes);
    await status;
    await testing.told(2);
    expect(testing.relay['sessions'].size).toBe(0);
  });

  test('whose client breaks off has ended at once', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    const { body, status } = post(testing, flvPath(testing.ticketed('push', S)));
    body.write(flvOf(PICTURES));
    await alice.until(() => alice.media.length === 6);
    body.destroy();
    await Promise.all([status, testing.told(2)]);
    expect(testing.events.at(-1)).toEqual({ type: 'unpublished', stream: S });
  });
});

test('a play ticket does not push by POST, and a player hears nothing of it', async () => {
  const testing = await relayOf();
  const alice = await player(testing);
  const { body, status } = post(testing, flvPath(testing.ticketed('play', S)));
  body.end(flvOf(PICTURES));
  expect(await status).toBe(403);
  push(await publisher(testing), [sound(5)]);
  await alice.until(() => alice.media.length > 0);
  expect(alice.media.map(({ timestampMs }) => timestampMs)).toEqual([5]);
});
