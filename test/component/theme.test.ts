import 'miniprogram-simulate';
import type { Theme } from '../../components/src/call-kit/theme';
import { CALLS, FakeClient } from './support/fake-client';
import { FakeHost } from './support/fake-host';
import { freshModules, render, rendered, withService } from './support/render';
import { kit } from './support/service-kit';

beforeEach(freshModules);

/** An application that follows WeChat's theme, or none. */
function application(theme: Theme | null) {
  const all = kit();
  all.host.wechatTheme = theme;
  all.service.setTheme('auto');
  return all;
}

test('an application that does not follow WeChat has dark calls', () => {
  expect(kit().store.theme).toBe('dark');
});

test.each(['light', 'dark'] as const)('an application that follows WeChat begins in its theme, %s, and changes with it', (theme) => {
  const { host, store } = application(theme);
  const other = theme === 'light' ? 'dark' : 'light';
  const seen = [store.theme];
  host.turnTheme(other);
  seen.push(store.theme);
  host.turnTheme(theme);
  expect([...seen, store.theme]).toEqual([theme, other, theme]);
});

test('a theme that was chosen holds whatever WeChat does, until it is followed again', () => {
  const { host, service, store } = application('light');
  service.setTheme('dark');
  host.turnTheme('light');
  expect(store.theme).toBe('dark');
  service.setTheme('auto');
  expect(store.theme).toBe('light');
  host.turnTheme('dark');
  expect(store.theme).toBe('dark');
});

test('a theme that there is not is refused, and what is drawn stays as it is', () => {
  const { service, store } = application('light');
  expect(() => service.setTheme('drak' as Theme)).toThrow('BAD_ARGUMENT {"field":"theme","expected":"auto or light or dark"}');
  expect(store.theme).toBe('light');
});

test('no theme at all is WeChat\'s', () => {
  const { service, store } = application('light');
  service.setTheme('dark');
  service.setTheme(undefined);
  expect(store.theme).toBe('light');
});

test('a kit that was destroyed no longer listens', () => {
  const { host, service, store } = application('light');
  service.destroy();
  host.turnTheme('dark');
  expect(store.theme).toBe('light');
});

/** Classes of the outermost element. */
const classesOf = (component: ReturnType<typeof render>): string => component.dom.innerHTML.match(/class="([^"]*)"/)?.[1] ?? '';

test.each(['call-view', 'incoming-call'] as const)('%s is drawn in the theme that it is given', (component) => {
  for (const theme of ['light', 'dark']) expect(classesOf(render(component, { theme, texts: {} }))).toContain(`theme-${theme}`);
});

test('a call that rings and one that is answered are drawn in the theme of the kit, changed while they are shown', async () => {
  const client = new FakeClient();
  const host = new FakeHost();
  host.wechatTheme = 'light';
  withService(client, host);
  const page = render('call-kit');
  for (const call of [CALLS.ringing, CALLS.calling]) {
    client.become(call);
    for (const theme of ['light', 'dark'] as const) {
      host.turnTheme(theme);
      await rendered(page);
      expect([page.dom.innerHTML.match(/theme-\w+/g)]).toEqual([[`theme-${theme}`]]);
    }
  }
});

test.each(['call-banner', 'call-float'] as const)('%s is drawn in the theme of the kit', async (component) => {
  const client = new FakeClient();
  const host = new FakeHost();
  host.wechatTheme = 'light';
  const { store } = withService(client, host, { incoming: 'banner' });
  const below = render(component);
  client.become(component === 'call-banner' ? CALLS.ringing : CALLS.calling);
  store.setMedia(component === 'call-banner' ? { isBannered: true } : { isMinimised: true });
  await rendered(below);
  expect(below.dom.innerHTML).toContain('theme-light');
});

test('text is as large as the host says, unless a page says otherwise', async () => {
  const client = new FakeClient();
  const { store } = withService(client, new FakeHost());
  const page = render('call-kit');
  await rendered(page);
  expect([store.textScale, page.dom.innerHTML]).toEqual([1, expect.stringContaining('--n-scale:var(--netcall-text-scale,1)')]);
});
