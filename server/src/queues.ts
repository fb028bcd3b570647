import { complainAboutId, type QueueInfo } from 'netcall-protocol';
import type { Queues } from './signal/desk';

/** Queues by app, as the operator has configured them; those under null are those of every app. */
export type QueuePlan = ReadonlyMap<string | null, Queues>;

/** No app has queues. */
export const NO_QUEUES: QueuePlan = new Map();

const NONE: Queues = new Map();
const MOST_QUEUES = 100; // Each of them may be told to everybody once a second.
const NAME_BYTES = 128;
const DESC_BYTES = 512;
const MOST = 0x7fff_ffff;

/** The queues of an app, by their number. */
export function queuesOf(plan: QueuePlan, app: string): Queues {
  return plan.get(app) ?? plan.get(null) ?? NONE;
}

/**
 * Reads what the file of `NETCALL_QUEUES` says: a list for every app, or lists by app.
 *
 * @param complaints - gets a line for each field that is wrong, with its place: `shop[2].prio must be …`
 * @see docs/self-hosting.md, "Queues"
 */
export function parseQueues(text: string, complaints: string[]): QueuePlan {
  const value = parseJson(text, complaints);
  if (value === undefined) return NO_QUEUES;
  if (Array.isArray(value)) return new Map([[null, readList('', value, complaints)]]);
  if (!isObject(value)) {
    complaints.push('must be a list of queues, or an object with a list for each app');
    return NO_QUEUES;
  }
  return new Map(Object.entries(value).map(([app, list]) => {
    if (complainAboutId(app) !== null) complaints.push(`${JSON.stringify(app)} is not the name of an app`);
    return [app, readList(app, list, complaints)];
  }));
}

function parseJson(text: string, complaints: string[]): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    complaints.push('is not JSON'); // Where it breaks, the operator's editor says better; the text itself is nobody's business in a log.
    return undefined;
  }
}

function readList(place: string, list: unknown, complaints: string[]): Queues {
  const queues = new Map<number, QueueInfo>();
  if (!Array.isArray(list) || list.length > MOST_QUEUES) {
    complaints.push(`${place === '' ? 'the list' : place} must be a list of at most ${MOST_QUEUES} queues`);
    return queues;
  }
  for (const [index, each] of list.entries()) {
    const queue = readQueue(`${place}[${index}]`, each, complaints);
    if (queue === null) continue;
    if (queues.has(queue.id)) complaints.push(`${place}[${index}].id must be unique: ${queue.id} is there already`);
    queues.set(queue.id, queue);
  }
  return queues;
}

function readQueue(place: string, value: unknown, complaints: string[]): QueueInfo | null {
  const fields: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
  const { id, name, desc = '', prio = 0 } = fields;
  const before = complaints.length;
  const wrong = (field: string, expected: string): number => complaints.push(`${place}${field} must be ${expected}`);
  if (!isObject(value)) wrong('', 'an object with id and name');
  for (const field of Object.keys(fields)) if (!['id', 'name', 'desc', 'prio'].includes(field)) complaints.push(`${place}.${field} is not known: a queue has id, name, desc and prio`);
  if (!isWhole(id, 1)) wrong('.id', `a whole number from 1 to ${MOST}`);
  if (!isText(name, NAME_BYTES) || name === '') wrong('.name', `a text of 1 to ${NAME_BYTES} bytes`);
  if (!isText(desc, DESC_BYTES)) wrong('.desc', `a text of at most ${DESC_BYTES} bytes`);
  if (!isWhole(prio, 0)) wrong('.prio', `a whole number from 0 to ${MOST}`);
  return complaints.length === before && isWhole(id, 1) && isText(name, NAME_BYTES) && isText(desc, DESC_BYTES) && isWhole(prio, 0) ? { id, name, desc, prio } : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown, min: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= MOST;
}

function isText(value: unknown, bytes: number): value is string {
  return typeof value === 'string' && Buffer.byteLength(value) <= bytes;
}
