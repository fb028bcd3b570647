import { filesBelow, textOf } from '../support/repo';

/** Without a style of their own: `live` is a mark for tests, `end` is placed in video calls only, `swapped` places what is inside. */
const EXEMPT = ['live', 'end', 'swapped'];

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

test.each(folders)('every class in the template of %s has a style', (folder) => {
  const ruled = ruledBy(textOf(`${folder}index.wxss`));
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
