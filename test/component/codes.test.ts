import { meaningOfPlayerCode } from '../../components/src/player/codes';
import { deniedDevice, meaningOfPusherCode } from '../../components/src/pusher/codes';

const meanings = (of: (code: number) => string | null, codes: readonly number[]) => Object.fromEntries(codes.map((code) => [code, of(code)]));

test('the pusher is live on 1002, and on 1005 for clients that never say 1002', () => {
  expect(meanings(meaningOfPusherCode, [1001, 1002, 1005, 1006])).toEqual({ 1001: 'connecting', 1002: 'live', 1005: 'live', 1006: 'live' });
});

test('the pusher has failed when WeChat gives up or the server closes the stream, and is stalled while WeChat tries', () => {
  expect(meanings(meaningOfPusherCode, [-1307, 3004, 1102, 3001, 3002, 3003, 3005, 1101])).toEqual({
    [-1307]: 'failed', 3004: 'failed', 1102: 'stalled', 3001: 'stalled', 3002: 'stalled', 3003: 'stalled', 3005: 'stalled', 1101: 'weak',
  });
});

test('the player has failed when WeChat gives up or the stream ends, and is stalled while WeChat tries', () => {
  expect(meanings(meaningOfPlayerCode, [2001, 2002, 2003, 2004, 2103, 2105, 2006, -2301, -2302])).toEqual({
    2001: 'connecting', 2002: 'connecting', 2003: 'live', 2004: 'live', 2103: 'stalled', 2105: 'weak', 2006: 'failed', [-2301]: 'failed',
    [-2302]: 'failed',
  });
});

test('codes without a meaning are noise', () => {
  const noise = [0, 1003, 1007, 1008, 1009, 1018, 1021, 1103, 4998, 4999, 10005, 2005, 2027, 6000, NaN];
  expect(noise.map(meaningOfPusherCode)).toEqual(noise.map(() => null));
  expect(noise.map(meaningOfPlayerCode)).toEqual(noise.map(() => null));
});

test('10001 is a refused camera, 10002 a refused microphone, and other errors are neither', () => {
  expect([10001, 10002, 10003, 10004].map(deniedDevice)).toEqual(['camera', 'microphone', null, null]);
});
