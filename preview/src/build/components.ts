import { BuildFault } from './faults';
import { type JsonObject, readJson, stringFields, stringItems } from './json';
import { type SourceTree } from './source-tree';
import { rootOf, type SubPackage, subPackagesOf } from './sub-packages';

/** One page or component of the mini-program. */
export interface ComponentSource {
  /** Logical path without extension, e.g. `pages/call/call`. */
  path: string;
  isPage: boolean;
  /** Root of the sub-package in which it lies; empty: the main package. */
  root: string;
  /** Its JSON, with `usingComponents` turned into paths from the root, those of `app.json` included. */
  config: JsonObject;
}

/** A mini-program's parts, found by following `app.json`. */
export interface ProjectSource {
  app: JsonObject;
  /** Logical paths of all pages, those of sub-packages last. */
  pages: string[];
  subPackages: SubPackage[];
  components: ComponentSource[];
}

/**
 * Follows `app.json` to every page and, through `usingComponents`, to every component.
 *
 * @throws BuildFault that names each page and component that is missing, with the file that asks for it.
 */
export function collectProject(tree: SourceTree): ProjectSource {
  const app = readJson(tree.fileOf('app.json'));
  const subPackages = subPackagesOf(app, tree.fileOf('app.json'));
  const collector = new Collector(tree, app, subPackages);
  const pages = [...stringItems(app['pages']), ...subPackages.flatMap((each) => each.pages)];
  if (pages.length === 0) throw new BuildFault([`${tree.fileOf('app.json')}:1:1: it lists no pages`]);
  pages.forEach((page) => collector.add(page, true, 'app'));
  if (collector.faults.length > 0) throw new BuildFault([...new Set(collector.faults)]);
  return { app, pages, subPackages, components: [...collector.found.values()] };
}

class Collector {
  readonly found = new Map<string, ComponentSource>();
  readonly faults: string[] = [];

  constructor(private readonly tree: SourceTree, private readonly app: JsonObject, private readonly subPackages: readonly SubPackage[]) {}

  add(path: string, isPage: boolean, from: string): void {
    if (this.found.has(path)) return;
    if (!this.tree.isComponent(path)) {
      this.faults.push(`${this.tree.fileOf(from)}.json:1:1: there is no ${isPage ? 'page' : 'component'} "${path}"`);
      return;
    }
    const json = readJson(`${this.tree.fileOf(path)}.json`);
    const component: ComponentSource = { path, isPage, root: rootOf(this.subPackages, path), config: {} };
    this.found.set(path, component);
    const using = { ...this.resolve(this.app, 'app', component), ...this.resolve(json, path, component) };
    const placeholders = { ...stringFields(this.app['componentPlaceholder']), ...stringFields(json['componentPlaceholder']) };
    component.config = { ...json, usingComponents: using, componentPlaceholder: placeholders, ...(isPage ? {} : { component: true }) };
  }

  /** The components that a JSON names, as paths from the root; `user` is the one that may use them. */
  private resolve(json: JsonObject, from: string, user: ComponentSource): Record<string, string> {
    const resolved: Record<string, string> = {};
    for (const [tag, spec] of Object.entries(stringFields(json['usingComponents']))) {
      const path = this.tree.resolveComponent(spec, from);
      if (path === undefined) this.faults.push(`${this.tree.fileOf(from)}.json:1:1: there is no component "${spec}" for <${tag}>`);
      else {
        this.add(path, false, from);
        resolved[tag] = `/${path}`;
        this.checkReach(json, from, user, tag, path);
      }
    }
    return resolved;
  }

  /** What lies in another sub-package may not be there yet: something must stand in its place. */
  private checkReach(json: JsonObject, from: string, user: ComponentSource, tag: string, path: string): void {
    const root = rootOf(this.subPackages, path);
    if (root === '' || root === user.root) return;
    const placeholder = stringFields(json['componentPlaceholder'])[tag];
    const at = `${this.tree.fileOf(from)}.json:1:1: componentPlaceholder`;
    if (placeholder === undefined) this.faults.push(`${at}: <${tag}> lies in the sub-package "${root}", and nothing is named to stand in its place`);
    const spec = placeholder === undefined ? undefined : stringFields(json['usingComponents'])[placeholder];
    const other = spec === undefined ? '' : rootOf(this.subPackages, this.tree.resolveComponent(spec, from) ?? '');
    if (other !== '' && other !== user.root) this.faults.push(`${at}.${tag}: <${String(placeholder)}> lies in the sub-package "${other}" itself`);
  }
}
