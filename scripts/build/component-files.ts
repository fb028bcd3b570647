import gulp from 'gulp';
import { fromRoot, ROOT } from './paths';
import { shorteningVariables } from './style-names';

const SOURCE = 'components/src';

/** What a compiled component consists of beside its code. */
const ASSETS = '*.{wxml,wxss,wxs,json,png,svg,mp3}';

/** The components of RTCSDK, as folders below the sources. */
const RTC_FOLDERS = 'RTC*';

/** Where the media components of RTCSDK go: into the package of the SDK that they belong to. */
export const RTC_COMPONENTS = 'sdk/miniprogram_dist/rtcsdk-components';

/** Whether a file below the sources belongs to the media components of RTCSDK. */
export function isRtcSdk(file: string): boolean {
  return /^(RTC|rtcsdk\/)/.test(file);
}

/** Copies templates, styles and configuration of the components. */
export function copyComponentAssets(): NodeJS.ReadWriteStream {
  const sources = [`${SOURCE}/**/${ASSETS}`, `!${SOURCE}/${RTC_FOLDERS}/**`];
  return gulp.src(sources, { cwd: ROOT, since: gulp.lastRun(copyComponentAssets), encoding: false }).pipe(shorteningVariables()).pipe(gulp.dest('components/miniprogram_dist', { cwd: ROOT }));
}

/** The same of those of RTCSDK. */
export function copyRtcComponentAssets(): NodeJS.ReadWriteStream {
  return gulp.src(`${SOURCE}/${RTC_FOLDERS}/${ASSETS}`, { cwd: ROOT, since: gulp.lastRun(copyRtcComponentAssets), encoding: false, base: fromRoot(SOURCE) }).pipe(gulp.dest(RTC_COMPONENTS, { cwd: ROOT }));
}
