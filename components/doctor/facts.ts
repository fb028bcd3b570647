import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A JSON object whose fields nobody has checked. */
export type Json = Readonly<Record<string, unknown>>;

/** What the checks know of a mini-program's project. */
export interface Facts {
  /** project.config.json; empty when there is none. */
  readonly project: Json;
  /** app.json. */
  readonly app: Json;
  /** package.json beside project.config.json, or in the mini-program's folder; null when there is none. */
  readonly manifest: Json | null;
  /** All pages with their configuration, those of sub-packages too. */
  readonly pages: readonly { readonly path: string; readonly config: Json }[];
  /** `index.js` of the package as "build npm" has made it, and as npm has installed it; null: it is not there. */
  readonly npm: { readonly built: string | null; readonly installed: string | null };
  /** Scripts of the mini-program itself, in one text. */
  readonly scripts: string;
}

const PACKAGE = 'netcall-miniprogram';
const CONFIG = 'project.config.json';
/** Folders that hold no code of the application's own. */
const FOREIGN = new Set(['node_modules', 'miniprogram_npm', '.git']);

/**
 * Reads the project in a folder: the one with project.config.json, or that with app.json.
 *
 * @throws Error that names the file which is missing or is no JSON object
 */
export function readFacts(folder: string): Facts {
  const project = jsonAt(join(folder, CONFIG)) ?? {};
  const root = resolve(folder, textOf(project['miniprogramRoot']) ?? '.');
  const app = jsonAt(join(root, 'app.json'));
  if (app === null) throw new Error(`${folder} is no mini-program: ${join(root, 'app.json')} is not there`);
  const home = [folder, root].find((each) => existsSync(join(each, 'package.json')));
  return {
    project, app, manifest: home === undefined ? null : jsonAt(join(home, 'package.json')),
    pages: pathsOf(app).map((path) => ({ path, config: jsonAt(join(root, `${path}.json`)) ?? {} })),
    npm: { built: fileAt(join(root, 'miniprogram_npm', PACKAGE, 'index.js')), installed: installedAt(home ?? folder) },
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

function pathsOf(app: Json): string[] {
  const list = app['subPackages'] ?? app['subpackages'];
  const inner = Array.isArray(list) ? list.map(fieldsOf).flatMap(({ root, pages }) => textsIn(pages).map((page) => `${(textOf(root) ?? '').replace(/\/$/, '')}/${page}`)) : [];
  return [...textsIn(app['pages']), ...inner];
}

/** As Node finds packages: in this folder or in one above. */
function installedAt(folder: string): string | null {
  const found = fileAt(join(folder, 'node_modules', PACKAGE, 'miniprogram_dist/index.js'));
  const above = dirname(folder);
  return found ?? (above === folder ? null : installedAt(above));
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
