import { filesBelow, textOf } from '../support/repo';

/** Without a style of their own: `live` is a mark for tests, `swapped` and `noted` place what is inside. */
const EXEMPT = ['live', 'swapped', 'noted', 'crowded'];

const folders = filesBelow('components/src').filter((file) => file.endsWith('.wxml')).map((file) => file.replace(/index\.wxml$/, ''));

/** Class names of a template: those that stand there, and those that an expression gives as a whole. */
function classesOf(wxml: string): string[] {
  return [...wxml.matchAll(/\bclass="([^"]*)"/g)].flatMap((match) => {
    const written = match[1]!.replace(/\{\{[^}]*\}\}/g, '');
    const given = [...match[1]!.matchAll(/\? '([\w-]+)'|: '([\w-]+)'/g)].map((choice) => choice[1] ?? choice[2]!);
    return [...written.split(/\s+/), ...given].filter((name) => name !== '' && !name.endsWith('-') && !EXEMPT.includes(name));
  });
}

/** Class names that a style speaks of by themselves, not only within another. */
function ruledBy(wxss: string): string[] {
  const selectors = wxss.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/"[^"]*"/g, '').match(/[^{}]+(?=\{)/g) ?? [];
  return selectors.flatMap((selector) => selector.split(',')).map((selector) => selector.trim()).filter((selector) => !selector.includes(' ')).flatMap((selector) => [...selector.matchAll(/\.([\w-]+)/g)].map((match) => match[1]!));
}

/** How a component imports a style that several share. */
const IMPORT = /@import "\.\.\/([\w-]+\.wxss)";/g;

/** The style of a component, and what it imports. */
function wholeStyleOf(folder: string): string {
  const own = textOf(`${folder}index.wxss`);
  return own.replace(IMPORT, (_, file: string) => textOf(`components/src/${file}`));
}

test.each(folders)('every class in the template of %s has a style', (folder) => {
  const ruled = ruledBy(wholeStyleOf(folder));
  expect(classesOf(textOf(`${folder}index.wxml`)).filter((name) => !ruled.includes(name))).toEqual([]);
});

test('every icon and tone that a template asks a button for has a style', () => {
  const templates = folders.map((folder) => textOf(`${folder}index.wxml`)).join('\n');
  const names = (attribute: string) => [...templates.matchAll(new RegExp(`\\b${attribute}="([^"]*)"`, 'g'))].flatMap((match) => (match[1]!.includes('{{') ? [...match[1]!.matchAll(/[?:] '([\w-]+)'/g)].map((choice) => choice[1]!) : [match[1]!]));
  const ruled = ruledBy(textOf('components/src/round-button/index.wxss'));
  const icons = [...new Set(names('icon'))];
  expect(icons.sort()).toEqual(['camera', 'ear', 'flip', 'mic', 'phone', 'speaker']);
  expect(icons.filter((name) => name !== 'mic' && !ruled.includes(`icon-${name}`))).toEqual([]); // The first of the picture needs no place of its own.
  expect(names('tone').filter((name) => !ruled.includes(`tone-${name}`))).toEqual([]);
});

const styles = filesBelow('components/src').filter((file) => file.endsWith('.wxss') && !file.includes('/RTC')).map((file) => [file, textOf(file)] as const);

/** Every public variable that a style reads, with what holds when the page does not set it. */
function readVariables(wxss: string): [string, string][] {
  return [...wxss.matchAll(/--n-[\w-]+: var\((--netcall-[\w-]+), (.*)\);$/gm)].map((match) => [match[1]!, match[2]!]);
}

test('no style sets a variable that a page may set: those of the page would not arrive', () => {
  expect(styles.flatMap(([file, wxss]) => [...wxss.matchAll(/^\s*(--netcall-[\w-]+)\s*:/gm)].map((match) => `${file}: ${match[1]!}`))).toEqual([]);
});

test('public variables are read in the theme alone, but for what a grid is told', () => {
  const elsewhere = styles.filter(([file]) => !file.endsWith('/theme.wxss')).flatMap(([, wxss]) => wxss.match(/--netcall-[\w-]+/g) ?? []);
  expect(elsewhere.filter((name) => !/columns|rows/.test(name))).toEqual([]);
});

test.each(['docs/customise.md', 'docs/customise.zh-CN.md'])('%s lists every variable that a page may set, with the values that hold when it does not', (guide) => {
  const listed = [...textOf(guide).matchAll(/^\| `(--netcall-[\w-]+)` \|(.*)\|$/gm)].map((match) => [match[1]!, match[2]!] as const);
  const theme = textOf('components/src/theme.wxss');
  const read = readVariables(theme);
  expect(read.length).toBeGreaterThan(10);
  expect([...new Set(listed.map(([name]) => name))].sort()).toEqual([...new Set(theme.match(/--netcall-[\w-]+/g)), '--netcall-text-scale'].sort());
  const missing = read.filter(([name, value]) => !listed.some(([each, row]) => each === name && row.includes(`\`${value}\``)));
  expect(missing).toEqual([]);
});

test('what moves stands still for whoever wants no motion', () => {
  const moving = styles.filter(([, wxss]) => /\b(?:animation|transition): (?!none)/.test(wxss)).map(([file]) => file);
  expect(moving.length).toBeGreaterThan(2);
  expect(moving.filter((file) => !textOf(file).includes('@media (prefers-reduced-motion: reduce)'))).toEqual([]);
});

test('no length of a call grows with the width of the screen: held sideways it would be twice as large', () => {
  expect(styles.filter(([, wxss]) => /\drpx\b/.test(wxss)).map(([file]) => file)).toEqual([]);
});
