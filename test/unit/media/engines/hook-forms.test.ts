import { HOOK_SHAPES, HookFormError, type Hook } from '../../../../server/src/media/engines/hook-forms';

/** What SRS writes; its fields are those that design notes list from a run of SRS 6.0.157. */
const SRS = {
  server_id: 'vid-1', service_id: '4711', action: 'on_publish', client_id: 'c1', ip: '10.0.0.7', vhost: '__defaultVhost__', app: 'live', stream: '12345678_1_a',
  param: '?e=5f&k=xyz', tcUrl: 'rtmp://media.test/live', pageUrl: '', stream_url: '/live/12345678_1_a', stream_id: 'vid-s',
};
/** As nginx-rtmp 1.2.2 wrote it when ffmpeg published. */
const NGINX = 'app=live&flashver=FMLE/3.0%20(compatible%3B%20Lavf59.27&swfurl=&tcurl=rtmp://127.0.0.1:29350/live&pageurl=&addr=127.0.0.1&clientid=1&call=publish&name=12345678_1_a&type=live&e=11&k=ab';

const srs = (change: object = {}): Hook => HOOK_SHAPES.srs.parse(JSON.stringify({ ...SRS, ...change }));
const nginx = (body = NGINX): Hook => HOOK_SHAPES['nginx-rtmp'].parse(body);
const complaintOf = (parse: () => unknown): string => {
  try {
    parse();
  } catch (fault) {
    return fault instanceof HookFormError ? fault.message : 'another fault';
  }
  return 'none';
};

test('both engines say the same in one form', () => {
  expect(srs()).toEqual({
    engine: 'srs', action: 'publish', app: 'live', stream: '12345678_1_a', query: 'e=5f&k=xyz', ip: '10.0.0.7', clientId: 'c1', serverId: 'vid-1', runId: '4711',
  });
  expect(nginx()).toEqual({
    engine: 'nginx-rtmp', action: 'publish', app: 'live', stream: '12345678_1_a', query: 'e=11&k=ab', ip: '127.0.0.1', clientId: '1', serverId: '', runId: '',
  });
});

test.each([['on_publish', 'publish'], ['on_unpublish', 'unpublish'], ['on_play', 'play'], ['on_stop', 'stop'], ['on_connect', 'other'], ['on_close', 'other']])('SRS: %s is %s', (word, action) => {
  expect(srs({ action: word }).action).toBe(action);
});

test.each([
  ['publish', 'publish'], ['publish_done', 'unpublish'], ['play', 'play'], ['play_done', 'stop'], ['update_publish', 'publishing'], ['update_play', 'playing'],
  ['connect', 'other'], ['disconnect', 'other'], ['done', 'other'],
])('nginx-rtmp: %s is %s', (word, action) => {
  expect(nginx(NGINX.replace('call=publish', `call=${word}`)).action).toBe(action);
});

test.each([
  ['a field is no string', { stream: 7 }, 'stream must be a string'],
  ['a field is missing', { client_id: undefined }, 'client_id must be a string'],
  ['the action is unknown', { action: 'on_hls' }, 'action must be one of on_publish, on_unpublish, on_play, on_stop, on_connect, on_close'],
  ['the action is a word of the language', { action: 'constructor' }, 'action must be one of on_publish, on_unpublish, on_play, on_stop, on_connect, on_close'],
])('SRS: when %s, the complaint names the field', (_what, change, complaint) => {
  expect(complaintOf(() => srs(change))).toBe(complaint);
});

test.each([['no JSON', '{"app"'], ['a list', '[]'], ['null', 'null'], ['a number', '0'], ['nothing', '']])('SRS: a body that is %s is refused', (_what, body) => {
  expect(complaintOf(() => HOOK_SHAPES.srs.parse(body))).toMatch(/^the body must be/);
});

test.each([
  ['the name', '&name=evil', 'name must not come twice'],
  ['the address', '&addr=9.9.9.9', 'addr must not come twice'],
  ['the call', '&call=play', 'call must not come twice'],
  ['the client', '&clientid=2', 'clientid must not come twice'],
  ['an escaped name', '&na%6De=evil', 'name must not come twice'],
])('nginx-rtmp: a client that appends %s as a parameter is refused', (_what, injected, complaint) => {
  expect(complaintOf(() => nginx(NGINX + injected))).toBe(complaint);
});

test.each(['app', 'clientid', 'call', 'name'])('nginx-rtmp: without %s the complaint names it', (field) => {
  expect(complaintOf(() => nginx(NGINX.replace(new RegExp(`(^|&)${field}=[^&]*`), '')))).toBe(`${field} is missing`);
});

test('nginx-rtmp: an end of a connection without a stream is of no interest, and no error', () => {
  expect(nginx('app=live&addr=127.0.0.1&clientid=1&call=done')).toMatchObject({ action: 'other', stream: '', clientId: '1' });
});

test('a ticket parameter that comes twice stays twice, so that the check of tickets refuses it', () => {
  expect(nginx(`${NGINX}&k=other`).query).toBe('e=11&k=ab&k=other');
});
