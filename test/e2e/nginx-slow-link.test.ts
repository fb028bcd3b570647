import { HOST_CLOCK } from '../../server/src/clock';
import { startHookedEngine } from '../../server/src/media/engines/hooked-engine';
import { flvHeader, writeFlvTag } from '../../server/src/media/flv';
import { RTMP_TYPE } from '../../server/src/media/rtmp-messages';
import { Nginx } from '../support/nginx';
import { freePorts } from '../support/processes';
import { until } from '../support/until';
import { RtmpClient } from '../unit/media/support/rtmp-client';
import { slowLink } from '../unit/media/support/slow-link';
import { opened, relayOf, ws } from '../unit/media/support/scene';
import { SECRET, SILENT } from '../unit/media/support/testing-relay';
import { delayMs, quantile, Traffic } from '../unit/media/support/traffic';

const S = '12345678_1_a';
const HOOK_SECRET = '0123456789abcdef0123456789abcdef';
const LINK_KBPS = 350;
const STREAM_KBPS = 500;
const STREAM_S = 12;
const SOUNDS_PER_S = 43;
const TICK_MS = 10;
/** Without looking at acknowledgements it would be four seconds by then, and grow. */
const DELAY_MAX_MS = 1_000;
const SOUND_SHARE = 0.9;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** nginx, and the URLs of a server that reaches it by a link slower than the stream. */
async function nginxBehindSlowLink(): Promise<Awaited<ReturnType<typeof startHookedEngine>>> {
  const [rtmpPort = 0, controlPort = 0, hookPort = 0] = await freePorts(3);
  const nginx = new Nginx(rtmpPort, controlPort, hookPort, HOOK_SECRET);
  closers.push(() => nginx.remove());
  await nginx.start();
  const link = await slowLink(rtmpPort, LINK_KBPS, 'port');
  const base = `rtmp://127.0.0.1:${rtmpPort}`;
  const engine = await startHookedEngine({
    engine: 'nginx-rtmp', nodes: [{ push: base, play: base, control: `http://127.0.0.1:${controlPort}`, inner: `rtmp://127.0.0.1:${link.port}` }],
    hook: { host: '127.0.0.1', port: hookPort, secret: HOOK_SECRET }, secret: SECRET, ticketTtlS: 600, playProtocol: 'rtmp', log: SILENT,
  });
  closers.push(() => link.close(), () => engine.close());
  return engine;
}

test('on a link to nginx-rtmp that is slower than the stream of a browser, the delay stays bounded and the sound whole', async () => {
  const engine = await nginxBehindSlowLink();
  const relay = await relayOf({ clock: HOST_CLOCK, engineUrls: (action, stream) => Promise.resolve(engine.linkUrl(action, stream)) });
  const queryOf = (url: string): string => url.replace(/.*\/live\//, '');
  const { socket } = await opened(ws(relay, queryOf(engine.pushUrl(S)), 'post'));
  socket.send(flvHeader({ audio: true, video: true }));
  const traffic = new Traffic(STREAM_KBPS, (type, timestampMs, payload) => socket.send(writeFlvTag(type, timestampMs, payload)));
  const stepping = setInterval(() => traffic.step(), TICK_MS);
  closers.push(() => clearInterval(stepping), () => socket.terminate());
  await until('it has reached nginx', () => engine.isLive(S));
  const phone = await RtmpClient.connect(Number(new URL(engine.playUrl(S)).port), { keepsMedia: false });
  closers.push(() => phone.close());
  await phone.open('play', queryOf(engine.playUrl(S)));
  const [delays, missed] = [[] as number[], traffic.soundsSent];
  let sounds = 0;
  phone.onMedia = (message) => {
    const delay = delayMs(message);
    if (delay !== null) delays.push(delay);
    if (delay !== null && message.type === RTMP_TYPE.audio) sounds += 1;
  };
  await phone.until(() => traffic.soundsSent - missed > STREAM_S * SOUNDS_PER_S);
  const median = quantile(delays.slice(-Math.floor(delays.length / 3)), 0.5);
  expect(median).toBeLessThan(DELAY_MAX_MS);
  expect(sounds).toBeGreaterThan(SOUND_SHARE * (traffic.soundsSent - missed));
}, 60_000);
