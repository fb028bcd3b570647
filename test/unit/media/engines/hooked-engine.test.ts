import type { MediaEvent } from '../../../../server/src/media/engine';
import { startHookedEngine, type HookedEngineOptions } from '../../../../server/src/media/engines/hooked-engine';
import { until } from '../../../support/until';
import { FakeClock } from '../support/fake-clock';
import { SILENT } from '../support/testing-relay';
import { srsPages, standIn, type StandInServer } from './support';

/** What SRS sends and answers here is written from the fields that were listed when SRS 6.0.157 ran; none runs in this test. */
const SECRET = 'a-secret-of-this-test-alone-0123456789';
const S = '12345678_1_a';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => { for (const close of closing.splice(0)) await close(); });

interface Stage {
  readonly engine: Awaited<ReturnType<typeof startHookedEngine>>;
  readonly clock: FakeClock;
  readonly srs: StandInServer;
  /** Clients that the stand-in of SRS lists. */
  readonly clients: { id: string; name: string }[];
  readonly told: string[];
  hook(change: Record<string, unknown>): Promise<number>;
  nginx(form: string): Promise<number>;
}

async function stage(options: Partial<HookedEngineOptions> = {}): Promise<Stage> {
  const clock = new FakeClock();
  const clients: { id: string; name: string }[] = [];
  const srs = await standIn((request) => ({ body: request.startsWith('GET') ? srsPages(clients, request) : '{"code":0}' }));
  const nodes = [{ push: 'rtmp://media.test', play: 'rtmp://media.test', flv: 'https://media.test', control: srs.base }] as const;
  const engine = await startHookedEngine({
    engine: 'srs', nodes, hook: { host: '127.0.0.1', port: 0, secret: SECRET }, secret: 'ticket secret', ticketTtlS: 600, playProtocol: 'rtmp', log: SILENT, clock, ...options,
  });
  closing.push(() => engine.close(), () => srs.close());
  const told: string[] = [];
  engine.onEvent(({ type, stream }: MediaEvent) => told.push(`${type} ${stream}`));
  const post = async (body: string): Promise<number> => (await fetch(`http://127.0.0.1:${engine.hookPort}/hooks/${SECRET}`, { method: 'POST', body })).status;
  const hook: Stage['hook'] = (change) => post(JSON.stringify({
    server_id: 'vid-1', service_id: '1', action: 'on_publish', client_id: 'c1', ip: '10.0.0.7', vhost: '__defaultVhost__', app: 'live', stream: S, param: queryOf(engine.pushUrl(S)),
    tcUrl: 'rtmp://media.test/live', pageUrl: '', stream_url: `/live/${S}`, stream_id: 'vid-s', ...change,
  }));
  return { engine, clock, srs, clients, told, hook, nginx: post };
}

const queryOf = (url: string): string => `?${url.split('?')[1]}`;

test('SRS: a good ticket publishes and plays; the end is told', async () => {
  const { engine, hook, told } = await stage();
  expect([await hook({}), engine.isLive(S)]).toEqual([200, true]);
  expect(await hook({ action: 'on_play', client_id: 'c2', param: queryOf(engine.playUrl(S)) })).toBe(200);
  expect(await hook({ action: 'on_stop', client_id: 'c2', param: queryOf(engine.playUrl(S)) })).toBe(200);
  expect([await hook({ action: 'on_unpublish' }), engine.isLive(S)]).toEqual([200, false]);
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
});

test.each([
  ['no ticket', { param: '' }],
  ['a play ticket', { action: 'on_publish', play: true }],
  ['another stream', { stream: '12345678_2_b' }],
  ['another application', { app: 'other' }],
  ['a name with a slash', { stream: '../x' }],
  ['a parameter that comes twice', { twice: true }],
])('SRS: who publishes with %s is refused, and nothing is told', async (_what, { play, twice, ...change }: Record<string, unknown>) => {
  const { engine, hook, told } = await stage();
  const param = play === true ? queryOf(engine.playUrl(S)) : `${queryOf(engine.pushUrl(S))}&e=1`;
  expect(await hook(play === true || twice === true ? { ...change, param } : change)).toBe(403);
  expect(told).toEqual([]);
});

