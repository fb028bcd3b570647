import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildFault } from '../../../preview/src/build/faults';
import { buildPreview, demoRoots } from '../../../preview/src/build/index';
import { ROOT } from '../../support/repo';

/** A copy of the fixture, so that each test can spoil its own. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netcall-build-'));
  cpSync(join(ROOT, 'test/e2e/fixtures/behaviours'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

async function faultsOf(): Promise<readonly string[]> {
  const fault: unknown = await buildPreview({ miniprogram: folder }).catch((error: unknown) => error);
  if (!(fault instanceof BuildFault)) throw new Error('the build did not fail', { cause: fault });
  return fault.faults.map((each) => each.replace(`${folder}/`, ''));
}

test('a mini-program becomes two pages with their scripts and styles, and its pictures', async () => {
  write('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const files = await buildPreview({ miniprogram: folder });
  for (const name of ['index.html', 'phone.html', 'phone.js', 'shell.js', 'base.css', 'shell.css']) expect(files.has(name)).toBe(true);
  expect(files.get('assets/logo.svg')?.type).toBe('image/svg+xml');
});

test('the demo of this repository builds, with its components taken from their sources', async () => {
  const files = await buildPreview(demoRoots());
  expect(Buffer.from(files.get('phone.js')?.body ?? []).toString()).toContain('miniprogram_npm/netcall-miniprogram/call-kit/index');
});

test('a fault in a template fails the build with file, line and column', async () => {
  write('pages/second/second.wxml', '<view>\n  <text>{{a+}}</text>\n</view>');
  expect(await faultsOf()).toEqual(['pages/second/second.wxml:2:13: unexpected character inside expression']);
});

test('an end tag that is missing fails the build, as it does in WeChat', async () => {
  write('pages/second/second.wxml', '<view>\n  <text>');
  expect(await faultsOf()).toContainEqual(expect.stringMatching(/^pages\/second\/second\.wxml:2:\d+: missing end tag$/));
});

test('faults of several templates are told together', async () => {
  write('pages/first/first.wxml', '{{+}}');
  write('pages/second/second.wxml', '{{+}}');
  expect(await faultsOf()).toHaveLength(2);
});

test('a component that is missing is told with the file that asks for it', async () => {
  write('pages/second/second.json', '{ "usingComponents": { "gone": "./gone/gone" } }');
  expect(await faultsOf()).toEqual(['pages/second/second.json:1:1: there is no component "./gone/gone" for <gone>']);
});

test('a page that app.json lists and nobody wrote is told', async () => {
  write('app.json', '{ "pages": ["pages/first/first", "pages/gone/gone"] }');
  expect(await faultsOf()).toEqual(['app.json:1:1: there is no page "pages/gone/gone"']);
});

test('JSON that is none is told with its line', async () => {
  write('pages/second/second.json', '{\n  "a": 1,\n}');
  expect((await faultsOf())[0]).toMatch(/^pages\/second\/second\.json:3:1: /);
});

test('a script that cannot be read is told with its line', async () => {
  write('pages/second/second.js', 'Page({\n  data: {,\n});');
  expect((await faultsOf())[0]).toMatch(/second\.js:2:\d+: /);
});

test('a script of wxs that is missing is told', async () => {
  write('pages/second/second.wxml', '<wxs module="m" src="./gone.wxs"/>');
  expect(await faultsOf()).toEqual(['pages/second/second:1:1: there is no script "pages/second/gone"']);
});

test.each(['parts/button', 'parts/button/index'])('a component of an npm package is found as "%s" in the folder of its sources', async (spec) => {
  cpSync(join(folder, 'components/plain'), join(folder, 'sources/button'), { recursive: true });
  for (const extension of ['js', 'json', 'wxml']) cpSync(join(folder, `sources/button/plain.${extension}`), join(folder, `sources/button/index.${extension}`));
  write('pages/second/second.json', JSON.stringify({ usingComponents: { button2: spec } }));
  const files = await buildPreview({ miniprogram: folder, packages: { parts: join(folder, 'sources') } });
  expect(Buffer.from(files.get('phone.js')?.body ?? []).toString()).toContain('miniprogram_npm/parts/button/index');
});
