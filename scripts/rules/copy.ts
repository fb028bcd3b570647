import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** What the build makes and programs of the tests load. */
const BUILT = ['sdk/node', 'sdk/miniprogram_dist', 'sdk/types'];

/** A copy of the repository as it stands, that may be broken; its packages are those of the original. */
export interface Copy {
  readonly folder: string;
  remove(): void;
}

/** Copies what git knows and what it does not ignore. */
export function copyRepository(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'netcall-rules-'));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of [...files, ...BUILT]) {
    if (file === '' || !existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  linkPackages(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Packages of the repository itself are links already, relative ones: in the copy they lead to the copy. */
function linkPackages(folder: string): void {
  const packages = join(ROOT, 'node_modules');
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(packages)) {
    const path = join(packages, name);
    symlinkSync(lstatSync(path).isSymbolicLink() ? readlinkSync(path) : path, join(folder, 'node_modules', name));
  }
}
