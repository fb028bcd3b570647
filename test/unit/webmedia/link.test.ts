import { CONNECT_TIMEOUT_MS, RETRY_DELAYS_MS, STABLE_AFTER_MS, transition, type Link, type LinkEvent } from '../../../webmedia/src/link/link';
import { MediaLink } from '../../../webmedia/src/link/media-link';
import { textOf } from '../../support/repo';
import { FakeClock } from './fake-clock';
import { FakeSockets } from './fake-sockets';

const LINKS: readonly Link[] = [
  { phase: 'idle' }, { phase: 'connecting', attempt: 0 }, { phase: 'open', attempt: 0 }, { phase: 'waiting', attempt: 1 }, { phase: 'failed' },
];
const EVENTS: readonly LinkEvent['type'][] = ['start', 'opened', 'closed', 'broken', 'timeUp', 'stop'];

function linked() {
  const [clock, sockets, heard] = [new FakeClock(), new FakeSockets(), [] as string[]];
  const link = new MediaLink(sockets.open, clock, {
    connected: () => heard.push('connected'),
    message: (bytes) => heard.push(`message ${bytes.byteLength}`),
    reconnecting: (attempt, delayMs) => heard.push(`reconnecting ${attempt} in ${delayMs}`),
    failed: () => heard.push('failed'),
  });
  return { clock, sockets, heard, link };
}

test('the whole machine, columns: start, opened, closed, broken, timeUp, stop', () => {
  const rows = LINKS.map((link) => [link.phase, ...EVENTS.map((type) => transition(link, { type })[0].phase)].map((phase) => phase.padEnd(10)).join(' ').trim());
  expect(`\n${rows.join('\n')}\n`).toBe(`
idle       connecting idle       idle       idle       idle       idle
connecting connecting open       waiting    waiting    waiting    idle
open       open       open       waiting    waiting    open       idle
waiting    waiting    waiting    waiting    waiting    connecting idle
failed     connecting failed     failed     failed     failed     idle
`);
});

test('connects to the URL and tells it once', () => {
  const { sockets, heard, link } = linked();
  link.start('ws://relay/live/alice.flv');
  expect(sockets.latest.url).toBe('ws://relay/live/alice.flv');
  sockets.latest.handlers.opened();
  expect(heard).toEqual(['connected']);
});

test('after a refusal it tries the same URL nine times, the first five times within two seconds, the last within 7.5, then fails', () => {
  const { clock, sockets, heard, link } = linked();
  link.start('ws://relay/live/alice.flv');
  for (const delayMs of RETRY_DELAYS_MS) {
    const before = sockets.all.length;
    sockets.latest.handlers.closed();
    clock.advance(delayMs - 1);
    expect(sockets.all).toHaveLength(before);
    clock.advance(1);
    expect(sockets.all).toHaveLength(before + 1);
  }
  sockets.latest.handlers.closed();
  expect(heard).toEqual([...[250, 250, 500, 500, 500, 1_000, 1_500, 1_500, 1_500].map((delayMs, at) => `reconnecting ${at + 1} in ${delayMs}`), 'failed']);
  expect(link.phase).toBe('failed');
  expect(new Set(sockets.all.map((socket) => socket.url)).size).toBe(1);
});

const NUMBERS = { en: 'zero one two three four five six seven eight nine ten'.split(' '), zh: [...'零一二三四五六七八九十'] };

test.each([
  ['docs/interruptions.md', /(?:1102|2103) (\w+) times/g, NUMBERS.en],
  ['docs/interruptions.zh-CN.md', /(?:1102|2103) (.)次/g, NUMBERS.zh],
])('%s counts the attempts as they are', (manual, counts, numbers) => {
  const told = [...textOf(manual).matchAll(counts)].map(([, word = '']) => numbers.indexOf(word));
  expect(told).toEqual([RETRY_DELAYS_MS.length, RETRY_DELAYS_MS.length]);
});

