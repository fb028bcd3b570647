import { OffsetTracker, WINDOW_MS } from '../../../webmedia/src/offset-tracker';
import { FrameQueue } from '../../../webmedia/src/play/frame-queue';
import { JUMP_MS, MediaClock, PICTURE_LEAD_MS, SOUND_STALE_MS, VIDEO_DELAY_MS } from '../../../webmedia/src/play/media-clock';
import { STALL_AFTER_MS, transitionPlayback, type Playback, type PlaybackEvent, type PlaybackNews } from '../../../webmedia/src/play/playback';
import { BitrateLadder, CALM_SECONDS } from '../../../webmedia/src/push/bitrate-ladder';
import { FramePacer } from '../../../webmedia/src/push/frame-pacer';

describe('the offset between two clocks', () => {
  test('is that of the fastest arrival, so a burst of old media moves nothing', () => {
    const tracker = new OffsetTracker();
    expect(tracker.offsetMs).toBeNull();
    for (const remoteMs of [0, 500, 1_000]) tracker.observe(remoteMs, 5_000);
    tracker.observe(1_040, 5_060);
    expect(tracker.offsetMs).toBe(4_000);
  });

  test('grows again when the fast arrival is older than the window', () => {
    const tracker = new OffsetTracker();
    tracker.observe(0, 100);
    tracker.observe(WINDOW_MS - 100, WINDOW_MS + 10);
    expect(tracker.offsetMs).toBe(110);
  });
});

describe('the clock of what is seen', () => {
  test('keeps a little before the sound while it runs, and follows the fastest arrival when it has told nothing for a while', () => {
    const clock = new MediaClock();
    expect(clock.timeMs(0)).toBeNull();
    clock.arrived(1_000, 5_000);
    expect(clock.timeMs(5_010)).toBe(1_010 - VIDEO_DELAY_MS);
    clock.heard(880, 5_010);
    expect([clock.soundMs(5_030), clock.timeMs(5_030)]).toEqual([900, 900 + PICTURE_LEAD_MS]);
    clock.heard(null, 5_040);
    expect(clock.timeMs(5_010 + SOUND_STALE_MS)).toBe(880 + SOUND_STALE_MS + PICTURE_LEAD_MS);
    expect(clock.timeMs(5_011 + SOUND_STALE_MS)).toBe(1_011 + SOUND_STALE_MS - VIDEO_DELAY_MS);
  });

  test.each([JUMP_MS + 1, -JUMP_MS - 1])('begins anew when the stream jumps by %i ms', (jumpMs) => {
    const clock = new MediaClock();
    clock.arrived(5_000, 5_000);
    clock.heard(4_900, 5_000);
    clock.arrived(5_000 + jumpMs, 5_010);
    expect(clock.timeMs(5_010)).toBe(5_000 + jumpMs - VIDEO_DELAY_MS);
  });
});

describe('the queue of pictures', () => {
  const filled = (...times: number[]) => {
    const released: string[] = [];
    const queue = new FrameQueue<string>((frame) => released.push(frame));
    times.forEach((ptsMs) => queue.add(ptsMs, `picture ${ptsMs}`));
    return { queue, released };
  };

  test('gives the newest picture that is due and releases the older ones', () => {
    const { queue, released } = filled(0, 66, 133, 200);
    expect(queue.spanMs).toBe(200);
    expect(queue.take(140)?.frame).toBe('picture 133');
    expect([released, queue.nextPtsMs]).toEqual([['picture 0', 'picture 66'], 200]);
    expect(queue.take(199)).toBeNull();
    expect(queue.take(200)?.frame).toBe('picture 200');
    expect([queue.nextPtsMs, queue.spanMs]).toEqual([null, 0]);
  });

  test('lets the pictures of an earlier stream go when time goes back', () => {
    const { queue, released } = filled(5_000, 5_066, 0);
    expect([released, queue.nextPtsMs]).toEqual([['picture 5000', 'picture 5066'], 0]);
  });

  test('releases all when it is cleared', () => {
    const { queue, released } = filled(0, 66);
    queue.clear();
    queue.clear();
    expect([released, queue.nextPtsMs]).toEqual([['picture 0', 'picture 66'], null]);
  });
});

