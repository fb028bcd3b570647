/** JSON of an app, page or component, as written; fields are read one by one. */
export type Config = Readonly<Record<string, unknown>>;

/** One page or component, as the build hands it to the runtime. */
export interface ComponentBundle {
  /** Logical path without extension. */
  path: string;
  isPage: boolean;
  config: Config;
  /** Compiled style sheet with scope marks (see style-text). */
  css: string;
  /** Runs the script, which calls `Page` or `Component`. */
  load: () => unknown;
}

/** What one package of a mini-program brings: the main one, or a sub-package. */
export interface PackageBundle {
  /** Template functions by logical path, made by the template compiler. */
  templates: Readonly<Record<string, unknown>>;
  components: readonly ComponentBundle[];
}

/** A package that is fetched when it is first needed. */
export interface SubPackageBundle {
  root: string;
  /** How `preloadRule` may call it. */
  name: string;
  load: () => Promise<PackageBundle>;
}

/** A mini-program, as the build hands it to the runtime. */
export interface AppBundle {
  config: Config;
  css: string;
  /** Runs `app.ts`, which calls `App`. */
  load: () => unknown;
  /** All pages, those of sub-packages last. */
  pages: readonly string[];
  main: PackageBundle;
  subPackages: readonly SubPackageBundle[];
}

/** A string field of a config, or a default. */
export function textOf(config: Config, field: string, otherwise = ''): string {
  const value = config[field];
  return typeof value === 'string' ? value : otherwise;
}

/** An object field of a config; empty when it is missing. */
export function partOf(config: Config, field: string): Config {
  const value = config[field];
  return isConfig(value) ? value : {};
}

/** A list of objects in a config; empty when it is missing. */
export function listOf(config: Config, field: string): Config[] {
  const value: unknown = config[field];
  return Array.isArray(value) ? value.filter(isConfig) : [];
}

/** A list of texts in a config; empty when it is missing. */
export function textsOf(config: Config, field: string): string[] {
  const value: unknown = config[field];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
