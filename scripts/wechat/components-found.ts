import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { filesBelow, recordOf } from '../build/paths';

/** The pages that app.json of a mini-program names. */
export async function pagesOf(root: string): Promise<string[]> {
  const { pages } = recordOf(JSON.parse(await readFile(join(root, 'app.json'), 'utf8')));
  return Array.isArray(pages) ? pages.filter((page) => typeof page === 'string') : [];
}

/** Components that some page or component uses, without ones that are not there: `file: name -> path`. */
export async function missingComponents(root: string): Promise<string[]> {
  const missing: string[] = [];
  for (const file of (await filesBelow(root)).filter((path) => path.endsWith('.json') && !path.includes('node_modules/'))) {
    const used = recordOf(recordOf(JSON.parse(await readFile(join(root, file), 'utf8')))['usingComponents']);
    for (const [name, path] of Object.entries(used)) {
      if (!candidates(file, String(path)).some((each) => isComponent(root, each))) missing.push(`${file}: ${name} -> ${String(path)}`);
    }
  }
  return missing;
}

/** Where WeChat looks for a component: below the root, beside the file, then among the npm packages of its folder and of those above, each also as a folder. */
function candidates(file: string, path: string): string[] {
  const folders = dirname(file).split('/').filter((part) => part !== '.');
  const packages = [...folders.keys(), folders.length].reverse().map((depth) => posix.join(...folders.slice(0, depth), 'miniprogram_npm', path));
  const bases = path.startsWith('/') ? [path.slice(1)] : [posix.join(dirname(file), path), ...packages];
  return bases.flatMap((base) => [base, `${base}/index`]);
}

function isComponent(root: string, path: string): boolean {
  return existsSync(join(root, `${path}.json`)) && existsSync(join(root, `${path}.wxml`));
}
