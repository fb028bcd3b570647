import { decodeAmf0, isAmf0Object, type Amf0Value } from '../amf0';
import { FormatError } from '../format-error';

/** What an RTMP server says to its client, already checked. Everything a client has no use for is `other`. */
export type RtmpAnswer =
  | { readonly type: 'result'; readonly transaction: number; readonly value: Amf0Value }
  | { readonly type: 'error'; readonly code: string }
  | { readonly type: 'status'; readonly code: string; readonly isError: boolean }
  | { readonly type: 'other' };

/**
 * Reads a command message of a server.
 *
 * @throws FormatError COMMAND or AMF0: no name, or a status without a code
 * @see RTMP 1.0, section 7.2
 */
export function parseRtmpAnswer(payload: Buffer): RtmpAnswer {
  const [name, transaction, , value] = decodeAmf0(payload);
  if (typeof name !== 'string' || typeof transaction !== 'number') throw new FormatError('COMMAND', 'an answer without a name or a transaction');
  switch (name) {
    case '_result': return { type: 'result', transaction, value };
    case '_error': return { type: 'error', code: codeOf(value) ?? 'error' };
    case 'onStatus': return statusOf(value);
    default: return { type: 'other' };
  }
}

function statusOf(value: Amf0Value): RtmpAnswer {
  const code = codeOf(value);
  if (code === null) throw new FormatError('COMMAND', 'a status without a code');
  return { type: 'status', code, isError: isAmf0Object(value) && value['level'] === 'error' };
}

function codeOf(value: Amf0Value): string | null {
  const code = isAmf0Object(value) ? value['code'] : undefined;
  return typeof code === 'string' ? code : null;
}
