import { Element as WxElement, type GeneralComponent, globalOptions } from 'glass-easel';
import { type AssociatedBackend, MiniProgramEnv } from 'glass-easel-miniprogram-adapter';
import type { ComponentBundle, Config, PackageBundle } from './bundle';
import { PreviewBackend } from './backend';
import { pageLengths } from './style-text';
import { StyleSheets } from './style-sheets';

type CodeSpace = ReturnType<MiniProgramEnv['createCodeSpace']>;
/** The component space into which built-in tags are defined. */
export type ComponentSpace = ReturnType<CodeSpace['getComponentSpace']>;
/** A page's component, attached or not. */
export type PageRoot = ReturnType<AssociatedBackend['createRoot']>;

const SHARED = new Set(['shared', 'page-shared']);

/**
 * Glass-easel, set up as WeChat sets up a mini-program: components of the bundle, styles, `ready`, and the globals
 * `Page`, `Component` and `Behavior`.
 */
export class Engine {
  readonly styles = new StyleSheets();
  private readonly env = environment();
  private readonly space: CodeSpace = this.env.createCodeSpace('', true);
  private readonly backend = this.env.associateBackend(new PreviewBackend());
  private readonly attached: { triggerLifetime: (name: string, args: []) => void }[] = [];
  private scopes = 0;

  constructor() {
    convertInlineStyles();
    this.space.setOverallBehavior(this.overallBehavior());
  }

  /** Where built-in tags are defined. */
  get componentSpace(): ComponentSpace {
    return this.space.getComponentSpace();
  }

  /** What there is before any script runs: `app.ts` may import what makes a behavior. */
  defineBehavior(defineGlobals: (globals: Record<string, unknown>) => void): void {
    this.space.componentEnv('', ({ Behavior }) => defineGlobals({ Behavior }));
  }

  /** Runs the scripts of a package's pages and components; each registers itself, and takes its place where another stood for it. */
  load(part: PackageBundle, defineGlobals: (globals: Record<string, unknown>) => void): void {
    for (const component of part.components) this.prepare(component, part);
    this.componentSpace.groupRegister(() => {
      for (const component of part.components) {
        this.space.componentEnv(component.path, ({ Page, Component }) => {
          defineGlobals({ Page: this.registering(component, Page), Component: this.registering(component, Component) });
          component.load();
        });
      }
    });
  }

  /** Calls back with the path of a component that is needed and not there: something else stands in its place. */
  onMissing(listener: (path: string) => void): void {
    this.componentSpace.setComponentWaitingListener((_, path) => listener(path));
  }

  /** Creates a page's component; its `created` has run, `attached` has not. */
  createPage(url: string): PageRoot {
    return this.backend.createRoot('wx-page', this.space, url);
  }

  /** Fires `ready` for what was attached since the last time, inner components first. */
  flushReady(): void {
    for (const component of this.attached.splice(0).reverse()) component.triggerLifetime('ready', []);
  }

  private prepare({ path, config }: ComponentBundle, { templates }: PackageBundle): void {
    this.space.addComponentStaticConfig(path, config);
    const content = templates[path];
    if (typeof content !== 'function') throw new Error(`no template for ${path}`);
    this.space.addCompiledTemplate(path, { groupList: templates, content } as unknown as Parameters<CodeSpace['addCompiledTemplate']>[1]);
  }

  /** Style isolation may be said in the JSON or in the script; only when the script runs are both known. */
  private registering(component: ComponentBundle, register: unknown): (definition: Config) => unknown {
    return (definition) => {
      const config = withIsolation(component.config, definition);
      this.space.addComponentStaticConfig(component.path, config);
      const isolation = config['styleIsolation'] ?? (component.isPage ? 'shared' : 'isolated');
      const scope = typeof isolation === 'string' && SHARED.has(isolation) ? '' : `s${++this.scopes}`;
      this.space.addStyleSheet(component.path, undefined, scope);
      if (component.isPage) this.styles.addPage(component.path, component.css, scope);
      else this.styles.add(component.css, scope);
      return typeof register === 'function' ? (Reflect.apply(register, undefined, [definition]) as unknown) : undefined;
    };
  }

  private overallBehavior() {
    const { attached } = this;
    const flush = () => this.flushReady();
    return this.componentSpace.defineBehavior({
      is: 'preview://overall',
      lifetimes: {
        created() {
          domOf(componentOf(this))?.setAttribute('wx-is', componentOf(this).is);
        },
        attached() {
          attached.push(componentOf(this));
          queueMicrotask(flush);
        },
      },
    });
  }
}

/** The DOM node of a node of the mini-program; null for one that is virtual. */
export function domOf(element: WxElement): HTMLElement | null {
  const node: unknown = element.$$;
  return node instanceof HTMLElement ? node : null;
}

/** The component behind `this` of a script, which is only its caller. */
export function componentOf(caller: object): GeneralComponent {
  const inner: unknown = Reflect.get(caller, '_$');
  return (inner instanceof Object ? inner : caller) as GeneralComponent;
}

/** Ids are written to the DOM as `<component>--id`: style sheets, `scroll-into-view` and tests find nodes by them. */
function environment(): MiniProgramEnv {
  globalOptions.writeIdToDOM = true;
  return new MiniProgramEnv();
}

function withIsolation(config: Config, definition: Config): Config {
  const options: unknown = definition['options'];
  if (config['styleIsolation'] !== undefined || typeof options !== 'object' || options === null) return config;
  const { styleIsolation, addGlobalClass } = options as Config;
  if (styleIsolation !== undefined) return { ...config, styleIsolation };
  return addGlobalClass === true ? { ...config, styleIsolation: 'apply-shared' } : config;
}

/** Inline styles may hold `rpx` as style sheets do, which are converted by the build. */
function convertInlineStyles(): void {
  const original = Reflect.get(WxElement.prototype, 'setNodeStyle');
  WxElement.prototype.setNodeStyle = function (this: WxElement, style, index) {
    original.call(this, pageLengths(style), index);
  };
}
