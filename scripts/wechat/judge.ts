/** Runs the checks of `npm run check:wechat`, a line each; exits 1 when one fails. Needs a build and WeChat's tools. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NPM_FOLDER } from '../build/npm-folder';
import { filesBelow, fromRoot, ROOT } from '../build/paths';
import { type Compiled, compileProject, copyDemo, inTemporaryFolder } from './compile';
import { missingComponents, pagesOf } from './components-found';
import { compileConsumer, compileQuickStart, compileSubPackage } from './consumer';
import { differences } from './packed';
import type { Script } from './quick-start';
import { judgeStyles, judgeTemplates, type Judgement } from './strict-compilers';
import { loadCi } from './tools';

const DEMO = fromRoot('miniprogram');

/** Components that the recipe has no page for: the compiler leaves them out. */
const BESIDE_THE_KIT = /\/(call-banner|call-check|call-float)\//;

/** A check gives one line on what it has seen, or throws. */
type Check = () => Promise<string>;

const CHECKS: Readonly<Record<string, Check>> = {
  'WeChat packs the npm packages as the build has placed them': checkPacking,
  'every component that is used is there': async () => nothingIn(await missingComponents(DEMO), 'all found'),
  'wcc accepts every template': async () => praise(await judgeTemplates(DEMO)),
  'wcsc accepts every style': async () => praise(await judgeStyles(DEMO)),
  'the demo compiles, and its pages and the component are in the result': checkDemo,
  'the published archives compile in an empty mini-program': checkConsumer,
  'the quick start compiles in JavaScript': () => checkQuickStart('js'),
  'the quick start compiles in TypeScript': () => checkQuickStart('ts'),
  'calls in a sub-package compile, with the listener alone in the main package': checkSubPackage,
};

async function checkPacking(): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    await mkdir(join(folder, 'miniprogram'));
    await loadCi().packNpmManually({ packageJsonPath: fromRoot('package.json'), miniprogramNpmDistDir: join(folder, 'miniprogram') });
    const packed = join(folder, 'miniprogram/miniprogram_npm');
    return nothingIn(await differences(ROOT, NPM_FOLDER, packed), `${(await filesBelow(packed)).length} files`);
  });
}

async function checkDemo(): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    await copyDemo(folder);
    const compiled = await compileProject(folder);
    const pages = await pagesOf(DEMO);
    const expected = [...pages.flatMap(filesOfComponent), ...(await filesOfPackage())];
    return nothingIn(absent(compiled, expected), `${Object.keys(compiled).length} files, ${pages.length} pages`);
  });
}

async function checkConsumer(): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const compiled = await compileConsumer(folder);
    const expected = [...filesOfComponent('pages/call/call'), ...(await filesOfPackage())];
    return nothingIn(absent(compiled, expected), `${Object.keys(compiled).length} files`);
  });
}

async function checkQuickStart(script: Script): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const compiled = await compileQuickStart(folder, script);
    return nothingIn(absent(compiled, [...filesOfComponent('pages/index/index'), ...filesOfComponent('pages/call/index'), ...(await filesOfPackage())]), `${Object.keys(compiled).length} files`);
  });
}

/** Which files lie in which package, and what each package weighs. */
async function checkSubPackage(): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const compiled = await compileSubPackage(folder);
    const [main, inner] = ['miniprogram_npm', 'call/miniprogram_npm'];
    const kit = (await filesOfPackage(['netcall-miniprogram'])).filter((file) => !BESIDE_THE_KIT.test(file)).map((file) => `call/${file}`);
    const client = ['index', 'core'].map((name) => `${inner}/netcall-sdk/${name}.js`);
    const listener = ['listener', 'core'].map((name) => `${main}/netcall-sdk/${name}.js`);
    const needless = Object.keys(compiled).filter((file) => file.startsWith(`${main}/`) && !listener.includes(file)).map((file) => `${file} is in the main package`);
    const own = ['app.js', 'app.json', 'call/kit.js', ...filesOfComponent('call/index'), ...filesOfComponent('pages/index/index')];
    return nothingIn([...absent(compiled, [...own, ...kit, ...client, ...listener]), ...needless], `main package ${weightOf(compiled, false)} KB, sub-package ${weightOf(compiled, true)} KB`);
  });
}

function weightOf(compiled: Compiled, inSubPackage: boolean): string {
  const bytes = Object.entries(compiled).filter(([file]) => file.startsWith('call/') === inSubPackage).map(([, content]) => Buffer.byteLength(content));
  return (bytes.reduce((sum, each) => sum + each, 0) / 1024).toFixed(1);
}

/** What the packages must bring into every compiled mini-program. Modules of types alone are dropped by the compiler. */
async function filesOfPackage(packages = ['netcall-miniprogram', 'netcall-sdk']): Promise<string[]> {
  const own = (await Promise.all(packages.map(async (name) => (await filesBelow(join(NPM_FOLDER, name))).map((file) => `${name}/${file}`)))).flat();
  const drawn = own.filter((file) => /\.(json|wxml|wxss|wxs)$/.test(file));
  const code = drawn.filter((file) => file.endsWith('.json')).map((file) => file.replace(/json$/, 'js'));
  const entries = packages.map((name) => `${name}/index.js`);
  return [...drawn, ...code, ...entries].map((file) => `miniprogram_npm/${file}`);
}

function filesOfComponent(path: string): string[] {
  return ['js', 'json', 'wxml'].map((extension) => `${path}.${extension}`);
}

function absent(compiled: Compiled, expected: readonly string[]): string[] {
  return expected.filter((file) => !(file in compiled)).map((file) => `${file} is not in the compiled result`);
}

function praise({ read, complaints }: Judgement): string {
  if (read === 0) throw new Error('there was nothing to read');
  return nothingIn(complaints, `${read} files`);
}

function nothingIn(faults: readonly string[], praiseOtherwise: string): string {
  if (faults.length > 0) throw new Error(faults.join('\n    '));
  return praiseOtherwise;
}

/** Runs one check. WeChat's tools talk about their processes; what they said is shown when the check fails. */
async function passes(name: string, check: Check): Promise<boolean> {
  const said: string[] = [];
  const listen = (...words: unknown[]): void => void said.push(words.map(String).join(' '));
  const { log, info, warn } = console;
  Object.assign(console, { log: listen, info: listen, warn: listen });
  try {
    write(`ok      ${name} (${await check()})`);
    return true;
  } catch (fault) {
    write([`FAILED  ${name}`, fault instanceof Error ? fault.message : String(fault), ...said].join('\n    '));
    return false;
  } finally {
    Object.assign(console, { log, info, warn });
  }
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  let failed = 0;
  for (const [name, check] of Object.entries(CHECKS)) if (!(await passes(name, check))) failed += 1;
  write(`check:wechat: ${Object.keys(CHECKS).length - failed} checks held, ${failed} did not`);
  return failed;
}

main().then((failed) => process.exit(failed === 0 ? 0 : 1), (fault: unknown) => {
  console.error(fault);
  process.exit(1);
});
