import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { MediaPacket, type MediaType } from '../../../server/src/media/packet';
import { Stream, type Appetite, type EndReason, type Player, type Pressure } from '../../../server/src/media/stream';
import { audioConfig, interFrame, keyFrame, metadata, sound, videoConfig, type Sample } from './support/packets';

class TestPlayer implements Player {
  pressed: Pressure = 'clear';
  readonly seen: MediaPacket[] = [];
  readonly ends: EndReason[] = [];
  unpublishedCount = 0;
  appetite: Appetite = 'now';
  pressure(): Pressure { return this.pressed; }
  takesMore(): Appetite { return this.appetite; }
  send(packet: MediaPacket): void { this.seen.push(packet); }
  flush(): void {}
  unpublished(): void { this.unpublishedCount += 1; }
  end(reason: EndReason): void { this.ends.push(reason); }
  /** One letter a packet: m(etadata) v(ideo config) a(udio config) K(ey) p(icture) s(ound). */
  get story(): string { return this.seen.map(letter).join(''); }
}

function letter(packet: MediaPacket): string {
  if (packet.isData) return 'm';
  if (packet.isAudio) return packet.isConfig ? 'a' : 's';
  if (packet.isConfig) return 'v';
  return packet.isKeyFrame ? 'K' : 'p';
}

const NOBODY = { end: () => undefined };

function streamOf({ gopCache = true, limits = {} } = {}) {
  const stream = new Stream(gopCache, { ...RELAY_LIMITS, ...limits });
  stream.publish(NOBODY);
  const give = (...samples: readonly Sample[]) => samples.forEach(({ type, timestampMs, payload }) => stream.accept(type as MediaType, timestampMs, payload));
  const join = (appetite: Appetite = 'now') => { const player = new TestPlayer(); player.appetite = appetite; stream.join(player); return player; };
  return { stream, give, join };
}

test('a player that joins late gets metadata, configuration and everything since the last key frame', () => {
  const { give, join } = streamOf();
  give(metadata(), videoConfig(), audioConfig(), keyFrame(0), sound(10), interFrame(66), keyFrame(2_000), sound(2_010), interFrame(2_066));
  expect(join().story).toBe('mvaKsp');
});

test('without the cache it gets metadata and configuration, and pictures from the next key frame on, sound at once', () => {
  const { give, join } = streamOf({ gopCache: false });
  give(metadata(), videoConfig(), audioConfig(), keyFrame(0), interFrame(66));
  const alice = join();
  give(interFrame(132), sound(140), keyFrame(200), interFrame(266));
  expect(alice.story).toBe('mvasKp');
});

test('a stream of sound alone plays from the first packet, with or without the cache', () => {
  for (const gopCache of [true, false]) {
    const { give, join } = streamOf({ gopCache });
    give(metadata({ audiocodecid: 10 }), audioConfig(), sound(0));
    const alice = join();
    give(sound(23), sound(46));
    expect(alice.story).toBe('mass');
  }
});

test('a group of pictures beyond the limit is not kept, and the cache recovers with the next key frame', () => {
  const { give, join } = streamOf({ limits: { gopBytes: 1_000 } });
  give(videoConfig(), keyFrame(0, 500), interFrame(66, 500));
  expect(join().story).toBe('vKp');
  give(interFrame(132, 1));
  expect(join().story).toBe('v');
  give(keyFrame(200, 500));
  expect(join().story).toBe('vK');
});

test('what the cache gave is whole for large and later times, and stays so when the next groups are kept', () => {
  const { give, join } = streamOf();
  const group = [keyFrame(0xffffff, 50_000), sound(0xffffff, 300), interFrame(4_000_000_000, 90_000)];
  give(...group);
  const alice = join();
  give(keyFrame(4_000_002_000, 150_000), interFrame(4_000_002_066, 200));
  expect(alice.seen.slice(0, 3)).toEqual(group.map(({ type, timestampMs, payload }) => new MediaPacket(type as MediaType, timestampMs, payload)));
  expect(join().seen.map(({ timestampMs, payload }) => [timestampMs, payload.length])).toEqual([[4_000_002_000, 150_000], [4_000_002_066, 200]]);
});

test('who joins a stream whose pictures have ceased gets the last picture, and no sound from more than two seconds before', () => {
  const { give, join } = streamOf();
  give(keyFrame(0xffff_fff0), sound(0xffff_fff8), interFrame(50), sound(60));
  for (let ms = 1_060; ms <= 40_060; ms += 1_000) give(sound(ms));
  const shown = join().seen.map(({ type, timestampMs }) => [type, timestampMs]);
  expect(shown).toEqual([[9, 0xffff_fff0], [9, 50], [8, 38_060], [8, 39_060], [8, 40_060]]);
});

test('all players get the same bytes, made once for each protocol', () => {
  const { give, join } = streamOf();
  const [alice, bob] = [join(), join()];
  give(keyFrame(40));
  expect(alice.seen[0]?.rtmp()).toBe(bob.seen[0]?.rtmp());
  expect(alice.seen[0]?.flv()).toBe(bob.seen[0]?.flv());
});

test('a player that is behind loses pictures until a key frame finds it clear, and no sound', () => {
  const { give, join } = streamOf();
  const [alice, bob] = [join(), join()];
  give(keyFrame(0));
  alice.pressed = 'behind';
  give(interFrame(66), sound(70), keyFrame(132), sound(140));
  alice.pressed = 'clear';
  give(interFrame(200), sound(210), keyFrame(266), interFrame(332));
  expect(alice.story).toBe('KsssKp');
  expect(bob.story).toBe('KpsKspsKp');
});

