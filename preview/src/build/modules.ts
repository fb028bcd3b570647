import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OnLoadArgs, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';
import { npmPathsOf, relativeTo, type SourceTree } from './source-tree';
import { rootOf, type SubPackage } from './sub-packages';

const PACKAGE = 'netcall-package:';
const LATER = 'netcall-later:';
/** A path in quotes is known when the preview is built; anything else is refused when it is reached. */
const REQUIRE_ASYNC = /\brequire\s*\.\s*async\s*\((?:\s*(['"])([^'"\n]+)\1)?/g;

/** The name by which the entry imports one package of the mini-program; empty: the main one. */
export function packageModule(root: string): string {
  return `${PACKAGE}${root === '' ? 'main' : `sub-package-${root.replace(/\//g, '-')}`}`;
}

/**
 * How scripts of a mini-program find each other in WeChat, where the bundler would do otherwise: `/x` is seen from the root, a
 * sub-package's own `miniprogram_npm` comes before the main one, another sub-package is reached by `require.async` only.
 *
 * @param parts - the text of the module with a package's components, by its root.
 */
export function moduleRules(tree: SourceTree, subPackages: readonly SubPackage[], parts: ReadonlyMap<string, string>): Plugin {
  const rules = new ModuleRules(tree, subPackages);
  const texts = new Map([...parts].map(([root, text]) => [packageModule(root).slice(PACKAGE.length), text]));
  return {
    name: 'modules of a mini-program',
    setup(build) {
      build.onResolve({ filter: /^netcall-package:/ }, ({ path }) => ({ path: path.slice(PACKAGE.length), namespace: PACKAGE }));
      build.onLoad({ filter: /.*/, namespace: PACKAGE }, ({ path }) => ({ contents: texts.get(path) ?? '', resolveDir: __dirname }));
      build.onResolve({ filter: /^netcall-later:/ }, ({ path }) => rules.later(path.slice(LATER.length)));
      build.onLoad({ filter: /.*/, namespace: LATER }, ({ path }) => ({ contents: `export const load = () => require(${JSON.stringify(path)});`, resolveDir: __dirname }));
      build.onResolve({ filter: /.*/ }, (args) => rules.resolve(args));
      build.onLoad({ filter: /\.[jt]s$/ }, (args) => rules.load(args));
    },
  };
}

class ModuleRules {
  constructor(private readonly tree: SourceTree, private readonly subPackages: readonly SubPackage[]) {}

  /** What `require.async` names, by its logical path. */
  later(logical: string): OnResolveResult {
    const file = this.tree.moduleOf(logical);
    return file === undefined ? { errors: [{ text: `require.async: there is no module "${logical}"` }] } : { path: file, namespace: LATER };
  }

  resolve({ path, importer, namespace }: OnResolveArgs): OnResolveResult | undefined {
    const from = namespace === 'file' ? this.tree.logicalOf(importer) : undefined;
    if (from === undefined) return undefined;
    if (!/^[./]/.test(path)) return this.ownPackage(path, from);
    const logical = relativeTo(from, path);
    const root = rootOf(this.subPackages, logical);
    if (root !== '' && root !== rootOf(this.subPackages, from)) return { errors: [{ text: `"${path}" lies in the sub-package "${root}": only require.async reaches it` }] };
    const file = path.startsWith('/') ? this.tree.moduleOf(logical) : undefined;
    return file === undefined ? undefined : { path: file };
  }

  /** Puts what the runtime offers in the place of `require.async`. */
  load({ path }: OnLoadArgs): OnLoadResult | undefined {
    const from = this.tree.logicalOf(path);
    if (from === undefined) return undefined;
    const text = readFileSync(path, 'utf8');
    if (!/\brequire\s*\.\s*async\b/.test(text)) return undefined;
    const contents = text.replace(REQUIRE_ASYNC, (_, quote: string | undefined, spec: string | undefined) => {
      if (quote === undefined || spec === undefined) return 'netcallPreview.requireAsync(';
      const logical = relativeTo(from, spec);
      return `netcallPreview.requireAsync(${JSON.stringify(rootOf(this.subPackages, logical))}, () => import(${JSON.stringify(LATER + logical)})`;
    });
    return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js', resolveDir: dirname(path) };
  }

  /** The npm package of the sub-package itself; the main package's are found as all others. */
  private ownPackage(spec: string, from: string): OnResolveResult | undefined {
    if (rootOf(this.subPackages, from) === '') return undefined;
    const file = npmPathsOf(spec, from).slice(0, -1).map((logical) => this.tree.moduleOf(logical)).find((each) => each !== undefined);
    return file === undefined ? undefined : { path: file };
  }
}
