import { writeChunks } from '../../../server/src/media/chunk-writer';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { controlMessage, RTMP_TYPE, userControlMessage, USER_EVENT } from '../../../server/src/media/rtmp-messages';
import { audioConfig, metadata, sound } from './support/packets';
import { asTags, flvOf, flvPath, http, opened, PICTURES, player, publisher, push, relayOf, S, ws } from './support/scene';

describe('a stream', () => {
  test('pushed by RTMP reaches players by RTMP, HTTP-FLV and WS-FLV unchanged', async () => {
    const testing = await relayOf();
    const byRtmp = await player(testing);
    const { flv: byHttp, response } = await http(testing, flvPath(testing.ticketed('play', S)));
    const { flv: byWs } = await opened(ws(testing, testing.ticketed('play', S)));
    push(await publisher(testing), PICTURES);
    await Promise.all([byRtmp.until(() => byRtmp.media.length === 6), byHttp.until(() => byHttp.tags.length === 6), byWs.until(() => byWs.tags.length === 6)]);
    expect([asTags(byRtmp.media), byHttp.tags, byWs.tags]).toEqual([asTags(PICTURES), asTags(PICTURES), asTags(PICTURES)]);
    expect(response.headers).toMatchObject({ 'content-type': 'video/x-flv', 'access-control-allow-origin': '*' });
  });

  test('pushed by WS-FLV in pieces cut anywhere reaches an RTMP player unchanged', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    const { socket } = await opened(ws(testing, testing.ticketed('push', S), 'post'));
    expect(socket.protocol).toBe('post');
    const bytes = flvOf(PICTURES);
    for (let at = 0; at < bytes.length; at += 17) socket.send(bytes.subarray(at, at + 17));
    await alice.until(() => alice.media.length === 6);
    expect(asTags(alice.media)).toEqual(asTags(PICTURES));
  });

  test('whose packets arrive together goes out together, in one message to a WebSocket, and what comes later in another', async () => {
    const testing = await relayOf();
    const { socket, flv } = await opened(ws(testing, testing.ticketed('play', S)));
    const sizes: number[] = [];
    socket.on('message', (data: Buffer) => sizes.push(data.length));
    const { socket: pushing } = await opened(ws(testing, testing.ticketed('push', S), 'post'));
    pushing.send(flvOf(PICTURES));
    await flv.until(() => flv.tags.length === 6);
    pushing.send(flvOf([sound(33)]).subarray(13));
    await flv.until(() => flv.tags.length === 7);
    expect(sizes).toEqual([flvOf(PICTURES).length, flvOf([sound(33)]).length - 13]);
  });

  test('of sound alone is announced as sound alone in FLV', async () => {
    const testing = await relayOf();
    const { flv } = await http(testing, flvPath(testing.ticketed('play', S)));
    push(await publisher(testing), [metadata({ audiocodecid: 10 }), audioConfig(), sound(0)]);
    await flv.until(() => flv.tags.length === 3);
    expect([flv.header[4], flv.tags.map((tag) => tag.type)]).toEqual([4, [18, 8, 8]]);
  });

  test('gives a late player its picture at once, or makes it wait for a key frame when the cache is off', async () => {
    for (const [gopCache, expected] of [[true, 6], [false, 4]] as const) {
      const testing = await relayOf({ gopCache });
      const bob = await publisher(testing);
      const witness = await player(testing);
      push(bob, PICTURES);
      await witness.until(() => witness.media.length === 6);
      const late = await player(testing);
      push(bob, [sound(80)]);
      await late.until(() => late.media.some((message) => message.timestampMs === 80));
      expect(late.media).toHaveLength(expected + (gopCache ? 1 : 0));
    }
  });

  test('is published and unpublished once each, and a player hears of the end', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    (await publisher(testing)).close();
    await testing.told(2);
    await alice.until(() => alice.statuses.includes('NetStream.Play.UnpublishNotify'));
    expect(testing.events).toEqual([{ type: 'published', stream: S }, { type: 'unpublished', stream: S }]);
    expect(alice.socket.destroyed).toBe(false);
  });
});

describe('a publisher', () => {
  test('with a good ticket takes over; the old one is ended and its later media goes nowhere', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    const first = await publisher(testing);
    const second = await publisher(testing);
    push(first, [sound(1)]);
    push(second, [sound(2)]);
    await Promise.all([first.closed, alice.until(() => alice.media.length > 0)]);
    expect(alice.media).toHaveLength(1);
    expect(alice.media[0]!.payload).toEqual(sound(2).payload);
    expect(alice.statuses).not.toContain('NetStream.Play.UnpublishNotify');
    expect(testing.events.map((event) => event.type)).toEqual(['published', 'unpublished', 'published']);
    second.close();
    await testing.told(4);
    expect(testing.events[3]?.type).toBe('unpublished');
  });

  test('by WebSocket takes over from one by RTMP, and the other way round', async () => {
    const testing = await relayOf();
    const first = await publisher(testing);
    const { flv: second } = await opened(ws(testing, testing.ticketed('push', S), 'post'));
    await first.closed;
    await publisher(testing);
    await second.until(() => false);
    expect(testing.events.map((event) => event.type)).toEqual(['published', 'unpublished', 'published', 'unpublished', 'published']);
  });

  test('that sends no media is ended after ten seconds, and not before', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    const bob = await publisher(testing);
    push(bob, [sound(0)]);
    await alice.until(() => alice.media.length === 1);
    testing.clock.advance(RELAY_LIMITS.publisherIdleMs - 1_000);
    push(bob, [sound(23)]);
    await alice.until(() => alice.media.length === 2);
    testing.clock.advance(RELAY_LIMITS.publisherIdleMs - 1_000);
    expect(testing.events).toHaveLength(1);
    testing.clock.advance(1_000);
    await Promise.all([bob.closed, testing.told(2)]);
    expect(testing.events[1]).toEqual({ type: 'unpublished', stream: S });
  });

  test('by WebSocket that sends no media is ended too', async () => {
    const testing = await relayOf();
    const { flv } = await opened(ws(testing, testing.ticketed('push', S), 'post'));
    await testing.told(1);
    testing.clock.advance(RELAY_LIMITS.publisherIdleMs);
    await flv.until(() => false);
    expect(testing.events).toHaveLength(2);
  });

  test('that says deleteStream has ended', async () => {
    const testing = await relayOf();
    const bob = await publisher(testing);
    bob.command(0, 'deleteStream', 4, null, 1);
    await Promise.all([bob.closed, testing.told(2)]);
  });

  test('gets acknowledgements after every window it asks for, and answers to its pings', async () => {
    const testing = await relayOf();
    const bob = await publisher(testing);
    bob.socket.write(writeChunks(controlMessage(RTMP_TYPE.windowSize, 10_000), 128));
    push(bob, [sound(0, 12_000)]);
    bob.socket.write(writeChunks(userControlMessage(USER_EVENT.pingRequest, 4_711), 128));
    const pong = () => bob.heard.find((message) => message.type === RTMP_TYPE.userControl && message.payload.readUInt16BE() === USER_EVENT.pingResponse);
    const acknowledgement = () => bob.heard.find((message) => message.type === RTMP_TYPE.acknowledgement);
    await bob.until(() => pong() !== undefined && acknowledgement() !== undefined);
    expect(pong()?.payload.readUInt32BE(2)).toBe(4_711);
    expect(acknowledgement()?.payload.readUInt32BE()).toBeGreaterThan(12_000);
  });
});
