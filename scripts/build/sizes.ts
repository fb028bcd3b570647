import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { transform } from 'esbuild';
import { NPM_FOLDER } from './npm-folder';
import { filesBelow } from './paths';

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

/** Limits in KB: a mini-program's main package may have 2,048 in all, and calls must leave room for the application. */
const LIMITS = [
  { what: 'sdk with the netcall face', packages: ['netcall-sdk'], maxKb: 25 },
  { what: 'everything a call needs', packages: ['netcall-sdk', 'netcall-miniprogram', 'mobx-miniprogram', 'mobx-miniprogram-bindings'], maxKb: 120 },
] as const;

/** Sizes of one package by extension, in bytes after minification. */
export type Sizes = Readonly<Record<string, number>>;

/** Prints what each package weighs. @throws Error that names every limit passed. */
export async function printSizes(): Promise<void> {
  const packages = new Map<string, Sizes>();
  for (const name of LIMITS[1].packages) packages.set(name, await sizesOf(join(NPM_FOLDER, name)));
  const empty = [...packages].filter(([, sizes]) => total(sizes) === 0).map(([name]) => name);
  if (empty.length > 0) throw new Error(`nothing to measure in ${empty.join(', ')}: run "npm run build" first`);
  console.log(table(packages));
  const faults = LIMITS.flatMap(({ what, packages: names, maxKb }) => {
    const bytes = names.reduce((sum, name) => sum + total(packages.get(name) ?? {}), 0);
    console.log(`${what}: ${kb(bytes)} KB of ${maxKb} KB`);
    return bytes > maxKb * KB ? [`${what} is ${kb(bytes)} KB, over its limit of ${maxKb} KB`] : [];
  });
  if (faults.length > 0) throw new Error(faults.join('; '));
}

/** Weighs what of a folder reaches a mini-program's package; a file that is minified already counts as it is. */
export async function sizesOf(folder: string): Promise<Sizes> {
  const sizes: Record<string, number> = {};
  for (const file of await filesBelow(folder)) {
    const minify = MINIFIERS[extname(file)];
    if (minify === undefined) continue;
    const text = await readFile(join(folder, file), 'utf8');
    const bytes = Math.min(...[text, await minify(text)].map((each) => Buffer.byteLength(each.trim())));
    sizes[extname(file)] = (sizes[extname(file)] ?? 0) + bytes;
  }
  return sizes;
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
