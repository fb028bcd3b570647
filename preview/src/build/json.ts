import { existsSync, readFileSync } from 'node:fs';
import { BuildFault, positionOf } from './faults';

/** What a JSON file of a mini-program holds: an object whose fields are looked at one by one. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Is it a plain object, as JSON knows it? */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The object in a JSON file; an empty one when the file does not exist, since a component's JSON may be left out.
 *
 * @throws BuildFault when it is not JSON, or not an object.
 */
export function readJson(file: string): JsonObject {
  if (!existsSync(file)) return {};
  const text = readFileSync(file, 'utf8');
  const value = parse(text, file);
  if (!isObject(value)) throw new BuildFault([`${file}:1:1: an object is expected`]);
  return value;
}

/** The string fields of an object, e.g. `usingComponents`; anything else counts as empty. */
export function stringFields(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  const strings = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(strings);
}

/** The strings of an array, e.g. `pages`. */
export function stringItems(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    const { line, column } = positionOf(text, offset);
    throw new BuildFault([`${file}:${line}:${column}: ${message}`]);
  }
}
