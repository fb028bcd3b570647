import { RTMP_TYPE } from '../../../server/src/media/rtmp-messages';
import { metadata, type Sample } from './support/packets';
import { asTags, flvOf, flvPath, http, opened, player, publisher, push, relayOf, S, ws } from './support/scene';

/** The first byte of enhanced headers: kind of frame and of packet (Enhanced RTMP v2). */
const VIDEO = { configuration: 0x90, keyFrame: 0x91, keyFrameOfOneTime: 0x93, picture: 0xa1 } as const;
const SOUND = { configuration: 0x90, frame: 0x91 } as const;

const enhanced = (type: Sample['type'], first: number, codec: string, timestampMs: number, body: string): Sample =>
  ({ type, timestampMs, payload: Buffer.concat([Buffer.of(first), Buffer.from(codec), Buffer.from(body, 'hex')]) });

/** A stream of this video codec with Opus, as OBS and ffmpeg from 6.1 on write it. */
const streamOf = (codec: string): Sample[] => [
  metadata({ videocodecid: Buffer.from(codec).readUInt32BE(), audiocodecid: Buffer.from('Opus').readUInt32BE() }),
  enhanced(RTMP_TYPE.video, VIDEO.configuration, codec, 0, '0101600000009000000000005df000fcfdf8f800000f03'),
  enhanced(RTMP_TYPE.audio, SOUND.configuration, 'Opus', 0, '4f707573486561640102380180bb0000000000'),
  enhanced(RTMP_TYPE.video, codec === 'hvc1' ? VIDEO.keyFrameOfOneTime : VIDEO.keyFrame, codec, 0, '00000004260102ff'),
  enhanced(RTMP_TYPE.audio, SOUND.frame, 'Opus', 20, 'fc01'),
  enhanced(RTMP_TYPE.video, VIDEO.picture, codec, 33, '00002100000004020102ff'),
];

describe.each(['hvc1', 'av01', 'vp09'])('%s and Opus by enhanced RTMP', (codec) => {
  const stream = streamOf(codec);
  const whole = asTags(stream);

  test('arrive unchanged by RTMP, HTTP-FLV and WS-FLV, from a publisher by RTMP and one by WebSocket', async () => {
    for (const how of ['RTMP', 'WebSocket'] as const) {
      const testing = await relayOf();
      const byRtmp = await player(testing);
      const { flv: byHttp } = await http(testing, flvPath(testing.ticketed('play', S)));
      const { flv: byWs } = await opened(ws(testing, testing.ticketed('play', S)));
      if (how === 'RTMP') push(await publisher(testing), stream);
      else (await opened(ws(testing, testing.ticketed('push', S), 'post'))).socket.send(flvOf(stream));
      await Promise.all([byRtmp.until(() => byRtmp.media.length === 6), byHttp.until(() => byHttp.tags.length === 6), byWs.until(() => byWs.tags.length === 6)]);
      expect([asTags(byRtmp.media), byHttp.tags, byWs.tags]).toEqual([whole, whole, whole]);
    }
  });

  test('are there for a player who comes late: configuration and everything since the last key frame', async () => {
    const testing = await relayOf();
    const witness = await player(testing);
    push(await publisher(testing), stream);
    await witness.until(() => witness.media.length === 6);
    const late = await player(testing);
    await late.until(() => late.media.length === 6);
    expect(asTags(late.media)).toEqual(whole);
  });
});
