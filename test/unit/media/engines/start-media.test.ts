import { readConfig } from '../../../../server/src/config';
import { deriveKey } from '../../../../server/src/keys';
import type { MediaEngine } from '../../../../server/src/media/engine';
import { startMedia } from '../../../../server/src/media/start-media';
import { Tickets } from '../../../../server/src/media/tickets';
import { SILENT } from '../support/testing-relay';

const SECRET = 'Zk3v'.repeat(8);
const HOOK_SECRET = '0123456789abcdef0123456789abcdef';
const S = '12345678_1_a';
const engines: MediaEngine[] = [];
afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.close())));

/** The engine that an environment starts, and what it logs. */
async function started(env: Record<string, string>): Promise<{ engine: MediaEngine; facts: Record<string, unknown>[] }> {
  const facts: Record<string, unknown>[] = [];
  const log = { ...SILENT, info: (each: object) => { facts.push({ ...each }); } };
  const config = readConfig({ NETCALL_SECRET: SECRET, NETCALL_TOKEN_SECRETS: `default=${'q8Wp'.repeat(8)}`, NETCALL_TICKET_TTL_S: '60', ...env });
  const engine = await startMedia(config, { relayProgram: new URL('file:///no-relay-of-ours'), log });
  engines.push(engine);
  return { engine, facts };
}

test.each(['srs', 'nginx-rtmp'])('%s: tickets of the server, hooks at the configured secret, the same node for all of a call', async (name) => {
  const { engine, facts } = await started({
    NETCALL_MEDIA_ENGINE: name, NETCALL_HOOK_PORT: '0', NETCALL_HOOK_SECRET: HOOK_SECRET, NETCALL_BROWSER_RELAY: 'off',
    NETCALL_MEDIA_NODES: 'push=rtmp://m1.shop.cn control=http://127.0.0.1:9; push=rtmp://m2.shop.cn control=http://127.0.0.1:9',
  });
  expect(facts).toMatchObject([{ engine: name, nodes: 2, host: '127.0.0.1' }]);
  const query = new URL(engine.pushUrl(S)).search.slice(1);
  const tickets = new Tickets(deriveKey(SECRET, 'ticket').toString('base64url'));
  expect(tickets.check({ action: 'push', app: 'live', stream: S }, query, Date.now() / 1000)).toBe('ok');
  const body = name === 'srs' ? JSON.stringify({ action: 'on_publish', client_id: '1', app: 'live', stream: S, param: `?${query}` }) : `app=live&clientid=1&call=publish&name=${S}&${query}`;
  const answer = await fetch(`http://127.0.0.1:${Number(facts[0]?.['port'])}/hooks/${HOOK_SECRET}`, { method: 'POST', body });
  expect([answer.status, engine.isLive(S)]).toEqual([200, true]);
  const hosts = [engine.pushUrl(S), engine.playUrl(S), engine.playUrl('12345678_2_b')].map((url) => new URL(url).host);
  expect(new Set(hosts).size).toBe(1);
});

test.each([['tencent', /\?txSecret=[0-9a-f]{32}&txTime=[0-9A-F]+$/], ['aliyun', /\?auth_key=\d+-[0-9a-f]{32}-0-[0-9a-f]{32}$/]])('%s: URLs of its form, and nothing listens', async (name, form) => {
  const { engine, facts } = await started({
    NETCALL_MEDIA_ENGINE: name, NETCALL_MEDIA_NODES: 'push=rtmp://push.shop.cn play=rtmp://play.shop.cn', NETCALL_MEDIA_PUSH_KEY: 'one key', NETCALL_MEDIA_PLAY_KEY: 'another',
  });
  expect([engine.pushUrl(S), engine.playUrl(S)]).toEqual([expect.stringMatching(form), expect.stringMatching(form)]);
  expect(facts).toEqual([]);
});
