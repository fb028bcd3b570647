import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { filesBelow } from '../build/paths';
import { packagesOf } from '../build/npm-folder';

/**
 * Where two miniprogram_npm folders differ for the user of a mini-program: packages made for it must have the same bytes,
 * bundled ones the same names to import.
 */
export async function differences(root: string, ours: string, theirs: string): Promise<string[]> {
  const faults: string[] = [];
  const packages = await packagesOf(root);
  for (const { name, manifest } of packages) {
    const pair = [join(ours, name), join(theirs, name)] as const;
    faults.push(...(manifest.miniprogram === undefined ? differentExports(name, ...pair) : await differentFiles(name, ...pair)));
  }
  const unexpected = (await filesBelow(theirs)).filter((file) => !packages.some(({ name }) => file.startsWith(`${name}/`)));
  return [...faults, ...unexpected.map((file) => `only WeChat's packer places ${file}`)];
}

async function differentFiles(name: string, ours: string, theirs: string): Promise<string[]> {
  const files = new Set([...(await filesBelow(ours)), ...(await filesBelow(theirs))]);
  const same = await Promise.all([...files].map((file) => haveSameBytes(join(ours, file), join(theirs, file))));
  return [...files].filter((_, index) => same[index] !== true).map((file) => `${name}/${file} differs`);
}

function differentExports(name: string, ours: string, theirs: string): string[] {
  const [our, their] = [ours, theirs].map((folder) => exportsOf(join(folder, 'index.js')));
  return our === their ? [] : [`${name} exports ${String(our)}, packed by WeChat ${String(their)}`];
}

function exportsOf(file: string): string {
  const loaded: unknown = createRequire(file)(file);
  return typeof loaded === 'object' && loaded !== null ? Object.keys(loaded).sort().join(', ') : typeof loaded;
}

async function haveSameBytes(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => readFile(path).catch(() => null)));
  return a !== null && b !== null && a !== undefined && b !== undefined && a.equals(b);
}
