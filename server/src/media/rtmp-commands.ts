import { decodeAmf0, isAmf0Object } from './amf0';
import { FormatError } from './format-error';
import type { TicketAction } from './tickets';

/** What an RTMP client can ask for, already checked. Everything the relay has no use for is `other`. */
export type RtmpCommand =
  | { readonly type: 'connect'; readonly transaction: number; readonly app: string; readonly query: string }
  | { readonly type: 'createStream'; readonly transaction: number }
  | { readonly type: 'open'; readonly action: TicketAction; readonly stream: string; readonly query: string }
  | { readonly type: 'close' }
  | { readonly type: 'courtesy'; readonly transaction: number }
  | { readonly type: 'other' };

/** Some clients wait for an answer to these although it says nothing. */
const COURTESIES = new Set(['releaseStream', 'FCPublish', 'FCSubscribe']);
const CLOSINGS = new Set(['deleteStream', 'closeStream']);

/**
 * Reads a command message.
 *
 * @throws FormatError COMMAND or AMF0: a `connect` without application, a `publish` or `play` without a name
 * @see RTMP 1.0, section 7.2
 */
export function parseRtmpCommand(payload: Buffer): RtmpCommand {
  const [name, transaction, properties, argument] = decodeAmf0(payload);
  if (typeof name !== 'string' || typeof transaction !== 'number') throw new FormatError('COMMAND', 'no name or no transaction');
  if (name === 'connect') {
    const app = isAmf0Object(properties) ? properties['app'] : undefined;
    if (typeof app !== 'string') throw new FormatError('COMMAND', 'connect without an application');
    const [path, query] = splitQuery(app);
    return { type: 'connect', transaction, app: path.replace(/\/$/, ''), query };
  }
  if (name === 'createStream') return { type: 'createStream', transaction };
  if (name === 'publish' || name === 'play') {
    if (typeof argument !== 'string') throw new FormatError('COMMAND', `${name} without a name`);
    const [stream, query] = splitQuery(argument);
    return { type: 'open', action: name === 'publish' ? 'push' : 'play', stream, query };
  }
  if (CLOSINGS.has(name)) return { type: 'close' };
  return COURTESIES.has(name) ? { type: 'courtesy', transaction } : { type: 'other' };
}

function splitQuery(text: string): readonly [path: string, query: string] {
  const at = text.indexOf('?');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
