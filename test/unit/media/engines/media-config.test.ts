import { ConfigError, readConfig, type Config } from '../../../../server/src/config';

const GOOD = { NETCALL_SECRET: 'Zk3v'.repeat(8), NETCALL_TOKEN_SECRETS: `default=${'q8Wp'.repeat(8)}` };
const HOOK_SECRET = '0123456789abcdef0123456789abcdef';
const SRS = { NETCALL_MEDIA_ENGINE: 'srs', NETCALL_HOOK_SECRET: HOOK_SECRET, NETCALL_MEDIA_NODES: 'push=rtmp://m1.shop.cn flv=https://m1.shop.cn control=http://10.0.0.1:1985' };
const TENCENT = { NETCALL_MEDIA_ENGINE: 'tencent', NETCALL_MEDIA_NODES: 'push=rtmp://push.shop.cn play=rtmp://play.shop.cn', NETCALL_MEDIA_PUSH_KEY: 'one key', NETCALL_MEDIA_PLAY_KEY: 'another' };

const mediaOf = (env: Record<string, string>): Config['media'] => readConfig({ ...GOOD, ...env }).media;

function complaintsAbout(env: Record<string, string>): readonly string[] {
  try {
    mediaOf(env);
    return [];
  } catch (fault) {
    return fault instanceof ConfigError ? fault.complaints : [String(fault)];
  }
}

test('without a word media flows through the embedded relay', () => {
  expect(mediaOf({})).toEqual({ engine: 'embedded' });
});

test('nodes of SRS: play is push unless it is named, spaces and a slash at the end do not matter', () => {
  expect(mediaOf({ ...SRS, NETCALL_MEDIA_NODES: ` ${SRS.NETCALL_MEDIA_NODES} ;\n push=rtmp://m2.shop.cn:1936/  play=rtmp://p2.shop.cn control=http://10.0.0.2:1985/ inner=rtmp://10.0.0.2; ` })).toEqual({
    engine: 'srs', hasBrowserRelay: true, hook: { host: '127.0.0.1', port: 7082, secret: HOOK_SECRET },
    nodes: [
      { push: 'rtmp://m1.shop.cn', play: 'rtmp://m1.shop.cn', flv: 'https://m1.shop.cn', control: 'http://10.0.0.1:1985' },
      { push: 'rtmp://m2.shop.cn:1936', play: 'rtmp://p2.shop.cn', control: 'http://10.0.0.2:1985', inner: 'rtmp://10.0.0.2' },
    ],
  });
});

test('the relay for browsers runs beside SRS and nginx-rtmp unless it is switched off', () => {
  const hasRelay = (engine: string, value?: string) => mediaOf({ ...SRS, NETCALL_MEDIA_ENGINE: engine, ...(value === undefined ? {} : { NETCALL_BROWSER_RELAY: value }) });
  for (const engine of ['srs', 'nginx-rtmp']) expect([hasRelay(engine), hasRelay(engine, 'off')]).toMatchObject([{ hasBrowserRelay: true }, { hasBrowserRelay: false }]);
});

test('a vendor needs the keys of both domains, and no control', () => {
  expect(mediaOf(TENCENT)).toEqual({ engine: 'tencent', nodes: [{ push: 'rtmp://push.shop.cn', play: 'rtmp://play.shop.cn' }], keys: { push: 'one key', play: 'another' } });
  expect(mediaOf({ ...TENCENT, NETCALL_MEDIA_ENGINE: 'aliyun' }).engine).toBe('aliyun');
});

