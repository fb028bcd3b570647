import { utf8Bytes, type BulkFrame, type Piece, type TransferKind } from 'netcall-protocol';
import { request } from '../core/requests';
import { nothing } from '../platform/platform';
import { base64Of, bytesOf } from './base64';
import { On, type Cookie } from './callbacks';
import { LIMITS } from '../copied';
import { numberOf, SdkErr } from './errors';
import { absence, ask, type Ground } from './ground';

type Data = string | Uint8Array;

/** Something on its way to another user. */
export interface Sending {
  readonly taskId: string;
  readonly to: string;
  readonly form: TransferKind;
  readonly whole: Data;
  readonly cookie: Cookie;
  /** What every piece of a file has. */
  readonly more: Pick<Piece, 'name'>;
  /** Where the next piece begins, and its number. */
  sentUnits: number;
  nextSeq: number;
  /** Pieces that the other end has not seen, by their numbers, and how many units each has. */
  readonly unseen: Map<number, readonly [piece: Piece, units: number]>;
  /** Units that the other end has seen, and how many of them the application was told. */
  units: number;
  told: number;
  /** How often all that is unseen was sent again since the other end has seen anything. */
  tries: number;
  stop: () => void;
}

/** Something that is coming from another user. */
export interface Arriving {
  readonly pieces: Map<number, Data>;
  units: number;
  /** When the last piece came. */
  atMs: number;
}

/** Bytes of a piece: as many as its base64 may have characters. */
const PIECE_BYTES = (LIMITS.pieceChars / 4) * 3;
/** A text's piece as JSON: the rest of a frame is for names. */
const PIECE_JSON_BYTES = 14_000;
/** A piece that nobody has seen is sent again: frames are lost with a socket. */
const AGAIN_MS = 5_000;
/** After so many times without a sign the other end is taken for gone. */
const TRIES = 6;
/** What has not come whole is forgotten when nothing more of it has come for so long. */
const STALE_MS = 120_000;
/** Progress is told in steps of a hundredth. */
const STEPS = 100;
/** How long to wait when the server has enough for now and does not say how long. */
const PAUSE_MS = 1_000;

/** The methods of the transparent channel. */
export function addTransfers(g: Ground): void {
  const method = (kind: TransferKind) => (UID: string, data: unknown, cookie: Cookie) => send(g, g.host.uuid(), UID, kind, data, cookie);
  Object.assign(g.sdk, { SendCmd: method('cmd'), SendBuffer: method('buffer') });
}

/** Sends something and gives its id. @param name - of a file */
export function send(g: Ground, transfer: string, to: string, kind: TransferKind, given: unknown, cookie: Cookie, name?: string): string {
  const data = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
  const isData = typeof data === 'string' || data instanceof Uint8Array;
  const sending: Sending = { taskId: transfer, to, form: kind, whole: isData ? data : '', cookie, more: name === undefined ? {} : { name }, sentUnits: 0, nextSeq: 0, unseen: new Map(), units: 0, told: 0, tries: 0, stop: nothing };
  g.sending.set(transfer, sending);
  const refusal = absence(g) || (isData ? tooLarge(kind, data) : SdkErr.badData);
  if (refusal) finish(g, sending, refusal);
  else pump(g, sending);
  return transfer;
}

function tooLarge(kind: TransferKind, data: Data): number {
  const bytes = typeof data === 'string' ? utf8Bytes(data) : data.length;
  if (kind === 'cmd') return bytes > LIMITS.cmdBytes ? SdkErr.cmdTooLarge : SdkErr.ok;
  return bytes > LIMITS.bufferBytes ? SdkErr.bufferTooLarge : SdkErr.ok;
}

/** Sends as many pieces as the window allows. What is empty has one piece, too. */
function pump(g: Ground, sending: Sending): void {
  const { taskId: transfer, form: kind, whole: data, unseen, more } = sending;
  while (unseen.size < LIMITS.piecesOnTheWay && (sending.sentUnits < data.length || !sending.nextSeq)) {
    const { sentUnits: offset } = sending;
    const part = cut(data, offset);
    const [text, encoded] = typeof part === 'string' ? [true, part] : [false, base64Of(part)];
    const piece: Piece = { transfer, kind, text, seq: sending.nextSeq++, offset, total: data.length, data: encoded, ...more };
    sending.sentUnits += part.length;
    unseen.set(piece.seq, [piece, part.length]);
    post(g, sending, piece);
  }
  sending.stop();
  sending.stop = g.host.startTimer(() => again(g, sending), AGAIN_MS);
}

