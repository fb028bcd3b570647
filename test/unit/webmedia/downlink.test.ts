import { Emitter } from '../../../webmedia/src/emitter';
import { writeHeader } from '../../../webmedia/src/flv/writer';
import { CONNECT_TIMEOUT_MS, RETRY_DELAYS_MS } from '../../../webmedia/src/link/link';
import { Downlink, FIRST_BYTE_MS, SILENCE_MS } from '../../../webmedia/src/play/downlink';
import type { PlayerEvents } from '../../../webmedia/src/play/events';
import { FakeAudioContext, FakeWorkletNode } from './fake-audio';
import { FakeClock } from './fake-clock';
import { FakeSockets } from './fake-sockets';

const FAKES = { AudioContext: FakeAudioContext, AudioWorkletNode: FakeWorkletNode, document: { addEventListener: () => undefined } };
beforeAll(() => Object.assign(globalThis, FAKES));
afterAll(() => Object.keys(FAKES).forEach((name) => Reflect.deleteProperty(globalThis, name)));

/** A play whose first socket is open; `told` has what a user may notice of its connection. */
function playing() {
  const [clock, sockets, events, told] = [new FakeClock(), new FakeSockets(), new Emitter<PlayerEvents>(), [] as string[]];
  for (const name of ['reconnecting', 'failed'] as const) events.on(name, () => told.push(name));
  const canvas = { width: 0, height: 0, getContext: () => ({ clearRect: () => undefined }) } as unknown as HTMLCanvasElement;
  const downlink = new Downlink(canvas, clock, events, sockets.open);
  downlink.start('ws://relay/live/alice.flv', 1);
  sockets.latest.handlers.opened();
  const bring = () => sockets.latest.handlers.message(writeHeader({ audio: true, video: true }));
  return { clock, sockets, told, downlink, bring };
}

test('a stream that has run is asked for anew after ten seconds of silence, and that is told', () => {
  const { clock, sockets, told, bring } = playing();
  bring();
  clock.advance(SILENCE_MS - 1);
  expect([sockets.latest.closed, told]).toEqual([false, []]);
  clock.advance(1);
  expect([sockets.latest.closed, told]).toEqual([true, ['reconnecting']]);
});

test.each([['open at once', 0], ['long in opening', 5_000]])('a new socket has its full time, %s: the silence of the one before is not its own', (_, openingMs) => {
  const { clock, sockets, told, bring } = playing();
  bring();
  clock.advance(SILENCE_MS - 1_000);
  sockets.latest.handlers.closed();
  clock.advance(RETRY_DELAYS_MS[0]! + openingMs);
  expect([sockets.all.length, sockets.latest.closed]).toEqual([2, false]);
  sockets.latest.handlers.opened();
  clock.advance(FIRST_BYTE_MS - 1);
  expect([sockets.all.length, sockets.latest.closed, told]).toEqual([2, false, ['reconnecting']]);
});

test('a play that has brought nothing for half a minute is asked for anew, as often as it takes, and its user hears nothing of it', () => {
  const { clock, sockets, told, bring } = playing();
  for (let asked = 1; asked <= 20; asked += 1) {
    clock.advance(FIRST_BYTE_MS - 1);
    expect([sockets.all.length, sockets.latest.closed]).toEqual([asked, false]);
    clock.advance(1);
    expect([sockets.all.length, sockets.all[asked - 1]!.closed, sockets.latest.closed]).toEqual([asked + 1, true, false]);
    sockets.latest.handlers.opened();
  }
  bring();
  clock.advance(SILENCE_MS - 1);
  expect([sockets.latest.closed, told]).toEqual([false, []]);
});

test('a play whose network went before anything came says so once the new socket does not open', () => {
  const { clock, told } = playing();
  clock.advance(FIRST_BYTE_MS + CONNECT_TIMEOUT_MS - 1);
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual(['reconnecting']);
});

test('a play that has failed or was stopped asks for nothing more', () => {
  const { clock, sockets, told } = playing();
  sockets.latest.handlers.closed();
  for (const delayMs of RETRY_DELAYS_MS) {
    clock.advance(delayMs);
    sockets.latest.handlers.closed();
  }
  expect(told.at(-1)).toBe('failed');
  const stopped = playing();
  stopped.downlink.stop();
  for (const play of [{ clock, sockets }, stopped]) {
    const asked = play.sockets.all.length;
    play.clock.advance(FIRST_BYTE_MS + SILENCE_MS);
    expect(play.sockets.all).toHaveLength(asked);
  }
});
