import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromRoot, recordOf, writeBelow } from '../build/paths';

const CONFIG = 'project.config.json';
/** DevTools makes it with the page. */
const FIRST_PAGE = ['pages/index/index.json', '{}\n'] as const;

/** Language of the scripts of a new mini-program. */
export type Script = 'js' | 'ts';

/** Addresses that stand in the guide and that everybody replaces by his own. */
export const ADDRESSES = { server: 'wss://call.example.com/ws', token: "'https://app.example.com/call-token'" } as const;

/**
 * The files that docs/quick-start.md tells a new user to write, by path: those with a name behind their language.
 *
 * @param guide - the guide in one of its languages
 */
export async function filesOfGuide(script: Script, guide = 'docs/quick-start.md'): Promise<Readonly<Record<string, string>>> {
  const blocks = await blocksOf(guide);
  const own = blocks.filter(([path]) => !/\.[jt]s$/.test(path) || path.endsWith(`.${script}`));
  const shared = script === 'ts' ? blocks.filter(([path]) => path === 'pages/call/index.js').map(([path, code]) => [path.replace(/js$/, 'ts'), code] as const) : [];
  return Object.fromEntries([...own, ...shared, FIRST_PAGE]);
}

/** The same for docs/sub-package.md, without its project.config.json, of which it has some fields only: see `settingOfSubPackage`. */
export async function filesOfSubPackage(guide = 'docs/sub-package.md'): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries([...(await blocksOf(guide)).filter(([path]) => path !== CONFIG), FIRST_PAGE]);
}

/** What docs/sub-package.md adds to the settings of a project. */
export async function settingOfSubPackage(guide = 'docs/sub-package.md'): Promise<Readonly<Record<string, unknown>>> {
  const [, text = '{}'] = (await blocksOf(guide)).find(([path]) => path === CONFIG) ?? [];
  return recordOf(recordOf(JSON.parse(text))['setting']);
}

async function blocksOf(guide: string): Promise<(readonly [path: string, code: string])[]> {
  const text = await readFile(fromRoot(guide), 'utf8');
  return [...text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, path = '', code = '']) => [path, code] as const);
}

/** Lines of code of the user's own: JSON says where things are, and DevTools writes most of it. */
export function linesOfCode(files: Readonly<Record<string, string>>): number {
  return Object.entries(files).filter(([path]) => !path.endsWith('.json')).flatMap(([, code]) => code.trim().split('\n')).length;
}

/**
 * Writes the mini-program into `folder/miniprogram`, with a project that DevTools would make.
 *
 * @param added - settings of its own
 */
export async function writeProject(folder: string, script: Script, files: Readonly<Record<string, string>>, added: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await writeBelow(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', version: '1.0.0', private: true }));
  const setting = { es6: true, enhance: true, minified: true, packNpmManually: true, packNpmRelationList: [{ packageJsonPath: './package.json', miniprogramNpmDistDir: './miniprogram/' }], ...added };
  await writeBelow(join(folder, CONFIG), JSON.stringify({
    compileType: 'miniprogram', appid: 'touristappid', miniprogramRoot: 'miniprogram/', libVersion: '3.8.12',
    setting: script === 'ts' ? { ...setting, useCompilerPlugins: ['typescript'] } : setting,
  }));
  for (const [path, code] of Object.entries(files)) await writeBelow(join(folder, 'miniprogram', path), code);
}

/** From where to where "build npm" packs the packages of a written project. */
export async function npmPackingOf(folder: string): Promise<{ packageJsonPath: string; miniprogramNpmDistDir: string }[]> {
  const { packNpmRelationList: list } = recordOf(recordOf(JSON.parse(await readFile(join(folder, CONFIG), 'utf8')))['setting']);
  return (Array.isArray(list) ? list : []).map(recordOf).map(({ packageJsonPath, miniprogramNpmDistDir }) => ({ packageJsonPath: String(packageJsonPath), miniprogramNpmDistDir: String(miniprogramNpmDistDir) }));
}
