import { KICKS } from '../../../../server/src/media/engines/controls';
import { srsPages, standIn, type StandInServer } from './support';

const servers: StandInServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function engine(answer: (request: string) => { status?: number; body: string }): Promise<StandInServer> {
  const server = await standIn(answer);
  servers.push(server);
  return server;
}

const OK = JSON.stringify({ code: 0 });
const clients = (count: number): { id: string; name: string }[] => Array.from({ length: count }, (_, index) => ({ id: `id${index}`, name: index % 2 === 0 ? 'a' : 'b' }));

test('SRS: every client of the streams is deleted, publishers and players, and nobody else', async () => {
  const list = [{ id: 'p1', name: 'a' }, { id: 'x', name: 'other' }, { id: 'p2', name: 'b' }, { id: 'v 1', name: 'a' }];
  const { base, asked } = await engine((request) => ({ body: request.startsWith('GET') ? srsPages(list, request) : OK }));
  await KICKS.srs(base)(new Set(['a', 'b']));
  expect(asked).toEqual(['GET /api/v1/clients/?start=0&count=100', 'DELETE /api/v1/clients/p1', 'DELETE /api/v1/clients/p2', 'DELETE /api/v1/clients/v%201']);
});

test.each([[99, 1], [100, 2], [101, 2], [200, 3]])('SRS: %i clients are read in %i pages, all before the first is deleted', async (count, pages) => {
  const { base, asked } = await engine((request) => ({ body: request.startsWith('GET') ? srsPages(clients(count), request) : OK }));
  await KICKS.srs(base)(new Set(['a']));
  expect(asked.map((request) => request.split(' ')[0]).join(' ')).toMatch(new RegExp(`^(GET ){${pages}}(DELETE ?){${Math.ceil(count / 2)}}$`));
});

test('SRS: a client that has left meanwhile is no fault', async () => {
  const answers: Record<string, { status?: number; body: string }> = { 'DELETE /api/v1/clients/id0': { body: '{"code":2049}' }, 'DELETE /api/v1/clients/id1': { status: 404, body: '' } };
  const { base, asked } = await engine((request) => answers[request] ?? { body: request.startsWith('GET') ? srsPages(clients(3), request) : OK });
  await KICKS.srs(base)(new Set(['a', 'b']));
  expect(asked).toHaveLength(4);
});

test.each([
  ['an error status', { status: 500, body: '' }, 'the engine answers 500'],
  ['no JSON', { body: '<html>' }, 'JSON'],
  ['no list', { body: '{"code":0}' }, 'clients must be a list'],
  ['a client without id', { body: '{"code":0,"clients":[{"name":"a"}]}' }, 'id must be a string'],
])('SRS: %s is an error that says so', async (_what, answer, message) => {
  const { base } = await engine(() => answer);
  await expect(KICKS.srs(base)(new Set(['a']))).rejects.toThrow(message);
});

test('SRS: a refusal to delete is an error with its code', async () => {
  const { base } = await engine((request) => ({ body: request.startsWith('GET') ? srsPages(clients(1), request) : '{"code":1061}' }));
  await expect(KICKS.srs(base)(new Set(['a']))).rejects.toThrow('code 1061');
});

test('SRS: a list without an end is given up', async () => {
  const { base, asked } = await engine(() => ({ body: srsPages(clients(100), 'start=0&count=100') }));
  await expect(KICKS.srs(base)(new Set(['nobody']))).rejects.toThrow('more than 20000 clients');
  expect(asked).toHaveLength(200);
});

test('nginx-rtmp: publisher, then subscribers of each stream are dropped', async () => {
  const { base, asked } = await engine(() => ({ body: '1' }));
  await KICKS['nginx-rtmp'](base)(new Set(['a', 'b']));
  expect(asked).toEqual(['a', 'b'].flatMap((name) => ['publisher', 'subscriber'].map((whom) => `GET /control/drop/${whom}?app=live&name=${name}`)));
});

test('an engine that is not there, or leads elsewhere, is an error', async () => {
  const gone = await engine(() => ({ body: '' }));
  await gone.close();
  await expect(KICKS['nginx-rtmp'](gone.base)(new Set(['a']))).rejects.toThrow('fetch failed');
  const elsewhere = await engine(() => ({ status: 302, body: '' }));
  await expect(KICKS['nginx-rtmp'](elsewhere.base)(new Set(['a']))).rejects.toThrow('302');
});
