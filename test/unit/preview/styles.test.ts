import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SourceTree } from '../../../preview/src/build/source-tree';
import { compileStyles } from '../../../preview/src/build/styles';
import { pageLengths, scopedStyles } from '../../../preview/src/runtime/style-text';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netcall-styles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const compiled = (scope: string) => scopedStyles(compileStyles(new SourceTree({ miniprogram: folder }), 'card'), scope);

test('rpx, vh and vw become lengths of the phone, whatever their sign and fraction', () => {
  expect(pageLengths('-10rpx 1.5rpx .5rpx 100vh 50vw 3px')).toBe(
    'calc(var(--rpx) * -10) calc(var(--rpx) * 1.5) calc(var(--rpx) * .5) calc(var(--page-vh) * 100) calc(var(--page-vw) * 50) 3px',
  );
});

test('names that only look like lengths stay', () => {
  expect(pageLengths('url(a10rpxb.png) var(--w10rpx2)')).toBe('url(a10rpxb.png) var(--w10rpx2)');
});

test('classes carry the scope of their component, and none when its styles are shared', () => {
  write('card.wxss', '.a.b > view .c:active { color: red }');
  expect(compiled('s1')).toBe('.s1--a.s1--b > view .s1--c:active { color: red }');
  expect(compiled('')).toBe('.a.b > view .c:active { color: red }');
});

test(':host is the component itself, page is the page, and an id is found under its prefix', () => {
  write('card.wxss', ':host { top: 0 } page { top: 1px } #box { top: 2px }');
  expect(compiled('s1')).toBe('[wx-is="card"] { top: 0 } wx-page { top: 1px } [id$="--box"] { top: 2px }');
});

test('steps of keyframes are no selectors', () => {
  write('card.wxss', '@keyframes turn { from { top: 0 } 50.5% { top: 2rpx } }');
  expect(compiled('s1')).toBe('@keyframes turn { from { top: 0 } 50.5% { top: calc(var(--rpx) * 2) } }');
});

test('an import stands where it was written, and its classes carry the scope of the importing component', () => {
  write('card.wxss', "@import './more.wxss';\n.a { top: 0 }");
  write('more.wxss', '.b { top: 1rpx }');
  expect(compiled('s1')).toBe('.s1--b { top: calc(var(--rpx) * 1) }\n.s1--a { top: 0 }');
});

test('an import of a missing file is a fault with file, line and column', () => {
  write('card.wxss', ".a { top: 0 }\n@import 'gone.wxss';");
  expect(() => compiled('s1')).toThrow(`${join(folder, 'card.wxss')}:2:1: there is no style sheet "gone.wxss"`);
});

test('a file that imports itself is a fault', () => {
  write('card.wxss', "@import 'more.wxss';");
  write('more.wxss', "@import 'card.wxss';");
  expect(() => compiled('s1')).toThrow(/"card.wxss" imports itself/);
});

test('a syntax fault is told with file, line and column', () => {
  write('card.wxss', '.a { top: 0 }\n.b { top }');
  expect(() => compiled('s1')).toThrow(`${join(folder, 'card.wxss')}:2:6: Unknown word top`);
});
