import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build as esbuild, type BuildFailure, type Message, type OutputFile, type Plugin } from 'esbuild';
import { bundleAlias } from 'netcall-webmedia';
import { type BuiltFile, collectAssets } from './assets';
import { collectProject, type ProjectSource } from './components';
import { BuildFault } from './faults';
import { moduleRules, packageModule } from './modules';
import { type SourceRoots, SourceTree } from './source-tree';
import { compileStyles } from './styles';
import { compileTemplates } from './templates';

/** What to build, and from where. */
export interface BuildOptions extends SourceRoots {
  /** TypeScript configuration whose `paths` resolve package names in scripts. Default: the repository's. */
  tsconfig?: string;
  /** Shrink the scripts. Default false, for readable stack traces. */
  minify?: boolean;
}

/** Everything the preview's server hands out, by path without leading slash; `phone.html` is a phone, `index.html` the pair. */
export type BuiltFiles = Map<string, BuiltFile>;

const SOURCE = resolve(__dirname, '..');
const REPOSITORY = resolve(SOURCE, '../..');

/**
 * Turns a mini-program into a web page that runs it. Nothing is written to disk.
 *
 * @throws BuildFault that lists every fault with file, line and column.
 */
export async function buildPreview(options: BuildOptions): Promise<BuiltFiles> {
  const tree = new SourceTree(options);
  const project = collectProject(tree);
  const files = collectAssets(tree);
  const shell = `import ${JSON.stringify(join(SOURCE, 'shell/shell.ts'))};`;
  const parts = new Map(['', ...project.subPackages.map(({ root }) => root)].map((root) => [root, partOf(tree, project, root)]));
  const scripts = [
    ...(await bundle('phone', entryOf(tree, project), options, [moduleRules(tree, project.subPackages, parts)])),
    ...(await bundle('shell', shell, options, [])),
  ];
  scripts.forEach(({ path, contents }) => files.set(basename(path), { body: contents, type: 'text/javascript; charset=utf-8' }));
  for (const name of ['index.html', 'phone.html', 'shell.css', 'base.css']) {
    files.set(name, { body: readFileSync(join(SOURCE, 'shell', name)), type: `text/${name.split('.').at(-1) ?? ''}; charset=utf-8` });
  }
  return files;
}

/** The demo of this repository, with its components taken from their sources. */
export function demoRoots(): SourceRoots {
  const components = join(REPOSITORY, 'components/src');
  return { miniprogram: join(REPOSITORY, 'miniprogram'), packages: { 'netcall-miniprogram': components, 'netcall-sdk/rtcsdk-components': components } };
}

function entryOf(tree: SourceTree, project: ProjectSource): string {
  const app = JSON.stringify({ config: project.app, css: compileStyles(tree, 'app'), pages: project.pages });
  const subPackages = project.subPackages.map(({ root, name }) => `{ ...${JSON.stringify({ root, name })}, load: () => import(${JSON.stringify(packageModule(root))}) }`);
  return `import { boot } from ${JSON.stringify(join(SOURCE, 'runtime/boot.ts'))};
import * as main from ${JSON.stringify(packageModule(''))};
boot({ ...${app}, load: () => ${requireOf(tree, 'app')}, main, subPackages: [${subPackages.join(', ')}] });`;
}

/** A module with the templates and components of one package; their scripts run when they are loaded. */
function partOf(tree: SourceTree, project: ProjectSource, root: string): string {
  const own = project.components.filter((each) => each.root === root);
  const components = own.map(({ path, isPage, config }) => {
    const facts = JSON.stringify({ path, isPage, config, css: compileStyles(tree, path) });
    return `{ ...${facts}, load: () => ${requireOf(tree, path)} }`;
  });
  return `export const templates = ${compileTemplates(tree, own.map(({ path }) => path))};
export const components = [${components.join(',\n')}];`;
}

/** A page without a script is one that says `Page({})`. */
function requireOf(tree: SourceTree, path: string): string {
  const script = tree.scriptOf(path);
  if (script !== undefined) return `require(${JSON.stringify(script)})`;
  return path === 'app' ? 'App({})' : 'Component({})';
}

async function bundle(name: string, entry: string, options: BuildOptions, plugins: Plugin[]): Promise<OutputFile[]> {
  try {
    const result = await esbuild({
      stdin: { contents: entry, resolveDir: SOURCE, loader: 'js', sourcefile: 'entry.js' },
      bundle: true, write: false, plugins, format: 'esm', splitting: true, target: 'es2022', sourcemap: 'linked', outdir: SOURCE, entryNames: name, logLevel: 'silent',
      tsconfig: options.tsconfig ?? join(REPOSITORY, 'tsconfig.base.json'), minify: options.minify ?? false,
      alias: bundleAlias(join(REPOSITORY, 'webmedia')),
      define: { 'process.env.NODE_ENV': '"development"' },
    });
    return result.outputFiles;
  } catch (failure) {
    throw isFailure(failure) ? new BuildFault(failure.errors.map(lineOf)) : failure;
  }
}

function isFailure(value: unknown): value is BuildFailure {
  return value instanceof Error && 'errors' in value && Array.isArray(value.errors);
}

function lineOf({ location, text }: Message): string {
  return location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`;
}
