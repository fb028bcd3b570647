import { TAG, type Bytes, type FlvTag } from './format';

/**
 * Says at which time of the sender's clock the picture with this tag's time was taken: a data message of our own beside
 * `onMetaData`, which players that do not know it pass over.
 */
export interface CaptureClock {
  /** Milliseconds since 1970 at the tag's time. */
  readonly wallMs: number;
  /** Names the sender's clock: who has the same number shares it, to the millisecond. */
  readonly clockId: number;
}

/** A clock with the stream's time it belongs to. */
export type ClockReading = CaptureClock & { readonly timestampMs: number };

const NAME = 'netcallClock';
const FIELDS = ['wallMs', 'clockId'] as const;
const AMF0 = { number: 0, string: 2, ecmaArray: 8, objectEnd: 9 } as const;
const NUMBER_BYTES = 8;

const text = (value: string): number[] => [0, value.length, ...new TextEncoder().encode(value)];
/** All of it but the numbers, which are zero here, and where these are (AMF0, sections 2.2 to 2.10). */
const TEMPLATE = (() => {
  const bytes = [AMF0.string, ...text(NAME), AMF0.ecmaArray, 0, 0, 0, FIELDS.length];
  const places = FIELDS.map((field) => {
    const place = bytes.push(...text(field), AMF0.number);
    bytes.push(...Array<number>(NUMBER_BYTES).fill(0));
    return place;
  });
  return { bytes: [...bytes, 0, 0, AMF0.objectEnd], places };
})();

/** The tag that says what the clock shows. */
export function clockTag({ wallMs, clockId }: CaptureClock, timestampMs: number): FlvTag {
  const data = Uint8Array.from(TEMPLATE.bytes);
  const view = new DataView(data.buffer);
  [wallMs, clockId].forEach((value, index) => view.setFloat64(TEMPLATE.places[index] ?? 0, value));
  return { type: TAG.script, timestampMs, data };
}

/** What a tag says of the sender's clock; null when it says anything else. */
export function clockOf({ type, timestampMs, data }: FlvTag): ClockReading | null {
  if (type !== TAG.script || !isClock(data)) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [wallMs = NaN, clockId = NaN] = TEMPLATE.places.map((place) => view.getFloat64(place));
  return Number.isFinite(wallMs) && Number.isFinite(clockId) ? { wallMs, clockId, timestampMs } : null;
}

function isClock(data: Bytes): boolean {
  const isNumber = (at: number): boolean => TEMPLATE.places.some((place) => at >= place && at < place + NUMBER_BYTES);
  return data.byteLength === TEMPLATE.bytes.length && TEMPLATE.bytes.every((byte, at) => isNumber(at) || data[at] === byte);
}