test('the README of webmedia tells every wait as it is', () => {
  const [sentence = ''] = /tried again[^`]+`reconnecting`/.exec(textOf('webmedia/README.md')) ?? [];
  const waits = [...sentence.matchAll(/([\d.]+)(?: seconds)? (once|twice|\w+ times)/g)].flatMap(([, seconds = '', often = '']) => {
    const count = { once: 1, twice: 2 }[often] ?? NUMBERS.en.indexOf(often.replace(' times', ''));
    return Array<number>(count).fill(Number(seconds) * 1_000);
  });
  expect(waits).toEqual(RETRY_DELAYS_MS);
});

test('a connection that was stable gives back all attempts', () => {
  const { clock, sockets, heard, link } = linked();
  link.start('ws://relay/live/alice.flv');
  sockets.latest.handlers.closed();
  clock.advance(RETRY_DELAYS_MS[0]!);
  sockets.latest.handlers.opened();
  clock.advance(STABLE_AFTER_MS);
  sockets.latest.handlers.closed();
  expect(heard).toEqual(['reconnecting 1 in 250', 'connected', 'reconnecting 1 in 250']);
});

test('a server that closes right after opening is not asked for ever', () => {
  const { clock, sockets, heard, link } = linked();
  link.start('ws://relay/live/alice.flv');
  for (const delayMs of RETRY_DELAYS_MS) {
    sockets.latest.handlers.opened();
    clock.advance(STABLE_AFTER_MS - 1);
    sockets.latest.handlers.closed();
    clock.advance(delayMs);
  }
  sockets.latest.handlers.opened();
  sockets.latest.handlers.closed();
  expect(heard.at(-1)).toBe('failed');
});

test('a socket that never opens is closed and counts as a failed attempt', () => {
  const { clock, sockets, heard, link } = linked();
  link.start('ws://relay/live/alice.flv');
  clock.advance(CONNECT_TIMEOUT_MS);
  expect([sockets.latest.closed, heard]).toEqual([true, ['reconnecting 1 in 250']]);
});

test('an open socket that is of no use is closed and another is asked for', () => {
  const { clock, sockets, heard, link } = linked();
  link.start('ws://relay/live/alice.flv');
  sockets.latest.handlers.opened();
  link.giveUpSocket();
  expect(sockets.latest.closed).toBe(true);
  clock.advance(RETRY_DELAYS_MS[0]!);
  expect(sockets.all).toHaveLength(2);
  expect(heard).toEqual(['connected', 'reconnecting 1 in 250']);
});

test('what an older socket says is not heard', () => {
  const { sockets, heard, link } = linked();
  link.start('ws://relay/live/alice.flv');
  const old = sockets.latest;
  link.start('ws://relay/live/bob.flv');
  old.handlers.opened();
  old.handlers.message(new Uint8Array(3));
  old.handlers.closed();
  expect([heard, old.closed, link.phase]).toEqual([[], true, 'connecting']);
});

test.each(['connecting', 'open', 'waiting', 'failed'])('stopped while %s, it closes, asks for nothing and tells nothing', (phase) => {
  const { clock, sockets, heard, link } = linked();
  link.start('ws://relay/live/alice.flv');
  if (phase === 'open') sockets.latest.handlers.opened();
  if (phase === 'waiting') sockets.latest.handlers.closed();
  if (phase === 'failed') [0, ...RETRY_DELAYS_MS].forEach((delayMs) => (clock.advance(delayMs), sockets.latest.handlers.closed()));
  expect(link.phase).toBe(phase);
  const [told, asked] = [heard.length, sockets.all.length];
  link.stop();
  link.stop();
  clock.advance(60_000);
  expect([link.phase, heard.length, sockets.all.length]).toEqual(['idle', told, asked]);
  if (phase === 'connecting' || phase === 'open') expect(sockets.latest.closed).toBe(true);
});

test('sends only while open', () => {
  const { sockets, link } = linked();
  link.start('ws://relay/live/alice.flv');
  link.send(Uint8Array.of(1));
  sockets.latest.handlers.opened();
  link.send(Uint8Array.of(2));
  expect(sockets.latest.sent.map((bytes) => [...bytes])).toEqual([[2]]);
});
