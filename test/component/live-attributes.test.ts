import 'miniprogram-simulate';
import { PUSHER_RULES } from '../../components/src/call-kit/pusher-options';
import { textOf } from '../support/repo';
import { freshModules, render } from './support/render';

/** Every attribute that WeChat documents, by tag. */
const ATTRIBUTES = new Map(textOf('test/fixtures/live-attributes.txt').trim().split('\n').map((line) => {
  const [tag = '', ...names] = line.split(' ');
  return [tag, names];
}));

/** What the components give the tag themselves; their README says why. */
const OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pusher: { url: 'current', autopush: 'false', devicePosition: 'position' },
  player: { src: 'current', autoplay: 'false' },
};

/** What the components do without; their README says why. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = { pusher: ['mirror', 'enableMic', 'enableVideoCustomRender'], player: [] };

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

beforeEach(freshModules);

describe.each(['pusher', 'player'] as const)('%s', (component) => {
  const names = ATTRIBUTES.get(`live-${component}`)!.map(camel);
  const template = textOf(`components/src/${component}/index.wxml`);
  const bound = Object.fromEntries([...template.matchAll(/ ([a-z-]+)="\{\{(\w+)\}\}"/g)].map(([, name, value]) => [camel(name!), value!]));

  test('gives its tag every attribute that there is: by a property of the same name, save what it decides itself or does without', () => {
    expect(names.filter((name) => !(name in bound)).sort()).toEqual([...WITHOUT[component]!].sort());
    const { data } = render(component);
    for (const name of names.filter((each) => each in bound)) expect([name, bound[name]]).toEqual([name, OWN[component]![name] ?? name]);
    expect(names.filter((name) => name in bound && !(name in OWN[component]!) && !(name in data))).toEqual([]);
  });

  test.each(['README.md', 'README.zh-CN.md'])('tells of every attribute in %s, also of those that it decides itself or does without', (file) => {
    const text = textOf(`components/src/${component}/${file}`);
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

test('what createCallKit and setPusher take of the pusher are attributes of live-pusher', () => {
  const names = ATTRIBUTES.get('live-pusher')!.map(camel);
  expect(Object.keys(PUSHER_RULES).filter((name) => !names.includes(name))).toEqual([]);
});
