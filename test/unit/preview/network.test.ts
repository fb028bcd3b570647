import { Pipe } from '../../../preview/src/network/pipe';
import { figuresText } from '../../../preview/src/tags/live/figures';
import { isStutter, PlayStatus, pushStatus } from '../../../preview/src/tags/live/net-status';
import { Faults, SLOW_KBPS, type FaultName } from '../../../preview/src/runtime/faults';
import { FakeClock } from '../webmedia/fake-clock';

let clock: FakeClock;
let pipe: Pipe;
let passed: string[];
beforeEach(() => {
  clock = new FakeClock();
  pipe = new Pipe(clock);
  passed = [];
});
const put = (bytes: number, name: string, owner: object = pipe) => pipe.put(owner, bytes, () => passed.push(name));

test('a link that nothing slows lets everything through at once', () => {
  put(1_000_000, 'a');
  expect(passed).toEqual(['a']);
});

test('a slow link lets bytes through in order, at its rate and no sooner', () => {
  pipe.setKbps(80); // 10 bytes a millisecond
  put(1_000, 'a');
  put(500, 'b');
  clock.advance(99);
  expect(passed).toEqual([]);
  clock.advance(1);
  expect(passed).toEqual(['a']);
  clock.advance(49);
  expect(passed).toEqual(['a']);
  clock.advance(1);
  expect(passed).toEqual(['a', 'b']);
});

test('what a cut socket still had to send holds up nobody', () => {
  const cut = {};
  pipe.setKbps(80);
  put(50_000, 'of the cut socket', cut);
  put(1_000, 'a');
  clock.advance(40);
  pipe.drop(cut);
  clock.advance(99);
  expect(passed).toEqual([]);
  clock.advance(1);
  expect(passed).toEqual(['a']);
});

test('what is under way when a socket is cut loses no time, and what stands behind the cut one moves up', () => {
  const cut = {};
  pipe.setKbps(80);
  put(1_000, 'a');
  put(50_000, 'of the cut socket', cut);
  put(1_000, 'b');
  clock.advance(60);
  pipe.drop(cut);
  pipe.drop(cut);
  clock.advance(40);
  expect(passed).toEqual(['a']);
  clock.advance(99);
  expect(passed).toEqual(['a']);
  clock.advance(1);
  expect(passed).toEqual(['a', 'b']);
});

test('a link that was idle owes nothing: what comes later takes its own time only', () => {
  pipe.setKbps(80);
  clock.advance(1_000);
  put(1_000, 'a');
  clock.advance(100);
  expect(passed).toEqual(['a']);
});

test('what waits when a link becomes fast comes at once and in order, before what is put in then', () => {
  pipe.setKbps(8);
  put(1_000, 'a');
  put(1_000, 'b');
  pipe.setKbps(Infinity);
  put(1, 'c');
  clock.advance(0);
  expect(passed).toEqual(['a', 'b', 'c']);
});

test('what waits when a link becomes slower takes the new time', () => {
  pipe.setKbps(80);
  put(1_000, 'a');
  pipe.setKbps(8);
  clock.advance(999);
  expect(passed).toEqual([]);
  clock.advance(1);
  expect(passed).toEqual(['a']);
});

test('a fault that is set twice is told once; a slow link may change its speed', () => {
  const faults = new Faults();
  const told: [FaultName, boolean, number][] = [];
  faults.changed.add(({ name, on }) => told.push([name, on, faults.slowKbps]));
  faults.set('network', true);
  faults.set('network', true);
  faults.set('camera', false);
  faults.set('slowLink', true);
  faults.set('slowLink', true, 64);
  expect(told).toEqual([['network', true, SLOW_KBPS], ['slowLink', true, SLOW_KBPS], ['slowLink', true, 64]]);
  expect(faults.all).toEqual(['network', 'slowLink']);
});

const PUSHED = { fps: 15, videoKbps: 450, audioKbps: 50, queuedBytes: 0, droppedFrames: 0, width: 360, height: 640, audioPeak: 0 };

