import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CHECKS, examine, type CheckName, type Level } from '../../../components/doctor/checks';
import { readFacts } from '../../../components/doctor/facts';
import { sayOf } from '../../../components/doctor/texts';
import { filesOfGuide } from '../../../scripts/wechat/quick-start';
import { ROOT } from '../../support/repo';

/** A project of a mini-program that can call, by file. */
const SOUND = {
  'project.config.json': { miniprogramRoot: 'app/', appid: 'wx0123456789abcdef', libVersion: '3.8.12', setting: { es6: true, ignoreUploadUnusedFiles: true } },
  'package.json': { dependencies: { 'netcall-miniprogram': '0.1.0' } },
  'node_modules/netcall-miniprogram/miniprogram_dist/index.js': "exports.kit=require('./kit');",
  'node_modules/netcall-miniprogram/miniprogram_dist/kit.js': 'exports.one=1;',
  'node_modules/netcall-sdk/miniprogram_dist/index.js': 'exports.sdk=1;',
  'app/miniprogram_npm/netcall-miniprogram/index.js': "exports.kit=require('./kit');\n",
  'app/miniprogram_npm/netcall-miniprogram/kit.js': 'exports.one=1;',
  'app/miniprogram_npm/netcall-sdk/index.js': 'exports.sdk=1;',
  'app/app.json': {
    pages: ['pages/index/index', 'pages/call/index'], requiredBackgroundModes: ['audio'],
    permission: { 'scope.camera': { desc: 'seen' }, 'scope.record': { desc: 'heard' } },
  },
  'app/app.js': "createCallKit({ server: 'wss://call.example.com/ws' })",
  'app/pages/index/index.json': {},
  'app/pages/call/index.json': { usingComponents: { 'call-kit': 'netcall-miniprogram/call-kit/index' } },
  'app/pages/call/index.wxml': '<call-kit></call-kit>',
} satisfies Files;

type Files = Readonly<Record<string, string | object | null>>;

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** Writes a project; a file of null is left out. */
function projectOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'netcall-doctor-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    if (content === null) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** What is found of a project beside what is in order or for the developer to look at. */
function complaintsOf(files: Files): Partial<Record<CheckName, Level>> {
  const found = examine(readFacts(projectOf(files))).filter(({ level }) => level === 'warning' || level === 'error');
  return Object.fromEntries(found.map(({ check, level }) => [check, level]));
}

const app = (change: object): Files => ({ ...SOUND, 'app/app.json': { ...SOUND['app/app.json'], ...change } });
const project = (change: object): Files => ({ ...SOUND, 'project.config.json': { ...SOUND['project.config.json'], ...change } });

test('a project that can call has nothing to mend, and what only the developer can see is told', () => {
  expect(complaintsOf(SOUND)).toEqual({});
  expect(examine(readFacts(projectOf(SOUND))).filter(({ level }) => level === 'byHand').map(({ check, fact }) => [check, fact])).toEqual([['privacy', ''], ['minimumLibrary', '2.9.1'], ['domains', 'wss://call.example.com'], ['category', ''], ['interfaces', '']]);
});

