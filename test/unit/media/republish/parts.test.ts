import { encodeAmf0, type Amf0Value } from '../../../../server/src/media/amf0';
import { RELAY_LIMITS } from '../../../../server/src/media/limits';
import { AskedUrls } from '../../../../server/src/media/republish/asked-urls';
import { ClientHandshake } from '../../../../server/src/media/republish/client-handshake';
import { parseEngineAddress } from '../../../../server/src/media/republish/engine-address';
import { RtmpLink, type LinkEnd } from '../../../../server/src/media/republish/rtmp-link';
import { parseRtmpAnswer } from '../../../../server/src/media/republish/rtmp-answers';
import { parseFromRelay, parseToRelay } from '../../../../server/src/media/ipc';
import { until } from '../../../support/until';
import { relayOf, S } from '../support/scene';

test.each([
  ['rtmp://m1.shop.cn/live/S?e=1&k=a', { host: 'm1.shop.cn', port: 1935, app: 'live', name: 'S?e=1&k=a', tcUrl: 'rtmp://m1.shop.cn/live' }],
  ['rtmp://10.0.0.1:1936/live/S', { host: '10.0.0.1', port: 1936, app: 'live', name: 'S', tcUrl: 'rtmp://10.0.0.1:1936/live' }],
  ['RTMP://m1.shop.cn:/live/S', { host: 'm1.shop.cn', port: 1935, app: 'live', name: 'S', tcUrl: 'rtmp://m1.shop.cn/live' }],
  ['rtmp://[::1]:1936/live/S', { host: '::1', port: 1936, app: 'live', name: 'S', tcUrl: 'rtmp://[::1]:1936/live' }],
])('%s says where to connect and what to ask for there', (url, address) => {
  expect(parseEngineAddress(url)).toEqual(address);
});

test.each(['http://m1/live/S', 'rtmp://m1/S', 'rtmp:///live/S', 'rtmp://m1/live/', ''])('%j is no address of an engine', (url) => {
  expect(() => parseEngineAddress(url)).toThrow('the form rtmp://HOST[:PORT]/APP/STREAM');
});

test("the client's handshake is the same wherever the server's is cut, and gives what comes behind it", () => {
  const server = Buffer.concat([Buffer.of(3), Buffer.alloc(1536, 1), Buffer.alloc(1536, 2), Buffer.from('rest')]);
  for (let cut = 0; cut <= server.length; cut += 1) {
    const handshake = new ClientHandshake((count) => new Uint8Array(count));
    const steps = [handshake.push(server.subarray(0, cut)), handshake.push(server.subarray(cut))];
    const last = steps.find(({ rest }) => rest !== null);
    expect(last?.reply?.equals(Buffer.alloc(1536, 1))).toBe(true);
    expect('rest'.startsWith(last?.rest?.toString() ?? 'none')).toBe(true);
  }
});

test.each<[string, readonly Amf0Value[], ReturnType<typeof parseRtmpAnswer>]>([
  ['a result', ['_result', 2, null, 1], { type: 'result', transaction: 2, value: 1 }],
  ['an error', ['_error', 1, null, { code: 'NetConnection.Connect.Rejected' }], { type: 'error', code: 'NetConnection.Connect.Rejected' }],
  ['an error without a code', ['_error', 1, null], { type: 'error', code: 'error' }],
  ['a status', ['onStatus', 0, null, { level: 'status', code: 'NetStream.Play.Start' }], { type: 'status', code: 'NetStream.Play.Start', isError: false }],
  ['a status that is an error', ['onStatus', 0, null, { level: 'error', code: 'NetStream.Play.Failed' }], { type: 'status', code: 'NetStream.Play.Failed', isError: true }],
  ['anything else', ['onBWDone', 0, null], { type: 'other' }],
])('%s of an engine is understood', (_what, values, answer) => {
  expect(parseRtmpAnswer(encodeAmf0(...values))).toEqual(answer);
});

test.each<[string, readonly Amf0Value[]]>([
  ['no name', [1, 1]], ['no transaction', ['_result', 'x']], ['a status without facts', ['onStatus', 0, null]], ['a status with a number for a code', ['onStatus', 0, null, { code: 1 }]],
])('with %s an answer is not believed', (_what, values) => {
  expect(() => parseRtmpAnswer(encodeAmf0(...values))).toThrow('an RTMP command is not usable');
});

test('URLs that were asked for reach whoever asked, in any order; an answer to no question is dropped', async () => {
  const questions: { id: number; stream: string }[] = [];
  const urls = new AskedUrls((question) => {
    expect(parseFromRelay(question)).toEqual(question);
    questions.push(question);
  });
  const both = Promise.all([urls.ask('push', 'a'), urls.ask('play', 'b')]);
  for (const { id, stream } of [...questions].reverse()) {
    const answer = parseToRelay({ type: 'url', id, url: `for ${stream}` });
    if (answer.type === 'url') urls.answered(answer.id, answer.url);
  }
  urls.answered(9, 'for nobody');
  expect(await both).toEqual(['for a', 'for b']);
});

test('an engine that answers when it is asked whether it is there is not silent', async () => {
  const engine = await relayOf();
  let [nowMs, heard] = [0, 0];
  const ends: LinkEnd[] = [];
  const listener = { opened: () => undefined, media: () => undefined, paused: () => undefined, unpublished: () => undefined, ended: (end: LinkEnd) => void ends.push(end) };
  const address = parseEngineAddress(`rtmp://127.0.0.1:${engine.ports.rtmpPort}/live/${engine.ticketed('play', S)}`);
  const link = new RtmpLink({ address, action: 'play', limits: RELAY_LIMITS, nowMs: () => { heard += 1; return nowMs; }, random: (count) => new Uint8Array(count), listener });
  await until('it is open', () => link.isOpen);
  for (nowMs = 14_000; nowMs < 60_000; nowMs += 14_000) {
    link.sweep(nowMs);
    const asked = heard;
    await until('the engine has answered', () => heard > asked);
  }
  expect([link.isOpen, ends]).toEqual([true, []]);
  link.end('closed');
  expect(ends).toHaveLength(1);
});
