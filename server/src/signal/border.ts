import { LIMITS } from 'netcall-protocol';

/** A text frame that has the outer form of a request: its fields are not believed yet. */
export interface RawFrame {
  readonly t: string;
  readonly id: number;
  /** Number of the last event that the client has seen; 0 when it does not say. */
  readonly seen: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads a text frame. Null for anything that is not a JSON object with a string `t` and a positive integer `id`, or that
 * is nested deeper than `LIMITS.jsonDepth`; the socket is closed with 4400 then.
 */
export function readFrame(text: string): RawFrame | null {
  const fields = parse(text);
  if (fields === null) return null;
  const { t, id, a } = fields;
  if (typeof t !== 'string' || !isPositive(id)) return null;
  if (a !== undefined && a !== 0 && !isPositive(a)) return null;
  return { t, id, seen: a ?? 0, fields };
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !isDeeperThan(value, LIMITS.jsonDepth) ? value : null;
  } catch {
    return null; // Not JSON: the socket is closed, and there is nobody else to tell.
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Stops at the limit, so its own depth is bounded whatever the frame holds. */
function isDeeperThan(value: object, levels: number): boolean {
  if (levels === 0) return true;
  for (const name in value) {
    const each = (value as Record<string, unknown>)[name]; // `Object.values` would make an array for every frame.
    if (typeof each === 'object' && each !== null && isDeeperThan(each, levels - 1)) return true;
  }
  return false;
}
