import type { Bytes } from './format';

/**
 * Says what the sender's clock showed when a picture was taken. It travels inside the picture, as user data of H.264
 * (ITU-T H.264, D.1.7), which decoders, relays and other players pass over.
 */
export interface CaptureClock {
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  /** Names the sender's clock: who has the same number shares it, to the millisecond. */
  readonly clockId: number;
}

const SEI = 6;
const USER_DATA = 5;
const TYPE_MASK = 0x1f;
const LENGTH_BYTES = 4;
const STOP_BIT = 0x80;
/** Whose data it is: sixteen bytes of our own. What follows is text, so no byte needs escaping. */
const MARK = new TextEncoder().encode('netcall-clock-01');

/** A picture, as the encoder gives it, with the clock before it. */
export function withClock(picture: Bytes, { wallMs, clockId }: CaptureClock): Bytes {
  const text = new TextEncoder().encode(`${Math.round(wallMs)} ${clockId}`);
  const unit = [SEI, USER_DATA, MARK.length + text.length, ...MARK, ...text, STOP_BIT];
  const bytes = new Uint8Array(LENGTH_BYTES + unit.length + picture.byteLength);
  new DataView(bytes.buffer).setUint32(0, unit.length);
  bytes.set(unit, LENGTH_BYTES);
  bytes.set(picture, LENGTH_BYTES + unit.length);
  return bytes;
}

/** The clock in a picture of four-byte lengths; null when there is none, or anything else. */
export function clockIn(picture: Bytes): CaptureClock | null {
  const view = new DataView(picture.buffer, picture.byteOffset, picture.byteLength);
  for (let at = 0; at + LENGTH_BYTES < picture.byteLength; ) {
    const end = at + LENGTH_BYTES + view.getUint32(at);
    if (end > picture.byteLength) return null;
    const clock = clockOfUnit(picture.subarray(at + LENGTH_BYTES, end));
    if (clock !== null) return clock;
    at = end;
  }
  return null;
}

function clockOfUnit(unit: Bytes): CaptureClock | null {
  const [head = 0, kind, size = 0] = unit;
  const isOurs = (head & TYPE_MASK) === SEI && kind === USER_DATA && MARK.every((byte, index) => unit[3 + index] === byte);
  if (!isOurs) return null;
  const text = new TextDecoder().decode(unit.subarray(3 + MARK.length, 3 + size));
  const [, wall, id] = /^(\d{1,15}) (\d{1,10})$/.exec(text) ?? [];
  return wall === undefined || id === undefined ? null : { wallMs: Number(wall), clockId: Number(id) };
}