test.each([
  ['all leaves at once', {}, 1], ['149 ms wait in the socket', { queuedBytes: 9_312 }, 1], ['150 ms wait', { queuedBytes: 9_375 }, 2], ['400 ms wait', { queuedBytes: 25_000 }, 3],
  ['a second waits', { queuedBytes: 62_500 }, 4], ['two and a half seconds wait', { queuedBytes: 156_250 }, 5], ['pictures are dropped for what waits', { queuedBytes: 9_375, droppedFrames: 1 }, 4],
  ['the encoder is behind, and nothing waits', { droppedFrames: 1 }, 1], ['the encoder is behind, and what it has just made waits', { queuedBytes: 1_000, droppedFrames: 1 }, 1], ['nothing is sent', { videoKbps: 0, audioKbps: 0, fps: 0 }, 6], ['only sound is sent', { videoKbps: 0, fps: 0 }, 1],
] as const)('a push in which %s has the quality that WeChat would name', (_, change, level) => {
  expect(pushStatus({ ...PUSHED, ...change })).toEqual({
    videoBitrate: 'videoKbps' in change ? 0 : 450, audioBitrate: 'audioKbps' in change ? 0 : 50, videoFPS: 'fps' in change ? 0 : 15, videoGOP: 1,
    netSpeed: 'audioKbps' in change ? 0 : 'videoKbps' in change ? 50 : 500, netJitter: 0, videoWidth: 360, videoHeight: 640, netQualityLevel: level,
  });
});

const PLAYED = { fps: 15, videoKbps: 450, audioKbps: 50, audioBufferedMs: 120, videoBufferedMs: 66, latencyMs: 150, targetMs: 60, delayMs: 170, sharesClock: true, avOffsetMs: 0, underruns: 0, width: 360, height: 640, audioPeak: 0 };

test.each([
  ['all arrives', {}, 1], ['most pictures arrive', { fps: 11 }, 1], ['a third of the pictures is missing', { fps: 10 }, 3], ['most pictures are missing', { fps: 5 }, 4],
  ['the camera is off', { fps: 2, videoKbps: 6 }, 1], ['the sound has a gap', { underruns: 1 }, 3], ['the sound has two', { underruns: 2 }, 4], ['the sound has four', { underruns: 4 }, 5],
  ['nothing arrives', { fps: 0, videoKbps: 0, audioKbps: 0 }, 6],
])('a play in which %s has the quality that WeChat would name, beside what was good before', (_, change, level) => {
  const status = new PlayStatus();
  expect([PLAYED, PLAYED].map((second) => status.second(second).netQualityLevel)).toEqual([1, 1]);
  const info = status.second({ ...PLAYED, ...change });
  expect([info.netQualityLevel, isStutter(info)]).toEqual([level, level === 4 || level === 5]);
});

test("what waits to be heard and what waits to be seen are told apart, and the figures name the sound's buffer beside what it wants to keep", () => {
  expect(new PlayStatus().second(PLAYED)).toMatchObject({ audioCache: 120, videoCache: 66 });
  expect([figuresText(PLAYED, 'en'), figuresText(PLAYED, 'zh_CN')].map((text) => text.split('\n')[1])).toEqual(['Sound buffer 120 ms (target 60)', '声音缓冲 120 ms (目标 60)']);
});

test('of a play that has not begun nothing is known; gaps of an earlier second do not count again', () => {
  const status = new PlayStatus();
  expect(status.second({ ...PLAYED, fps: 0, videoKbps: 0, audioKbps: 0 }).netQualityLevel).toBe(0);
  expect([4, 4, 5].map((underruns) => status.second({ ...PLAYED, underruns }).netQualityLevel)).toEqual([5, 1, 3]);
});

const levels = (status: PlayStatus, ...fps: readonly number[]) => fps.map((each) => status.second({ ...PLAYED, fps: each }).netQualityLevel);

test('pictures that come in a burst, where a play begins or goes on after a break, are no measure of those that follow', () => {
  const status = new PlayStatus();
  expect(levels(status, 43, 15, 15)).toEqual([1, 1, 1]);
  status.joined();
  status.second({ ...PLAYED, fps: 0, videoKbps: 0, audioKbps: 0 });
  expect(levels(status, 43, 15, 5)).toEqual([1, 1, 4]);
});

test('a play is compared with its best of the last thirty seconds, no longer', () => {
  const status = new PlayStatus();
  const said = levels(status, 15, 40, ...Array<number>(31).fill(15));
  expect(said.slice(2)).toEqual([...Array<number>(29).fill(4), 1, 1]);
});
