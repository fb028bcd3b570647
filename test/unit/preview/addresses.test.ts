import { phoneOf } from '../../../preview/src/runtime/phone';
import { assetUrl, parsePageUrl, resolvePath } from '../../../preview/src/runtime/urls';
import { mediaUrl } from '../../../preview/src/tags/live/media-url';

describe('a phone', () => {
  test('takes everything from its address', () => {
    expect(phoneOf('?phone=b&as=bob&lang=en&speaker=off&figures=on&theme=dark&text=20&page=pages/x/x', 'pages/first', true)).toEqual({
      id: 'b', language: 'en', speakerOn: false, figuresOn: true, framed: true, theme: 'dark', textPx: 20, launch: { path: 'pages/x/x', query: { as: 'bob', lang: 'en' } },
    });
  });

  test('is phone a, in Chinese, with sound, in the theme of the browser, with text of the usual size, at the first page, when its address says nothing', () => {
    expect(phoneOf('', 'pages/first', false)).toEqual({ id: 'a', language: 'zh_CN', speakerOn: true, figuresOn: false, framed: false, theme: null, textPx: 16, launch: { path: 'pages/first', query: {} } });
  });
});

describe('the address of a page', () => {
  test('keeps its values encoded, as WeChat hands them to onLoad', () => {
    expect(parsePageUrl('/pages/a/a?x=a%20b&y=1=2&z', 'pages/b/b')).toEqual({ path: 'pages/a/a', query: { x: 'a%20b', y: '1=2', z: '' }, search: 'x=a%20b&y=1=2&z' });
  });

  test.each([['../a/a', 'pages/a/a'], ['c', 'pages/b/c'], ['./c', 'pages/b/c'], ['/c', 'c'], ['../../../c', 'c']])('%s seen from pages/b/b is %s', (path, expected) => {
    expect(resolvePath(path, 'pages/b/b')).toBe(expected);
  });
});

test.each([
  ['/images/a.png', 'assets/images/a.png'], ['a.png', 'assets/pages/b/a.png'], ['https://x.cn/a.png', 'https://x.cn/a.png'],
  ['data:image/png;base64,AA', 'data:image/png;base64,AA'], ['//x.cn/a.png', '//x.cn/a.png'], ['', ''],
])('the picture "%s" of pages/b/b is fetched from "%s"', (src, expected) => {
  expect(assetUrl(src, 'pages/b/b')).toBe(expected);
});

describe('the address of a stream', () => {
  test.each([
    ['rtmp://10.0.0.1:1935/live/7_1_2?e=ff&k=a-b_c', 'wss://phone.local:8443/live/7_1_2.flv?e=ff&k=a-b_c'],
    ['rtmp://host/live/name', 'wss://phone.local:8443/live/name.flv'],
    ['https://host/live/name.flv?e=1', 'wss://phone.local:8443/live/name.flv?e=1'],
  ])('%s is fetched through the preview', (address, expected) => {
    expect(mediaUrl(address, 'https://phone.local:8443')).toBe(expected);
  });

  test('is a bare WebSocket when the page is', () => {
    expect(mediaUrl('rtmp://host/live/name', 'http://127.0.0.1:8080')).toBe('ws://127.0.0.1:8080/live/name.flv');
  });

  test.each(['', 'rtmp://host/other/name', 'rtmp://host/live/', 'rtmp://host/live/a/b', 'name', 'room://1'])('"%s" names no stream', (address) => {
    expect(mediaUrl(address, 'http://127.0.0.1:8080')).toBeNull();
  });
});
