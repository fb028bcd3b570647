import { chmod, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { bundleAlias } from '../../webmedia/src/bundle';
import { isRtcSdk, RTC_COMPONENTS } from './component-files';
import { MOBX_INNER, MOBX_PRIVATE, mobxInPart } from './mobx-part';
import { filesBelow, fromRoot, manifestOf, ROOT, writeBelow } from './paths';
import { COMPONENT_NAMES, SDK_NAMES, SDK_SHARED, SDK_WORDS, shrink } from './shrink';

const common = {
  absWorkingDir: ROOT, bundle: true, metafile: true, charset: 'utf8', legalComments: 'none', logLevel: 'warning',
} satisfies BuildOptions;

/**
 * V8 lets young objects have 16 MB three times over, of which a server that is idle again gives nothing back: with half of it ten
 * thousand silent users cost 42 to 68 MB where they cost 81, and a call no more CPU.
 */
const SERVER_FLAGS = '--max-semi-space-size=8';

/**
 * The signalling server, its relay and its thread of checkpoints: ES modules that need nothing but the dependencies of netcall-server.
 *
 * @param outdir - where they go; from there the dependencies must be found
 */
export async function bundleServer(outdir = 'server/dist'): Promise<void> {
  const { dependencies } = await manifestOf(fromRoot('server'));
  const { metafile } = await build({
    ...common,
    entryPoints: { main: 'server/src/main.ts', relay: 'server/src/media/relay-main.ts', checkpoints: 'server/src/store/checkpoints-main.ts' },
    outdir, outExtension: { '.js': '.mjs' }, format: 'esm', platform: 'node', target: 'node20',
    external: Object.keys(dependencies), banner: { js: `#!/usr/bin/env -S node ${SERVER_FLAGS}` },
  });
  refuseForeign(metafile, 'server');
  await chmod(resolve(ROOT, outdir, 'main.mjs'), 0o755);
}

/** The files of the sdk for mini-programs, each made of one entry below sdk/src. A file takes from those before it what they hold. */
const SDK_FILES = [['core', 'shared-core'], ['index', 'shared'], ['listener', 'listener/index'], ['rtcsdk', 'rtcsdk/index'], ['netease', 'netease/index']] as const;

/**
 * The client for mini-programs: CommonJS files of ES2018, which every road of WeChat's tools takes. One holds what all need, protocol
 * inside; each face is a file of its own that takes from there, and from the first face, so that an application which uses several has one
 * client. They are minified here, since only the bundler knows which names and constants no other file sees.
 */
export async function bundleSdk(): Promise<void> {
  const given = {};
  const options = { ...common, write: false, outdir: 'sdk/miniprogram_dist', format: 'esm', platform: 'neutral', target: 'es2018' } as const;
  for (const [name, entry] of SDK_FILES) {
    const { metafile, outputFiles } = await build({ ...options, entryPoints: { [name]: `sdk/src/${entry}.ts` }, plugins: name === 'core' ? [] : [sharedIsOutside(name)] });
    refuseForeign(metafile, 'sdk');
    for (const { path, text } of outputFiles) await writeBelow(path, await shrink(text, { names: SDK_NAMES, words: SDK_WORDS, given, shared: SDK_SHARED, file: `./${name}` }));
  }
}

/** Modules below sdk/src that stand in the file which all need. */
const IN_CORE = /^(platform\/|core\/(backoff|connect|given|receive|requests|session)$)/;

/** What a face imports stands in the file that all need, or, from outside of its folder, in the first face; only what `copied.ts` names stands in each. */
const sharedIsOutside = (name: string): Plugin => ({
  name: 'shared is outside',
  setup({ onResolve }) {
    onResolve({ filter: /^(\.|netcall-protocol$)/ }, ({ path, resolveDir, importer }) => {
      const module = relative(fromRoot('sdk/src'), join(resolveDir, path)).replaceAll('\\', '/');
      if (/[\\/]copied\.ts$/.test(importer)) return null;
      if (path === 'netcall-protocol' || IN_CORE.test(module)) return { path: './core', external: true };
      const isHere = name === 'index' || module === 'copied' || module.startsWith(`${name}/`) || module.startsWith('../');
      return isHere ? null : { path: './index', external: true };
    });
  },
});

/** The same client for Node; `ws` stays outside, an optional peer of the package. */
export async function bundleSdkForNode(): Promise<void> {
  const { metafile } = await build({
    ...common,
    entryPoints: { index: 'sdk/src/platform/node.ts' }, outdir: 'sdk/node', format: 'cjs', platform: 'node', target: 'node20', external: ['ws'],
  });
  refuseForeign(metafile, 'sdk');
}

/**
 * The client for web pages with CloudRoom's API, once for a script tag and once as a module. The AAC encoder is a file of its own, which
 * only browsers fetch that have none.
 */
export async function bundleSdkForWeb(): Promise<void> {
  const webmedia = fromRoot('webmedia');
  const options = { ...common, outdir: 'sdk/web', minify: true, platform: 'browser', target: 'es2022' } as const;
  const entry = (name: 'script' | 'index') => ({ entryPoints: { rtcsdk: `sdk/src/rtcsdk/web/${name}.ts` }, plugins: [encoderIsApart] });
  const made = await Promise.all([
    build({ ...options, ...entry('script'), format: 'iife' }),
    build({ ...options, ...entry('index'), format: 'esm', outExtension: { '.js': '.mjs' } }),
  ]);
  made.forEach(({ metafile }) => refuseForeign(metafile, 'sdk'));
  await build({ ...options, entryPoints: { 'rtcsdk-aac': 'webmedia/src/audio/wasm-encoder.ts' }, format: 'esm', outExtension: { '.js': '.mjs' }, alias: bundleAlias(webmedia) });
  await writeBelow(fromRoot('sdk/web/LICENSE-rtcsdk-aac'), `${ENCODER_NOTICE}\n\n${await readFile(fromRoot('node_modules/@mediabunny/aac-encoder/LICENSE'), 'utf8')}`);
}

/** Whose code the file of the encoder carries, and where its source is. */
const ENCODER_NOTICE = `rtcsdk-aac.mjs carries @mediabunny/aac-encoder (https://github.com/Vanilagy/mediabunny), under the licence below,
which carries libavcodec of FFmpeg (https://ffmpeg.org) in WebAssembly, under the GNU Lesser General Public License, version 2.1.`;

/** Leaves the encoder to the file beside that holds it. */
const encoderIsApart: Plugin = {
  name: 'encoder is apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/wasm-encoder$/ }, () => ({ path: './rtcsdk-aac.mjs', external: true }));
  },
};

