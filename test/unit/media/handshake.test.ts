import { createHmac } from 'node:crypto';
import { Handshake } from '../../../server/src/media/handshake';

const PACKET = 1536;
const random = (count: number) => Buffer.alloc(count, 9);
const plainHello = Buffer.concat([Buffer.of(3), Buffer.alloc(8), Buffer.alloc(PACKET - 8, 1)]);
const AFTER = Buffer.from('what follows');

function shake(...pieces: readonly Buffer[]): { reply: Buffer; rest: Buffer | null } {
  const handshake = new Handshake(random);
  let rest: Buffer | null = null;
  const replies: Buffer[] = [];
  for (const piece of pieces) {
    const step = handshake.push(piece);
    if (step.reply !== null) replies.push(step.reply);
    rest = step.rest;
  }
  return { reply: Buffer.concat(replies), rest };
}

test('a plain hello is answered with version, own packet and an echo, and what follows is handed on', () => {
  const { reply, rest } = shake(Buffer.concat([plainHello, Buffer.alloc(PACKET), AFTER]));
  expect([reply.length, reply[0], reply.readUInt32BE(5)]).toEqual([1 + 2 * PACKET, 3, 0]);
  expect(reply.subarray(1 + PACKET)).toEqual(plainHello.subarray(1));
  expect(rest).toEqual(AFTER);
});

test('the answer is the same wherever the hello is cut', () => {
  const whole = Buffer.concat([plainHello, Buffer.alloc(PACKET), AFTER]);
  const expected = shake(whole);
  const cuts = [...whole.keys()].filter((cut) => cut % 61 === 0 || Math.abs(cut - 1 - PACKET) < 3 || Math.abs(cut - 1 - 2 * PACKET) < 3);
  for (const cut of cuts) expect(shake(whole.subarray(0, cut), whole.subarray(cut))).toEqual(expected);
});

const CLIENT_KEY = Buffer.from('Genuine Adobe Flash Player 001');
const SERVER_WORDS = Buffer.from('Genuine Adobe Flash Media Server 001');

function place(packet: Buffer, offsetsAt: number): number {
  return ([0, 1, 2, 3].reduce((sum, index) => sum + packet[offsetsAt + index]!, 0) % 728) + offsetsAt + 4;
}

function digest(packet: Buffer, at: number, key: Buffer): Buffer {
  return createHmac('sha256', key).update(Buffer.concat([packet.subarray(0, at), packet.subarray(at + 32)])).digest();
}

test.each([8, 772])('a hello with a digest at offset table %i is answered with a digest in the same half', (offsetsAt) => {
  const packet = Buffer.concat([Buffer.alloc(4), Buffer.of(9, 0, 124, 2), Buffer.alloc(PACKET - 8, 200)]);
  digest(packet, place(packet, offsetsAt), CLIENT_KEY).copy(packet, place(packet, offsetsAt));
  const { reply } = shake(Buffer.concat([Buffer.of(3), packet]));
  const own = reply.subarray(1, 1 + PACKET);
  const at = place(own, offsetsAt);
  expect(own.readUInt32BE(4)).not.toBe(0);
  expect(own.subarray(at, at + 32)).toEqual(digest(own, at, SERVER_WORDS));
  expect(reply.subarray(1 + PACKET)).not.toEqual(packet);
});

test('a version without a digest that fits gets the plain answer', () => {
  const hello = Buffer.concat([Buffer.of(3), Buffer.alloc(4), Buffer.of(1, 2, 3, 4), Buffer.alloc(PACKET - 8)]);
  expect(shake(hello).reply.subarray(1 + PACKET)).toEqual(hello.subarray(1));
});

test.each([0, 6, 71, 255])('version %i is refused at its first byte', (version) => {
  expect(() => shake(Buffer.of(version))).toThrow(`version ${version}`);
});
