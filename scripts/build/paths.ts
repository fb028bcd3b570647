import { dirname, join, resolve } from 'node:path';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';

/** The root of the repository. */
export const ROOT = resolve(__dirname, '../..');

/** A path of the repository, absolute. */
export function fromRoot(...parts: string[]): string {
  return join(ROOT, ...parts);
}

/** Every file below a folder, as paths relative to it, sorted; an absent folder has none. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(noneIfAbsent);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'))
    .sort();
}

/** Writes a file and the folders above it. */
export async function writeBelow(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** The parts of a package manifest that the build reads. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly main?: string;
  readonly miniprogram?: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Reads the package.json of a folder. @throws Error when it has no name. */
export async function manifestOf(folder: string): Promise<Manifest> {
  const parsed: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { name, version, main, miniprogram, dependencies, devDependencies } = recordOf(parsed);
  if (typeof name !== 'string') throw new Error(`${folder}/package.json has no name`);
  return {
    name,
    version: typeof version === 'string' ? version : '',
    ...(typeof main === 'string' ? { main } : {}),
    ...(typeof miniprogram === 'string' ? { miniprogram } : {}),
    dependencies: textsOf(recordOf(dependencies)),
    devDependencies: textsOf(recordOf(devDependencies)),
  };
}

/** An object of unknown content; anything else is taken as an empty one. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textsOf(record: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(record)) if (typeof value === 'string') texts[key] = value;
  return texts;
}

function noneIfAbsent(fault: unknown): [] {
  if (recordOf(fault)['code'] === 'ENOENT') return [];
  throw fault;
}
