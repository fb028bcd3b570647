import { join } from 'node:path';
import { writeBelow } from '../build/paths';
import { installArchives, installForSubPackage } from './archives';
import { type Compiled, compileProject } from './compile';
import { missingComponents } from './components-found';
import { filesOfGuide, filesOfSubPackage, npmPackingOf, type Script, settingOfSubPackage, writeProject } from './quick-start';
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
  return compileWithArchives(folder);
}

/** The same for what docs/quick-start.md tells a new user to write. */
export async function compileQuickStart(folder: string, script: Script): Promise<Compiled> {
  await writeProject(folder, script, await filesOfGuide(script));
  return compileWithArchives(folder);
}

/** The same for what docs/sub-package.md tells: packages are packed twice, as its project.config.json says. */
export async function compileSubPackage(folder: string): Promise<Compiled> {
  await writeProject(folder, 'js', await filesOfSubPackage(), await settingOfSubPackage());
  await installForSubPackage(folder, join(folder, 'miniprogram/call'));
  return compilePacked(folder);
}

async function compileWithArchives(folder: string): Promise<Compiled> {
  await installArchives(folder);
  return compilePacked(folder);
}

async function compilePacked(folder: string): Promise<Compiled> {
  for (const { packageJsonPath, miniprogramNpmDistDir } of await npmPackingOf(folder)) {
    await loadCi().packNpmManually({ packageJsonPath: join(folder, packageJsonPath), miniprogramNpmDistDir: join(folder, miniprogramNpmDistDir) });
  }
  const missing = await missingComponents(join(folder, 'miniprogram'));
  if (missing.length > 0) throw new Error(`not found: ${missing.join(', ')}`);
  return compileProject(folder);
}
