import { createTags } from '../tags/index';
import { defineTags } from '../tags/define';
import { Network } from '../network/network';
import type { Host } from '../wx/host';
import { createWx } from '../wx/index';
import { playerOf } from '../tags/live/live-player';
import { AppLife } from './app-life';
import { wxElementOf } from './backend';
import { type AppBundle, partOf, textsOf } from './bundle';
import { type Command, listenForCommands, type Report, type Told } from './commands';
import { guardDevices } from './device-guard';
import { Engine } from './engine';
import { Faults } from './faults';
import { Gestures } from './gestures';
import { guarded, Listeners } from './listeners';
import { type Phone, phoneOf } from './phone';
import { Router } from './router';
import { Screen } from './screen';
import { SubPackages } from './sub-packages';
import { PhoneTheme } from './theme';
import { Toggle } from './toggle';

/** Runs a mini-program in this window: the globals first, then `app.ts`, the components and the first page. */
export function boot(bundle: AppBundle): void {
  const root = document.getElementById('phone') ?? document.body;
  const phone = phoneOf(window.location.search, bundle.pages[0] ?? '', window.parent !== window);
  document.documentElement.lang = phone.language === 'en' ? 'en' : 'zh-CN';
  const engine = new Engine();
  const define = (globals: Record<string, unknown>) => void Object.assign(window, globals);
  const packages = new SubPackages(bundle.subPackages, (part) => {
    engine.load(part, define);
    host.router.know(part.components);
  });
  const host = assemble(root, phone, bundle, engine, packages);
  defineTags(engine.componentSpace, createTags(host));
  define({
    wx: createWx(host),
    App: (definition: object) => host.app.register(definition),
    getApp: () => host.app.app,
    getCurrentPages: () => host.router.pages.map((page) => page.caller),
    requirePlugin: unsupported('requirePlugin'),
    // What the build puts in the place of require.async; for tests and for the curious, what a live-player lets be heard (docs/preview.md).
    netcallPreview: { requireAsync: packages.require.bind(packages), analyserOf: (node: EventTarget) => playerOf(wxElementOf(node))?.createAnalyser() ?? null },
  });
  engine.defineBehavior(define);
  engine.onMissing((path) => void packages.use(packages.missingFor(path)));
  engine.styles.add(bundle.css, '');
  bundle.load();
  engine.load(bundle.main, define);
  new Gestures(root).listen();
  host.app.launch();
  void guarded(() => host.router.reLaunch(urlOf(phone)));
}

function assemble(root: HTMLElement, phone: Phone, bundle: AppBundle, engine: Engine, packages: SubPackages): Host {
  const screen = new Screen(root, phone, bundle, {
    chooseTab: (path) => router.switchTab(`/${path}`),
    comeBack: () => app.show(),
  });
  const router = new Router(engine, bundle, packages, screen.pages);
  const app = new AppLife(phone, router);
  const speaker = new Toggle(phone.speakerOn);
  const figures = new Toggle(phone.figuresOn);
  router.changed.add((page) => {
    screen.tabBar.select(page.path);
    screen.follow(page.frame);
    preload(bundle, page.path, packages);
  });
  window.addEventListener('resize', () => router.top?.resize());
  const faults = new Faults();
  const tell = (report: Report) => phone.framed && window.parent.postMessage(report, window.location.origin);
  app.visibility.add((visible) => {
    screen.setAway(!visible);
    tell({ netcallPreview: 'visibility', visible });
    if (visible) faults.set('floatClosed', false);
  });
  faults.changed.add(({ name, on }) => {
    if (name === 'floatClosed' && on) app.hide();
    tell({ netcallPreview: 'faults', all: faults.all });
  });
  const codes = new Listeners<Told>();
  codes.add((told) => tell({ netcallPreview: 'code', ...told }));
  guardDevices(faults);
  listenForCommands().add((command) => obey(command, { app, speaker, figures, faults }));
  return { phone, router, app, packages, screen, speaker, figures, faults, codes, network: new Network(faults), theme: new PhoneTheme(phone.theme, bundle.config['darkmode'] === true) };
}

/** `preloadRule` of `app.json`: what a page will need is fetched when it opens. */
function preload({ config }: AppBundle, page: string, packages: SubPackages): void {
  for (const name of textsOf(partOf(partOf(config, 'preloadRule'), page), 'packages')) packages.fetch(name).catch(reportError);
}

function obey(command: Command, host: Pick<Host, 'app' | 'speaker' | 'figures' | 'faults'>): void {
  switch (command.netcallPreview) {
    case 'speaker': case 'figures':
      return host[command.netcallPreview].set(command.on);
    case 'app':
      return command.visible ? host.app.show() : host.app.hide();
    case 'fault':
      return host.faults.set(command.fault, command.on, command.kbps);
  }
}

function urlOf({ launch: { path, query } }: Phone): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `/${path}${pairs.length > 0 ? '?' : ''}${pairs.join('&')}`;
}

function unsupported(name: string) {
  return () => {
    throw new Error(`${name} is not there in the preview`);
  };
}
