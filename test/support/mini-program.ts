import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { compileFunction } from 'node:vm';

/** A page as its script sees itself by `this`, and as a test sees it. */
export interface ProgramPage {
  readonly route: string;
  readonly data: Record<string, unknown>;
  setData(change: Record<string, unknown>, done?: () => void): void;
  [handler: string]: unknown;
}

/** What a mini-program's scripts find around them. */
export interface Surroundings {
  /** Packages by the name that `require` is given. */
  readonly packages: Readonly<Record<string, unknown>>;
  /** Of `wx`, what is not about pages. */
  readonly wx: object;
}

type Options = Record<string, unknown> & { readonly data?: object };
type Handler = (event: unknown) => void;

/**
 * The scripts of a mini-program on Node, without its templates: each instance has modules, pages and a console of its own, so
 * that several users live in one process.
 */
export class MiniProgram {
  /** Every line that the scripts have logged. */
  readonly log: string[] = [];
  readonly #modules = new Map<string, { exports: unknown }>();
  readonly #definitions = new Map<string, Options>();
  #stack: ProgramPage[] = [];
  #app: Options = {};
  #changed: () => void = () => undefined;

  constructor(
    private readonly folder: string,
    private readonly around: Surroundings,
  ) {}

  /** Loads the application and its pages, as WeChat does at the start, and opens the first page. */
  launch(changed: () => void): void {
    this.#changed = changed;
    const { pages } = JSON.parse(readFileSync(join(this.folder, 'app.json'), 'utf8')) as { pages: string[] };
    this.load(join(this.folder, 'app'));
    for (const page of pages) this.load(join(this.folder, page));
    (this.#app['onLaunch'] as Handler | undefined)?.call(this.#app, { query: {} });
    this.#reLaunch({ url: `/${pages[0]}` });
  }

  /** The page in front. @throws Error when there is none */
  get page(): ProgramPage {
    const page = this.#stack.at(-1);
    if (page === undefined) throw new Error('no page is open');
    return page;
  }

  /** What a module of the application has exported. */
  exportsOf(path: string): unknown {
    return this.load(join(this.folder, path));
  }

  /** A tap on what the page in front has bound this handler to. */
  tap(handler: string, dataset: object = {}, detail: object = {}): void {
    const { page } = this;
    const run = page[handler];
    if (typeof run !== 'function') throw new Error(`${page.route} has no ${handler}`);
    run.call(page, { currentTarget: { dataset }, detail });
  }

  private load(path: string): unknown {
    const known = this.#modules.get(path);
    if (known !== undefined) return known.exports;
    const module: { exports: unknown } = { exports: {} };
    this.#modules.set(path, module);
    const names = this.#names(path, module);
    const run = compileFunction(readFileSync(`${path}.js`, 'utf8'), Object.keys(names), { filename: `${path}.js` }) as (...names: unknown[]) => void;
    run(...Object.values(names));
    return module.exports;
  }

  #names(path: string, module: { exports: unknown }) {
    const require = (name: string): unknown => (name.startsWith('.') ? this.load(join(dirname(path), name)) : this.#package(name));
    return {
      require, module, exports: module.exports,
      wx: { reLaunch: (wish: { readonly url: string }) => this.#reLaunch(wish), ...this.around.wx },
      App: (options: Options) => void (this.#app = options),
      Page: (options: Options) => void this.#definitions.set(relative(this.folder, path), options),
      getApp: () => this.#app,
      getCurrentPages: () => this.#stack,
      console: this.#console(),
    };
  }

  /** `crlog` is there once a package has added it to the console, as CloudRoom's does. */
  #console(): object {
    const say = (...words: unknown[]): void => this.#say(words);
    return {
      log: say,
      get crlog() {
        return 'crlog' in console ? say : undefined;
      },
    };
  }

  #package(name: string): unknown {
    if (name in this.around.packages) return this.around.packages[name];
    throw new Error(`no package ${name}`);
  }

  #say(words: readonly unknown[]): void {
    this.log.push(words.map(String).join(' '));
    this.#changed();
  }

  #reLaunch({ url }: { readonly url: string }): void {
    const route = url.slice(1);
    const options = this.#definitions.get(route);
    if (options === undefined) throw new Error(`no page ${url}`);
    const page: ProgramPage = {
      ...options, route, data: structuredClone(options.data ?? {}) as Record<string, unknown>,
      setData: (change, done) => {
        Object.assign(page.data, structuredClone(change));
        this.#changed();
        done?.();
      },
    };
    this.#stack = [page];
    (page['onLoad'] as Handler | undefined)?.call(page, {});
    this.#changed();
  }
}
