import { readConfig, SAMPLE_SECRETS, SETTINGS } from '../../../server/src/config';
import { textOf } from '../../support/repo';

const GOOD = { NETCALL_SECRET: 'Zk3v'.repeat(8), NETCALL_TOKEN_SECRETS: `default=${'q8Wp'.repeat(8)}` };
const rowsOf = (path: string): string[][] =>
  textOf(path).split('\n').filter((line) => line.startsWith('| `NETCALL_')).map((line) => line.split('|').slice(1, 4).map((cell) => cell.trim()));

test('the manual has exactly the settings of the code, with their defaults and meanings', () => {
  const settings = Object.entries(SETTINGS).map(([name, [fallback, meaning]]) => [`\`${name}\``, fallback === '' ? '–' : `\`${fallback}\``, meaning]);
  expect(rowsOf('docs/self-hosting.md')).toEqual(settings);
  expect(rowsOf('docs/self-hosting.zh-CN.md').map((row) => row.slice(0, 2))).toEqual(settings.map((row) => row.slice(0, 2)));
});

test('every setting is read: a wrong value of any is noticed or changes the configuration', () => {
  const plain = JSON.stringify(readConfig(GOOD), (_key, value: unknown) => (value instanceof Map || value instanceof Set ? [...(value as Set<unknown>)] : value));
  const ignored = Object.keys(SETTINGS).filter((name) => {
    try {
      return JSON.stringify(readConfig({ ...GOOD, [name]: '4242424242424' }), (_key, value: unknown) => (value instanceof Map || value instanceof Set ? [...(value as Set<unknown>)] : value)) === plain;
    } catch {
      return false; // Noticed.
    }
  });
  expect(ignored).toEqual([]);
});

test.each([
  ['no secret', { NETCALL_SECRET: '' }, 'NETCALL_SECRET'],
  ['a short secret', { NETCALL_SECRET: 'x1y2z3'.repeat(5) + 'x' }, 'NETCALL_SECRET'],
  ['the sample secret', { NETCALL_SECRET: SAMPLE_SECRETS.server }, 'NETCALL_SECRET'],
  ['one letter again and again', { NETCALL_SECRET: 'x'.repeat(40) }, 'NETCALL_SECRET'],
  ['change-me', { NETCALL_SECRET: 'please-change-me-please-change-me-please' }, 'NETCALL_SECRET'],
  ['no token secrets', { NETCALL_TOKEN_SECRETS: '' }, 'NETCALL_TOKEN_SECRETS'],
  ['a short token secret', { NETCALL_TOKEN_SECRETS: `${GOOD.NETCALL_TOKEN_SECRETS};shop=short` }, 'NETCALL_TOKEN_SECRETS (shop)'],
  ['the sample token secret', { NETCALL_TOKEN_SECRETS: `default=${SAMPLE_SECRETS.token}` }, 'NETCALL_TOKEN_SECRETS (default)'],
  ['token secrets without a name', { NETCALL_TOKEN_SECRETS: 'q8Wp'.repeat(10) }, 'NETCALL_TOKEN_SECRETS'],
  ['an unknown mode', { NETCALL_MODE: 'test' }, 'NETCALL_MODE'],
  ['a port that is none', { NETCALL_PORT: '70800' }, 'NETCALL_PORT'],
  ['a number that is none', { NETCALL_CALLS_PER_MINUTE: 'many' }, 'NETCALL_CALLS_PER_MINUTE'],
])('with %s the server does not start, and the complaint names the variable and not its value', (_name, env, variable) => {
  const value = Object.values(env)[0] ?? '';
  let message = '';
  try {
    readConfig({ ...GOOD, ...env });
  } catch (fault) {
    message = String(fault);
  }
  expect(message).toContain(variable);
  if (value.length > 8) expect(message).not.toContain(value);
});

test('production is the default and starts with good secrets; secrets of several apps are read', () => {
  const config = readConfig({ ...GOOD, NETCALL_TOKEN_SECRETS: `${GOOD.NETCALL_TOKEN_SECRETS}; shop=${'a=b;'.replace(';', '').repeat(12)}` });
  expect(config.mode).toBe('production');
  expect([...config.tokenSecrets]).toEqual([['default', 'q8Wp'.repeat(8)], ['shop', 'a=b'.repeat(12)]]);
});

test('development needs nothing', () => {
  expect(readConfig({ NETCALL_MODE: 'development' })).toMatchObject({ mode: 'development', port: 7080, host: '127.0.0.1' });
});
