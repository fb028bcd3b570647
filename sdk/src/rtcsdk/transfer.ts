import { utf8Bytes, type BulkFrame, type CallError, type Piece, type TransferKind } from 'netcall-protocol';
import { On, type Cookie } from './callbacks';
import { base64Of, bytesOf } from './base64';
import { LIMITS } from './copied';
import { SdkErr } from './errors';
import { absence, ask, type Ground } from './ground';
import { readBulk } from './read';

/** Something on its way to another user. */
export interface Sending {
  readonly to: string;
  readonly kind: TransferKind;
  readonly data: string | Uint8Array;
  readonly cookie: Cookie;
  /** Of a file. */
  readonly name: string | undefined;
  /** Where the next piece begins, and its number. */
  offset: number;
  next: number;
  /** Pieces that the other end has not seen, by their numbers. */
  readonly open: Map<number, Piece>;
  /** Units that the other end has seen, and how many the application was told. */
  done: number;
  told: number;
  /** How often all that is open was sent again since the other end has seen anything. */
  tries: number;
  stop: () => void;
}

/** Something that is coming from another user. */
export interface Arriving {
  readonly kind: TransferKind;
  readonly pieces: Map<number, Piece>;
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

/** The methods of the transparent channel. */
export function addTransfers(g: Ground): void {
  const method = (kind: TransferKind) => (UID: string, data: unknown, cookie: Cookie) => send(g, UID, kind, data, cookie);
  Object.assign(g.sdk, { SendCmd: method('cmd'), SendBuffer: method('buffer') });
}

/** Sends something and gives its id. @param file - its name, and the id that it has already */
export function send(g: Ground, to: string, kind: TransferKind, given: unknown, cookie: Cookie, { transfer, name }: { readonly transfer: string; readonly name?: string } = { transfer: g.host.uuid() }): string {
  const data = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
  const isData = typeof data === 'string' || data instanceof Uint8Array;
  const sending: Sending = { to, kind, data: isData ? data : '', cookie, name, offset: 0, next: 0, open: new Map(), done: 0, told: 0, tries: 0, stop: () => undefined };
  g.sending.set(transfer, sending);
  const refusal = absence(g) || (isData ? tooLarge(kind, data) : SdkErr.badData);
  if (refusal !== SdkErr.ok) finish(g, transfer, refusal);
  else pump(g, transfer, sending);
  return transfer;
}

function tooLarge(kind: TransferKind, data: string | Uint8Array): number {
  const bytes = typeof data === 'string' ? Math.max(data.length, data.length > LIMITS.bufferBytes ? 0 : utf8Bytes(data)) : data.length;
  if (kind === 'cmd') return bytes > LIMITS.cmdBytes ? SdkErr.cmdTooLarge : SdkErr.ok;
  return bytes > LIMITS.bufferBytes ? SdkErr.bufferTooLarge : SdkErr.ok;
}

/** Sends as many pieces as the window allows. One that is empty has one piece, too. */
function pump(g: Ground, transfer: string, sending: Sending): void {
  const { data, open, kind, name } = sending;
  while (open.size < LIMITS.piecesOnTheWay && (sending.offset < data.length || sending.next === 0)) {
    const part = cut(data, sending.offset);
    const piece: Piece = { transfer, kind, text: typeof data === 'string', seq: sending.next++, offset: sending.offset, total: data.length, data: typeof part === 'string' ? part : base64Of(part), ...(name !== undefined && { name }) };
    sending.offset += part.length;
    open.set(piece.seq, piece);
    post(g, sending, piece);
  }
  sending.stop();
  sending.stop = g.host.startTimer(() => again(g, transfer, sending), AGAIN_MS);
}

/** The piece at an offset. A text is never cut within a character. */
function cut(data: string | Uint8Array, at: number): string | Uint8Array {
  if (typeof data !== 'string') return data.subarray(at, at + PIECE_BYTES);
  for (let length = LIMITS.pieceChars; ; length = length >> 1) {
    const end = at + length;
    const isWhole = end >= data.length || !/[\uD800-\uDBFF]/.test(data.charAt(end - 1));
    const part = data.slice(at, isWhole ? end : end - 1);
    if (utf8Bytes(JSON.stringify(part)) <= PIECE_JSON_BYTES) return part;
  }
}

function post(g: Ground, sending: Sending, piece: Piece): void {
  ask(g, 'bulk', { to: sending.to, ...piece }, undefined, (sdkErr, error) => {
    if (!sending.open.has(piece.seq)) return;
    const waitMs = retryAfterMs(error);
    if (waitMs !== null) g.host.startTimer(() => sending.open.has(piece.seq) && post(g, sending, piece), waitMs);
    else if (error?.code !== 'TIMEOUT') finish(g, piece.transfer, error?.code === 'CALLEE_OFFLINE' ? SdkErr.noTarget : sdkErr); // Else it is sent again.
  });
}

/** How long to wait when the server has enough for now; null when it has refused for another reason. */
function retryAfterMs(error: CallError | undefined): number | null {
  return error?.code === 'RATE_LIMITED' ? Number(error.detail['retryAfterMs'] ?? 1_000) : null;
}

function again(g: Ground, transfer: string, sending: Sending): void {
  if (g.line?.session.linkState === 'online') {
    sending.tries += 1;
    if (sending.tries > TRIES) return finish(g, transfer, SdkErr.noTarget);
    sending.open.forEach((piece) => post(g, sending, piece));
  }
  pump(g, transfer, sending);
}

function finish(g: Ground, transfer: string, sdkErr: number): void {
  const sending = g.sending.get(transfer);
  if (sending === undefined) return;
  g.sending.delete(transfer);
  sending.stop();
  sending.open.clear();
  g.tell(sending.kind === 'cmd' ? On.SendCmdRlst : On.SendBufferRslt, transfer, sdkErr, sending.cookie);
}

/** Gives up something that is on its way, without a word. */
export function cancel({ sending }: Ground, transfer: string): void {
  sending.get(transfer)?.stop();
  sending.get(transfer)?.open.clear();
  sending.delete(transfer);
}

/** The session is over: so is all that was on its way. */
export function failTransfers(g: Ground): void {
  [...g.sending.keys()].forEach((transfer) => finish(g, transfer, SdkErr.network));
  g.arriving.clear();
}

/** A frame without a number: a piece, or the word that one was seen. @throws CallError BAD_MESSAGE naming the field */
export function hearBulk(g: Ground, json: string): void {
  const frame = readBulk(json);
  if (frame?.t === 'bulk') arrived(g, frame);
  else if (frame?.t === 'bulkSeen') seen(g, frame.transfer, frame.from, frame.seq);
}

function seen(g: Ground, transfer: string, from: string, seq: number): void {
  const sending = g.sending.get(transfer);
  const piece = sending?.open.get(seq);
  if (sending === undefined || piece === undefined || sending.to !== from) return;
  const { data, kind, cookie, open } = sending;
  open.delete(seq);
  sending.tries = 0;
  sending.done += Math.min(data.length, unitsEnd(sending, piece)) - piece.offset;
  const isWhole = sending.done >= data.length && sending.offset >= data.length;
  if (kind !== 'cmd' && (isWhole || sending.done - sending.told >= data.length / STEPS)) {
    sending.told = sending.done;
    g.tell(On.SendProgress, transfer, sending.done, data.length, cookie);
  }
  if (isWhole) finish(g, transfer, SdkErr.ok);
  else pump(g, transfer, sending);
}

function unitsEnd({ data }: Sending, { offset, data: part }: Piece): number {
  return offset + (typeof data === 'string' ? part.length : PIECE_BYTES);
}

/** A piece may come twice, and pieces in any order; all of it is told once. */
function arrived(g: Ground, { from, ...piece }: Extract<BulkFrame, { t: 'bulk' }>): void {
  const nowMs = g.host.monotonicMs();
  const { transfer, seq, kind, total, offset } = piece;
  const limit = kind === 'cmd' ? LIMITS.cmdBytes : LIMITS.bufferBytes;
  if (total > limit || offset > total) return g.log('warn', 'transfer too large', { from, total });
  ask(g, 'bulkSeen', { to: from, transfer, seq });
  g.arriving.forEach(({ atMs }, name) => nowMs - atMs > STALE_MS && g.arriving.delete(name));
  const name = `${transfer} ${from}`;
  const arriving = g.arriving.get(name) ?? { kind, pieces: new Map<number, Piece>(), units: 0, atMs: nowMs };
  g.arriving.set(name, arriving);
  arriving.atMs = nowMs;
  // One that was told stays with a number of units that no more pieces change: the sender may not know yet.
  if (arriving.units > total || arriving.pieces.has(seq)) return;
  arriving.pieces.set(seq, piece);
  arriving.units += piece.text ? piece.data.length : bytesIn(piece.data);
  if (arriving.units < total) return;
  const pieces = [...arriving.pieces.values()];
  const data = whole(pieces, total);
  arriving.pieces.clear();
  arriving.units = Infinity;
  if (data === null) return;
  if (kind === 'file') g.tell(On.NotifyBufferData, from, data, pieces[0]?.name ?? '');
  else g.tell(kind === 'cmd' ? On.NotifyCmdData : On.NotifyBufferData, from, data);
}

/** Bytes that base64 stands for. */
function bytesIn(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}

/** Texts come as texts, bytes as an ArrayBuffer; null when the pieces do not make one whole. */
function whole(pieces: readonly Piece[], total: number): string | ArrayBuffer | null {
  const sorted = [...pieces].sort((one, other) => one.seq - other.seq);
  if (sorted[0]?.text === true) return sorted.map(({ data }) => data).join('');
  const bytes = new Uint8Array(total);
  for (const { data, offset } of sorted) {
    const part = bytesOf(data);
    if (offset + part.length > total) return null;
    bytes.set(part, offset);
  }
  return bytes.buffer;
}
