import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { fromRoot, manifestOf, type Manifest, writeBelow } from './paths';

/** Where WeChat looks for the packages of the demo. */
export const NPM_FOLDER = fromRoot('miniprogram/miniprogram_npm');

/**
 * Places the demo's run-time packages as the "build npm" of WeChat DevTools does, so that no click is needed there:
 * those with a `miniprogram` folder are copied as they are, the others become one CommonJS file made from `main`.
 */
export async function placePackages(): Promise<void> {
  await rm(NPM_FOLDER, { recursive: true, force: true });
  for (const { name, folder, manifest } of await packagesOf(fromRoot())) await place(folder, manifest, join(NPM_FOLDER, name));
}

/** A package in node_modules. */
export interface Installed {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The run-time dependencies of a package and theirs, each once. */
export async function packagesOf(root: string): Promise<Installed[]> {
  const found = new Map<string, Installed>();
  const visit = async (manifest: Manifest): Promise<void> => {
    for (const name of Object.keys(manifest.dependencies)) {
      if (found.has(name)) continue;
      const folder = join(root, 'node_modules', name);
      const installed = { name, folder, manifest: await manifestOf(folder) };
      found.set(name, installed);
      await visit(installed.manifest);
    }
  };
  await visit(await manifestOf(root));
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

async function place(folder: string, { name, main, miniprogram }: Manifest, target: string): Promise<void> {
  if (miniprogram !== undefined) return cp(join(folder, miniprogram), target, { recursive: true, dereference: true });
  if (main === undefined) throw new Error(`${name} has neither "miniprogram" nor "main": WeChat cannot use it`);
  const [entry, outfile] = [join(folder, main), join(target, 'index.js')];
  const text = await readFile(entry, 'utf8');
  if (standsAlone(text)) return writeBelow(outfile, text);
  await build({
    entryPoints: [entry], outfile, bundle: true, format: 'cjs', platform: 'neutral',
    mainFields: ['main'], target: 'es2018', charset: 'utf8', logLevel: 'warning',
  });
}

/** A CommonJS file that needs no other is its own bundle; printing it anew would only make it larger. */
function standsAlone(text: string): boolean {
  return /\bexports\b/.test(text) && !/\brequire\s*\(|^\s*(import|export)\b/m.test(text);
}
