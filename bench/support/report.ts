import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { fromRoot } from '../../scripts/build/paths';

const MANUAL = 'docs/performance.md';
const GIB = 1024 ** 3;

/** The host, before a bench loads it. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const system = /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  return `${date} UTC, ${cpus().length} cores (${model}), ${(totalmem() / GIB).toFixed(0)} GiB, ${system}, kernel ${release()}, Node ${process.versions.node}; load average before the run ${loadavg().map((each) => each.toFixed(2)).join(', ')}`;
}

/** A Markdown table that is aligned as text too; the first row is its head, the first column its names. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head = [], ...others] = rows;
  return [line(head), rule, ...others.map(line)].join('\n');
}

/** Puts the report of the bench of this name into the manual, in place of the one before. @throws Error when the manual has no place for it */
export async function writeReport(name: string, report: string): Promise<void> {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const text = await readFile(fromRoot(MANUAL), 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${MANUAL} has no place for the report of bench:${name}`);
  await writeFile(fromRoot(MANUAL), `${text.slice(0, from)}${begin}\n\n${report}\n\n${text.slice(to)}`);
}
