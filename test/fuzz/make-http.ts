import type { Chance } from './chance';
import { makeFlv } from './make-rtmp';
import { flvPath } from './secret';

const PATHS = ['/', '/live/a.flv', '/live/../live/a.flv', '/live/%00.flv', '//live/a.flv', `/live/${'a'.repeat(300)}.flv`, '*', 'http://a/live/a.flv'] as const;
/** What players ask for. `quiet` is never published: who waits there is told nothing by any packet. */
export const PLAYED = ['good', 'hostile0', 'quiet'] as const;
/** What a player may say: good reports, wrong and hostile ones. */
const REPORTS = [0, 1, 8_192, 16_384, 24_576, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] as const;
const METHODS = ['GET', 'GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'CONNECT', 'get'] as const;
const UPGRADE = 'upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
const HEADERS = ['content-length: 5\r\n', 'transfer-encoding: chunked\r\n', 'connection: keep-alive\r\n', 'expect: 100-continue\r\n', 'expect: x\r\n', 'host: b\r\n', ': \r\n', 'x: \u0001\r\n', UPGRADE] as const;

/** What comes over a socket of the FLV port: requests, several behind each other too, and WebSockets with what they push. */
export function makeHttp(chance: Chance): Buffer {
  if (chance.happens(0.5)) return makeWebSocket(chance);
  if (chance.happens(0.3)) return makePost(chance);
  return Buffer.concat(Array.from({ length: 1 + chance.below(4) }, () => makeRequest(chance)));
}

function makeRequest(chance: Chance): Buffer {
  const path = chance.happens(0.7) ? flvPath('play', chance.pick(PLAYED)) : chance.pick(PATHS);
  const headers = Array.from({ length: chance.below(3) }, () => chance.pick(HEADERS)).join('');
  return Buffer.from(`${chance.pick(METHODS)} ${path} HTTP/1.${chance.pick([1, 1, 1, 0])}\r\nhost: a\r\n${headers}\r\n`, 'latin1');
}

/** A body that pushes: in chunks, of a length, or of a length that is not kept; sometimes with a request behind it. */
function makePost(chance: Chance): Buffer {
  const flv = makeFlv(chance);
  const isChunked = chance.happens(0.7);
  const length = chance.pick([flv.length, flv.length + 5, Math.max(0, flv.length - 5)]);
  const head = Buffer.from(`POST ${flvPath('push', `hostile${chance.below(3)}`)} HTTP/1.1\r\nhost: a\r\n${isChunked ? 'transfer-encoding: chunked' : `content-length: ${length}`}\r\n\r\n`);
  const chunks = chance.cut(flv, 4).flatMap((piece) => [Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  const end = chance.happens(0.7) ? Buffer.from('0\r\n\r\n') : Buffer.alloc(0);
  return Buffer.concat([head, ...(isChunked ? [...chunks, end] : [flv]), ...(chance.happens(0.2) ? [makeRequest(chance)] : [])]);
}

function makeReports(chance: Chance): Buffer[] {
  return Array.from({ length: chance.below(chance.happens(0.1) ? 2_000 : 8) }, () => {
    const report = Buffer.alloc(chance.happens(0.9) ? 4 : chance.below(9));
    if (report.length === 4) report.writeUInt32BE(chance.pick(REPORTS));
    return makeFrame(chance, report);
  });
}

function makeWebSocket(chance: Chance): Buffer {
  const pushes = chance.happens(0.7);
  const path = flvPath(pushes ? 'push' : 'play', pushes ? `hostile${chance.below(3)}` : chance.pick(PLAYED));
  const protocol = pushes ? 'sec-websocket-protocol: post\r\n' : '';
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nhost: a\r\n${UPGRADE}${protocol}\r\n`);
  const pieces = pushes || chance.happens(0.2) ? chance.cut(makeFlv(chance), 4).map((piece) => makeFrame(chance, piece)) : makeReports(chance);
  return Buffer.concat([request, ...pieces, ...(chance.happens(0.2) ? [makeRequest(chance)] : [])]);
}

/** A masked frame: mostly whole and binary, sometimes any other (RFC 6455, section 5.2). */
function makeFrame(chance: Chance, payload: Buffer): Buffer {
  const first = chance.happens(0.8) ? 0x82 : chance.pick([0x02, 0x80, 0x81, 0x88, 0x89, 0x8a, 0xc2, 0x8f]);
  const body = (first & 0x08) === 0 ? payload : payload.subarray(0, 125);
  const head = body.length < 126 ? Buffer.of(first, 0x80 | body.length) : Buffer.of(first, 0x80 | 126, body.length >> 8, body.length & 0xff);
  const mask = chance.bytes(4);
  return Buffer.concat([head, mask, Buffer.from(body.map((byte, index) => byte ^ (mask[index & 3] ?? 0)))]);
}
