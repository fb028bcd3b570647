import { rm } from 'node:fs/promises';
import gulp from 'gulp';
import { bundleComponents, bundleDoctor, bundleRtcComponents, bundleSdk, bundleSdkForNode, bundleSdkForWeb, bundleServer } from './bundles';
import { copyComponentAssets, copyRtcComponentAssets, RTC_COMPONENTS } from './component-files';
import { declareComponents, declareSdk } from './declarations';
import { placePackages } from './npm-folder';
import { fromRoot, ROOT } from './paths';
import { tsc } from './run';
import { printSizes } from './sizes';

const { parallel, series, watch } = gulp;

/** What the build makes, and nothing else does. */
const MADE = ['server/dist', 'sdk/miniprogram_dist', 'sdk/node', 'sdk/web', 'sdk/types', 'components/miniprogram_dist', 'components/bin', 'miniprogram/miniprogram_npm'];

/** Every folder with a tsconfig.json. Declarations check protocol, sdk and components while they are built. */
const BOXES = ['protocol', 'sdk', 'sdk/src/rtcsdk/web', 'components', 'components/doctor', 'miniprogram', 'server', 'webmedia', 'preview', 'scripts', 'test'];

/** Removes what the build made. */
export async function clean(): Promise<void> {
  await Promise.all(MADE.map((path) => rm(fromRoot(path), { recursive: true, force: true })));
}

/** server/dist: main.mjs, relay.mjs and checkpoints.mjs. */
export const server = (): Promise<void> => bundleServer();

const cleanComponents = () => Promise.all(['components/miniprogram_dist', RTC_COMPONENTS].map((path) => rm(fromRoot(path), { recursive: true, force: true })));
cleanComponents.displayName = 'clean components';

const componentFiles = parallel(bundleComponents, copyComponentAssets, bundleRtcComponents, copyRtcComponentAssets);

/** sdk/miniprogram_dist, sdk/node, sdk/web and sdk/types. */
export const sdk = parallel(bundleSdk, bundleSdkForNode, bundleSdkForWeb, declareSdk);

/** components/miniprogram_dist and components/bin, and what of sdk/miniprogram_dist draws. */
export const components = series(cleanComponents, parallel(componentFiles, bundleDoctor, declareComponents));

/** miniprogram/miniprogram_npm. Needs what `sdk` and `components` make. */
export async function npm(): Promise<void> {
  await placePackages();
}

/** Type check of every box. */
export async function types(): Promise<void> {
  for (const box of BOXES) await tsc('-p', box);
}

/** Type check of the built boxes that no declaration is made of. */
async function remainingTypes(): Promise<void> {
  await tsc('-p', 'server');
  await tsc('-p', 'miniprogram');
}

/** The size table; fails over a limit. */
export async function sizes(): Promise<void> {
  await printSizes();
}

/** Everything, checked and measured. */
export const build = series(clean, parallel(series(sdk, components), series(server, remainingTypes)), npm, sizes);

/** Everything without the checks, then again whenever a source changes. */
export const dev = series(clean, parallel(server, bundleSdk, bundleSdkForNode, componentFiles), npm, rebuildOnChange);

function rebuildOnChange(): void {
  const options = { cwd: ROOT };
  watch(['server/src/**', 'protocol/src/**'], options, server);
  watch(['sdk/src/**', 'protocol/src/**'], options, series(parallel(bundleSdk, bundleSdkForNode), npm));
  watch(['components/src/**'], options, series(componentFiles, npm));
}
