import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, fromRoot } from '../build/paths';
import { run } from '../build/run';

/** Packs the packages for mini-programs as they are published, and installs the archives into the project in a folder. */
export async function installArchives(folder: string): Promise<void> {
  const archives = join(folder, 'archives');
  await mkdir(archives);
  for (const box of ['sdk', 'components']) await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', archives], fromRoot(box));
  const files = (await filesBelow(archives)).map((file) => join(archives, file));
  await writeFile(join(folder, '.npmrc'), 'audit=false\nfund=false\n');
  await run('npm', ['install', '--silent', '--ignore-scripts', '--prefer-offline', ...files], folder);
}
