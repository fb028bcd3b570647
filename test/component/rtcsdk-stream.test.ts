import { ANSWER_MS, Stream } from '../../components/src/rtcsdk/stream';
import { RoomSound } from '../../components/src/rtcsdk/room-sound';
import { FakeHost } from './support/fake-host';

function streaming(kind: 'push' | 'play') {
  const clock = new FakeHost();
  const log: string[] = [];
  const stream = new Stream(kind, { show: (url) => log.push(`show ${url}`), ask: () => log.push('ask') }, clock);
  return { clock, log, stream };
}

test('a stream shows what the SDK gives, once for each name, and nothing when there is none', () => {
  const { log, stream } = streaming('push');
  ['a?t=1', 'a?t=1', 'a?t=2', 'b?t=1', '', ''].forEach((url) => stream.follow(url));
  expect(log).toEqual(['show a?t=1', 'show b?t=1', 'show ']);
});

test('a lost own stream is stopped, waited for, asked for anew, and started with the address that comes', async () => {
  const { clock, log, stream } = streaming('push');
  stream.follow('a?t=1');
  stream.heard('failed');
  await clock.advance(999);
  expect(log).toEqual(['show a?t=1', 'show ']);
  await clock.advance(1);
  stream.follow('a?t=1'); // Something else of the view has changed.
  await clock.advance(0);
  stream.follow('b?t=1');
  await clock.advance(60_000);
  expect(log).toEqual(['show a?t=1', 'show ', 'ask', 'show b?t=1']);
  expect(clock.waiting).toBe(0);
});

test('an own stream is not pushed once more under its old name: without an answer it is asked for again, with growing waits', async () => {
  const { clock, log, stream } = streaming('push');
  stream.follow('a?t=1');
  stream.heard('failed');
  await clock.advance(1_000 + ANSWER_MS + 2_000);
  expect(log).toEqual(['show a?t=1', 'show ', 'ask', 'ask']);
  await clock.advance(120_000);
  expect(log.filter((line) => line === 'ask').length).toBeGreaterThan(8);
  stream.stop();
  expect(clock.waiting).toBe(0);
});

test("another's lost stream is played anew with the fresh address, and without one with the old", async () => {
  const { clock, log, stream } = streaming('play');
  stream.follow('a?t=1');
  stream.heard('failed');
  await clock.advance(1_000);
  stream.follow('a?t=2');
  await clock.advance(0);
  expect(log).toEqual(['show a?t=1', 'ask', 'show a?t=2']);
  stream.heard('failed');
  await clock.advance(2_000 + ANSWER_MS);
  expect(log.slice(3)).toEqual(['ask', 'show a?t=2']);
});

test('a new stream that comes by itself is shown at once, and what was under way is void', async () => {
  const { clock, log, stream } = streaming('play');
  stream.follow('a?t=1');
  stream.heard('failed');
  stream.follow('b?t=1');
  await clock.advance(60_000);
  expect(log).toEqual(['show a?t=1', 'show b?t=1']);
});

test('begun anew by hand it does not wait, and without a stream nothing happens', async () => {
  const { clock, log, stream } = streaming('push');
  stream.restart();
  stream.follow('a?t=1');
  stream.restart();
  await clock.advance(0);
  expect(log).toEqual(['show a?t=1', 'show ', 'ask']);
});

test('a word on a stream that was stopped is no loss', async () => {
  const { clock, log, stream } = streaming('push');
  stream.follow('a?t=1');
  stream.stop();
  stream.heard('failed');
  await clock.advance(60_000);
  expect(log).toEqual(['show a?t=1', 'show ']);
});

test('of two players that show one user the first gives the sound, and the second when the first has gone', () => {
  const sound = new RoomSound();
  const [first, second] = [{}, {}];
  sound.show(first, 'bob');
  sound.show(second, 'bob');
  expect([sound.isHeard(first), sound.isHeard(second), sound.isShown('bob'), sound.isShown('carol')]).toEqual([true, false, true, false]);
  sound.show(first, 'carol');
  expect([sound.isHeard(first), sound.isHeard(second), sound.isShown('carol')]).toEqual([true, true, true]);
});

test('changes are told once, and not to those who have left', () => {
  const sound = new RoomSound();
  const player = {};
  let told = 0;
  const leave = sound.subscribe(() => (told += 1));
  sound.setMode('ear');
  sound.setMode('ear');
  sound.show(player, 'bob');
  sound.show(player, 'bob');
  leave();
  sound.show(player, '');
  expect([told, sound.mode, sound.isShown('bob')]).toEqual([2, 'ear', false]);
});
