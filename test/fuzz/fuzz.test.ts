import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { decodeAmf0 } from '../../server/src/media/amf0';
import { FlvReader } from '../../server/src/media/flv';
import type { Media } from '../../server/src/media/rtmp-media';
import { Bystanders } from './bystanders';
import { Chance } from './chance';
import { caseOf } from './cases';
import { loadCorpus } from './corpus';
import { DELAY_MAX_MS, Frames } from './frames';
import { Growth } from './growth';
import { checkParser, PARSERS, tellMedia, tellValues, type Parser } from './parsers';
import { RelayUnderTest } from './relay-under-test';
import { FuzzRun } from './run';
import { flvPath } from './secret';
import { isPlayer } from './strangers';

const SECONDS = process.env['NETCALL_FUZZ_SECONDS'] ?? '60';
const SEED = process.env['NETCALL_FUZZ_SEED'] ?? '20260101';
const ROOT = join(__dirname, '../..');

/** What the program says, and how it exits. */
function fuzz(...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--expose-gc', '--import', 'tsx', 'scripts/fuzz.ts', ...args], { cwd: ROOT }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : 1, text: stdout + stderr }));
  });
}

test(`a relay takes the corpus and at least ${SECONDS} s of what strangers send without crash, hang or growth, and who behaves notices nothing (seed ${SEED})`, async () => {
  const { code, text } = await fuzz('--seconds', SECONDS, '--seed', SEED);
  if (code !== 0) throw new Error(text);
  const [, inputs = 0, sockets = 0, frames = 0] = (/(\d+) inputs of parsers, (\d+) sockets.* (\d+) frames/.exec(text) ?? []).map(Number);
  expect([text.includes('kept every rule;'), inputs > 100, sockets > 10, frames > 10]).toEqual([true, true, true, true]);
}, 180_000 + Number(SECONDS) * 3_000);

test('the process of the relay is ended when those who behave cannot begin', async () => {
  const stop = jest.fn();
  jest.spyOn(RelayUnderTest, 'start').mockResolvedValue({ stop } as never);
  jest.spyOn(Bystanders, 'start').mockRejectedValue(new Error('no connection'));
  await expect(FuzzRun.play({ seconds: 1, seed: 1, say: () => undefined })).rejects.toThrow('no connection');
  expect(stop).toHaveBeenCalledTimes(1);
});

test.each([
  ['a request that plays', flvPath('play', 'good'), '', true],
  ['a WebSocket that plays', flvPath('play', 'quiet'), 'upgrade: websocket', true],
  ['a WebSocket that publishes', flvPath('push', 'hostile0'), 'upgrade: websocket\r\nsec-websocket-protocol: post', false],
  ['a request without a ticket', '/live/good.flv', '', false],
] as const)('whether %s may stay for as long as it likes is told by its ticket', (_who, path, headers, isPlaying) => {
  expect(isPlayer('http', Buffer.from(`GET ${path} HTTP/1.1\r\nhost: a\r\n${headers}\r\n\r\n`))).toBe(isPlaying);
});

test.each([
  ['as long as is allowed', DELAY_MAX_MS, null],
  ['longer than is allowed', DELAY_MAX_MS + 1, 'a frame took 8001 ms'],
] as const)('a frame that took %s is told as late, or not, once it is there', (_long, tookMs, fault) => {
  let nowMs = 0;
  const frames = new Frames(() => nowMs);
  const first = frames.send();
  frames.hear('rtmp', first);
  nowMs = tookMs;
  frames.hear('flv', first);
  if (fault === null) expect(() => frames.check()).not.toThrow();
  else expect(() => frames.check()).toThrow(fault);
});

test('a frame that one of two players still waits for is told when it is late', () => {
  let nowMs = 0;
  const frames = new Frames(() => nowMs);
  frames.hear('rtmp', frames.send());
  nowMs = DELAY_MAX_MS;
  expect(() => frames.check()).not.toThrow();
  nowMs += 1;
  expect(() => frames.check()).toThrow('1 sent, {"rtmp":0,"flv":-1} is the last heard');
});

