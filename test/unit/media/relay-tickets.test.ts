import { sound } from './support/packets';
import { flvOf, flvPath, http, opened, PICTURES, player, post, publisher, push, relayOf, rtmp, S, ws } from './support/scene';
import { TTL_S, type TestingRelay } from './support/testing-relay';

describe('tickets (call rule 40): refused before a byte of media is accepted or sent', () => {
  /** Every query that must not push, by what is wrong with it. */
  const wrong = (testing: TestingRelay, action: 'push' | 'play'): [string, string][] => {
    const good = testing.ticketed(action, S);
    const other = action === 'push' ? 'play' : 'push';
    return [
      ['none', S], [`a ${other} ticket`, testing.ticketed(other, S)], ['of another stream', good.replace(S, '12345678_1_2')],
      ['tampered', good.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'))], ['longer life', good.replace(/e=./, 'e=f')], ['a name that is none', `a b${good.slice(S.length)}`],
    ];
  };

  test('an RTMP publisher whose frames follow its request at once is refused and no frame arrives', async () => {
    const testing = await relayOf();
    const alice = await player(testing);
    for (const [what, name] of wrong(testing, 'push')) {
      const mallory = await rtmp(testing);
      const status = mallory.open('publish', name);
      push(mallory, PICTURES);
      expect([what, await status]).toEqual([what, expect.stringMatching(/BadName|closed/)]);
      await mallory.closed;
    }
    const honest = await publisher(testing);
    push(honest, [sound(77)]);
    await alice.until(() => alice.media.length > 0);
    expect(alice.media.map((message) => message.timestampMs)).toEqual([77]);
    expect(testing.events).toHaveLength(1);
  });

  test('an RTMP player is refused and gets no frame of a stream that is live', async () => {
    const testing = await relayOf();
    const bob = await publisher(testing);
    push(bob, PICTURES);
    for (const [what, name] of wrong(testing, 'play')) {
      const mallory = await rtmp(testing);
      expect([what, await mallory.open('play', name)]).toEqual([what, 'NetStream.Play.Failed']);
      await mallory.closed;
      expect(mallory.media).toEqual([]);
    }
  });

  test('HTTP-FLV and WS-FLV players and publishers are refused with 403, or 404 for a name that is none', async () => {
    const testing = await relayOf();
    push(await publisher(testing), PICTURES);
    const codes = async (action: 'push' | 'play', open: (ticketed: string) => Promise<unknown>) => {
      const results: unknown[] = [];
      for (const [, name] of wrong(testing, action)) results.push(await open(name.replace(' ', '%20')));
      return results;
    };
    const expected = [403, 403, 403, 403, 403, 404];
    expect(await codes('play', async (name) => (await http(testing, flvPath(name.includes('?') ? name : `${name}?`))).response.statusCode)).toEqual(expected);
    expect(await codes('play', (name) => ws(testing, name.includes('?') ? name : `${name}?`))).toEqual(expected);
    expect(await codes('push', (name) => ws(testing, name.includes('?') ? name : `${name}?`, 'post'))).toEqual(expected);
    expect(await codes('push', (name) => { const { body, status } = post(testing, flvPath(name.includes('?') ? name : `${name}?`)); body.end(flvOf(PICTURES)); return status; })).toEqual(expected);
    expect(testing.events).toHaveLength(1);
  });

  test('an expired ticket is refused', async () => {
    const testing = await relayOf();
    const [toPush, toPlay] = [testing.ticketed('push', S), testing.ticketed('play', S)];
    testing.clock.advance(TTL_S * 1000);
    expect(await (await rtmp(testing)).open('publish', toPush)).toBe('NetStream.Publish.BadName');
    expect(await (await rtmp(testing)).open('play', toPlay)).toBe('NetStream.Play.Failed');
    expect((await http(testing, flvPath(toPlay))).response.statusCode).toBe(403);
  });

  test('revocation ends the publisher and every player, and their tickets are good no more', async () => {
    const testing = await relayOf();
    const bob = await publisher(testing);
    const alice = await player(testing);
    const { flv } = await http(testing, flvPath(testing.ticketed('play', S)));
    const { flv: byWs } = await opened(ws(testing, testing.ticketed('play', S)));
    testing.relay.revoke(S);
    await Promise.all([bob.closed, alice.closed, flv.until(() => false), byWs.until(() => false)]);
    expect(testing.events).toEqual([{ type: 'published', stream: S }, { type: 'unpublished', stream: S }]);
    expect(await (await rtmp(testing)).open('publish', testing.ticketed('push', S))).toBe('NetStream.Publish.BadName');
    expect(await (await rtmp(testing)).open('play', testing.ticketed('play', S))).toBe('NetStream.Play.Failed');
    expect(await ws(testing, testing.ticketed('push', S), 'post')).toBe(403);
    expect((await http(testing, flvPath(testing.ticketed('play', S)))).response.statusCode).toBe(403);
  });

  test('a stream that was revoked before it was ever pushed is refused, its neighbour is not', async () => {
    const testing = await relayOf();
    testing.relay.revoke(S);
    expect(await (await rtmp(testing)).open('publish', testing.ticketed('push', S))).toBe('NetStream.Publish.BadName');
    await publisher(testing, '12345678_1_2');
  });

  test('another application is refused', async () => {
    const testing = await relayOf();
    expect(await (await rtmp(testing, { app: 'vod' })).open('publish', testing.ticketed('push', S))).toBe('NetStream.Publish.BadName');
    expect((await http(testing, flvPath(testing.ticketed('play', S)).replace('live', 'vod'))).response.statusCode).toBe(404);
  });

  test('a ticket that a client moved from the stream to the application is found there', async () => {
    const testing = await relayOf();
    const [name, query] = testing.ticketed('push', S).split('?');
    expect(await (await rtmp(testing, { app: `live?${query}` })).open('publish', name!)).toBe('NetStream.Publish.Start');
  });
});
