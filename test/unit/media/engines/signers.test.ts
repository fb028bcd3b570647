import { createHash } from 'node:crypto';
import { aliyunKey, ticketSigner, VENDOR_SIGNERS, type SignedClaim, type Signer } from '../../../../server/src/media/signers';
import { StreamUrls } from '../../../../server/src/media/stream-urls';
import { Tickets } from '../../../../server/src/media/tickets';

const KEYS = { push: 'e12c46f2612d5106e2034781ab261ca3', play: 'another key for those who play' };
const claim = (action: 'push' | 'play', stream = 'test'): SignedClaim => ({ action, app: 'live', stream, path: `/live/${stream}` });
const SIGNERS: [string, Signer][] = [
  ['our tickets', ticketSigner(new Tickets('a secret'))], ['tencent', VENDOR_SIGNERS.tencent(KEYS)], ['aliyun', VENDOR_SIGNERS.aliyun(KEYS)],
];

test('the example that Tencent publishes is reproduced to the letter', () => {
  expect(VENDOR_SIGNERS.tencent(KEYS)(claim('push'), 0x5c271099)).toBe('txSecret=f85a2ab363fe4deaffef9754d79da6fe&txTime=5C271099');
});

test('the example that Huawei publishes of the form it shares with Aliyun is reproduced to the letter', () => {
  expect(aliyunKey('/livetest/huawei1.flv', 1_592_639_100, '477b3bbc253f467b8def6711128c7bec', 'GCTbw44s6MPLh4GqgDpnfuFHgy25Enly'))
    .toBe('1592639100-477b3bbc253f467b8def6711128c7bec-0-dd1b5ffa00cf26acec0c169ae1cfabea');
});

test('Aliyun gets path, timestamp, rand and uid in one parameter, and rand has no hyphen', () => {
  const query = VENDOR_SIGNERS.aliyun(KEYS)(claim('play'), 1_800_000_000);
  const [, timestamp, rand, uid, hash] = /^auth_key=(\d+)-([0-9a-f]{32})-(0)-([0-9a-f]{32})$/.exec(query) ?? [];
  expect([timestamp, uid]).toEqual(['1800000000', '0']);
  expect(hash).toBe(createHash('md5').update(`/live/test-1800000000-${rand}-0-${KEYS.play}`).digest('hex'));
});

test.each(SIGNERS)('%s: push and play, two streams, and two expiries are signed differently', (_name, signer) => {
  const queries = [signer(claim('push'), 1_800_000_000), signer(claim('play'), 1_800_000_000), signer(claim('push', 'other'), 1_800_000_000), signer(claim('push'), 1_800_000_001)];
  expect(new Set(queries.map((query) => query.replace(/(txTime|e)=[^&]*/, ''))).size).toBe(4);
  expect(signer(claim('push'), 1_800_000_000)).toBe(queries[0]);
});

test('a URL has the base of its action, and FLV is signed with the path it has', () => {
  const bases = { push: 'rtmp://push.shop.cn', play: 'rtmp://play.shop.cn', flv: 'https://play.shop.cn' };
  const signer: Signer = ({ action, app, stream, path }, expiresAtS) => `${action},${app},${stream},${path},${expiresAtS}`;
  const urls = (playProtocol: 'rtmp' | 'flv') => new StreamUrls({ signer, playProtocol, ticketTtlS: 60 });
  expect(urls('rtmp').push(bases, 's', 1_999)).toBe('rtmp://push.shop.cn/live/s?push,live,s,/live/s,61');
  expect(urls('rtmp').play(bases, 's', 1_999)).toBe('rtmp://play.shop.cn/live/s?play,live,s,/live/s,61');
  expect(urls('flv').play(bases, 's', 0)).toBe('https://play.shop.cn/live/s.flv?play,live,s,/live/s.flv,60');
  expect(urls('flv').play({ push: bases.push, play: bases.play }, 's', 0)).toBe('rtmp://play.shop.cn/live/s?play,live,s,/live/s,60');
});