test('the call page may stand in a sub-package, and the mini-program in the folder of its project', () => {
  const { 'app/app.json': own, ...others } = SOUND;
  const flat = Object.fromEntries(Object.entries(others).map(([path, content]) => [path.replace(/^app\//, ''), content]));
  const inner = { 'app.json': { ...own, pages: ['pages/index/index'], subPackages: [{ root: 'pages/call/', pages: ['index'] }] }, 'project.config.json': { ...SOUND['project.config.json'], miniprogramRoot: undefined } };
  expect(complaintsOf({ ...flat, ...inner })).toEqual({});
});

test.each<[string, Files, Partial<Record<CheckName, Level>>]>([
  ['a package.json without the package', { ...SOUND, 'package.json': { dependencies: {} } }, { package: 'error' }],
  ['no package.json', { ...SOUND, 'package.json': null }, { package: 'error' }],
  ['npm that was not built', { ...SOUND, 'app/miniprogram_npm/netcall-miniprogram/index.js': null }, { npm: 'error' }],
  ['npm that was built without the client', { ...SOUND, 'app/miniprogram_npm/netcall-sdk/index.js': null }, { npm: 'error' }],
  ['npm that was built of another version with the same first file', { ...SOUND, 'app/miniprogram_npm/netcall-miniprogram/kit.js': 'exports.two=2;' }, { npm: 'warning' }],
  ['npm that was built before a file was added', { ...SOUND, 'app/miniprogram_npm/netcall-miniprogram/kit.js': null }, { npm: 'warning' }],
  ['npm that was built of another version of the client', { ...SOUND, 'app/miniprogram_npm/netcall-sdk/index.js': 'exports.sdk=2;' }, { npm: 'warning' }],
  ['no page with the call kit', { ...SOUND, 'app/pages/call/index.json': {} }, { page: 'error' }],
  ['a call page whose template is empty', { ...SOUND, 'app/pages/call/index.wxml': '<view/>' }, { page: 'error' }],
  ['a call page elsewhere that nobody names', { ...app({ pages: ['pages/index/index', 'talk/talk'] }), 'app/talk/talk.json': SOUND['app/pages/call/index.json'], 'app/talk/talk.wxml': '<call-kit/>' }, { callPage: 'warning' }],
  ['no sound in the background', app({ requiredBackgroundModes: ['location'] }), { backgroundAudio: 'warning' }],
  ['a camera without a reason', app({ permission: { 'scope.record': { desc: 'heard' } } }), { camera: 'warning' }],
  ['a microphone without a reason', app({ permission: { 'scope.camera': { desc: 'seen' } } }), { microphone: 'warning' }],
  ['an old base library', project({ libVersion: '2.9.0' }), { baseLibrary: 'error' }],
  ['an old base library among the settings of this computer', { ...SOUND, 'project.private.config.json': { libVersion: '2.9.0' } }, { baseLibrary: 'error' }],
  ['the appid of nobody among them', { ...SOUND, 'project.private.config.json': { appid: 'touristappid' } }, { appid: 'warning' }],
  ['nothing in a private setting that WeChat ignores', { ...SOUND, 'project.private.config.json': { setting: { es6: false } } }, {}],
  ['a base library that nobody knows', project({ libVersion: 'mine' }), { baseLibrary: 'warning' }],
  ['syntax that is not translated', project({ setting: {} }), { es6: 'warning' }],
  ['an upload of every file', project({ setting: { es6: true, ignoreUploadUnusedFiles: false } }), { unusedFiles: 'warning' }],
  ['the appid of nobody', project({ appid: 'touristappid' }), { appid: 'warning' }],
  ['a server without encryption', { ...SOUND, 'app/app.js': "const server = 'ws://10.0.0.1:7080/ws'" }, { server: 'warning' }],
  ['no configuration of DevTools', { ...SOUND, 'project.config.json': { miniprogramRoot: 'app' } }, { appid: 'warning', baseLibrary: 'warning', es6: 'warning' }],
])('the doctor finds %s', (_, files, expected) => {
  expect(complaintsOf(files)).toEqual(expected);
});

test('a call page elsewhere is fine when a script names it', () => {
  const files = { ...app({ pages: ['talk/talk'] }), 'app/talk/talk.json': SOUND['app/pages/call/index.json'], 'app/talk/talk.wxml': '<call-kit/>', 'app/app.js': "createCallKit({ callPage: '/talk/talk' })" };
  expect(complaintsOf(files)).toEqual({});
});

const { 'package.json': ASKS, 'node_modules/netcall-miniprogram/miniprogram_dist/index.js': KIT_INDEX, 'node_modules/netcall-miniprogram/miniprogram_dist/kit.js': KIT_PART, 'node_modules/netcall-sdk/miniprogram_dist/index.js': CLIENT, ...INNER } = SOUND;
const INSTALLED = {
  'node_modules/netcall-miniprogram/miniprogram_dist/index.js': KIT_INDEX, 'node_modules/netcall-miniprogram/miniprogram_dist/kit.js': KIT_PART, 'node_modules/netcall-sdk/miniprogram_dist/index.js': CLIENT,
};
const below = (folder: string, files: Files): Files => Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
const TYPINGS = { devDependencies: { 'miniprogram-api-typings': '4.0.0' } };
const packedFrom = (packageJsonPath: string): Files => ({
  'project.config.json': { ...SOUND['project.config.json'], setting: { es6: true, packNpmManually: true, packNpmRelationList: [{ packageJsonPath, miniprogramNpmDistDir: './app/' }] } },
});

test.each<[string, Files]>([
  ['a package.json in the folder of the mini-program, beside one of the project with typings alone', { ...INNER, 'package.json': TYPINGS, ...below('app', { 'package.json': ASKS, ...INSTALLED }) }],
  [
    'a package.json that the settings of packing name',
    { ...INNER, 'package.json': TYPINGS, ...below('libs', { 'package.json': ASKS, ...INSTALLED }), ...packedFrom('./libs/package.json') },
  ],
  [
    'packages that are packed into a sub-package',
    {
      ...Object.fromEntries(Object.entries(SOUND).filter(([path]) => !path.startsWith('app/miniprogram_npm/netcall-miniprogram/'))), ...below('app/calls/miniprogram_npm/netcall-miniprogram', { 'index.js': KIT_INDEX, 'kit.js': KIT_PART }),
      'app/app.json': { ...SOUND['app/app.json'], subPackages: [{ root: '/calls/', pages: ['pages/more'] }] },
    },
  ],
  ['the folder of the sources for that of the mini-program', { ...SOUND, 'project.config.json': { ...SOUND['project.config.json'], miniprogramRoot: undefined, srcMiniprogramRoot: 'app/' } }],
  ['a call page in a sub-package whose root begins with a slash', { ...SOUND, ...app({ pages: ['pages/index/index'], subPackages: [{ root: '/pages/call', pages: ['index'] }] }) }],
  [
    'the call kit in components of its own',
    {
      ...SOUND, 'app/pages/call/index.json': { usingComponents: { talk: '/parts/talk' } }, 'app/pages/call/index.wxml': '<talk/>',
      'app/parts/talk.json': { usingComponents: { inner: './inner', talk: './talk', other: 'some-package/other' } }, 'app/parts/talk.wxml': '<inner/>',
      'app/parts/inner/index.json': { usingComponents: { kit: 'netcall-miniprogram/call-kit/index' } }, 'app/parts/inner/index.wxml': '<kit/>',
    },
  ],
  ['the newest base library', project({ libVersion: 'latest' })],
  ['a base library on trial', project({ libVersion: 'trial' })],
  ['the address of a server of its own beside that of the real one', { ...SOUND, 'app/config.js': "isDev ? 'ws://127.0.0.1:7080/ws' : 'wss://call.example.com/ws'" }],
])('the doctor has nothing against %s', (_, files) => {
  expect(complaintsOf(files)).toEqual({});
});

test.each<[string, Files]>([
  ['by the folder of the component', { ...SOUND, 'app/pages/call/index.json': { usingComponents: { 'call-kit': 'netcall-miniprogram/call-kit' } } }],
  ['under another tag', { ...SOUND, 'app/pages/call/index.json': { usingComponents: { phone: 'netcall-miniprogram/call-kit/index' } }, 'app/pages/call/index.wxml': '<view><phone /></view>' }],
  ['for all pages in app.json', { ...app({ usingComponents: { 'call-kit': '/miniprogram_npm/netcall-miniprogram/call-kit/index' } }), 'app/pages/call/index.json': {} }],
])('the call kit may be named %s', (_, files) => {
  expect(complaintsOf(files)).toEqual({});
  expect(examine(readFacts(projectOf(files)))).toContainEqual({ check: 'page', level: 'ok', fact: 'pages/call/index' });
});

test('what the quick start lets a new user write has no error once npm is built', async () => {
  const guide = Object.entries(await filesOfGuide('js')).map(([path, code]): [string, string] => [`app/${path}`, code]);
  const others = Object.entries(SOUND).filter(([path]) => !path.startsWith('app/') || path.startsWith('app/miniprogram_npm/'));
  const found = examine(readFacts(projectOf(Object.fromEntries<string | object | null>([...others, ...guide]))));
  expect(found.filter(({ level }) => level === 'error')).toEqual([]);
  expect(found).toContainEqual({ check: 'page', level: 'ok', fact: 'pages/call/index' });
});

test.each<[string, Files, RegExp]>([
  ['no app.json', { ...SOUND, 'app/app.json': null }, /is no mini-program: .*app\.json is not there/],
  ['an app.json with a comment', { ...SOUND, 'app/app.json': '{ // mine\n}' }, /app\.json is no JSON/],
  ['a project.config.json that is a list', { ...SOUND, 'project.config.json': '[]' }, /project\.config\.json is no JSON object/],
])('a folder with %s is refused by the name of the file', (_, files, expected) => {
  expect(() => readFacts(projectOf(files))).toThrow(expected);
});

test('every answer that a check can give has a sentence in both languages', () => {
  for (const check of Object.keys(CHECKS) as CheckName[]) {
    const levels = (['ok', 'warning', 'error', 'byHand'] as const).filter((level) => sayOf('en', check, level, '') !== '');
    expect(levels.length).toBeGreaterThan(0);
    expect((['ok', 'warning', 'error', 'byHand'] as const).filter((level) => sayOf('zh-CN', check, level, '') !== '')).toEqual(levels);
  }
});

const PROGRAM = join(ROOT, 'components/bin/netcall-miniprogram.mjs');

test('the published program prints a line for each check, or JSON, and ends with 0, with 1 for an error, with 2 when it cannot look', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  const sound = projectOf(SOUND);
  expect(execFileSync(PROGRAM, ['doctor', sound, '--lang', 'en'], { encoding: 'utf8' }).trim().split('\n')).toHaveLength(Object.keys(CHECKS).length);
  expect(run('doctor', sound, '--lang', 'zh-CN').stdout).toContain('请自查');
  const broken = run('doctor', projectOf({ ...SOUND, 'package.json': null }), '--json', '--lang', 'en');
  expect([broken.status, JSON.parse(broken.stdout)]).toEqual([1, expect.arrayContaining([expect.objectContaining({ check: 'package', level: 'error', text: sayOf('en', 'package', 'error', '') })])]);
  expect([run('doctor', tmpdir()).status, run('cure').status, run('doctor', sound, '--lang', 'fr').stderr]).toEqual([2, 2, expect.stringContaining('there are en and zh-CN')]);
});

test('the demo of this repository has no error', () => {
  expect(examine(readFacts(ROOT)).filter(({ level }) => level === 'error')).toEqual([]);
});
