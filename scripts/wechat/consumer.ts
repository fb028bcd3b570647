import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, fromRoot, writeBelow } from '../build/paths';
import { run } from '../build/run';
import { type Compiled, compileProject } from './compile';
import { missingComponents } from './components-found';
import { loadCi } from './tools';

/** The media components of RTCSDK. */
const RTC = ['RTCVideoPusher', 'RTCVideoPlayer', 'RTCAudioPlayer'];

/** The smallest mini-program that has calls: one page of JavaScript with the components on it. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'consumer', version: '1.0.0', private: true }),
  'project.config.json': JSON.stringify({
    compileType: 'miniprogram', appid: 'touristappid', miniprogramRoot: 'miniprogram/', libVersion: '3.8.12',
    setting: { es6: true, enhance: true, minified: true, packNpmManually: true, packNpmRelationList: [{ packageJsonPath: './package.json', miniprogramNpmDistDir: './miniprogram/' }] },
  }),
  'miniprogram/app.json': JSON.stringify({ pages: ['pages/call/call'] }),
  'miniprogram/app.js': "const { createCallKit } = require('netcall-miniprogram')\nApp({ createCallKit })\n",
  'miniprogram/pages/call/call.json': JSON.stringify({
    usingComponents: { 'call-kit': 'netcall-miniprogram/call-kit/index', ...Object.fromEntries(RTC.map((name) => [name, `netcall-sdk/rtcsdk-components/${name}/index`])) },
  }),
  'miniprogram/pages/call/call.js': "const { Netcall } = require('netcall-sdk')\nconst { createNetease } = require('netcall-sdk/netease')\nPage({ data: { sdk: typeof Netcall, dropIn: typeof createNetease } })\n",
  'miniprogram/pages/call/call.wxml': `<call-kit/>${RTC.map((name) => `<${name}/>`).join('')}\n`,
};

/** Installs the published archives into an empty mini-program, packs and compiles it. @returns what the compiler made. */
export async function compileConsumer(folder: string): Promise<Compiled> {
  for (const [path, text] of Object.entries(FILES)) await writeBelow(join(folder, path), text);
  const archives = join(folder, 'archives');
  await mkdir(archives);
  for (const box of ['sdk', 'components']) await run('npm', ['pack', '--silent', '--pack-destination', archives], fromRoot(box));
  const files = (await filesBelow(archives)).map((file) => join(archives, file));
  await writeFile(join(folder, '.npmrc'), 'audit=false\nfund=false\n');
  await run('npm', ['install', '--silent', '--ignore-scripts', '--prefer-offline', ...files], folder);
  await loadCi().packNpmManually({ packageJsonPath: join(folder, 'package.json'), miniprogramNpmDistDir: join(folder, 'miniprogram') });
  const missing = await missingComponents(join(folder, 'miniprogram'));
  if (missing.length > 0) throw new Error(`not found: ${missing.join(', ')}`);
  return compileProject(folder);
}