/** Where a library that is carried begins, if not at `src/index.ts`. */
const CARRIED_FROM: Readonly<Record<string, string>> = { 'mobx-miniprogram': 'mobx-miniprogram/src/internal.ts' };

/** Entries of the package beside its first; each is carried only by who imports it, and takes what the kit has from the kit. */
const ENTRIES = ['check', 'trace'];

/**
 * The components: one CommonJS file of ES2018 per component, one for what all of them share, one for the package itself.
 * What is loaded by several files must stand in the shared one: two copies of a module would be two call kits.
 */
export async function bundleComponents(): Promise<void> {
  const { dependencies, devDependencies } = await manifestOf(fromRoot('components'));
  const carried = Object.keys(devDependencies);
  const drawn = (await drawnComponents()).filter((file) => !isRtcSdk(file));
  const { metafile, outputFiles } = await build({
    ...common,
    entryPoints: ['index.ts', 'call-kit/kit.ts', ...ENTRIES.map((name) => `${name}.ts`), ...drawn].map((file) => `components/src/${file}`),
    outbase: 'components/src', outdir: 'components/miniprogram_dist', format: 'esm', platform: 'neutral', target: 'es2018', write: false,
    external: [...Object.keys(dependencies), './kit', './call-kit/kit', '../call-kit/kit', ...ENTRIES.map((name) => `../${name}`)],
    // From its sources, a library is carried by those of its functions that are called; a behavior that nobody uses is none of them.
    alias: Object.fromEntries(carried.map((name) => [name, CARRIED_FROM[name] ?? `${name}/src/index.ts`])), pure: ['Behavior'], define: { __DEV__: 'false' }, plugins: [mobxInPart],
  });
  refuseForeign(metafile, 'components', carried);
  refuseCopies(metafile);
  for (const { path, text } of outputFiles) await writeBelow(path, await shrink(text, { names: [...COMPONENT_NAMES, ...MOBX_INNER, MOBX_PRIVATE], keepsArguments: true }));
}

/** `npx netcall-miniprogram doctor`: a program for Node that stands beside what mini-programs pack. */
export async function bundleDoctor(): Promise<void> {
  const { metafile } = await build({
    ...common,
    entryPoints: { 'netcall-miniprogram': 'components/doctor/main.ts' }, outdir: 'components/bin', outExtension: { '.js': '.mjs' }, format: 'esm', platform: 'node', target: 'node18',
    banner: { js: '#!/usr/bin/env node' },
  });
  refuseForeign(metafile, 'components');
  await chmod(fromRoot('components/bin/netcall-miniprogram.mjs'), 0o755);
}

/**
 * The media components of RTCSDK go into the package that has RTCSDK: whoever calls by netcall alone does not carry them, and
 * whoever calls by RTCSDK alone carries no call kit and no MobX.
 */
export async function bundleRtcComponents(): Promise<void> {
  const drawn = (await drawnComponents()).filter(isRtcSdk);
  const { metafile, outputFiles } = await build({
    ...common,
    entryPoints: ['rtcsdk/index.ts', ...drawn].map((file) => `components/src/${file}`),
    outbase: 'components/src', outdir: RTC_COMPONENTS, format: 'esm', platform: 'neutral', target: 'es2018', write: false, external: ['../rtcsdk/index'],
  });
  refuseForeign(metafile, 'components');
  refuseCopies(metafile);
  for (const { path, text } of outputFiles) await writeBelow(path, await shrink(text, { names: [] }));
}

/** The scripts of everything that draws, below components/src. */
async function drawnComponents(): Promise<string[]> {
  return (await filesBelow(fromRoot('components/src'))).filter((file) => file.endsWith('/index.json')).map((file) => file.replace(/json$/, 'ts'));
}

/** A dependency that the manifest does not name must not slip into a bundle unseen. @param carried - what is meant to be in it */
function refuseForeign(metafile: Metafile, box: string, carried: readonly string[] = []): void {
  const foreign = Object.keys(metafile.inputs).filter((input) => input.includes('node_modules/') && !carried.some((name) => input.includes(`node_modules/${name}/`)));
  if (foreign.length > 0) throw new Error(`${box}/package.json does not name what it bundles: ${foreign.join(', ')}`);
}

/** A module in two files that are loaded together would have its state twice, and its size. */
function refuseCopies({ outputs }: Metafile): void {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input));
  const copies = inputs.filter((input, index) => inputs.indexOf(input) !== index);
  if (copies.length > 0) throw new Error(`more than one file of the components holds ${copies.join(', ')}`);
}
