import { deniedDevice, meaningOfPusherCode } from '../../components/src/pusher/codes';
import { meaningOfPlayerCode } from '../../components/src/player/codes';

/** The format that this reader knows. */
const HEAD = /^netcall-trace (\d+) (.*)$/;
const FORMAT = '1';

/** A line of a trace: seconds since the start, what, fields. */
interface Line {
  readonly atS: number;
  readonly what: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Makes a trace readable: the device, each fact at its time of day (UTC) with the meaning of codes, and at the end what
 * failed.
 *
 * @throws Error naming the line when the text is no trace, or one of another format
 */
export function readTrace(text: string): string {
  const [first = '', ...rest] = text.trim().split(/\r?\n/);
  const head = HEAD.exec(first);
  if (!head) throw new Error(`line 1 is not the head of a trace: ${first.slice(0, 80)}`);
  if (head[1] !== FORMAT) throw new Error(`format ${head[1]} is not known, only ${FORMAT}`);
  const { start = '', lost = '0', ...device } = fieldsOf((head[2] ?? '').split(' '));
  const lines = rest.map((line, index) => parse(line, index + 2));
  const clock = (atS: number): string => new Date(Date.parse(start) + atS * 1000).toISOString().slice(11, 23);
  const told = lines.map(({ atS, what, fields }) => `${clock(atS)}  ${what.padEnd(14)} ${words(fields)}${meaning(what, fields)}`);
  return [`${start.slice(0, 10)}  ${words(device)}`, ...(lost === '0' ? [] : [`${lost} facts before these are lost`]), ...told, '', ...summary(lines)].join('\n');
}

function parse(line: string, number: number): Line {
  const [at = '', what = '', ...pairs] = line.split(' ');
  if (!/^\+\d+\.\d{3}$/.test(at) || what === '') throw new Error(`line ${number} is not a fact: ${line.slice(0, 80)}`);
  return { atS: Number(at), what, fields: fieldsOf(pairs) };
}

function fieldsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

const words = (fields: Readonly<Record<string, string>>): string => Object.entries(fields).map(([name, value]) => `${name}=${value}`).join(' ');

/** What a code of WeChat's pusher or player means. */
function meaning(what: string, { code = '' }: Line['fields']): string {
  if (what === 'push') return ` (${deniedDevice(Number(code)) ?? meaningOfPusherCode(Number(code)) ?? 'no meaning'})`;
  return what === 'play' ? ` (${meaningOfPlayerCode(Number(code)) ?? 'no meaning'})` : '';
}

/** Requests that were refused or never answered, and the ends of calls. */
function summary(lines: readonly Line[]): string[] {
  const settled = new Set(lines.filter(({ what }) => what === 'answer' || what === 'refused').map(({ fields }) => fields['request']));
  const open = lines.filter(({ what, fields }) => what === 'ask' && !settled.has(fields['request'])).map(({ fields }) => `${fields['name']} was not answered`);
  const refused = lines.filter(({ what }) => what === 'refused').map(({ fields }) => `${fields['name']} was refused: ${fields['code']}`);
  const ends = lines.filter(({ what, fields }) => what === 'callChanged' && fields['phase'] === 'ended').map(({ fields }) => `a call with ${fields['peer']} ended: ${fields['reason']}`);
  return [...ends, ...refused, ...open];
}
