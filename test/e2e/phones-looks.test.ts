import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { fixture, usePreview } from '../support/preview';
import { seriousIn, withAxe } from './support/axe';
import { LANDSCAPE, LARGE, MIDDLE, SMALL } from './support/looks/devices';
import { LARGE_FONT_PX, Stand, type Wear } from './support/looks/stand';
import { ENDS, stateOf, STATES, type State } from './support/looks/states';

const preview = usePreview(() => ({ ...demoRoots(), miniprogram: fixture('looks-app') }));
const browser = useChromium();

/** Each theme on both phones, in the one language or the other. */
const WEARS: readonly Wear[] = [
  { device: SMALL, theme: 'light', locale: 'en' }, { device: SMALL, theme: 'dark', locale: 'zh-CN' },
  { device: LARGE, theme: 'light', locale: 'zh-CN' }, { device: LARGE, theme: 'dark', locale: 'en' },
];

const ALTERNATELY = [{ theme: 'light', locale: 'en' }, { theme: 'dark', locale: 'zh-CN' }] as const;

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.open(await browser().newContext({ permissions: ['camera', 'microphone'] }), preview().url);
  await withAxe(stand.page);
}, 30_000);
afterAll(() => stand.close());

/** What axe finds serious on the page in front. */
const seriousNow = () => seriousIn(stand.page, '.np-page-frame:not([hidden]) .np-page-body');

/** Names of the buttons as Chromium gives them to a screen reader. */
async function spokenButtons(): Promise<string[]> {
  const devtools = await stand.page.context().newCDPSession(stand.page);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  await devtools.detach();
  return nodes.filter(({ ignored, role }) => !ignored && role?.value === 'button').map(({ name }) => String(name?.value));
}

/** What is wrong with a state on these phones, each finding with the phone that has it. */
async function wrongOn(phones: Stand, state: State, wears: readonly Wear[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const wear of wears) {
    await phones.show(state, wear);
    const findings = await phones.findings(wear.device === LARGE);
    wrong.push(...findings.map(({ kind, what }) => `${wear.device.name} ${wear.theme} ${wear.locale} ${kind}: ${what}`));
  }
  return [...wrong, ...phones.errors];
}

test.each([...STATES, ...ENDS].map((state) => [state.name, state] as const))('%s: texts can be read and are whole, nothing overlaps or leaves the screen, every control has a name and room for a finger', async (_, state) => {
  expect(await wrongOn(stand, state, WEARS)).toEqual([]);
}, 30_000);

test('every state fits a phone that is held sideways', async () => {
  const wrong: string[] = [];
  for (const [index, state] of STATES.entries()) wrong.push(...(await wrongOn(stand, state, [{ device: LANDSCAPE, ...ALTERNATELY[index % 2]! }])));
  expect(wrong).toEqual([]);
}, 60_000);

test('every state fits the smallest phone with texts 1.4 times as big', async () => {
  const large = await Stand.open(stand.page.context(), preview().url, LARGE_FONT_PX);
  const wrong: string[] = [];
  for (const [index, state] of STATES.entries()) wrong.push(...(await wrongOn(large, state, [{ device: SMALL, ...ALTERNATELY[index % 2]! }])));
  await large.close();
  expect(wrong).toEqual([]);
}, 60_000);

test.each(STATES.map(({ name }) => [name]))('%s: axe finds nothing serious', async (name) => {
  await stand.show(stateOf(name), { device: MIDDLE, theme: 'light', locale: 'en' });
  expect(await seriousNow()).toEqual([]);
}, 30_000);

test('what a template says of a control reaches a screen reader', async () => {
  await stand.show(stateOf('asked-for-video'), { device: MIDDLE, theme: 'dark', locale: 'en' });
  expect((await spokenButtons()).sort()).toEqual(['Agree', 'Hang up', 'Mic on', 'Minimise', 'Not now', 'Speaker', 'Video']);
  await stand.show(stateOf('incoming-video'), { device: MIDDLE, theme: 'dark', locale: 'zh-CN' });
  expect((await spokenButtons()).sort()).toEqual(['拒绝', '接听']);
});

test.each([
  ['contrast', 'a label that is too faint', '[class*="--label"] { color: #3a4a60 !important }'],
  ['contrast', 'a status that is all but transparent', '[class*="--text"] { opacity: .3 !important }'],
  ['cut', 'a label without room', '[class*="--label"] { width: 12px; overflow: hidden; white-space: nowrap }'],
  ['overlap', 'a button on its neighbour', '[class*="--controls"] > :nth-child(2) { transform: translateX(90px) }'],
  ['overlap', "a name under WeChat's own button", '[class*="--name"] { position: fixed; top: 50px; right: 10px }'],
  ['outside', 'a line under the bar for going home', '[class*="--text"] { position: fixed !important; bottom: 4px }'],
  ['small', 'a button for smaller fingers', '[class*="--minimise"] { width: 30px !important }'],
  ['covered', 'something invisible over a button', '.np-page-body::after { content: ""; position: absolute; z-index: 999; inset: 0 }'],
  ['icon', 'an icon that is hardly to be seen', '[class*="--icon"] { opacity: .15 !important }'],
])('the measuring notices %s: %s', async (kind, _, css) => {
  await stand.show(stateOf('audio'), { device: MIDDLE, theme: 'dark', locale: 'en' });
  expect(await stand.findings(true)).toEqual([]);
  const fault = await stand.page.addStyleTag({ content: css });
  const kinds = (await stand.findings(true)).map((finding) => finding.kind);
  await fault.evaluate((style: HTMLStyleElement) => style.remove());
  expect(kinds).toContain(kind);
});

test('the measuring and axe notice a button that says nothing of itself', async () => {
  await stand.show(stateOf('audio'), { device: MIDDLE, theme: 'dark', locale: 'en' });
  const name = (value: string) => stand.page.locator('[role="button"]').first().evaluate((button, label) => button.setAttribute('aria-label', label), value);
  await name('');
  expect((await stand.findings()).map(({ kind }) => kind)).toEqual(['nameless']);
  expect(await seriousNow()).toEqual([expect.stringContaining('aria-command-name')]);
  await name('Minimise');
});
