import { SETTINGS } from '../../../../server/src/config';
import { HOOK_SHAPES } from '../../../../server/src/media/engines/hook-forms';
import { filesBelow, textOf } from '../../../support/repo';

/** Lines of a configuration without comments, as words. */
const directives = (path: string): string[][] =>
  textOf(path).split('\n').map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '' && line !== '}').map((line) => line.replace(/[;{]/g, '').trim().split(/\s+/));
const valueOf = (path: string, name: string): string | undefined => directives(path).find(([word]) => word === name)?.[1];

const SRS = 'deploy/srs/srs.conf';
const NGINX = 'deploy/nginx-rtmp/rtmp.conf';
const HOOK = `http://${SETTINGS.NETCALL_HOOK_HOST[0]}:${SETTINGS.NETCALL_HOOK_PORT[0]}/hooks/SECRET`;

test.each([SRS, NGINX])('%s sends every hook where the server listens by default', (path) => {
  const hooks = directives(path).filter(([word = '']) => word.startsWith('on_'));
  expect(hooks.length).toBeGreaterThan(3);
  expect([...new Set(hooks.map(([, url]) => url))]).toEqual([HOOK]);
});

test('SRS sends hooks that the server understands, and of these all that it needs', () => {
  const actions = directives(SRS).map(([word = '']) => word).filter((word) => word.startsWith('on_'));
  const understood = actions.map((action) => HOOK_SHAPES.srs.parse(JSON.stringify({ action, client_id: '1', app: 'live', stream: 's' })).action);
  expect(understood.sort()).toEqual(['play', 'publish', 'stop', 'unpublish']);
});

test.each([
  ['tcp_nodelay', 'on'], ['min_latency', 'on'], ['gop_cache', 'off'], ['mw_latency', '20'], ['mw_msgs', '1'], ['queue_length', '10'], ['mr', 'off'], ['fast_cache', '0'], ['mount', '[vhost]/[app]/[stream].flv'],
])('SRS has the setting that was measured: %s %s', (name, value) => {
  expect(valueOf(SRS, name)).toBe(value);
});

test.each([['live', 'on'], ['wait_key', 'off'], ['wait_video', 'off'], ['idle_streams', 'on'], ['chunk_size', '60000'], ['notify_method', 'post'], ['notify_update_strict', 'off']])('nginx-rtmp has the setting that was measured: %s %s', (name, value) => {
  expect(valueOf(NGINX, name)).toBe(value);
});

test('braces of every configuration match, and no API listens on a public address', () => {
  const files = filesBelow('deploy');
  expect(files.sort()).toEqual(['deploy/nginx-rtmp/control.conf', NGINX, SRS].sort());
  for (const file of files) {
    const text = textOf(file).replace(/#.*/g, '');
    expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length);
    const listening = directives(file).filter(([word]) => word === 'listen').map(([, address = '']) => address);
    expect(listening.filter((address) => address !== '1935' && !address.startsWith('127.0.0.1:'))).toEqual([]);
  }
});
