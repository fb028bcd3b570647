import { meaningOfPlayerCode } from '../../components/src/player/codes';
import { deniedDevice, meaningOfPusherCode } from '../../components/src/pusher/codes';

const meanings = (of: (code: number) => string | null, codes: readonly number[]) => Object.fromEntries(codes.map((code) => [code, of(code)]));

test('the pusher is live on 1002, and on 1005 for clients that never say 1002', () => {
  expect(meanings(meaningOfPusherCode, [1001, 1002, 1005, 1006])).toEqual({ 1001: 'connecting', 1002: 'live', 1005: 'live', 1006: 'live' });
});

test('the pusher has failed when WeChat gives up, the server closes the stream, or nothing can be captured or encoded, and is stalled while WeChat tries', () => {
  expect(meanings(meaningOfPusherCode, [-1307, 3004, -1301, -1302, -1303, -1304, -1305, -1306, 1102, 3001, 3002, 3003, 3005, 1101])).toEqual({
    [-1307]: 'failed', 3004: 'failed', [-1301]: 'failed', [-1302]: 'failed', [-1303]: 'failed', [-1304]: 'failed', [-1305]: 'failed', [-1306]: 'failed',
    1102: 'stalled', 3001: 'stalled', 3002: 'stalled', 3003: 'stalled', 3005: 'stalled', 1101: 'weak',
  });
});

test('the pusher is suspended when WeChat takes the mini-program from the front, or its floating window is closed', () => {
  expect(meanings(meaningOfPusherCode, [5000, 5001])).toEqual({ 5000: 'suspended', 5001: 'suspended' });
});

test('the player has failed when WeChat gives up or the stream ends, is stalled while WeChat tries, and weak where something is missing', () => {
  expect(meanings(meaningOfPlayerCode, [2001, 2002, 2003, 2004, 2007, 2103, 3001, 3002, 3003, 3005, 2104, 2105, 2107, 2006, -2301, -2302])).toEqual({
    2001: 'connecting', 2002: 'connecting', 2003: 'live', 2004: 'live', 2007: 'stalled', 2103: 'stalled', 3001: 'stalled', 3002: 'stalled', 3003: 'stalled', 3005: 'stalled',
    2104: 'weak', 2105: 'weak', 2107: 'weak', 2006: 'failed', [-2301]: 'failed', [-2302]: 'failed',
  });
});

/**
 * Steps on the way, warnings that change nothing, capturing of the screen, and rooms of WeChat's own. And -1311, a microphone
 * that is open and gives nothing: a new stream would have the same one, for as long as the call lasts.
 */
const PUSHER_NOISE = [
  0, 1003, 1004, 1007, 1008, 1009, 1018, 1019, 1021, 1022, 1031, 1032, 1033, 1034, 1103, 1104, 1105, 1106, 2003, 2004, 2007, -1308, -1309, -1310, -1311, -1312, -3301, -100006, -100015, -100018,
  10005, 10012, 10014, 2027, 2029, 4998, 4999, NaN,
];
const PLAYER_NOISE = [2005, 2008, 2009, 2101, 2102, 2106, 2108, 6000, NaN];

test('codes without a meaning are noise', () => {
  expect(PUSHER_NOISE.filter((code) => meaningOfPusherCode(code) !== null)).toEqual([]);
  expect(PLAYER_NOISE.filter((code) => meaningOfPlayerCode(code) !== null)).toEqual([]);
});

test('10001 is a refused camera, 10002 a refused microphone, and other errors are neither', () => {
  expect([10001, 10002, 10003, 10004].map(deniedDevice)).toEqual(['camera', 'microphone', null, null]);
});
