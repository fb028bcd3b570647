import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBelow } from '../../../scripts/build/paths';
import { sizesOf } from '../../../scripts/build/sizes';
import { missingComponents, pagesOf } from '../../../scripts/wechat/components-found';
import { differences } from '../../../scripts/wechat/packed';
import { ROOT, textOf } from '../../support/repo';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netcall-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) await writeBelow(join(folder, path), text);
}

const COMPONENT = { json: '{ "component": true }', wxml: '<view/>' };
const component = (path: string) => ({ [`${path}.json`]: COMPONENT.json, [`${path}.wxml`]: COMPONENT.wxml });
const page = (used: Record<string, string>) => JSON.stringify({ usingComponents: used });

test('components are found beside the page, from the root, among the npm packages, and as folders', async () => {
  await write({
    'pages/a/index.json': page({ near: '../near', root: '/parts/root', npm: 'pack/kit/index', folder: 'pack/kit' }),
    ...component('pages/near'), ...component('parts/root'), ...component('miniprogram_npm/pack/kit/index'),
  });
  expect(await missingComponents(folder)).toEqual([]);
});

test('a component that is not there, or lacks its template, is named with the file that uses it', async () => {
  await write({ 'pages/a/index.json': page({ gone: './gone', bare: './bare' }), 'pages/a/bare.json': COMPONENT.json });
  expect(await missingComponents(folder)).toEqual(['pages/a/index.json: gone -> ./gone', 'pages/a/index.json: bare -> ./bare']);
});

test('every page of the demo has a script, a template and a configuration', async () => {
  const pages = await pagesOf(join(ROOT, 'miniprogram'));
  expect(pages).toEqual(['pages/sign-in/index', 'pages/contacts/index', 'pages/history/index', 'pages/group/index', 'pages/check/index', 'pages/rtcsdk/index', 'pages/call/index']);
  for (const path of pages) for (const extension of ['ts', 'wxml', 'json']) expect(textOf(`miniprogram/${path}.${extension}`)).not.toBe('');
});

test('the packing of a package made for mini-programs is compared byte by byte, that of another by its exports', async () => {
  await write({
    'package.json': '{ "name": "app", "dependencies": { "made": "1.0.0", "plain": "1.0.0" } }',
    'node_modules/made/package.json': '{ "name": "made", "miniprogram": "dist" }',
    'node_modules/plain/package.json': '{ "name": "plain", "main": "index.js" }',
    'ours/made/index.js': 'exports.a = 1;', 'theirs/made/index.js': 'exports.a = 1; ',
    'ours/plain/index.js': 'exports.a = 1;', 'theirs/plain/index.js': 'module.exports = { a: 2 };',
    'theirs/other/index.js': '',
  });
  expect(await differences(folder, join(folder, 'ours'), join(folder, 'theirs'))).toEqual([
    'made/index.js differs', "only WeChat's packer places other/index.js",
  ]);
  await write({ 'ours/plain/more.js': '', 'theirs/plain2/index.js': '', 'ours/made/index.js': 'exports.a = 1; ', 'theirs/made/extra.wxml': '<view/>' });
  expect(await differences(folder, join(folder, 'ours'), join(folder, 'theirs'))).toEqual([
    'made/extra.wxml differs', "only WeChat's packer places other/index.js", "only WeChat's packer places plain2/index.js",
  ]);
});

test('sizes count what reaches a package, minified, and leave out declarations, maps and sounds', async () => {
  await write({
    'a.js': 'exports.first = function (longName) { return longName + 1 }\n', 'a.json': '{\n  "component": true\n}\n', 'a.wxss': '.a {\n  color: #ffffff;\n}\n',
    'a.wxml': '<!-- why -->\n<view>\n  <text>hi</text>\n</view>\n', 'a.d.ts': 'export {};', 'a.js.map': '{}', 'a.mp3': 'x',
  });
  const sizes = await sizesOf(folder);
  expect(Object.keys(sizes).sort()).toEqual(['.js', '.json', '.wxml', '.wxss']);
  expect(sizes['.json']).toBe('{"component":true}'.length);
  expect(sizes['.wxml']).toBe('<view>\n<text>hi</text>\n</view>'.length);
  expect(sizes['.wxss']).toBe('.a{color:#fff}'.length);
  expect(sizes['.js']).toBeLessThan('exports.first = function (longName) { return longName + 1 }'.length);
});

test('publishing without an appid and a key says which variables to set, before anything is installed or built', () => {
  const { WECHAT_APPID: _appid, WECHAT_PRIVATE_KEY_PATH: _key, ...environment } = process.env;
  const { status, stderr } = spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/wechat-publish.ts', 'upload'], { cwd: ROOT, env: environment, encoding: 'utf8' });
  expect({ status, stderr: stderr.trim() }).toEqual({
    status: 1, stderr: 'set WECHAT_APPID and WECHAT_PRIVATE_KEY_PATH: the id of your mini-program and its upload key, see docs/publishing.md',
  });
});
