import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';

/** A JSON object whose fields nobody has checked. */
export type Json = Readonly<Record<string, unknown>>;

/** What the checks know of a mini-program's project. */
export interface Facts {
  /** project.config.json, with appid and base library of project.private.config.json where that has them; empty when there is neither. */
  readonly project: Json;
  /** app.json. */
  readonly app: Json;
  /** The package.json that asks for the call kit: beside project.config.json, in the mini-program's folder, or where npm is packed from; else the first of them. Null: none. */
  readonly manifest: Json | null;
  /** All pages, those of sub-packages too. */
  readonly pages: readonly { readonly path: string; readonly parts: readonly Part[] }[];
  /** Files of the packages that a call needs, in one text, as "build npm" has made them and as npm has installed them; null: one is not there. */
  readonly npm: { readonly built: string | null; readonly installed: string | null };
  /** Scripts of the mini-program itself, in one text. */
  readonly scripts: string;
}

/** Configuration and template of a page, or of a component of the application's own that stands on it. */
export interface Part {
  readonly config: Json;
  readonly template: string;
}

/** What a call needs. */
const KIT = 'netcall-miniprogram';
const PACKAGES = [KIT, 'netcall-sdk'];
const CONFIG = 'project.config.json';
/** What a developer's own file may say instead; WeChat ignores settings there that change what is compiled. */
const PRIVATE_CONFIG = 'project.private.config.json';
const PRIVATE_FIELDS = ['appid', 'libVersion'];
/** Folders that hold no code of the application's own. */
const FOREIGN = new Set(['node_modules', 'miniprogram_npm', '.git']);

/**
 * Reads the project in a folder: the one with project.config.json, or that with app.json.
 *
 * @throws Error that names the file which is missing or is no JSON object
 */
export function readFacts(folder: string): Facts {
  const project = projectAt(folder);
  const root = resolve(folder, textOf(project['miniprogramRoot']) ?? textOf(project['srcMiniprogramRoot']) ?? '.');
  const app = jsonAt(join(root, 'app.json'));
  if (app === null) throw new Error(`${folder} is no mini-program: ${join(root, 'app.json')} is not there`);
  const packings = packingsOf(project).map(({ from, to }) => ({ from: dirname(resolve(folder, from)), to: resolve(folder, to) }));
  const homes = [folder, root, ...packings.map(({ from }) => from)].filter((each) => existsSync(join(each, 'package.json')));
  const home = homes.find((each) => fieldsOf(jsonAt(join(each, 'package.json'))?.['dependencies'])[KIT] !== undefined) ?? homes[0];
  const built = [root, ...packings.map(({ to }) => to), ...subPackagesOf(app).map(({ root: inner }) => join(root, inner))];
  return {
    project, app, manifest: home === undefined ? null : jsonAt(join(home, 'package.json')),
    pages: pathsOf(app).map((path) => ({ path, parts: partsOf(root, path) })),
    npm: { built: packagesIn((name) => builtAt(built, name)), installed: packagesIn((name) => installedAt(home ?? folder, name)) },
    scripts: scriptsBelow(root).join('\n'),
  };
}

/** A text, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Its texts, if it is a list. */
export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function subPackagesOf(app: Json): { root: string; pages: readonly string[] }[] {
  const list = app['subPackages'] ?? app['subpackages'];
  return Array.isArray(list) ? list.map(fieldsOf).map(({ root, pages }) => ({ root: (textOf(root) ?? '').replace(/^\/|\/$/g, ''), pages: textsIn(pages) })) : [];
}

function pathsOf(app: Json): string[] {
  return [...textsIn(app['pages']), ...subPackagesOf(app).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];
}

/** Where "build npm" takes packages from and puts them, if the project says so itself. */
function packingsOf(project: Json): { from: string; to: string }[] {
  const list = fieldsOf(project['setting'])['packNpmRelationList'];
  return (Array.isArray(list) ? list.map(fieldsOf) : []).flatMap(({ packageJsonPath, miniprogramNpmDistDir }) => {
    const [from, to] = [textOf(packageJsonPath), textOf(miniprogramNpmDistDir)];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
}

/** A page or component, and the application's own components in it, each once. */
function partsOf(root: string, path: string, known = new Set<string>()): Part[] {
  if (known.has(path)) return [];
  known.add(path);
  const config = jsonAt(join(root, `${path}.json`)) ?? {};
  const inner = Object.values(fieldsOf(config['usingComponents'])).flatMap((each) => ownComponent(root, path, textOf(each) ?? '') ?? []);
  return [{ config, template: fileAt(join(root, `${path}.wxml`)) ?? '' }, ...inner.flatMap((each) => partsOf(root, each, known))];
}

/** Path of a component from the mini-program's folder; null for one of a package or plugin. */
function ownComponent(root: string, user: string, path: string): string | null {
  const full = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(user), path);
  return [full, `${full}/index`].find((each) => existsSync(join(root, `${each}.wxml`))) ?? null;
}

function projectAt(folder: string): Json {
  const own = Object.entries(jsonAt(join(folder, PRIVATE_CONFIG)) ?? {}).filter(([field]) => PRIVATE_FIELDS.includes(field));
  return { ...jsonAt(join(folder, CONFIG)), ...Object.fromEntries(own) };
}

function packagesIn(place: (name: string) => string): string | null {
  const folders = PACKAGES.map(place);
  return folders.every((each) => existsSync(join(each, 'index.js'))) ? folders.flatMap((each) => partsBelow(each)).join('\n') : null;
}

/** What reaches a phone of a package: each file with its name. Types and maps do not. */
function partsBelow(folder: string, prefix = ''): string[] {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return partsBelow(folder, `${name}/`);
    return /\.(js|json|wxml|wxss|wxs)$/.test(name) ? [name, readFileSync(join(folder, name), 'utf8').trim()] : [];
  });
}

/** The first place that has it; the first of all when none has. */
function builtAt(places: readonly string[], name: string): string {
  const folders = places.map((each) => join(each, 'miniprogram_npm', name));
  return folders.find((each) => existsSync(join(each, 'index.js'))) ?? String(folders[0]);
}

/** As Node finds packages: in this folder or in one above. */
function installedAt(folder: string, name: string): string {
  const [here, above] = [join(folder, 'node_modules', name, 'miniprogram_dist'), dirname(folder)];
  return existsSync(here) || above === folder ? here : installedAt(above, name);
}

function scriptsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : scriptsBelow(path);
    return /\.(js|ts)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

function fileAt(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function jsonAt(path: string): Json | null {
  const text = fileAt(path);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new Error(`${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  throw new Error(`${path} is no JSON object`);
}