describe('the playback', () => {
  const run = (...events: PlaybackEvent[]): PlaybackNews[] => {
    let playback: Playback = { phase: 'idle' };
    return events.flatMap((event) => {
      const [next, news] = transitionPlayback(playback, event);
      playback = next;
      return news;
    });
  };
  const picture = (nowMs: number): PlaybackEvent => ({ type: 'picture', nowMs });
  const sound = (nowMs: number): PlaybackEvent => ({ type: 'sound', nowMs });
  const check = (nowMs: number): PlaybackEvent => ({ type: 'check', nowMs });

  test('tells the first picture and that it plays, once', () => {
    expect(run({ type: 'begin' }, picture(0), picture(66))).toEqual(['firstFrame', 'playing']);
  });

  test('a stream of sound plays without a first picture, which may come later', () => {
    expect(run({ type: 'begin' }, sound(0), sound(20))).toEqual(['playing']);
    expect(run({ type: 'begin' }, sound(0), picture(20))).toEqual(['playing', 'firstFrame']);
  });

  test('stalls when nothing was seen or heard for the whole time, not before, and recovers with either', () => {
    expect(run({ type: 'begin' }, picture(0), check(STALL_AFTER_MS - 1))).toEqual(['firstFrame', 'playing']);
    expect(run({ type: 'begin' }, picture(0), check(STALL_AFTER_MS), check(9_000), picture(9_001))).toEqual(['firstFrame', 'playing', 'stalled', 'recovered']);
    expect(run({ type: 'begin' }, sound(0), check(STALL_AFTER_MS), sound(5_000))).toEqual(['playing', 'stalled', 'recovered']);
  });

  test('does not stall before it has begun to play, nor while only pictures stand still', () => {
    expect(run({ type: 'begin' }, check(60_000))).toEqual([]);
    expect(run({ type: 'begin' }, picture(0), sound(900), check(1_800))).toEqual(['firstFrame', 'playing']);
  });

  test('tells nothing before it has begun and after it has ended', () => {
    expect(run(picture(0), check(5_000), { type: 'begin' }, { type: 'end' }, sound(0), check(9_000))).toEqual([]);
  });
});

describe('the pace of pictures', () => {
  const accepted = (fps: number, times: readonly number[]): number => {
    const pacer = new FramePacer(fps);
    return times.filter((nowMs) => pacer.accepts(nowMs)).length;
  };
  const camera = (fps: number): number[] => Array.from({ length: fps * 4 }, (_, index) => (index * 1_000) / fps);

  test.each([[30, 15, 60], [24, 15, 60], [60, 15, 60], [15, 15, 60], [10, 15, 40]])('a camera of %i a second gives, at %i a second, %i pictures in four seconds', (cameraFps, fps, expected) => {
    expect(Math.abs(accepted(fps, camera(cameraFps)) - expected)).toBeLessThanOrEqual(1);
  });

  test('does not make up for a pause with a burst', () => {
    const pacer = new FramePacer(15);
    pacer.accepts(0);
    expect([5_000, 5_010, 5_020, 5_030].filter((nowMs) => pacer.accepts(nowMs))).toEqual([5_000]);
  });
});

describe('the bitrate', () => {
  test('begins at the top, falls at once while the uplink is slow, but not below the least', () => {
    const ladder = new BitrateLadder(200, 800);
    expect([ladder.kbps, ladder.second(false), ladder.kbps]).toEqual([800, false, 800]);
    const seen = Array.from({ length: 6 }, () => (ladder.second(true), ladder.kbps));
    expect(seen).toEqual([560, 392, 274, 200, 200, 200]);
    expect(ladder.second(true)).toBe(false);
  });

  test('rises one step for every calm while, up to the most', () => {
    const ladder = new BitrateLadder(200, 800);
    ladder.second(true);
    const changes = Array.from({ length: CALM_SECONDS * 4 }, () => ladder.second(false));
    expect([changes.filter(Boolean).length, ladder.kbps]).toEqual([3, 800]);
    expect(changes.slice(0, CALM_SECONDS)).toEqual([false, false, false, false, true]);
  });
});
