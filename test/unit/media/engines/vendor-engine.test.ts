import { vendorEngine } from '../../../../server/src/media/engines/vendor-engine';
import { FakeClock } from '../support/fake-clock';
import { SILENT } from '../support/testing-relay';

const S = '12345678_1_a';
const options = { keys: { push: 'push key', play: 'play key' }, nodes: [{ push: 'rtmp://push.shop.cn', play: 'rtmp://play.shop.cn', flv: 'https://play.shop.cn' }], ticketTtlS: 600, log: SILENT } as const;

test('Tencent: signed URLs of the push and the play domain, by RTMP or FLV', () => {
  const clock = new FakeClock(1_800_000_000_000);
  const rtmp = vendorEngine({ ...options, vendor: 'tencent', playProtocol: 'rtmp', clock });
  const flv = vendorEngine({ ...options, vendor: 'tencent', playProtocol: 'flv', clock });
  const txTime = (1_800_000_600).toString(16).toUpperCase();
  expect(rtmp.pushUrl(S)).toMatch(new RegExp(`^rtmp://push.shop.cn/live/${S}\\?txSecret=[0-9a-f]{32}&txTime=${txTime}$`));
  expect(rtmp.playUrl(S)).toMatch(new RegExp(`^rtmp://play.shop.cn/live/${S}\\?txSecret=[0-9a-f]{32}&txTime=${txTime}$`));
  expect(flv.playUrl(S)).toBe(rtmp.playUrl(S).replace('rtmp://', 'https://').replace('?', '.flv?'));
});

test('a revoked name gets no URL that holds; nothing is ever said to be live, and to close is safe twice', async () => {
  const clock = new FakeClock(1_800_000_000_000);
  const engine = vendorEngine({ ...options, vendor: 'aliyun', playProtocol: 'rtmp', clock });
  expect(engine.pushUrl(S)).toMatch(/auth_key=1800000600-/);
  engine.revoke(S);
  expect([engine.pushUrl(S), engine.playUrl(S)].map((url) => /auth_key=(\d+)-/.exec(url)?.[1])).toEqual(['600', '600']);
  expect(engine.pushUrl('12345678_1_b')).toMatch(/auth_key=1800000600-/);
  expect(engine.isLive(S)).toBe(false);
  engine.onEvent(() => undefined)();
  await engine.close();
  await engine.close();
});
