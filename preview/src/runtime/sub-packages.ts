import type { PackageBundle, SubPackageBundle } from './bundle';
import { Listeners } from './listeners';

/**
 * The sub-packages of the mini-program: each is fetched when it is first needed, once, and its components are there from
 * then on.
 */
export class SubPackages {
  /** Fires when one could not be fetched, with its root. */
  readonly failed = new Listeners<{ type: 'subpackage'; subpackage: string[]; errMsg: string }>();
  private readonly fetched = new Map<string, Promise<PackageBundle>>();
  private readonly used = new Map<string, Promise<void>>();
  private readonly there = new Set<string>();

  /** @param put - takes the components of one that has come. */
  constructor(private readonly all: readonly SubPackageBundle[], private readonly put: (part: PackageBundle) => void) {}

  /** The root of the sub-package in which a page or component lies that is not there yet; empty when there is nothing to wait for. */
  missingFor(path: string): string {
    const root = this.all.find((each) => path.startsWith(`${each.root}/`))?.root ?? '';
    return this.there.has(root) ? '' : root;
  }

  /** Fetches one by its root or name without running anything of it, so that it is there sooner when it is needed. */
  async fetch(name: string): Promise<void> {
    const found = this.all.find((each) => each.root === name.replace(/^\/+|\/+$/g, '') || each.name === name);
    if (found === undefined) throw new Error(`there is no sub-package "${name}"`);
    await this.partOf(found);
  }

  /** Has one there: fetched, and its components known. The empty root is the main package, which always is. */
  async use(root: string): Promise<void> {
    const found = this.all.find((each) => each.root === root);
    if (found === undefined) return;
    const using = this.used.get(root) ?? this.partOf(found).then((part) => {
      this.there.add(root);
      this.put(part);
    });
    this.used.set(root, using);
    using.catch(() => this.used.delete(root));
    await using;
  }

  /**
   * What `require.async` gives: the module, when its package is there.
   *
   * @param load - brings the module; without it the path was not in quotes.
   */
  async require(root: string, load?: () => Promise<{ load: () => unknown }>): Promise<unknown> {
    if (load === undefined) throw new Error(`require.async(${root}): the preview takes a path in quotes only`);
    await this.use(root);
    return (await load()).load();
  }

  private partOf({ root, load }: SubPackageBundle): Promise<PackageBundle> {
    const fetching = this.fetched.get(root) ?? load();
    this.fetched.set(root, fetching);
    fetching.catch((cause: unknown) => {
      this.fetched.delete(root);
      this.failed.emit({ type: 'subpackage', subpackage: [root], errMsg: cause instanceof Error ? cause.message : String(cause) });
    });
    return fetching;
  }
}
