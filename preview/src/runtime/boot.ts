import { createTags } from '../tags/index';
import { defineTags } from '../tags/define';
import type { Host } from '../wx/host';
import { createWx } from '../wx/index';
import { playerOf } from '../tags/live/live-player';
import { AppLife } from './app-life';
import { wxElementOf } from './backend';
import type { AppBundle } from './bundle';
import { type Command, listenForCommands } from './commands';
import { Engine } from './engine';
import { Gestures } from './gestures';
import { guarded } from './listeners';
import { type Phone, phoneOf } from './phone';
import { Router } from './router';
import { Screen } from './screen';
import { Speaker } from './speaker';
import { PhoneTheme } from './theme';

/** Runs a mini-program in this window: the globals first, then `app.ts`, the components and the first page. */
export function boot(bundle: AppBundle): void {
  const root = document.getElementById('phone') ?? document.body;
  const phone = phoneOf(window.location.search, bundle.pages[0] ?? '', window.parent !== window);
  document.documentElement.lang = phone.language === 'en' ? 'en' : 'zh-CN';
  const engine = new Engine();
  const host = assemble(root, phone, bundle, engine);
  defineTags(engine.componentSpace, createTags(host));
  const define = (globals: Record<string, unknown>) => void Object.assign(window, globals);
  define({
    wx: createWx(host),
    App: (definition: object) => host.app.register(definition),
    getApp: () => host.app.app,
    getCurrentPages: () => host.router.pages.map((page) => page.caller),
    requirePlugin: unsupported('requirePlugin'),
    // For tests and for the curious: what a live-player lets be heard (docs/preview.md).
    netcallPreview: { analyserOf: (node: EventTarget) => playerOf(wxElementOf(node))?.createAnalyser() ?? null },
  });
  engine.defineBehavior(define);
  bundle.load();
  engine.load(bundle, define);
  new Gestures(root).listen();
  host.app.launch();
  guarded(() => host.router.reLaunch(urlOf(phone)));
}

function assemble(root: HTMLElement, phone: Phone, bundle: AppBundle, engine: Engine): Host {
  const screen = new Screen(root, phone, bundle, {
    chooseTab: (path) => router.switchTab(`/${path}`),
    comeBack: () => app.show(),
  });
  const router = new Router(engine, bundle, screen.pages);
  const app = new AppLife(phone, router);
  const speaker = new Speaker(phone.speakerOn);
  router.changed.add((page) => {
    screen.tabBar.select(page.path);
    screen.follow(page.frame);
  });
  app.visibility.add((visible) => {
    screen.setAway(!visible);
    if (phone.framed) window.parent.postMessage({ netcallPreview: 'visibility', visible }, window.location.origin);
  });
  listenForCommands().add((command) => obey(command, app, speaker));
  return { phone, router, app, screen, speaker, theme: new PhoneTheme(phone.theme, bundle.config['darkmode'] === true) };
}

function obey(command: Command, app: AppLife, speaker: Speaker): void {
  if (command.netcallPreview === 'speaker') speaker.set(command.on);
  else if (command.visible) app.show();
  else app.hide();
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
