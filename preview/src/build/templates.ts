import { existsSync, readFileSync } from 'node:fs';
import { TmplGroup } from 'glass-easel-template-compiler';
import { BuildFault } from './faults';
import { isObject } from './json';
import { relativeTo, type SourceTree } from './source-tree';

const WXS_REQUIRE = /\brequire\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Advice of the compiler on names of tags; WeChat takes capitals, which components of others have in theirs. */
const CAPITALS = 'avoid uppercase letters';

/**
 * Compiles templates with what they import, include and script, into one JavaScript expression that gives an object of
 * template functions by logical path.
 *
 * @param paths - logical paths of the pages and components.
 * @throws BuildFault with one line per fault: `path.wxml:line:column: message`. Warnings of the compiler (an end tag that
 *   is missing or wrong) count as faults, since WeChat's own compiler refuses them.
 */
export function compileTemplates(tree: SourceTree, paths: readonly string[]): string {
  const group = new TmplGroup();
  const compiler = new Compiler(tree, group);
  paths.forEach((path) => compiler.add(path, path));
  if (compiler.faults.length > 0) throw new BuildFault(compiler.faults);
  return group.getTmplGenObjectGroups();
}

class Compiler {
  readonly faults: string[] = [];
  private readonly templates = new Set<string>();
  private readonly scripts = new Set<string>();

  constructor(private readonly tree: SourceTree, private readonly group: TmplGroup) {}

  add(path: string, from: string): void {
    if (this.templates.has(path)) return;
    this.templates.add(path);
    const file = `${this.tree.fileOf(path)}.wxml`;
    if (!existsSync(file)) {
      this.faults.push(`${this.tree.fileOf(from)}.wxml:1:1: there is no template "${path}.wxml"`);
      return;
    }
    const diagnostics: unknown = this.group.addTmpl(path, readFileSync(file, 'utf8'));
    if (Array.isArray(diagnostics)) this.faults.push(...diagnostics.filter(isObject).filter((each) => each['message'] !== CAPITALS).map((each) => faultOf(file, each)));
    textItems(this.group.getDirectDependencies(path)).forEach((dependency) => this.add(dependency, path));
    textItems(this.group.getScriptDependencies(path)).forEach((script) => this.addScript(script, path));
  }

  /** A script is registered under the very name it is asked for, with or without `.wxs`. */
  private addScript(name: string, from: string): void {
    if (this.scripts.has(name)) return;
    this.scripts.add(name);
    const file = this.tree.fileOf(name.endsWith('.wxs') ? name : `${name}.wxs`);
    if (!existsSync(file)) {
      this.faults.push(`${this.tree.fileOf(from)}:1:1: there is no script "${name}"`);
      return;
    }
    const text = readFileSync(file, 'utf8');
    this.group.addScript(name, text);
    for (const match of text.matchAll(WXS_REQUIRE)) this.addScript(relativeTo(name, match[1] ?? ''), name);
  }
}

function faultOf(file: string, diagnostic: Readonly<Record<string, unknown>>): string {
  const line = Number(diagnostic['startLine']) + 1;
  const column = Number(diagnostic['startColumn']) + 1;
  return `${file}:${line}:${column}: ${String(diagnostic['message'])}`;
}

function textItems(items: readonly unknown[]): string[] {
  return items.filter((item) => typeof item === 'string');
}
