import { HOST_CLOCK } from '../../../server/src/clock';
import { RTMP_TYPE } from '../../../server/src/media/rtmp-messages';
import { Tickets } from '../../../server/src/media/tickets';
import { RtmpClient } from './support/rtmp-client';
import { slowLink } from './support/slow-link';
import { SECRET, startTestingRelay } from './support/testing-relay';
import { delayMs, quantile, Traffic } from './support/traffic';

const S = '12345678_1_1';
const LINK_KBPS = 350;
const STREAM_KBPS = 500;
const STREAM_S = 10;
const TICK_MS = 10;
const closers: (() => unknown)[] = [];

afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

test('on a link slower than the stream, a player that acknowledges keeps a bounded delay and its sound; one that does not falls behind', async () => {
  const { relay, ports } = await startTestingRelay({ clock: HOST_CLOCK });
  const link = await slowLink(ports.rtmpPort, LINK_KBPS);
  closers.push(() => relay.close(), () => link.close());
  const named = (action: 'push' | 'play') => `${S}?${new Tickets(SECRET).sign({ action, app: 'live', stream: S }, Date.now() / 1000 + 60)}`;
  const bob = await RtmpClient.connect(ports.rtmpPort);
  await bob.open('publish', named('push'));
  const watch = async (acknowledges: boolean) => {
    const client = await RtmpClient.connect(link.port, { acknowledges, keepsMedia: false });
    const seen = { client, delays: [] as number[], sounds: 0, pictures: 0 };
    client.onMedia = (message) => {
      const delay = delayMs(message);
      if (delay === null) return;
      seen.delays.push(delay);
      if (message.type === RTMP_TYPE.audio) seen.sounds += 1;
      else seen.pictures += 1;
    };
    await client.open('play', named('play'));
    return seen;
  };
  const [alice, carol] = await Promise.all([watch(true), watch(false)]);
  closers.push(...[bob, alice.client, carol.client].map((client) => () => client.close()));
  const traffic = new Traffic(STREAM_KBPS, (type, timestampMs, payload) => bob.send(type, timestampMs, payload));
  const stepping = setInterval(() => traffic.step(), TICK_MS);
  closers.push(() => clearInterval(stepping));
  await alice.client.until(() => traffic.soundsSent > STREAM_S * 43);
  const late = ({ delays }: { delays: number[] }) => quantile(delays.slice(-Math.floor(delays.length / 3)), 0.5);
  expect(late(alice)).toBeLessThan(1_200);
  expect(late(carol)).toBeGreaterThan(1.5 * late(alice));
  expect(alice.sounds).toBeGreaterThan(0.85 * traffic.soundsSent);
}, 30_000);
