import { FormatError } from './format-error';

/** A decoded AMF0 value. Dates arrive as milliseconds since 1970. */
export type Amf0Value = number | boolean | string | null | undefined | Amf0Object | readonly Amf0Value[];
/** An AMF0 object or associative array. It has no prototype, so `__proto__` is a key like any other. */
export interface Amf0Object { readonly [key: string]: Amf0Value }

const MARKER = {
  number: 0, boolean: 1, string: 2, object: 3, null: 5, undefined: 6, ecmaArray: 8, objectEnd: 9, strictArray: 10, date: 11, longString: 12, typedObject: 16,
} as const;

/** No metadata of a real client nests deeper or has more values; a hostile message must not cost more. */
const AMF0_LIMITS = { depth: 8, values: 512 } as const;

/** Writes values one after the other, as in an RTMP command. */
export function encodeAmf0(...values: readonly Amf0Value[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

/**
 * Reads all values of a command or data message.
 *
 * @throws FormatError AMF0 for a cut value, an unknown marker, nesting or counts beyond any real client's
 * @see Action Message Format, AMF 0 (2007), section 2
 */
export function decodeAmf0(bytes: Buffer): Amf0Value[] {
  const reader = new Amf0Reader(bytes);
  const values: Amf0Value[] = [];
  while (!reader.ended) values.push(reader.value(0));
  return values;
}

/** Whether this is an object, so that its fields may be read. */
export function isAmf0Object(value: Amf0Value): value is Amf0Object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Amf0Reader {
  private at = 0;
  private count = 0;
  constructor(private readonly bytes: Buffer) {}

  get ended(): boolean { return this.at >= this.bytes.length; }

  value(depth: number): Amf0Value {
    this.count += 1;
    if (depth > AMF0_LIMITS.depth || this.count > AMF0_LIMITS.values) throw new FormatError('AMF0', 'too deep or too many values');
    const marker = this.take(1).readUInt8();
    switch (marker) {
      case MARKER.number: return this.take(8).readDoubleBE();
      case MARKER.boolean: return this.take(1).readUInt8() !== 0;
      case MARKER.string: return this.text(this.take(2).readUInt16BE());
      case MARKER.object: return this.object(depth);
      case MARKER.null: return null;
      case MARKER.undefined: return undefined;
      case MARKER.ecmaArray: this.take(4); return this.object(depth);
      case MARKER.strictArray: return this.array(depth);
      case MARKER.date: { const ms = this.take(8).readDoubleBE(); this.take(2); return ms; }
      case MARKER.longString: return this.text(this.take(4).readUInt32BE());
      case MARKER.typedObject: this.text(this.take(2).readUInt16BE()); return this.object(depth);
      default: throw new FormatError('AMF0', `marker ${marker}`);
    }
  }

  private object(depth: number): Amf0Object {
    const fields = Object.create(null) as Record<string, Amf0Value>;
    for (;;) {
      const key = this.text(this.take(2).readUInt16BE());
      if (key === '' && this.bytes[this.at] === MARKER.objectEnd) break;
      fields[key] = this.value(depth + 1);
    }
    this.at += 1;
    return fields;
  }

  private array(depth: number): Amf0Value[] {
    const length = this.take(4).readUInt32BE();
    const values: Amf0Value[] = [];
    while (values.length < length) values.push(this.value(depth + 1));
    return values;
  }

  private text(length: number): string { return this.take(length).toString('utf8'); }

  private take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new FormatError('AMF0', 'the value is cut');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

function encodeValue(value: Amf0Value): Buffer {
  if (value === null) return Buffer.of(MARKER.null);
  if (value === undefined) return Buffer.of(MARKER.undefined);
  if (typeof value === 'boolean') return Buffer.of(MARKER.boolean, Number(value));
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'string') return encodeString(value);
  return isAmf0Object(value) ? encodeObject(value) : encodeArray(value);
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encodeString(value: string): Buffer {
  const text = Buffer.from(value);
  if (text.length <= 0xffff) return Buffer.concat([Buffer.of(MARKER.string), encodeKey(text)]);
  const head = Buffer.of(MARKER.longString, 0, 0, 0, 0);
  head.writeUInt32BE(text.length, 1);
  return Buffer.concat([head, text]);
}

function encodeObject(value: Amf0Object): Buffer {
  const fields = Object.entries(value).flatMap(([key, field]) => [encodeKey(Buffer.from(key)), encodeValue(field)]);
  return Buffer.concat([Buffer.of(MARKER.object), ...fields, Buffer.of(0, 0, MARKER.objectEnd)]);
}

function encodeArray(values: readonly Amf0Value[]): Buffer {
  const head = Buffer.of(MARKER.strictArray, 0, 0, 0, 0);
  head.writeUInt32BE(values.length, 1);
  return Buffer.concat([head, ...values.map(encodeValue)]);
}

function encodeKey(text: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([length, text]);
}