test.each<[string, Record<string, string>, string]>([
  ['an unknown engine', { NETCALL_MEDIA_ENGINE: 'zlm' }, 'NETCALL_MEDIA_ENGINE must be one of embedded, srs, nginx-rtmp, tencent, aliyun'],
  ['nodes without an engine', { NETCALL_MEDIA_NODES: 'push=rtmp://m' }, 'NETCALL_MEDIA_NODES is of no use with NETCALL_MEDIA_ENGINE=embedded'],
  ['a hook for a vendor', { ...TENCENT, NETCALL_HOOK_SECRET: HOOK_SECRET }, 'NETCALL_HOOK_SECRET is of no use with NETCALL_MEDIA_ENGINE=tencent'],
  ['keys for SRS', { ...SRS, NETCALL_MEDIA_PLAY_KEY: 'x' }, 'NETCALL_MEDIA_PLAY_KEY is of no use with NETCALL_MEDIA_ENGINE=srs'],
  ['no relay for browsers with a vendor', { ...TENCENT, NETCALL_BROWSER_RELAY: 'off' }, 'NETCALL_BROWSER_RELAY is of no use with NETCALL_MEDIA_ENGINE=tencent'],
  ['no relay for browsers with the embedded one', { NETCALL_BROWSER_RELAY: 'off' }, 'NETCALL_BROWSER_RELAY is of no use with NETCALL_MEDIA_ENGINE=embedded'],
  ['an inner address for a vendor', { ...TENCENT, NETCALL_MEDIA_NODES: 'push=rtmp://m play=rtmp://n inner=rtmp://i' }, 'NETCALL_MEDIA_NODES: inner is of no use with NETCALL_MEDIA_ENGINE=tencent'],
  ['no nodes', { ...SRS, NETCALL_MEDIA_NODES: ' ; ' }, 'NETCALL_MEDIA_NODES must name at least one node'],
  ['a node without push', { ...SRS, NETCALL_MEDIA_NODES: 'control=http://10.0.0.1' }, 'NETCALL_MEDIA_NODES (node 1) must name push'],
  ['a node without control', { ...SRS, NETCALL_MEDIA_NODES: 'push=rtmp://m' }, 'NETCALL_MEDIA_NODES must name control for each node'],
  ['a path in an address', { ...SRS, NETCALL_MEDIA_NODES: 'push=rtmp://m/live control=http://c' }, 'NETCALL_MEDIA_NODES (node 1): push must be rtmp://HOST, without a path'],
  ['another scheme', { ...SRS, NETCALL_MEDIA_NODES: 'push=rtmp://m control=ftp://c' }, 'NETCALL_MEDIA_NODES (node 1): control must be http://HOST or https://HOST, without a path'],
  ['no address', { ...SRS, NETCALL_MEDIA_NODES: 'push= control=http://c' }, 'NETCALL_MEDIA_NODES (node 1): push must be rtmp://HOST, without a path'],
  ['an unknown field', { ...SRS, NETCALL_MEDIA_NODES: `${SRS.NETCALL_MEDIA_NODES}; push=rtmp://m2 control=http://c name=x` }, 'NETCALL_MEDIA_NODES (node 2) may have each of push, play, flv, control, inner once'],
  ['a field twice', { ...SRS, NETCALL_MEDIA_NODES: 'push=rtmp://m push=rtmp://n control=http://c' }, 'NETCALL_MEDIA_NODES (node 1) may have each of push, play, flv, control, inner once'],
  ['a node twice', { ...SRS, NETCALL_MEDIA_NODES: 'push=rtmp://m control=http://c; push=rtmp://m/ control=http://d' }, 'NETCALL_MEDIA_NODES must not name a push address twice'],
  ['no hook secret', { ...SRS, NETCALL_HOOK_SECRET: '' }, 'NETCALL_HOOK_SECRET must have at least 32 letters and digits'],
  ['a hook secret of 31 characters', { ...SRS, NETCALL_HOOK_SECRET: HOOK_SECRET.slice(1) }, 'NETCALL_HOOK_SECRET must have at least 32 letters and digits'],
  ['a hook secret that is no part of a path', { ...SRS, NETCALL_HOOK_SECRET: `${HOOK_SECRET}/?` }, 'NETCALL_HOOK_SECRET must have at least 32 letters and digits'],
  ['a hook secret of one letter', { ...SRS, NETCALL_HOOK_SECRET: 'x'.repeat(40) }, 'NETCALL_HOOK_SECRET must have at least 32 letters and digits'],
  ['no push key', { ...TENCENT, NETCALL_MEDIA_PUSH_KEY: '' }, 'NETCALL_MEDIA_PUSH_KEY must be the key of the push domain'],
  ['no play key', { ...TENCENT, NETCALL_MEDIA_PLAY_KEY: '' }, 'NETCALL_MEDIA_PLAY_KEY must be the key of the play domain'],
  ['one key for both', { ...TENCENT, NETCALL_MEDIA_PLAY_KEY: 'one key' }, 'NETCALL_MEDIA_PLAY_KEY must differ from NETCALL_MEDIA_PUSH_KEY'],
  ['FLV from nginx-rtmp', { ...SRS, NETCALL_MEDIA_ENGINE: 'nginx-rtmp', NETCALL_PLAY_PROTOCOL: 'flv' }, 'NETCALL_PLAY_PROTOCOL must be rtmp: nginx-rtmp has no HTTP-FLV'],
  ['FLV from a node without it', { ...TENCENT, NETCALL_PLAY_PROTOCOL: 'flv' }, 'NETCALL_MEDIA_NODES must name flv for each node when NETCALL_PLAY_PROTOCOL is flv'],
])('with %s the server does not start, and one line says why', (_what, env, complaint) => {
  const complaints = complaintsAbout(env);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain(complaint);
});

test('no complaint repeats a key or a secret', () => {
  const text = complaintsAbout({ ...TENCENT, NETCALL_MEDIA_PLAY_KEY: 'one key', NETCALL_HOOK_SECRET: HOOK_SECRET, NETCALL_MEDIA_NODES: 'push=rtmp://user:hidden@m' }).join();
  expect(text).not.toMatch(/one key|0123456789abcdef|hidden/);
});
