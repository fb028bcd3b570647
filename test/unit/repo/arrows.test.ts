import { dirname, join } from 'node:path';
import { filesBelow, fromRoot, ROOT, textOf } from '../../support/repo';

/** Which box may import which. docs/architecture.md draws the same arrows. */
const ARROWS: Record<string, readonly string[]> = {
  protocol: [],
  sdk: ['protocol'], // 'sdk/src/rtcsdk/web', which runs in browsers only, also webmedia.
  components: ['sdk'],
  miniprogram: ['components', 'sdk'],
  server: ['protocol'],
  webmedia: [],
  preview: ['webmedia'],
};

const PACKAGES: Record<string, string> = {
  'netcall-protocol': 'protocol',
  'netcall-sdk': 'sdk',
  'netcall-miniprogram': 'components',
  'netcall-server': 'server',
  'netcall-webmedia': 'webmedia',
  'netcall-preview': 'preview',
};

const IMPORT = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|\brequire\(\s*)['"]([^'"]+)['"]/g;

function boxOf(specifier: string, file: string): string | undefined {
  const name = specifier.split('/')[0] ?? '';
  if (!specifier.startsWith('.')) return PACKAGES[name];
  return fromRoot(join(ROOT, dirname(file), specifier)).split('/')[0];
}

function importsOf(box: string): { file: string; to: string }[] {
  return filesBelow(box)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...textOf(file).matchAll(IMPORT)].map((match) => ({ file, to: boxOf(match[1]!, file) })))
    .filter((each): each is { file: string; to: string } => each.to !== undefined && each.to !== box);
}

test.each(Object.entries(ARROWS))('%s imports no other box than %j', (box, allowed) => {
  const isAllowed = ({ file, to }: { file: string; to: string }): boolean => allowed.includes(to) || (to === 'webmedia' && file.startsWith('sdk/src/rtcsdk/web/'));
  expect(importsOf(box).filter((each) => !isAllowed(each))).toEqual([]);
});

test('a forbidden import would be found', () => {
  expect(boxOf('netcall-server', 'sdk/src/index.ts')).toBe('server');
  expect(boxOf('../../server/src/x', 'sdk/src/index.ts')).toBe('server');
  expect(boxOf('./core/call', 'sdk/src/index.ts')).toBe('sdk');
});

test('the lock file names no download address', () => {
  expect(textOf('package-lock.json')).not.toMatch(/"resolved": "https?:/);
});

test('every dependency is pinned to one exact version', () => {
  const manifests = filesBelow('.').filter((file) => file.endsWith('package.json') && !file.includes('/fixtures/'));
  const loose = manifests.flatMap((file) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(textOf(file)) as Record<string, Record<string, string>>;
    return Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version));
  });
  expect(manifests.length).toBeGreaterThan(5);
  expect(loose).toEqual([]);
});
