import { markdown } from '../support/report';
import { addedMs, at, callsText, cpuBeside, middle, share, verdict, windowsS, type Figures, type SlowFigures } from './figures';
import type { Options } from './options';
import { LINK_KBPS, STREAM_KBPS, WINDOW_MS, type SlowWire } from './plan';
import { SUBJECTS, type Subject, type SubjectName } from './subjects';

const MIB = 1024 ** 2;
const HELD = new Map([[true, 'yes'], [false, '**no**'], [null, '']]);
const WIRE: Record<SlowWire, string> = { rtmp: 'RTMP', 'ws-flv': 'WS-FLV', 'ws-flv-reports': 'WS-FLV that reports' };

/** Everything that a run says, in Markdown. @param where - the host, before the run */
export async function report(figures: Figures, { plan, isWhole }: Options, where: string): Promise<string> {
  const names = [...new Set([...figures.calls, ...figures.slow].map(({ subject }) => subject))];
  const subjects = names.map((name): Subject => SUBJECTS[name]);
  const versions = await Promise.all(subjects.map(async ({ title, version }) => `${title} ${await version()}`));
  return [
    verdictTable(figures),
    ...(figures.calls.length > 0 ? [callsTable(figures), ratioTable(figures)] : []),
    ...(figures.slow.length > 0 ? [slowTable(figures.slow)] : []),
    `${isWhole ? 'Full run' : '**Shortened run: coarse figures**'}, ${where}. ${plan.rounds} ${plan.rounds === 1 ? 'round' : 'rounds, medians'}; each subject with so many calls for ${plan.measureMs / 1000} s a round.`,
    `Versions: ${versions.join(', ')}.`,
    ['What each does:', ...subjects.map(({ title, does }) => `- ${title}: ${does}.`)].join('\n'),
  ].join('\n\n');
}

/** The acceptance figures, each with its limit. */
export function verdictTable(figures: Figures): string {
  return markdown([['limit of the relay', 'may be', 'was', 'held'], ...verdict(figures).map(({ name, limit, value, held }) => [name, limit, value, HELD.get(held) ?? ''])]);
}

function callsTable({ calls }: Figures): string {
  const head = ['', 'CPU, % of a core', 'RSS, MiB', 'delay p50 / p95 / p99, ms', 'lost', 'load generator, %'];
  const rows = calls.map((each) => {
    const of = (key: 'cpuPercent' | 'loadPercent' | 'p50Ms' | 'p95Ms' | 'p99Ms' | 'memoryBytes'): number => middle(each, (cell) => cell[key]);
    const lost = each.rounds.reduce((sum, { sent, received }) => sum + sent - received, 0);
    const hasServer = each.subject !== 'direct';
    return [
      `${callsText(each.calls)}, ${SUBJECTS[each.subject].title}`, hasServer ? of('cpuPercent').toFixed(1) : '', hasServer ? (of('memoryBytes') / MIB).toFixed(0) : '',
      ['p50Ms', 'p95Ms', 'p99Ms'].map((key) => of(key as 'p50Ms').toFixed(2)).join(' / '), String(lost), of('loadPercent').toFixed(0),
    ];
  });
  return markdown([head, ...rows]);
}

/** The relay beside the others, and what it adds to the load generator's own delay. */
function ratioTable(figures: Figures): string {
  const counts = [...new Set(figures.calls.map(({ calls }) => calls))];
  const others = (['pass-through', 'node-media-server', 'nginx-rtmp'] as const).filter((name) => counts.some((count) => at(figures, name, count) !== undefined));
  const added = (subject: SubjectName, count: number): string => (['p50Ms', 'p95Ms', 'p99Ms'] as const).map((quantile) => shown(addedMs(figures, subject, count, quantile))).join(' / ');
  const served = (['relay', ...others] as const).filter((name) => counts.some((count) => at(figures, name, count) !== undefined));
  return markdown([
    ['', ...counts.map(callsText)],
    ...others.map((other) => [`CPU of the relay beside ${SUBJECTS[other].title}`, ...counts.map((count) => `${shown(cpuBeside(figures, other, count))} ×`)]),
    ...served.map((name) => [`delay that ${SUBJECTS[name].title} adds, p50 / p95 / p99, ms`, ...counts.map((count) => added(name, count))]),
  ]);
}

function slowTable(slow: readonly SlowFigures[]): string {
  const windows = Math.max(...slow.map((each) => windowsS(each).length));
  const head = [`${STREAM_KBPS} kb/s over ${LINK_KBPS} kb/s, delay in s`, ...Array.from({ length: windows }, (_, index) => `from ${index * WINDOW_MS / 1000} s`), 'pictures, worst', 'sound', 'pictures'];
  const percent = (part: number): string => `${(part * 100).toFixed(0)} %`;
  const seconds = (value: number): string => Number.isFinite(value) ? value.toFixed(2) : 'nothing';
  return markdown([head, ...slow.map((each) => [
    `${SUBJECTS[each.subject].title}, ${WIRE[each.wire]}${each.joinsLate ? ', joins late' : ''}${each.latencyMs > 0 ? `, ${each.latencyMs} ms each way` : ''}`,
    ...windowsS(each).map(seconds), seconds(Math.max(...windowsS(each, 'pictureWindowsS'))), percent(share(each, 'sound')), percent(share(each, 'pictures')),
  ])]);
}

function shown(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2);
}
