import { join } from 'node:path';
import { pointToProtocol } from '../../../scripts/build/declarations';
import { packagesOf } from '../../../scripts/build/npm-folder';
import { filesBelow } from '../../../scripts/build/paths';
import { ROOT, textOf } from '../../support/repo';

/** Files that a build made, read once. */
async function built(folder: string, extension: string): Promise<[string, string][]> {
  const files = (await filesBelow(join(ROOT, folder))).filter((file) => file.endsWith(extension));
  expect(files.length).toBeGreaterThan(0);
  return files.map((file) => [file, textOf(join(folder, file))]);
}

test('the package and its components share one call kit, in CommonJS', () => {
  Object.assign(globalThis, { Behavior: () => '' }); // WeChat's; the bindings of MobX ask for it while they load.
  const [own, kit] = ['index', 'call-kit/kit'].map((file) => jest.requireActual<Record<string, unknown>>(join(ROOT, 'components/miniprogram_dist', file)));
  expect(Object.keys(own!).sort()).toEqual(['createCallKit', 'getCallKit', 'localeOf', 'textsOf']);
  expect(own!['createCallKit']).toBe(kit!['createCallKit']);
  expect(textOf('components/miniprogram_dist/call-kit/index.js')).toContain('require("./kit")');
});

test('the code of a component is one file, which asks for nothing but the shared one and the packages', async () => {
  const asked = (await built('components/miniprogram_dist', '.js')).flatMap(([, code]) => [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]!));
  expect([...new Set(asked)].sort()).toEqual(['./call-kit/kit', './kit', 'mobx-miniprogram', 'mobx-miniprogram-bindings', 'netcall-sdk']);
});

test('what is published for mini-programs has no syntax after ES2018 and no ES modules', async () => {
  const scripts = [...(await built('components/miniprogram_dist', '.js')), ...(await built('sdk/miniprogram_dist', '.js'))];
  expect(scripts.filter(([, code]) => /\?\.[a-zA-Z_([]|\?\?|^\s*(import|export) /m.test(code)).map(([file]) => file)).toEqual([]);
});

test('the archives refer to no package that is not published', async () => {
  const texts = [...(await built('sdk/types', '.d.ts')), ...(await built('sdk/miniprogram_dist', '.js')), ...(await built('sdk/node', '.js')), ...(await built('components/miniprogram_dist', '.ts')), ...(await built('components/miniprogram_dist', '.js'))];
  expect(texts.filter(([, text]) => /netcall-protocol|netcall-webmedia|netcall-preview/.test(text)).map(([file]) => file)).toEqual([]);
});

test.each([
  ['sdk/index.d.ts', "export * from '../protocol/index';"],
  ['sdk/core/call.d.ts', "export * from '../../protocol/index';"],
  ['protocol/x.d.ts', "export * from './index';"],
])('the declarations of %s find the protocol beside them', (path, expected) => {
  expect(pointToProtocol("export * from 'netcall-protocol';", path)).toBe(expected);
});

test("the mini-program's packages are its own dependencies and theirs", async () => {
  expect((await packagesOf(ROOT)).map(({ name }) => name)).toEqual(['mobx-miniprogram', 'mobx-miniprogram-bindings', 'netcall-miniprogram', 'netcall-sdk']);
});
