import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { filesBelow, fromRoot, writeBelow } from '../build/paths';
import { run } from '../build/run';

/** Packs the packages for mini-programs as they are published, and installs the archives into the project in a folder. */
export async function installArchives(folder: string): Promise<void> {
  await installInto(folder, await makeArchives(folder));
}

/** The same for calls in a sub-package: the client for the main package, all for the sub-package. @param inner - its folder */
export async function installForSubPackage(folder: string, inner: string): Promise<void> {
  const archives = await makeArchives(folder);
  await installInto(folder, archives.filter((file) => basename(file).startsWith('netcall-sdk-')));
  await writeBelow(join(inner, 'package.json'), '{}');
  await installInto(inner, archives);
}

async function makeArchives(folder: string): Promise<string[]> {
  const archives = join(folder, 'archives');
  await mkdir(archives);
  for (const box of ['sdk', 'components']) await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', archives], fromRoot(box));
  return (await filesBelow(archives)).map((file) => join(archives, file));
}

async function installInto(folder: string, archives: readonly string[]): Promise<void> {
  await writeFile(join(folder, '.npmrc'), 'audit=false\nfund=false\n');
  await run('npm', ['install', '--silent', '--ignore-scripts', '--prefer-offline', ...archives], folder);
}
