import type { Fact, Fields } from './ring';

/** Version of the format; a reader refuses others. */
const FORMAT = 1;

/**
 * A value of a line: what is not a short plain word becomes `…`, so that no address, sentence or token gets through even if
 * a fact had one.
 */
export function valueOf(value: string | number | boolean): string {
  const text = String(value);
  return /^[\w.@:+\u4e00-\u9fff-]{0,64}$/.test(text) && !/^eyJ/.test(text) ? text : '…';
}

/** A line: when, in seconds since the first fact, what, and its fields as `name=value`. */
function lineOf({ atMs, what, fields }: Fact, sinceMs: number): string {
  const pairs = Object.keys(fields).flatMap((name) => {
    const value = fields[name];
    if (value === undefined) return [];
    return [`${name}=${typeof value === 'object' ? value.map(valueOf).join('+') : valueOf(value)}`];
  });
  return [`+${((atMs - sinceMs) / 1000).toFixed(3)}`, what, ...pairs].join(' ');
}

/** A trace as text: a head with the format and what is known of the device, then one line for each fact. */
export function textOfTrace(facts: readonly Fact[], lost: number, device: Fields): string {
  const sinceMs = facts[0]?.atMs ?? 0;
  const head = { start: new Date(sinceMs).toISOString(), facts: facts.length, lost, ...device };
  return [lineOf({ atMs: 0, what: `netcall-trace ${FORMAT}`, fields: head }, 0).replace(/^\S+ /, ''), ...facts.map((fact) => lineOf(fact, sinceMs))].join('\n');
}