test('a frame that a player misses is told', () => {
  const frames = new Frames(() => 0);
  frames.send();
  frames.hear('flv', frames.send());
  expect(() => frames.check()).toThrow('a player by flv got frame 1 after -1');
});

test('the same seed and number give the same case, and another seed another', () => {
  const corpus = loadCorpus();
  const bytesOf = (seed: number) => [0, 1, 2, 3, 4, 59, 60].map((number) => caseOf(seed, number, corpus).bytes.toString('hex'));
  expect(bytesOf(7)).toEqual(bytesOf(7));
  expect(bytesOf(7)).not.toEqual(bytesOf(8));
});

const aggregated = (piece: Buffer): Media => ({ type: 9, timestampMs: 0, payload: piece.subarray(0, 15) });

/** Parsers with a fault each; twenty bytes of 1 are ten times `true` in AMF0. */
const FAULTY: Record<string, [Parser, string]> = {
  'a parser that forgets what a cut leaves behind': [(tell) => (piece) => { if (piece.length >= 4) tell(piece.subarray(0, 4).toString('hex'), 4); }, 'gives another result'],
  'an error that is no format error': [() => (piece) => { piece.readUInt32BE(piece.length); }, 'out of range'],
  'memory set aside for a length that is only claimed': [() => () => { Buffer.allocUnsafe(0xffffff); }, 'allocates 16777215 bytes'],
  'more given than came': [(tell) => (piece) => tell('twice', 2 * piece.length), 'gave 40 bytes of 20'],
  'a value of AMF0 that comes out twice': [(tell) => (piece) => tellValues([...decodeAmf0(piece), ...decodeAmf0(piece)], tell), 'gave 40 bytes of 20'],
  'media that come out of an aggregate twice': [(tell) => (piece) => tellMedia(piece, [aggregated(piece), aggregated(piece)], tell), 'gave 30 bytes of 20'],
};

test.each(Object.entries(FAULTY))('%s is noticed', (_what, [parser, why]) => {
  expect(() => checkParser(parser, Buffer.alloc(20, 1), new Chance(1), false)).toThrow(why);
});

test('the parsers of the relay keep the rules with the whole corpus, cut in many ways', () => {
  const corpus = loadCorpus();
  const check = (name: keyof typeof PARSERS, kind: keyof typeof corpus, seed: number) => corpus[kind].forEach(({ bytes }) => checkParser(PARSERS[name], bytes, new Chance(seed), name === 'amf0'));
  for (let seed = 0; seed < 30; seed += 1) {
    for (const name of ['amf0', 'chunks', 'flv', 'handshake'] as const) check(name, name, seed);
  }
  const tags: number[] = [];
  const film = corpus.flv.find(({ name }) => name.includes('ffmpeg'));
  new FlvReader('file', 100_000).push(film?.bytes ?? Buffer.alloc(0), ({ type }) => tags.push(type));
  expect(new Set(tags)).toEqual(new Set([18, 9, 8]));
});

test('memory is judged from the sixth measurement on', () => {
  const growth = new Growth('it');
  const isJudged = [1, 2, 3, 4, 5, 6].map((bytes) => { growth.note(bytes); return growth.isJudged; });
  expect(isJudged).toEqual([false, false, false, false, false, true]);
});

test('memory that grows is told, noise and a larger beginning are not', () => {
  const grown = (...megabytes: number[]) => { const growth = new Growth('it'); megabytes.forEach((value) => growth.note(value * 1e6)); return () => growth.check(); };
  expect(grown(10, 12, 14, 15, 14, 13, 16)).not.toThrow();
  expect(grown(10, 12, 14, 30, 14, 13, 19)).not.toThrow();
  expect(grown(10, 12, 14, 30, 21, 22, 23)).toThrow('it grows: from 14.0 MB to 21.0 MB');
});
