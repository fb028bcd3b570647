import { WebSocket } from 'ws';
import { HOST_CLOCK } from '../../../server/src/clock';
import { FlvReader } from '../../../server/src/media/flv';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import type { RelayPorts } from '../../../server/src/media/relay';
import { RTMP_TYPE } from '../../../server/src/media/rtmp-messages';
import { Tickets } from '../../../server/src/media/tickets';
import { Receipts } from '../../../webmedia/src/link/receipts';
import { RtmpClient } from './support/rtmp-client';
import { slowLink } from './support/slow-link';
import { SECRET, startTestingRelay } from './support/testing-relay';
import { delayMs, quantile, SOUND_MS, Traffic } from './support/traffic';

const S = '12345678_1_1';
const LINK_KBPS = 350;
const STREAM_KBPS = 500;
/** Packets of sound before the late ones join: in the middle of a group of pictures. */
const EARLIER_SOUNDS = 45;
const WINDOW_MS = 4_000;
const WINDOWS = 2;
const TICK_MS = 10;
/** Far above what it is, since other tests share the machine, and far below what it would be: `bench/relay` has the figures. */
const DELAY_MAX_MS = 1_000;
const SOUND_SHARE = 0.95;
const closers: (() => unknown)[] = [];

afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

/** What one player has heard of what was sent since it came, by windows of time. */
class Heard {
  /** Resolves when the last window is over. */
  readonly complete: Promise<void>;
  readonly windows: number[][] = Array.from({ length: WINDOWS }, () => []);
  private readonly soundsAtMs: number[] = [];
  private readonly sinceMs = performance.now();
  private over: () => void = () => undefined;

  constructor() {
    this.complete = new Promise((resolve) => { this.over = resolve; });
  }

  hear(message: { readonly type: number; readonly timestampMs: number; readonly payload: Buffer }): void {
    const delay = delayMs(message);
    const passedMs = performance.now() - this.sinceMs;
    if (delay === null || delay > passedMs) return;
    const window = this.windows[Math.floor(passedMs / WINDOW_MS)];
    if (window === undefined) return this.over();
    window.push(delay);
    if (message.type === RTMP_TYPE.audio) this.soundsAtMs.push(message.timestampMs);
  }

  get medians(): number[] { return this.windows.map((delays) => quantile(delays, 0.5)); }

  /** Which share of the sound from the first to the last heard has arrived. */
  get soundShare(): number {
    const durationMs = (this.soundsAtMs.at(-1) ?? 0) - (this.soundsAtMs[0] ?? 0);
    return (this.soundsAtMs.length - 1) * SOUND_MS / durationMs;
  }
}

const named = (action: 'push' | 'play', suffix = '') => `${S}${suffix}?${new Tickets(SECRET).sign({ action, app: 'live', stream: S }, Date.now() / 1000 + 60)}`;

/** Resolves once it plays; `hears` gets everything. */
async function byRtmp({ rtmpPort }: RelayPorts, heard: Heard, reports: boolean): Promise<void> {
  const client = await RtmpClient.connect(rtmpPort, { acknowledges: reports, keepsMedia: false });
  closers.push(() => client.close());
  client.onMedia = (message) => heard.hear(message);
  await client.open('play', named('play'));
}

/** Our browser player's own way to report. */
async function byWebSocket({ flvPort }: RelayPorts, heard: Heard, reports: boolean): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${flvPort}/live/${named('play', '.flv')}`);
  const [reader, receipts] = [new FlvReader('file', RELAY_LIMITS.messageBytes), new Receipts()];
  closers.push(() => socket.terminate());
  socket.on('message', (data: Buffer) => {
    const report = receipts.took(data.length);
    if (report !== null && reports) socket.send(report);
    reader.push(data, (tag) => heard.hear(tag));
  });
  await new Promise((resolve) => socket.once('open', resolve));
}

/** Begins a synthetic call's stream. */
async function published(ports: RelayPorts): Promise<{ untilSound(count: number): Promise<void> }> {
  const bob = await RtmpClient.connect(ports.rtmpPort);
  await bob.open('publish', named('push'));
  let look: () => void = () => undefined;
  const traffic = new Traffic(STREAM_KBPS, (type, timestampMs, payload) => bob.send(type, timestampMs, payload));
  const stepping = setInterval(() => { traffic.step(); look(); }, TICK_MS);
  closers.push(() => clearInterval(stepping), () => bob.close());
  return { untilSound: (count) => new Promise((resolve) => { look = () => { if (traffic.soundsSent >= count) resolve(); }; }) };
}

test('on a link slower than the stream, players that acknowledge or report keep a bounded delay and their sound in every window, also when they join late; one that does neither falls behind', async () => {
  const { relay, ports } = await startTestingRelay({ clock: HOST_CLOCK });
  const [rtmp, flv] = [await slowLink(ports.rtmpPort, LINK_KBPS), await slowLink(ports.flvPort, LINK_KBPS)];
  const slow = { rtmpPort: rtmp.port, flvPort: flv.port };
  closers.push(() => relay.close(), () => rtmp.close(), () => flv.close());
  const { untilSound } = await published(ports);
  const first = [new Heard(), new Heard(), new Heard()] as const;
  await Promise.all([byRtmp(slow, first[0], true), byWebSocket(slow, first[1], true), byWebSocket(slow, first[2], false)]);
  await untilSound(EARLIER_SOUNDS);
  const late = [new Heard(), new Heard()] as const;
  await Promise.all([byRtmp(slow, late[0], true), byWebSocket(slow, late[1], true)]);
  await Promise.all(late.map(({ complete }) => complete));
  const bounded = [first[0], first[1], ...late];
  expect(bounded.flatMap(({ medians }) => medians).filter((median) => !(median <= DELAY_MAX_MS))).toEqual([]);
  expect(bounded.map(({ soundShare }) => soundShare).filter((share) => !(share >= SOUND_SHARE))).toEqual([]);
  expect(first[2].medians.at(-1)).toBeGreaterThan(2 * Math.max(...first.slice(0, 2).map(({ medians }) => medians.at(-1) ?? Infinity)));
}, 30_000);
