import { existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';

/** Where the parts of a mini-program lie on disk. */
export interface SourceRoots {
  /** The folder with `app.json`. */
  miniprogram: string;
  /** Npm packages taken from another folder than `miniprogram_npm/<name>`, by package name: sources during development. */
  packages?: Readonly<Record<string, string>>;
}

const NPM = 'miniprogram_npm';

/**
 * Finds files by their *logical* path: the path below the mini-program's root, with npm packages under
 * `miniprogram_npm/<name>`. Logical paths have forward slashes, no leading slash and, for components, no extension.
 */
export class SourceTree {
  constructor(private readonly roots: SourceRoots) {}

  /** Absolute path of a logical path; it need not exist. */
  fileOf(logical: string): string {
    for (const [name, folder] of Object.entries(this.roots.packages ?? {})) {
      const prefix = `${NPM}/${name}/`;
      if (logical.startsWith(prefix)) return join(folder, logical.slice(prefix.length));
    }
    return join(this.roots.miniprogram, logical);
  }

  /** The logical path of a file below the mini-program's own folder, or undefined for any other. */
  logicalOf(file: string): string | undefined {
    const path = relative(realpathSync(this.roots.miniprogram), file);
    return path === '' || path.startsWith('..') || isAbsolute(path) ? undefined : path.split(sep).join('/');
  }

  /** The absolute path of a script that is required by its logical path: as it stands, with an extension, or as a folder. */
  moduleOf(logical: string): string | undefined {
    return ['', '.ts', '.js', '/index.ts', '/index.js'].map((ending) => this.fileOf(logical) + ending).find(isFile);
  }

  /** Folders whose assets (pictures, sounds) belong to the mini-program, with the logical path of each. */
  assetRoots(): { logical: string; folder: string }[] {
    const packages = Object.entries(this.roots.packages ?? {});
    return [
      { logical: '', folder: this.roots.miniprogram },
      ...packages.map(([name, folder]) => ({ logical: `${NPM}/${name}`, folder })),
    ];
  }

  /**
   * The logical path of a component that a file names in `usingComponents`, or undefined when there is none.
   *
   * Tried in WeChat's order: from the root (`/x`), relative to the file, then as an npm package in the folders from the
   * file's up to the root, so that a sub-package may have its own; each with and without `/index`.
   */
  resolveComponent(spec: string, from: string): string | undefined {
    const candidates = isAbsolute(spec) ? [spec.slice(1)] : [relativeTo(from, spec), ...npmPathsOf(spec, from)];
    return candidates.flatMap((path) => [path, `${path}/index`]).find((path) => this.isComponent(path));
  }

  /** Is there a component (or page) at this logical path? */
  isComponent(logical: string): boolean {
    return isFile(`${this.fileOf(logical)}.wxml`);
  }

  /** The absolute path of the script of a page, component or app, without extension, or undefined when it has none. */
  scriptOf(logical: string): string | undefined {
    const base = this.fileOf(logical);
    return ['.ts', '.js'].map((extension) => base + extension).find(isFile);
  }
}

/** Logical paths at which an npm package may lie for a file, the nearest first. */
export function npmPathsOf(spec: string, from: string): string[] {
  const folders = posix.dirname(from).split('/').filter((part) => part !== '.');
  return [...folders.keys(), folders.length].reverse().map((depth) => [...folders.slice(0, depth), NPM, spec].join('/'));
}

/** A path as a file names it, as a logical path: `/x` from the root, anything else relative to the file. */
export function relativeTo(from: string, path: string): string {
  return path.startsWith('/') ? posix.normalize(path).slice(1) : posix.join(posix.dirname(from), path);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
