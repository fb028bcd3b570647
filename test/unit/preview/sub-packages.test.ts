import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildFault } from '../../../preview/src/build/faults';
import { buildPreview, type BuildOptions } from '../../../preview/src/build/index';
import type { Config, PackageBundle } from '../../../preview/src/runtime/bundle';
import { SubPackages } from '../../../preview/src/runtime/sub-packages';
import { ROOT } from '../../support/repo';

/** A copy of the fixture, so that each test can spoil its own. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netcall-packages-'));
  cpSync(join(ROOT, 'test/e2e/fixtures/sub-packages'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string | object) => writeFileSync(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text));
const options = (): BuildOptions => ({ miniprogram: folder, tsconfig: join(folder, 'tsconfig.json') });

async function faultsOf(): Promise<readonly string[]> {
  const fault: unknown = await buildPreview(options()).catch((error: unknown) => error);
  if (!(fault instanceof BuildFault)) throw new Error('the build did not fail', { cause: fault });
  return fault.faults.map((each) => each.replace(/^\S*?netcall-packages-[^/]+\//, ''));
}

describe('the build', () => {
  test('makes a script of its own of each sub-package, and what it holds stands in no other', async () => {
    const files = [...(await buildPreview(options()))].map(([name, { body }]) => ({ name, text: Buffer.from(body).toString() })).filter(({ name }) => name.endsWith('.js'));
    for (const [root, own] of [['far', 'far/card/card'], ['near', 'near/page']] as const) {
      const parts = files.filter(({ name }) => name.startsWith(`sub-package-${root}-`));
      expect(parts).toHaveLength(1);
      expect(parts[0]?.text).toContain(own);
    }
    expect(files.filter(({ text }) => text.includes('part of its own')).map(({ name }) => name.replace(/-\w+\.js$/, ''))).toEqual(['sub-package-far']);
  });

  test.each<[string, object, string]>([
    ['no list', { subPackages: { root: 'far' } }, 'subPackages: a list is expected'],
    ['an entry without a root', { subPackages: [{ pages: ['pages/page'] }] }, 'subPackages[0].root: the folder of the sub-package is expected'],
    ['an entry without pages, in the other spelling', { subpackages: [{ root: 'far', pages: [] }, { root: 'near' }] }, 'subpackages[1].pages: a list of paths below the root is expected'],
    ['one root in another', { subPackages: [{ root: 'far', pages: [] }, { root: 'far/card', pages: [] }] }, 'subPackages: the root "far/card" lies in the root "far"'],
    ['a page of a sub-package among those of the main one', { pages: ['pages/first/first', 'near/page'], subPackages: [{ root: 'near', pages: [] }] }, 'pages[1]: "near/page" lies in the sub-package "near" and must stand in its "pages"'],
    ['a page that nobody wrote', { subPackages: [{ root: 'far', pages: ['gone'] }, { root: 'near', pages: [] }] }, 'there is no page "far/gone"'],
  ])('refuses %s in app.json and names the field', async (_, change, fault) => {
    write('app.json', { pages: ['pages/first/first'], ...change });
    expect(await faultsOf()).toContain(`app.json:1:1: ${fault}`);
  });

  test('a component of another sub-package needs a placeholder', async () => {
    write('pages/first/first.json', { usingComponents: { card: '/far/card/card' } });
    expect(await faultsOf()).toEqual(['pages/first/first.json:1:1: componentPlaceholder: <card> lies in the sub-package "far", and nothing is named to stand in its place']);
  });

  test('a placeholder must be there itself', async () => {
    write('pages/first/first.json', { usingComponents: { card: '/far/card/card', page: '/near/page' }, componentPlaceholder: { card: 'page', page: 'view' } });
    expect(await faultsOf()).toEqual(['pages/first/first.json:1:1: componentPlaceholder.card: <page> lies in the sub-package "near" itself']);
  });

  test('require does not reach into another sub-package, and the fault says what does', async () => {
    write('pages/first/first.js', "\nconst { word } = require('../../far/word');\nPage({ word });");
    expect((await faultsOf())[0]).toMatch(/^pages\/first\/first\.js:2:\d+: "\.\.\/\.\.\/far\/word" lies in the sub-package "far": only require\.async reaches it$/);
  });

  test('a module that is not there is told with the line of its require.async', async () => {
    write('pages/first/first.js', "Page({\n  word: () => require.async('../../far/gone.js'),\n});");
    expect((await faultsOf())[0]).toMatch(/first\.js:2:\d+: require\.async: there is no module "far\/gone\.js"$/);
  });
});

describe('the runtime', () => {
  const CARD: PackageBundle = { templates: {}, components: [{ path: 'far/card', isPage: false, config: {} satisfies Config, css: '', load: () => undefined }] };

  test('a module is given after the components of its package are known, each package once', async () => {
    const order: string[] = [];
    const packages = new SubPackages([{ root: 'far', name: 'distant', load: () => Promise.resolve(CARD) }], (part) => order.push(...part.components.map(({ path }) => path)));
    expect(packages.missingFor('far/card')).toBe('far');
    const load = () => Promise.resolve({ load: () => order.push('module') });
    await Promise.all([packages.require('far', load), packages.require('far', load)]);
    expect(order).toEqual(['far/card', 'module', 'module']);
    expect([packages.missingFor('far/card'), packages.missingFor('farther/card')]).toEqual(['', '']);
  });

  test('a module of the main package needs no other', async () => {
    const packages = new SubPackages([], () => undefined);
    expect(await packages.require('', () => Promise.resolve({ load: () => 'main' }))).toBe('main');
  });

  test('a path that was not in quotes, and a sub-package that nobody named, are refused by name', async () => {
    const packages = new SubPackages([], () => undefined);
    await expect(packages.require('../x')).rejects.toThrow('require.async(../x): the preview takes a path in quotes only');
    await expect(packages.fetch('gone')).rejects.toThrow('there is no sub-package "gone"');
  });

  test('fetched by its name it is not used yet', async () => {
    const put = jest.fn();
    const packages = new SubPackages([{ root: 'far', name: 'distant', load: () => Promise.resolve(CARD) }], put);
    await packages.fetch('distant');
    expect(put).not.toHaveBeenCalled();
    await packages.use('far');
    expect(put).toHaveBeenCalledTimes(1);
  });
});
