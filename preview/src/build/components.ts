import { BuildFault } from './faults';
import { type JsonObject, isObject, readJson, stringFields, stringItems } from './json';
import { type SourceTree } from './source-tree';

/** One page or component of the mini-program. */
export interface ComponentSource {
  /** Logical path without extension, e.g. `pages/call/call`. */
  path: string;
  isPage: boolean;
  /** Its JSON, with `usingComponents` turned into paths from the root, those of `app.json` included. */
  config: JsonObject;
}

/** A mini-program's parts, found by following `app.json`. */
export interface ProjectSource {
  app: JsonObject;
  pages: string[];
  components: ComponentSource[];
}

/**
 * Follows `app.json` to every page and, through `usingComponents`, to every component.
 *
 * @throws BuildFault that names each page and component that is missing, with the file that asks for it.
 */
export function collectProject(tree: SourceTree): ProjectSource {
  const app = readJson(tree.fileOf('app.json'));
  const collector = new Collector(tree, stringFields(app['usingComponents']));
  const pages = pagesOf(app);
  if (pages.length === 0) throw new BuildFault([`${tree.fileOf('app.json')}:1:1: it lists no pages`]);
  pages.forEach((page) => collector.add(page, true, 'app'));
  if (collector.faults.length > 0) throw new BuildFault(collector.faults);
  return { app, pages, components: [...collector.found.values()] };
}

function pagesOf(app: JsonObject): string[] {
  const packages = [app['subPackages'], app['subpackages']].flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
  const subPages = packages.filter(isObject).flatMap((each) => stringItems(each['pages']).map((page) => `${String(each['root']).replace(/\/$/, '')}/${page}`));
  return [...stringItems(app['pages']), ...subPages];
}

class Collector {
  readonly found = new Map<string, ComponentSource>();
  readonly faults: string[] = [];

  constructor(private readonly tree: SourceTree, private readonly appWide: Record<string, string>) {}

  add(path: string, isPage: boolean, from: string): void {
    if (this.found.has(path)) return;
    if (!this.tree.isComponent(path)) {
      this.faults.push(`${this.tree.fileOf(from)}.json:1:1: there is no ${isPage ? 'page' : 'component'} "${path}"`);
      return;
    }
    const json = readJson(`${this.tree.fileOf(path)}.json`);
    const component: ComponentSource = { path, isPage, config: {} };
    this.found.set(path, component);
    const using = { ...this.resolve(this.appWide, 'app'), ...this.resolve(stringFields(json['usingComponents']), path) };
    component.config = { ...json, usingComponents: using, ...(isPage ? {} : { component: true }) };
  }

  private resolve(using: Record<string, string>, from: string): Record<string, string> {
    const resolved: Record<string, string> = {};
    for (const [tag, spec] of Object.entries(using)) {
      const path = this.tree.resolveComponent(spec, from);
      if (path === undefined) this.faults.push(`${this.tree.fileOf(from)}.json:1:1: there is no component "${spec}" for <${tag}>`);
      else {
        this.add(path, false, from);
        resolved[tag] = `/${path}`;
      }
    }
    return resolved;
  }
}
