import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { filesBelow, ROOT, textOf } from '../support/repo';

/** WeChat's own compilers, as miniprogram-compiler ships them; copied, since the package has them without the right to run. */
const folder = mkdtempSync(join(tmpdir(), 'wechat-compilers-'));
const binaries = join(ROOT, 'node_modules/miniprogram-compiler/bin/linux');
for (const name of ['wcc', 'wcsc']) {
  copyFileSync(join(binaries, name), join(folder, name));
  chmodSync(join(folder, name), 0o755);
}
afterAll(() => rmSync(folder, { recursive: true }));

const filesOf = (extension: string, ...folders: string[]) => ['components/src', ...folders].flatMap(filesBelow).filter((file) => file.endsWith(extension));

/** Styles that a style imports: the compiler wants to be given them too. */
const importsOf = (file: string) => [...textOf(file).matchAll(/@import "([^"]+)"/g)].map((match) => join(dirname(file), match[1]!));

/** What the compiler says against a file; empty when it takes it. */
function complaint(compiler: 'wcc' | 'wcsc', flags: readonly string[], file: string, cwd = ROOT): string {
  const { status, stderr } = spawnSync(join(folder, compiler), [...flags, file], { cwd, encoding: 'utf8', maxBuffer: 8 * 2 ** 20 });
  return status === 0 ? '' : `${status}: ${stderr}`;
}

test.each(filesOf('.wxml', 'test/apps'))('wcc accepts %s', (file) => {
  expect(complaint('wcc', ['-d'], file)).toBe('');
});

test.each(filesOf('.wxss', 'test/apps'))('wcsc accepts %s', (file) => {
  expect(complaint('wcsc', ['-lc', ...importsOf(file)], file)).toBe('');
});

test.each(['<view>{{a?.b}}</view>', '<view>{{`x`}}</view>', '<view>'])('wcc refuses %s', (wxml) => {
  writeFileSync(join(folder, 'bad.wxml'), wxml);
  expect(complaint('wcc', ['-d'], 'bad.wxml', folder)).not.toBe('');
});

test('wcsc refuses a style that is not closed', () => {
  writeFileSync(join(folder, 'bad.wxss'), '.a { color: red');
  expect(complaint('wcsc', ['-lc'], 'bad.wxss', folder)).not.toBe('');
});

test('wcsc refuses a style that imports one that is not there', () => {
  writeFileSync(join(folder, 'bad.wxss'), '@import "./none.wxss";');
  expect(complaint('wcsc', ['-lc'], 'bad.wxss', folder)).not.toBe('');
});

test('live tags have no colon in their bindings: native components know no other form', () => {
  const wxml = filesOf('.wxml').map(textOf).join('\n');
  const tags = wxml.match(/<live-(?:pusher|player)[^>]*>/g) ?? [];
  expect(tags).toHaveLength(4);
  expect(tags.filter((tag) => /\b(?:bind|catch|capture-\w+):/.test(tag))).toEqual([]);
});
