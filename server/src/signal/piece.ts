import { badMessage, LIMITS, type Piece, type TransferKind } from 'netcall-protocol';

/** The longest transfer of each kind, in bytes or, of text, in UTF-16 units. */
const MOST: Readonly<Record<TransferKind, number>> = { cmd: LIMITS.cmdBytes, buffer: LIMITS.bufferBytes, file: LIMITS.bufferBytes };

const BASE64 = /^(?:[0-9A-Za-z+/]{4})*(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?$/;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Looks at a piece by itself: the server knows no transfers, so that whether the pieces fit together is the receiver's matter.
 *
 * @throws CallError BAD_MESSAGE with `field`
 */
export function checkPiece({ kind, text, seq, offset, total, data, name }: Piece): void {
  if (total > MOST[kind]) throw badMessage('total', `at most ${MOST[kind]} for a ${kind}`);
  if (!text && !BASE64.test(data)) throw badMessage('data', 'base64');
  const units = text ? data.length : bytesOf(data);
  if (units === 0 && total > 0) throw badMessage('data', 'at least one unit, as long as there is one');
  if (offset + units > total) throw badMessage('offset', 'an offset from which the data ends at most at `total`');
  if (seq > offset || (seq === 0) !== (offset === 0)) throw badMessage('seq', '0 for the first piece, then one more with each');
  if ((name === undefined) === (kind === 'file')) throw badMessage('name', 'of a file, and of nothing else');
  if (name !== undefined && (name === '' || CONTROL.test(name))) throw badMessage('name', 'a name without control characters');
}

/** How many bytes a good base64 text stands for. */
function bytesOf(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}
