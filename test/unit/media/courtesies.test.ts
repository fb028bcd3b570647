import { Courtesies, PEER_WINDOW_BYTES } from '../../../server/src/media/courtesies';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { RTMP_TYPE, USER_EVENT, userControlMessage, type OutgoingMessage } from '../../../server/src/media/rtmp-messages';

const { ackWindowBytes } = RELAY_LIMITS;

/** One end of a connection, and what it says: an acknowledgement's bytes, or `pong` with its number. */
function end() {
  const said: (number | string)[] = [];
  const say = ({ type, payload }: OutgoingMessage) => said.push(type === RTMP_TYPE.acknowledgement ? payload.readUInt32BE() : `pong ${payload.readUInt32BE(2)}`);
  const courtesies = new Courtesies(RELAY_LIMITS, say);
  const read = (bytes: number) => { courtesies.received(bytes); courtesies.acknowledge(); };
  const hear = (type: number, ...bytes: readonly number[]) => courtesies.heard({ type, timestampMs: 0, payload: Buffer.from(bytes) });
  return { courtesies, said, read, hear };
}

test('what has come is acknowledged once for each window that the other end asks for, the usual one before it asks', () => {
  const { said, read, hear } = end();
  [PEER_WINDOW_BYTES - 1, 1, 1].forEach(read);
  expect(said).toEqual([PEER_WINDOW_BYTES]);
  hear(RTMP_TYPE.windowSize, 0, 1, 0, 0);
  [65_534, 1, 65_535, 1].forEach(read);
  expect(said).toEqual([PEER_WINDOW_BYTES, PEER_WINDOW_BYTES + 65_536, PEER_WINDOW_BYTES + 2 * 65_536]);
});

test('no window is smaller than the one that the relay asks for itself, and one that is cut short changes nothing', () => {
  const { said, read, hear } = end();
  hear(RTMP_TYPE.windowSize, 0, 0, 0, 1);
  hear(RTMP_TYPE.windowSize, 0, 0, 1);
  [ackWindowBytes - 1, 1, 1].forEach(read);
  expect(said).toEqual([ackWindowBytes]);
});

test('a ping is answered with its number; other events and half a ping are not', () => {
  const { courtesies, said, hear } = end();
  const { type, payload } = userControlMessage(USER_EVENT.pingRequest, 77);
  courtesies.heard({ type, timestampMs: 0, payload });
  hear(type, ...payload.subarray(0, 5));
  const other = userControlMessage(USER_EVENT.streamBegin, 1);
  courtesies.heard({ type, timestampMs: 0, payload: other.payload });
  expect(said).toEqual(['pong 77']);
});
