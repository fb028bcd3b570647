import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The root of the repository. */
export const ROOT = join(__dirname, '../..');

const SKIPPED = new Set(['node_modules', 'dist', 'miniprogram_dist', 'miniprogram_npm', '.git', 'data', 'wechat-tools']);

/** Every file below a folder of the repository, as paths relative to its root; build output is left out. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
    return [path];
  });
}

/** Text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** A path relative to the root, with forward slashes. */
export function fromRoot(path: string): string {
  return relative(ROOT, path).replaceAll('\\', '/');
}
