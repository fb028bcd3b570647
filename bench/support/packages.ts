import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Installs the npm packages of this folder unless they are there and not older than its lock file. */
export async function installPackages(folder: string): Promise<void> {
  if (changedMs(join(folder, 'node_modules/.package-lock.json')) < changedMs(join(folder, 'package-lock.json'))) await execute('npm', ['ci'], { cwd: folder });
}

/** When a file was written last; 0 when it is not there. */
function changedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