test('SRS: a push ticket does not play, and an expired one does nothing', async () => {
  const { engine, hook, clock } = await stage();
  const [push, play] = [queryOf(engine.pushUrl(S)), queryOf(engine.playUrl(S))];
  expect(await hook({ action: 'on_play', param: push })).toBe(403);
  clock.advance(599_000);
  expect(await hook({ action: 'on_play', param: play })).toBe(200);
  clock.advance(1_000);
  expect([await hook({ action: 'on_play', param: play }), await hook({ param: push })]).toEqual([403, 403]);
});

test('SRS: a revoked stream is refused at once, kicked, and done when its end is told', async () => {
  const { engine, hook, srs, clients, clock, told } = await stage();
  const param = queryOf(engine.pushUrl(S));
  await hook({ param });
  clients.push({ id: 'c1', name: S }, { id: 'c2', name: S }, { id: 'c3', name: 'another' });
  engine.revoke(S);
  expect([await hook({ param, client_id: 'c4' }), await hook({ action: 'on_play', param: queryOf(engine.playUrl(S)) })]).toEqual([403, 403]);
  await until('both are kicked', () => srs.asked.includes('DELETE /api/v1/clients/c2'));
  expect(srs.asked).toEqual(['GET /api/v1/clients/?start=0&count=100', 'DELETE /api/v1/clients/c1', 'DELETE /api/v1/clients/c2']);
  await hook({ action: 'on_unpublish', param });
  clients.splice(0, 2);
  clock.advance(500);
  await until('it looks once more', () => srs.asked.length === 4);
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
});

test('a URL for a revoked name is born expired', async () => {
  const { engine, hook } = await stage();
  engine.revoke(S);
  expect(parseInt(/e=([0-9a-f]+)/.exec(engine.pushUrl(S))?.[1] ?? '', 16)).toBe(600);
  expect(await hook({ param: queryOf(engine.pushUrl(S)) })).toBe(403);
});

test('SRS that was started again: what its last run had is over with the first publisher of the new run', async () => {
  const { engine, hook, told } = await stage();
  await hook({});
  const other = '12345678_2_b';
  await hook({ service_id: '2', client_id: 'n1', stream: other, param: queryOf(engine.pushUrl(other)) });
  await hook({ action: 'on_unpublish' });
  expect([told, engine.isLive(other)]).toEqual([[`published ${S}`, `unpublished ${S}`, `published ${other}`], true]);
});

test('a server that was started again learns from nginx-rtmp who still publishes, also with a ticket that has expired meanwhile', async () => {
  const { engine, nginx, clock, told } = await stage({ engine: 'nginx-rtmp' });
  const query = queryOf(engine.pushUrl(S)).slice(1);
  const form = (call: string, ticket = query): string => `app=live&addr=10.0.0.7&clientid=1&call=${call}&name=${S}&${ticket}`;
  clock.advance(700_000);
  expect([await nginx(form('publish')), await nginx(form('update_publish')), engine.isLive(S)]).toEqual([403, 200, true]);
  expect(await nginx(form('update_publish', 'e=1&k=AAAAAAAAAAAAAAAAAAAAAA'))).toBe(403);
  engine.revoke(S);
  expect([await nginx(form('update_publish')), await nginx(form('update_play', queryOf(engine.playUrl(S)).slice(1)))]).toEqual([403, 403]);
  await nginx(form('publish_done'));
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
});

test('what nginx-rtmp has not spoken of for 20 s is over: it has died without a word', async () => {
  const { engine, nginx, clock, told } = await stage({ engine: 'nginx-rtmp' });
  const form = (call: string): string => `app=live&addr=10.0.0.7&clientid=1&call=${call}&name=${S}&${queryOf(engine.pushUrl(S)).slice(1)}`;
  await nginx(form('publish'));
  clock.advance(15_000);
  await nginx(form('update_publish'));
  clock.advance(20_000);
  expect(engine.isLive(S)).toBe(true);
  clock.advance(1_000);
  expect([engine.isLive(S), told]).toEqual([false, [`published ${S}`, `unpublished ${S}`]]);
});

test('FLV is played from SRS, RTMP from any; an end of the engine ends what is live, once', async () => {
  const { engine, hook, told } = await stage({ playProtocol: 'flv' });
  expect(engine.playUrl(S)).toMatch(new RegExp(`^https://media.test/live/${S}.flv\\?e=`));
  expect(engine.pushUrl(S)).toMatch(new RegExp(`^rtmp://media.test/live/${S}\\?e=`));
  await hook({});
  await engine.close();
  await engine.close();
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
});
