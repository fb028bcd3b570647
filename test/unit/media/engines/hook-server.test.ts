import { connect } from 'node:net';
import { HOOK_SHAPES, type Hook } from '../../../../server/src/media/engines/hook-forms';
import { HookServer, type HookServerOptions } from '../../../../server/src/media/engines/hook-server';
import { FakeClock } from '../support/fake-clock';
import { SILENT } from '../support/testing-relay';

const SECRET = 'a-secret-of-this-test-alone-0123456789';
const BODY = JSON.stringify({ action: 'on_publish', client_id: 'c1', ip: '10.0.0.7', app: 'live', stream: 's', param: '?e=1' });
const servers: HookServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

interface Stage { readonly port: number; readonly heard: Hook[]; post(path: string, body: string, method?: string): Promise<[number, string]> }

async function stage(options: Partial<HookServerOptions> = {}): Promise<Stage> {
  const heard: Hook[] = [];
  const onHook = (hook: Hook): null => {
    heard.push(hook);
    return null;
  };
  const server = new HookServer({ host: '127.0.0.1', port: 0, secret: SECRET, shape: HOOK_SHAPES.srs, onHook, log: SILENT, clock: new FakeClock(), ...options });
  servers.push(server);
  const port = await server.listen();
  const post = async (path: string, body: string, method = 'POST'): Promise<[number, string]> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(method === 'GET' ? {} : { body }) });
    return [answer.status, await answer.text()];
  };
  return { port, heard, post };
}

/** What a socket hears until the server closes it. */
async function untilClosed(port: number, ...writes: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (bytes) => { heard += bytes.toString(); });
  socket.on('error', () => socket.destroy());
  for (const text of writes) socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return heard;
}

test('SRS hears {"code":0} with 200, nginx-rtmp an empty 200', async () => {
  const srs = await stage();
  expect(await srs.post(`/hooks/${SECRET}`, BODY)).toEqual([200, '{"code":0}']);
  expect(srs.heard).toMatchObject([{ stream: 's', query: 'e=1' }]);
  const nginx = await stage({ shape: HOOK_SHAPES['nginx-rtmp'] });
  expect(await nginx.post(`/hooks/${SECRET}`, 'app=live&clientid=1&call=play&name=s&e=1')).toEqual([200, '']);
});

test.each([['another secret', `/hooks/${SECRET}x`], ['no secret', '/hooks/'], ['a part of it', `/hooks/${SECRET.slice(1)}`], ['a query behind it', `/hooks/${SECRET}?x`], ['another path', `/${SECRET}`]])('%s is 404, and nothing is heard', async (_what, path) => {
  const { post, heard } = await stage();
  expect(await post(path, BODY)).toEqual([404, 'not found']);
  expect(heard).toEqual([]);
});

test('a refusal is 403 with its reason, a body that is not understood 400 with the field, another method 405', async () => {
  const { post } = await stage({ onHook: () => 'expired' });
  expect(await post(`/hooks/${SECRET}`, BODY)).toEqual([403, 'expired']);
  expect(await post(`/hooks/${SECRET}`, BODY.replace('"c1"', '7'))).toEqual([400, 'client_id must be a string']);
  expect(await post(`/hooks/${SECRET}`, '', 'GET')).toEqual([405, 'the method must be POST']);
});

test('when the decision itself fails, nothing is accepted', async () => {
  const { post } = await stage({ onHook: () => { throw new Error('broken'); } });
  expect(await post(`/hooks/${SECRET}`, BODY)).toEqual([500, 'failed']);
});

test.each([[16_383, 200], [16_384, 200], [16_385, 413]])('a body of %i bytes is answered with %i', async (bytes, status) => {
  const { post, heard } = await stage();
  expect((await post(`/hooks/${SECRET}`, BODY.padEnd(bytes)))[0]).toBe(status);
  expect(heard).toHaveLength(status === 200 ? 1 : 0);
});

test('a request that does not come to its end in time is closed unheard, whether its head or its body is late', async () => {
  const { port, heard } = await stage({ requestMs: 100 });
  const head = `POST /hooks/${SECRET} HTTP/1.1\r\nhost: x\r\n`;
  const answers = await Promise.all([untilClosed(port, head), untilClosed(port, `${head}content-length: 500\r\n\r\n`, BODY)]);
  expect([answers.map((text) => /^HTTP\/1.1 2/.test(text)), heard]).toEqual([[false, false], []]);
});

test('strangers do not fill the log: twenty lines in a second, and none holds the query or the stream', async () => {
  const lines: string[] = [];
  const clock = new FakeClock();
  const log = { ...SILENT, info: (facts: object, text: string) => { lines.push(`${text} ${JSON.stringify(facts)}`); } };
  const { post } = await stage({ onHook: () => 'signature', log, clock });
  for (let count = 0; count < 30; count += 1) await post(`/hooks/${SECRET}`, count % 2 === 0 ? BODY : '[]');
  expect(lines).toHaveLength(20);
  expect(lines[0]).toBe('stream refused {"engine":"srs","action":"publish","reason":"signature","ip":"10.0.0.7"}');
  clock.advance(1_000);
  await post(`/hooks/${SECRET}`, BODY);
  expect(lines).toHaveLength(21);
});

test('a port that is in use is an error', async () => {
  const { port } = await stage();
  await expect(stage({ port })).rejects.toThrow('EADDRINUSE');
});
