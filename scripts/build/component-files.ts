import { Transform } from 'node:stream';
import type Vinyl from 'vinyl';
import gulp from 'gulp';
import ts from 'typescript';
import { ROOT } from './paths';

const SOURCE = 'components/src';
const TARGET = 'components/miniprogram_dist';

/** What a compiled component consists of beside its code. */
const ASSETS = `${SOURCE}/**/*.{wxml,wxss,wxs,json,png,svg,mp3}`;

/** Compiles each file of the components by itself: CommonJS of ES2018 runs on both roads of WeChat's compiler. */
export function compileComponents(): NodeJS.ReadWriteStream {
  return gulp.src(`${SOURCE}/**/*.ts`, { cwd: ROOT, since: gulp.lastRun(compileComponents) }).pipe(eachFile(toCommonJs)).pipe(gulp.dest(TARGET, { cwd: ROOT }));
}

/** Copies templates, styles and configuration of the components. */
export function copyComponentAssets(): NodeJS.ReadWriteStream {
  return gulp.src(ASSETS, { cwd: ROOT, since: gulp.lastRun(copyComponentAssets), encoding: false }).pipe(gulp.dest(TARGET, { cwd: ROOT }));
}

/** JavaScript as WeChat's strictest tools take it: no `import`, no `?.`, no `??`, no comments. */
export function commonJsOf(text: string, fileName: string): string {
  return ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2018, removeComments: true, esModuleInterop: true, isolatedModules: true,
    },
  }).outputText;
}

function toCommonJs(file: Vinyl): void {
  if (!Buffer.isBuffer(file.contents)) throw new Error(`${file.path} was not read`);
  file.contents = Buffer.from(commonJsOf(file.contents.toString('utf8'), file.path));
  file.extname = '.js';
}

function eachFile(change: (file: Vinyl) => void): Transform {
  return new Transform({
    objectMode: true,
    transform(file: Vinyl, _encoding, done) {
      change(file);
      done(null, file);
    },
  });
}
