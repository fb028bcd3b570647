import { sameSignature, sign } from '../keys';
import type { SessionRow } from '../store/store';

/**
 * The token by which a device comes back to its session: `<rotation>.<signature>`, bound to session, app, account and
 * device. Nothing in it is secret but the key.
 */
export function resumeToken(key: Buffer, row: SessionRow): string {
  return `${row.rotation}.${signatureOf(key, row, row.rotation)}`;
}

/**
 * Whether a token is the newest of a session, or the one before it: the answer that carried the newest may have been
 * lost with the socket.
 */
export function isResumeToken(key: Buffer, row: SessionRow, token: string): boolean {
  const [rotation = '', signature = ''] = token.split('.');
  if (!/^\d{1,9}$/.test(rotation)) return false;
  const age = row.rotation - Number(rotation);
  return (age === 0 || age === 1) && sameSignature(signature, signatureOf(key, row, Number(rotation)));
}

function signatureOf(key: Buffer, row: SessionRow, rotation: number): string {
  return sign(key, [row.sid, row.app, row.account, row.device, String(rotation)].join('\n'));
}
