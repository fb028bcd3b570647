import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, recordOf } from '../build/paths';
import { compilerPath } from './tools';

/** Room for what the template compiler prints: the whole compiled result. */
const OUTPUT_BYTES = 64 * 1024 * 1024;

/** WeChat's template compiler over every wxml and wxs of a mini-program. @returns its complaints, and how many files it read. */
export async function judgeTemplates(root: string): Promise<Judgement> {
  const files = await filesBelow(root);
  const wxml = files.filter((file) => file.endsWith('.wxml'));
  const wxs = files.filter((file) => file.endsWith('.wxs'));
  const users = wxml.map((file) => [file, ...componentNames(root, file)]).filter(([, ...names]) => names.length > 0);
  const config = [users.length, ...users.flatMap(([file, ...names]) => [file, names.length, ...names])].join(' ');
  const complaints = complaintsOf('wcc', ['-d', '-cc', config, ...wxml, ...wxs, '-gn', '$gwx'], root);
  return { read: wxml.length + wxs.length, complaints };
}

/** WeChat's style compiler over every wxss of a mini-program. */
export async function judgeStyles(root: string): Promise<Judgement> {
  const files = (await filesBelow(root)).filter((file) => file.endsWith('.wxss'));
  return { read: files.length, complaints: files.flatMap((file) => complaintsOf('wcsc', ['-lc', ...importsOf(root, file), file], root)) };
}

/** Styles that a style imports: the compiler wants to be given them too. */
function importsOf(root: string, wxss: string): string[] {
  return [...readFileSync(join(root, wxss), 'utf8').matchAll(/@import "([^"]+)"/g)].map(([, path = '']) => join(dirname(wxss), path));
}

/** What a compiler said, and about how many files. */
export interface Judgement {
  readonly read: number;
  readonly complaints: readonly string[];
}

function complaintsOf(compiler: 'wcc' | 'wcsc', args: readonly string[], cwd: string): string[] {
  const { status, stderr, error } = spawnSync(compilerPath(compiler), args, { cwd, maxBuffer: OUTPUT_BYTES, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return status === 0 ? [] : [`${compiler} ${args[args.length - 1] ?? ''}: ${stderr.trim()}`];
}

function componentNames(root: string, wxml: string): string[] {
  const json = join(root, wxml.replace(/\.wxml$/, '.json'));
  try {
    return Object.keys(recordOf(recordOf(JSON.parse(readFileSync(json, 'utf8')))['usingComponents']));
  } catch {
    return []; // An included template has no configuration of its own.
  }
}
