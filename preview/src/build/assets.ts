import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SourceTree } from './source-tree';

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', svg: 'image/svg+xml',
  mp3: 'audio/mpeg', m4a: 'audio/mp4', aac: 'audio/aac', wav: 'audio/wav', ogg: 'audio/ogg',
};
const SKIPPED = new Set(['node_modules', 'dist', 'miniprogram_dist']);

/** A file that the preview serves. */
export interface BuiltFile {
  body: Uint8Array;
  /** Media type, as `content-type` says it. */
  type: string;
}

/** Pictures and sounds of the mini-program, by the path under which the runtime asks for them: `assets/<logical path>`. */
export function collectAssets(tree: SourceTree): Map<string, BuiltFile> {
  const assets = new Map<string, BuiltFile>();
  for (const { logical, folder } of tree.assetRoots()) {
    for (const { path, type } of assetsBelow(folder)) {
      assets.set(['assets', logical, path].filter(Boolean).join('/'), { body: readFileSync(join(folder, path)), type });
    }
  }
  return assets;
}

function assetsBelow(folder: string, below = ''): { path: string; type: string }[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : assetsBelow(folder, path);
    const type = TYPES[entry.name.split('.').at(-1)?.toLowerCase() ?? ''];
    return type === undefined ? [] : [{ path, type }];
  });
}
