import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { isRtcSdk } from './component-files';
import { filesBelow, fromRoot, ROOT, writeBelow } from './paths';
import { tsc } from './run';

/**
 * Checks the types of the sdk and writes its declarations to sdk/types, those of the unpublished protocol package beside
 * them, so that nothing refers to a package a user cannot install.
 */
export async function declareSdk(): Promise<void> {
  await withDeclarations('sdk', async (emitted) => {
    const target = fromRoot('sdk/types');
    await rm(target, { recursive: true, force: true });
    for (const file of await filesBelow(emitted)) {
      const path = file.replace('/src/', '/');
      const text = await readFile(join(emitted, file), 'utf8');
      await writeBelow(join(target, path), pointToProtocol(text, path));
    }
  });
}

/** Checks the types of the components and writes their declarations beside the compiled files. */
export async function declareComponents(): Promise<void> {
  await withDeclarations('components', async (emitted) => {
    const own = join(emitted, 'components/src');
    for (const file of (await filesBelow(own)).filter((each) => !isRtcSdk(each))) {
      await writeBelow(fromRoot('components/miniprogram_dist', file), await readFile(join(own, file)));
    }
  });
}

/** Rewrites imports of netcall-protocol in the declaration file at `path` to the copy under `protocol/`. */
export function pointToProtocol(text: string, path: string): string {
  const relative = posix.relative(dirname(path), 'protocol/index');
  return text.replace(/(['"])netcall-protocol\1/g, `'${relative.startsWith('.') ? relative : `./${relative}`}'`);
}

async function withDeclarations(box: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'netcall-types-'));
  try {
    await tsc('-p', box, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', ROOT, '--outDir', folder);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
