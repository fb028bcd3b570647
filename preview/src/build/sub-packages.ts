import { BuildFault } from './faults';
import { type JsonObject, isObject, stringItems } from './json';

/** A part of a mini-program that is fetched when it is first needed. */
export interface SubPackage {
  /** Folder of its own, without slashes at its ends, e.g. `call`. */
  root: string;
  /** Another name for it in `preloadRule` and `wx.preDownloadSubpackage`; its root when `app.json` gives none. */
  name: string;
  /** Logical paths of its pages, the root included. */
  pages: string[];
}

/**
 * The sub-packages that `app.json` names in `subPackages` or `subpackages`.
 *
 * @param file - where it was read, for the faults.
 * @throws BuildFault that names each field which is not as it must be.
 */
export function subPackagesOf(app: JsonObject, file: string): SubPackage[] {
  const faults: string[] = [];
  const packages = ['subPackages', 'subpackages'].filter((field) => app[field] !== undefined).flatMap((field) => packagesIn(app[field], field, faults));
  packages.forEach((each, index) => {
    const clash = packages.find((other, at) => at !== index && isBelow(each.root, other.root));
    if (clash) faults.push(`subPackages: the root "${each.root}" lies in the root "${clash.root}"`);
  });
  stringItems(app['pages']).forEach((page, index) => {
    const root = rootOf(packages, page);
    if (root !== '') faults.push(`pages[${index}]: "${page}" lies in the sub-package "${root}" and must stand in its "pages"`);
  });
  if (faults.length > 0) throw new BuildFault(faults.map((fault) => `${file}:1:1: ${fault}`));
  return packages;
}

/** The root of the sub-package in which a file lies, by its logical path; empty for the main package. */
export function rootOf(packages: readonly { readonly root: string }[], logical: string): string {
  return packages.find(({ root }) => isBelow(logical, root))?.root ?? '';
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function packagesIn(list: unknown, field: string, faults: string[]): SubPackage[] {
  if (!Array.isArray(list)) {
    faults.push(`${field}: a list is expected`);
    return [];
  }
  return list.flatMap((each: unknown, index) => {
    const at = `${field}[${index}]`;
    const given: JsonObject = isObject(each) ? each : {};
    const root = typeof given['root'] === 'string' ? given['root'].replace(/^\/+|\/+$/g, '') : '';
    if (root === '') faults.push(`${at}.root: the folder of the sub-package is expected`);
    if (!Array.isArray(given['pages'])) faults.push(`${at}.pages: a list of paths below the root is expected`);
    const name = typeof given['name'] === 'string' ? given['name'] : root;
    return root === '' ? [] : [{ root, name, pages: stringItems(given['pages']).map((page) => `${root}/${page.replace(/^\/+/, '')}`) }];
  });
}
