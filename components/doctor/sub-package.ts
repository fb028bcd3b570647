import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What "build npm" has put into one package of a mini-program. */
export interface Copy {
  /** Root of the sub-package; empty: the main package. */
  readonly root: string;
  readonly hasKit: boolean;
  /** The file of the client that both sides of a handed-over session share; null when the client is not there. */
  readonly core: string | null;
  readonly hasListener: boolean;
}

/** What the main package and the sub-packages hold of what calls need. @param roots - of the sub-packages */
export function copiesIn(folder: string, roots: readonly string[]): Copy[] {
  return ['', ...roots].map((root) => {
    const has = (file: string): string => join(folder, root, 'miniprogram_npm', file);
    const core = has('netcall-sdk/core.js');
    return { root, hasKit: existsSync(has('netcall-miniprogram/index.js')), core: existsSync(core) ? readFileSync(core, 'utf8').trim() : null, hasListener: existsSync(has('netcall-sdk/listener.js')) };
  });
}

/** Logical paths of files in a mini-program's folder that have this extension, without those of packages. */
export function pathsBelow(folder: string, extension: string, foreign: ReadonlySet<string>, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = `${below}${entry.name}`;
    if (entry.isDirectory()) return foreign.has(entry.name) ? [] : pathsBelow(folder, extension, foreign, `${path}/`);
    return path.endsWith(extension) ? [path.slice(0, -extension.length)] : [];
  });
}

/** The copy that a page's scripts and components find: of its own sub-package, else the main one's. */
export function copyFor(copies: readonly Copy[], page: string): Copy | undefined {
  return copies.find(({ root, hasKit }) => hasKit && root !== '' && page.startsWith(`${root}/`)) ?? copies.find(({ root, hasKit }) => hasKit && root === '');
}

/** How a copy is called: its folder. */
export function placeOf({ root }: Copy): string {
  return `${root}${root === '' ? '' : '/'}miniprogram_npm`;
}
