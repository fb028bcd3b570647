import { connect } from 'node:net';
import type { RelayPorts } from '../../server/src/media/relay';
import type { Chance } from './chance';
import { PLAYED } from './make-http';
import { flvPath } from './secret';

/** Which port of the relay. */
export type Door = 'rtmp' | 'http';

/** Longer than every timeout of the relay in `relay-process.ts` together. */
const ENDS_MS = 20_000;
/** A stranger who reads nothing gives up after this long, so that the next one has his place. */
const LEAVES_MS = 400;
/** Only with one of these, letter for letter, does a request play. */
const SIGNATURES = PLAYED.map((stream) => flvPath('play', stream).replace(/.*k=/, ''));

/**
 * One socket that sends these bytes in pieces and says goodbye, breaks off, stops reading, or waits for the relay to end it.
 *
 * @returns once the socket has closed
 * @throws Error when the relay has not ended it
 */
export function visit(ports: RelayPorts, door: Door, bytes: Buffer, chance: Chance): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port: door === 'rtmp' ? ports.rtmpPort : ports.flvPort, noDelay: true });
  const leaving = chance.pick(isPlayer(door, bytes) ? ['says', 'breaks', 'reads nothing', 'stays'] as const : ['says', 'breaks', 'reads nothing', 'waits'] as const);
  const pieces = chance.cut(bytes, chance.pick([0, 1, 4, 30]));
  if (leaving !== 'reads nothing') socket.resume();
  socket.on('error', () => socket.destroy());
  const send = (): void => {
    const piece = pieces.shift();
    if (piece !== undefined && !socket.destroyed) socket.write(piece, () => setImmediate(send));
    else if (leaving === 'says') socket.end();
    else if (leaving === 'breaks') socket.destroy();
  };
  send();
  return new Promise((resolve, reject) => {
    const endless = () => reject(new Error(`a socket is still open ${ENDS_MS} ms after it has said its last`));
    const late = leaving === 'waits' ? setTimeout(endless, ENDS_MS) : setTimeout(() => socket.destroy(), LEAVES_MS);
    socket.once('close', () => { clearTimeout(late); resolve(); });
  });
}

/** Players may stay for as long as they like. Whoever has no ticket to play is none: what is refused, and a WebSocket that publishes. */
export function isPlayer(door: Door, bytes: Buffer): boolean {
  return door === 'rtmp' ? bytes.includes('play') : SIGNATURES.some((signature) => bytes.includes(signature));
}
