import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { transform } from 'esbuild';
import { NPM_FOLDER } from './npm-folder';
import { filesBelow, fromRoot } from './paths';

/** Bytes in a KB of the table. */
const KB = 1024;

/** What is minified and counted: what reaches a mini-program's package. Declarations, maps and sounds do not count. */
const MINIFIERS: Readonly<Record<string, (text: string) => string | Promise<string>>> = {
  '.js': async (text) => (await transform(text, { minify: true, target: 'es2018', charset: 'utf8', legalComments: 'none' })).code,
  '.wxs': (text) => text,
  '.wxss': async (text) => (await transform(text, { loader: 'css', minify: true, charset: 'utf8' })).code,
  '.wxml': (text) => text.replace(/<!--[\s\S]*?-->/g, '').replace(/\s*\n\s*/g, '\n').trim(),
  '.json': (text) => JSON.stringify(JSON.parse(text)),
};

/** What the demo has: packages, or files of one. */
const PACKAGES = ['netcall-sdk', 'netcall-miniprogram'];

/** Files of the package that only those carry who import them. */
const EXTRAS = ['netcall-miniprogram/check.js', 'netcall-miniprogram/call-check', 'netcall-miniprogram/trace.js'];

/** Where users read what it weighs. */
const READMES = ['README.md', 'README.zh-CN.md'];

/** The first face, and the file that all need. */
const NETCALL_FACE = ['netcall-sdk/index.js', 'netcall-sdk/core.js'];

/** Limits in KB: a mini-program's main package may have 2,048 in all, and calls must leave room for the application. */
const LIMITS: readonly Limit[] = [
  { what: 'the listener, for the main package', paths: ['netcall-sdk/listener.js', 'netcall-sdk/core.js'], maxKb: 25 },
  { what: 'sdk with the netcall face', paths: NETCALL_FACE, maxKb: 25 },
  { what: "what the drop-in for NetEase's netcall adds", paths: ['netcall-sdk/netease.js'], maxKb: 10 },
  { what: "what the face with CloudRoom's API adds", paths: ['netcall-sdk/rtcsdk.js'], maxKb: 20 },
  { what: 'what the media components of RTCSDK add', paths: ['netcall-sdk/rtcsdk-components'], maxKb: 15 },
  { what: 'everything a call needs', paths: [...NETCALL_FACE, ...PACKAGES.slice(1)], without: EXTRAS, maxKb: 120 },
  { what: 'what checks and trace add', paths: EXTRAS, maxKb: 20 },
];

/** A limit on what some packages, or some files of packages, weigh together. */
interface Limit {
  readonly what: string;
  /** Below the folder of packages. */
  readonly paths: readonly string[];
  /** Among them, what does not count. */
  readonly without?: readonly string[];
  readonly maxKb: number;
}

/** Sizes of one package by extension, in bytes after minification. */
export type Sizes = Readonly<Record<string, number>>;

/** Prints what each package weighs. @throws Error that names every limit passed and every figure that a README has wrong. */
export async function printSizes(): Promise<void> {
  const packages = new Map<string, Sizes>();
  for (const name of PACKAGES) packages.set(name, await sizesOf(join(NPM_FOLDER, name)));
  const empty = [...packages].filter(([, sizes]) => total(sizes) === 0).map(([name]) => name);
  if (empty.length > 0) throw new Error(`nothing to measure in ${empty.join(', ')}: run "npm run build" first`);
  console.log(table(packages));
  const weights = await Promise.all(LIMITS.map(async ({ paths, without = [] }) => (await weightOf(paths)) - (await weightOf(without))));
  const faults = LIMITS.flatMap(({ what, maxKb }, index) => {
    const bytes = weights[index] ?? 0;
    console.log(`${what}: ${kb(bytes)} KB of ${maxKb} KB`);
    return bytes > maxKb * KB ? [`${what} is ${kb(bytes)} KB, over its limit of ${maxKb} KB`] : [];
  });
  const component = await weightOf(['netcall-miniprogram']) - await weightOf(EXTRAS);
  faults.push(...await readmeFaults([...weights, component].map(kb)));
  if (faults.length > 0) throw new Error(faults.join('; '));
}

/** What the tables of sizes in the READMEs lack of these figures, or have beside them. */
async function readmeFaults(figures: readonly string[]): Promise<string[]> {
  const faults = READMES.map(async (file) => {
    const block = (await readFile(fromRoot(file), 'utf8')).split(/<!-- \/?sizes -->/)[1] ?? '';
    const said = block.match(/\d+\.\d/g)?.map(String) ?? [];
    const [lacks, hasBeside] = [figures.filter((figure) => !said.includes(figure)), said.filter((figure) => !figures.includes(figure))];
    return [...lacks.map((figure) => `${file} does not say ${figure} KB`), ...hasBeside.map((figure) => `${file} says ${figure} KB, which nothing weighs`)];
  });
  return (await Promise.all(faults)).flat();
}

/** Weighs what of a folder reaches a mini-program's package. */
export async function sizesOf(folder: string): Promise<Sizes> {
  const sizes: Record<string, number> = {};
  for (const file of await filesBelow(folder)) {
    if (!(extname(file) in MINIFIERS)) continue;
    sizes[extname(file)] = (sizes[extname(file)] ?? 0) + (await sizeOf(join(folder, file)));
  }
  return sizes;
}

/** Bytes of a file that reaches the package; one that is minified already counts as it is. */
async function sizeOf(file: string): Promise<number> {
  const text = await readFile(file, 'utf8');
  const minified = await MINIFIERS[extname(file)]?.(text);
  return Math.min(...[text, minified ?? text].map((each) => Buffer.byteLength(each.trim())));
}

/** What packages and files of packages weigh together. */
async function weightOf(paths: readonly string[]): Promise<number> {
  const weights = paths.map(async (path) => (extname(path) === '' ? total(await sizesOf(join(NPM_FOLDER, path))) : sizeOf(join(NPM_FOLDER, path))));
  return (await Promise.all(weights)).reduce((sum, bytes) => sum + bytes, 0);
}

function table(packages: ReadonlyMap<string, Sizes>): string {
  const kinds = Object.keys(MINIFIERS);
  const rows = [...packages].map(([name, sizes]) => [name, ...kinds.map((kind) => kb(sizes[kind] ?? 0)), kb(total(sizes))]);
  const head = ['KB, minified', ...kinds.map((kind) => kind.slice(1)), 'all'];
  return [head, ...rows].map(([name = '', ...cells]) => name.padEnd(26) + cells.map((cell) => cell.padStart(8)).join('')).join('\n');
}

function total(sizes: Sizes): number {
  return Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
}

function kb(bytes: number): string {
  return (bytes / KB).toFixed(1);
}