/** The piece at an offset. A text is never cut within a character. */
function cut(data: Data, at: number): Data {
  if (typeof data !== 'string') return data.subarray(at, at + PIECE_BYTES);
  let part = data.slice(at, at + LIMITS.pieceChars);
  while (utf8Bytes(JSON.stringify(part)) > PIECE_JSON_BYTES) part = part.slice(0, part.length >> 1);
  return at + part.length < data.length ? part.replace(/[\uD800-\uDBFF]$/, '') : part;
}

function post(g: Ground, sending: Sending, piece: Piece): void {
  const { to, unseen } = sending;
  const { line } = g;
  if (!line) return;
  request(line.session, 'bulk', { to, ...piece }, nothing, (error) => {
    const { code, detail } = error;
    if (!unseen.has(piece.seq)) return;
    if (code === 'RATE_LIMITED') g.host.startTimer(() => unseen.has(piece.seq) && post(g, sending, piece), Number(detail['retryAfterMs']) || PAUSE_MS);
    else if (code !== 'TIMEOUT') finish(g, sending, code === 'CALLEE_OFFLINE' ? SdkErr.noTarget : numberOf(error)); // Else it is sent again.
  });
}

function again(g: Ground, sending: Sending): void {
  const { line } = g;
  if (line && line.session.linkState === 'online') {
    if (++sending.tries > TRIES) return finish(g, sending, SdkErr.noTarget);
    sending.unseen.forEach(([piece]) => post(g, sending, piece));
  }
  pump(g, sending);
}

function finish(g: Ground, { taskId, form, cookie, unseen, stop }: Sending, sdkErr: number): void {
  if (!g.sending.delete(taskId)) return;
  stop();
  unseen.clear();
  g.tell(form === 'cmd' ? On.SendCmdRlst : On.SendBufferRslt, taskId, sdkErr, cookie);
}

/** The session is over: so is all that was on its way. */
export function failTransfers(g: Ground): void {
  g.sending.forEach((sending) => finish(g, sending, SdkErr.network));
  g.arriving.clear();
}

/** The other end has seen a piece. */
export function seen(g: Ground, { transfer, from, seq }: Extract<BulkFrame, { t: 'bulkSeen' }>): void {
  const sending = g.sending.get(transfer);
  if (!sending || sending.to !== from) return;
  const { taskId, whole: { length }, form, cookie, unseen } = sending;
  const [, units] = unseen.get(seq) || [];
  if (units === undefined) return;
  unseen.delete(seq);
  sending.tries = 0;
  sending.units += units;
  const isWhole = !unseen.size && sending.sentUnits >= length;
  if (form !== 'cmd' && (isWhole || sending.units - sending.told >= length / STEPS)) {
    sending.told = sending.units;
    g.tell(On.SendProgress, taskId, sending.units, length, cookie);
  }
  if (isWhole) finish(g, sending, SdkErr.ok);
  else pump(g, sending);
}

/** A piece has come. One may come twice, and pieces in any order; all of it is told once. */
export function arrived(g: Ground, { from, transfer, seq, kind, total, text, data: encoded, name: fileName }: Extract<BulkFrame, { t: 'bulk' }>): void {
  const atMs = g.host.monotonicMs();
  if (total > (kind === 'cmd' ? LIMITS.cmdBytes : LIMITS.bufferBytes)) return g.log('warn', kind, { total });
  ask(g, 'bulkSeen', { to: from, transfer, seq });
  g.arriving.forEach((each, name) => atMs - each.atMs > STALE_MS && g.arriving.delete(name));
  const name = `${transfer} ${from}`;
  const { pieces, units } = g.arriving.get(name) || { pieces: new Map<number, Data>(), units: 0 };
  // One that was told keeps its units and no pieces: the sender may not know yet, and sends some again.
  const isNew = units <= total && !pieces.has(seq);
  const data = text ? encoded : bytesOf(encoded);
  const more = isNew ? units + data.length : units;
  const isWhole = isNew && more >= total;
  g.arriving.set(name, { pieces, units: isWhole ? Infinity : more, atMs });
  if (isNew) pieces.set(seq, data);
  if (!isWhole) return;
  const all = whole([...pieces.keys()].sort((one, other) => one - other).map((each) => pieces.get(each) || ''));
  if (fileName) g.tell(On.NotifyBufferData, from, all, fileName);
  else g.tell(kind === 'cmd' ? On.NotifyCmdData : On.NotifyBufferData, from, all);
  pieces.clear();
}

/** Texts come as texts, bytes as an ArrayBuffer. */
function whole(parts: readonly Data[]): string | ArrayBuffer {
  if (typeof parts[0] === 'string') return parts.join('');
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  parts.forEach((part) => {
    bytes.set(part as Uint8Array, at);
    at += part.length;
  });
  return bytes.buffer;
}