describe('a player that takes the cached pictures slowly', () => {
  const joined = (appetite: Appetite) => {
    const scene = streamOf();
    scene.give(metadata(), videoConfig(), audioConfig(), keyFrame(0), sound(10), interFrame(66));
    return { ...scene, alice: scene.join(appetite) };
  };

  test('gets them in order, and what is published meanwhile behind them', () => {
    const { give, alice } = joined('later');
    give(sound(80));
    expect(alice.story).toBe('mva');
    alice.appetite = 'now';
    give(interFrame(132));
    expect(alice.seen.slice(3).map((packet) => packet.timestampMs)).toEqual([0, 10, 66, 80, 132]);
  });

  test('is shown no old pictures behind the configuration of new ones', () => {
    const { give, alice } = joined('later');
    give(videoConfig());
    alice.appetite = 'now';
    give(sound(80), keyFrame(100));
    expect(alice.story).toBe('mvavsK');
  });

  test('goes on with the next key frame, and loses no sound of the time since it came', () => {
    const { give, alice } = joined('later');
    give(sound(80), interFrame(132), sound(140), keyFrame(200), interFrame(266));
    expect(alice.seen.slice(3).map((packet) => packet.timestampMs)).toEqual([80, 140, 200, 266]);
  });

  test.each([['when its time is over', 'never', 'clear'], ['as soon as it is behind', 'later', 'behind']] as const)('waits for a key frame %s, with sound', (_when, appetite, pressed) => {
    const { give, alice } = joined('later');
    give(sound(80));
    Object.assign(alice, { appetite, pressed });
    give(interFrame(132), sound(140));
    alice.pressed = 'clear';
    give(interFrame(200), keyFrame(266));
    expect(alice.story).toBe('mvassK');
  });

  test('hears nothing of it when the publisher goes', () => {
    const { stream, give, alice } = joined('later');
    stream.publish(NOBODY);
    alice.appetite = 'now';
    give(sound(5), keyFrame(10));
    expect(alice.story).toBe('mvasK');
  });
});

test('a player that is stuck loses sound too, but never configuration', () => {
  const { give, join } = streamOf();
  const alice = join();
  alice.pressed = 'stuck';
  give(metadata(), videoConfig(), audioConfig(), keyFrame(0), sound(10));
  expect(alice.story).toBe('mva');
});

test('a new publisher takes over: players stay, wait for its key frame, and time goes on without a jump', () => {
  const { stream, give, join } = streamOf();
  const alice = join();
  give(videoConfig(), keyFrame(50_000), sound(50_010));
  stream.publish(NOBODY);
  give(videoConfig(), interFrame(0), sound(20), keyFrame(60), interFrame(120));
  expect(alice.story).toBe('vKsvsKp');
  expect(alice.seen.map((packet) => packet.timestampMs)).toEqual([0, 50_000, 50_010, 50_010, 50_070, 50_110, 50_170]);
  expect(alice.unpublishedCount).toBe(0);
});

test.each<[string, readonly Sample[], readonly Sample[]]>([
  ['whose sound came behind its pictures', [keyFrame(1_000), sound(800)], [sound(0), keyFrame(10)]],
  ['and its successor begins with a picture', [keyFrame(1_000), sound(800)], [keyFrame(200), sound(0), sound(30), interFrame(266), sound(200)]],
  ['that had hardly begun', [keyFrame(20)], [keyFrame(200), sound(0), interFrame(266), sound(250)]],
])('after a publisher %s no kind of media goes back, and none jumps', (_, before, after) => {
  const { stream, give, join } = streamOf();
  const alice = join();
  give(...before);
  stream.publish(NOBODY);
  give(...after);
  for (const kind of ['isVideo', 'isAudio'] as const) {
    const times = alice.seen.filter((packet) => packet[kind]).map((packet) => packet.timestampMs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(times.at(-1)).toBeLessThan(1_400);
  }
  expect(alice.seen).toHaveLength(before.length + after.length);
});

test('what a publisher left behind is not shown to those who join after it', () => {
  const { stream, give, join } = streamOf();
  give(metadata(), videoConfig(), keyFrame(0));
  const alice = join();
  stream.unpublish();
  expect(alice.unpublishedCount).toBe(1);
  expect(join().story).toBe('');
});

test('the tracks are those of the metadata or the configuration, and both while nothing is known', () => {
  const nothing = streamOf();
  expect(nothing.stream.tracks).toEqual({ audio: true, video: true });
  nothing.give(audioConfig());
  expect(nothing.stream.tracks).toEqual({ audio: true, video: false });
  nothing.give(metadata({ videocodecid: 7 }));
  expect(nothing.stream.tracks).toEqual({ audio: true, video: true });
});

test.each([
  ['H.264 configuration', 9, [0x17, 0], true, false], ['H.264 key frame', 9, [0x17, 1], false, true], ['H.264 picture', 9, [0x27, 1], false, false],
  ['H.264 end of sequence', 9, [0x17, 2], false, false], ['enhanced end of sequence', 9, [0x92, 0x61], false, false], ['Sorenson key frame', 9, [0x12, 9], false, true], ['enhanced HEVC configuration', 9, [0x90, 0x68], true, false], ['enhanced AV1 key frame', 9, [0x91, 0x61], false, true],
  ['enhanced VP9 picture', 9, [0xa1, 0x76], false, false], ['AAC configuration', 8, [0xaf, 0], true, false], ['AAC', 8, [0xaf, 1], false, false],
  ['enhanced Opus configuration', 8, [0x90, 0x4f], true, false], ['enhanced Opus', 8, [0x91, 0x4f], false, false], ['MP3', 8, [0x2f, 0], false, false],
] as const)('%s is told apart', (_what, type, head, config, key) => {
  const packet = new MediaPacket(type, 0, Buffer.from([...head, 0, 0, 0]));
  expect([packet.isConfig, packet.isKeyFrame]).toEqual([config, key]);
});
