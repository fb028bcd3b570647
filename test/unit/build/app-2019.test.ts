import { Linter } from 'eslint';
import { buildPreview } from '../../../preview/src/index';
import { APP_2019 } from '../../e2e/support/app-2019';
import { filesBelow, textOf } from '../../support/repo';

const FOLDER = 'test/apps/netcall-2019';
const scripts = filesBelow(FOLDER).filter((file) => file.endsWith('.js'));

test('the application of 2019 is written in ES5', () => {
  const linter = new Linter();
  const faultsOf = (code: string): unknown[] => linter.verify(code, { languageOptions: { ecmaVersion: 5, sourceType: 'commonjs' } });
  expect(faultsOf('const later = () => 1;')).not.toEqual([]);
  expect(scripts.flatMap((file) => faultsOf(textOf(file)).map((fault) => [file, fault]))).toEqual([]);
});

test('the application of 2019 knows our package in its vendors file only, and gets it as it is built', async () => {
  expect(scripts.filter((file) => textOf(file).includes("require('netcall"))).toEqual([`${FOLDER}/vendors.js`]);
  const map = Buffer.from((await buildPreview(APP_2019)).get('phone.js.map')!.body).toString();
  const { sources } = JSON.parse(map) as { sources: string[] };
  const ours = sources.filter((source) => source.includes('/sdk/') || source.includes('netcall-sdk')).map((source) => source.replace(/^(\.\.\/)+/, ''));
  expect(ours.sort()).toEqual(['sdk/miniprogram_dist/core.js', 'sdk/miniprogram_dist/index.js', 'sdk/miniprogram_dist/netease.js']);
});
