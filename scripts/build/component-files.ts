import gulp from 'gulp';
import { ROOT } from './paths';

const SOURCE = 'components/src';

/** What a compiled component consists of beside its code. */
const ASSETS = `${SOURCE}/**/*.{wxml,wxss,wxs,json,png,svg,mp3}`;

/** Copies templates, styles and configuration of the components. */
export function copyComponentAssets(): NodeJS.ReadWriteStream {
  return gulp.src(ASSETS, { cwd: ROOT, since: gulp.lastRun(copyComponentAssets), encoding: false }).pipe(gulp.dest('components/miniprogram_dist', { cwd: ROOT }));
}
