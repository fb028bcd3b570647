import { FRAME_MS, FRAME_SAMPLES } from '../../../webmedia/src/audio/aac-encoder';
import { Emitter } from '../../../webmedia/src/emitter';
import { FlvReader, packetOf } from '../../../webmedia/src/flv/reader';
import type { OpenSocket, SocketHandlers } from '../../../webmedia/src/link/socket';
import { Backlog, MAX_LOOK_MS } from '../../../webmedia/src/push/backlog';
import type { PusherEvents } from '../../../webmedia/src/push/events';
import { settingsOf } from '../../../webmedia/src/push/options';
import { MAX_PICTURE_WAIT_MS, MAX_SOUND_WAIT_MS, Uplink } from '../../../webmedia/src/push/uplink';
import { FakeClock } from './fake-clock';
import { fakeEncoders } from './fake-encoders';

fakeEncoders();

/** What has left: when, and how long after it was taken. */
interface Left {
  readonly kind: string;
  readonly atMs: number;
  readonly waitedMs: number;
}

/** A socket from which so many kilobits a second leave, byte by byte and in order. */
class Link {
  readonly left: Left[] = [];
  handlers: SocketHandlers | null = null;
  private readonly reader = new FlvReader();
  private freeAtMs = 0;

  constructor(
    private readonly clock: FakeClock,
    public kbps: number,
  ) {}

  readonly open: OpenSocket = (_url, handlers) => {
    this.handlers = handlers;
    const queuedBytes = (): number => (Math.max(0, this.freeAtMs - this.clock.nowMs()) * this.kbps) / 8;
    return { get queuedBytes() { return queuedBytes(); }, send: (bytes) => this.take(bytes), close: () => undefined };
  };

  private take(bytes: Uint8Array<ArrayBuffer>): void {
    const nowMs = this.clock.nowMs();
    this.freeAtMs = Math.max(this.freeAtMs, nowMs) + (bytes.byteLength * 8) / this.kbps;
    for (const packet of this.reader.push(bytes).map(packetOf)) this.left.push({ kind: packet?.kind ?? 'none', atMs: nowMs, waitedMs: this.freeAtMs - nowMs });
  }
}

/** A pusher of camera and microphone over a link of `kbps`. */
async function pushing(kbps: number) {
  const [clock, events, told] = [new FakeClock(), new Emitter<PusherEvents>(), [] as string[]];
  const link = new Link(clock, kbps);
  for (const name of ['uplinkSlow', 'bitrate'] as const) events.on(name, () => told.push(name));
  const uplink = new Uplink(settingsOf({}), clock, events, link.open, () => true);
  uplink.start('wss://relay/live/1_1_0.flv');
  await new Promise(setImmediate); // Until the encoders are there.
  link.handlers?.opened();
  const picture = () => uplink.picture({} as HTMLCanvasElement);
  clock.every(1_000 / 15, picture);
  clock.every(FRAME_MS, () => uplink.sound(new Float32Array(FRAME_SAMPLES), clock.nowMs() - FRAME_MS));
  /** What was sent from then on, of one kind. */
  const since = (fromMs: number, kind: string) => link.left.filter((each) => each.kind === kind && each.atMs >= fromMs);
  return { clock, link, picture, since, told };
}

test.each([150, 250, 300])("over a link of %i kb/s, slower than its pictures, a pusher's sound waits less than a second, and pictures go on", async (kbps) => {
  const { clock, since, told } = await pushing(kbps);
  clock.advance(30_000);
  const sound = since(10_000, 'audio');
  expect(Math.max(...sound.map(({ waitedMs }) => waitedMs))).toBeLessThan(1_000);
  expect(sound.length).toBe(938); // All of twenty seconds.
  expect(since(10_000, 'video').length).toBeGreaterThan(20);
  expect(told.slice(0, 2)).toEqual(['uplinkSlow', 'bitrate']);
});

test('over a fast link no picture is held for the burst of a key frame, from the first on', async () => {
  const { clock, since, told } = await pushing(1_500);
  clock.advance(10_000);
  expect([since(0, 'video').length, told]).toEqual([150, []]);
});

test('a link that takes nothing is given no pictures after a while, and no sound after another', async () => {
  const { clock, link, since } = await pushing(5_000);
  clock.advance(1_000);
  link.kbps = 1;
  clock.advance(10_000);
  expect(since(1_000, 'audio').at(-1)?.atMs).toBeLessThanOrEqual(1_000 + MAX_SOUND_WAIT_MS + 2 * FRAME_MS);
  expect(since(1_000, 'video').at(-1)?.atMs).toBeLessThanOrEqual(1_000 + MAX_PICTURE_WAIT_MS + 100);
});

describe('what waits in a socket', () => {
  test('has waited as long as its oldest byte, however much it is', () => {
    const backlog = new Backlog();
    backlog.sent(100_000, 0);
    backlog.sent(50, 40);
    expect([backlog.waitedMs(100_050, 50), backlog.waitedMs(51, 60), backlog.waitedMs(50, 70), backlog.waitedMs(1, 80), backlog.waitedMs(0, 90)]).toEqual([50, 60, 30, 40, 0]);
  });

  test('is not older for the time in which the page stood still', () => {
    const backlog = new Backlog();
    backlog.sent(1_000, 0);
    expect([backlog.waitedMs(1_000, 5_000), backlog.waitedMs(1_000, 5_020)]).toEqual([MAX_LOOK_MS, MAX_LOOK_MS + 20]);
  });

  test('is forgotten with its socket', () => {
    const backlog = new Backlog();
    backlog.sent(1_000, 0);
    backlog.reset();
    backlog.sent(10, 90);
    expect(backlog.waitedMs(10, 100)).toBe(10);
  });
});
