import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { childrenOf, freePorts, isAlive, untilGone } from '../support/processes';
import { ROOT } from '../support/repo';
import { until } from '../support/until';

jest.setTimeout(60_000);

const started: ChildProcess[] = [];
afterEach(() => started.splice(0).forEach((each) => each.exitCode ?? each.kill('SIGTERM')));

/** `npm start` on ports of its own. */
function start(ports: { port: number; 'signal-port': number; 'rtmp-port': number; 'flv-port': number }) {
  const options = Object.entries(ports).flatMap(([name, port]) => [`--${name}`, String(port)]);
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts', ...options], { cwd: ROOT, env: { ...process.env, NETCALL_DATA: ':memory:' } });
  started.push(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => output.push(text.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, text: () => output.join(''), ended };
}

async function fourPorts() {
  const [port = 0, signal = 0, rtmp = 0, flv = 0] = await freePorts(4);
  return { port, 'signal-port': signal, 'rtmp-port': rtmp, 'flv-port': flv };
}

test('the demo prints its address, gives tokens through it, and Ctrl-C ends every process', async () => {
  const ports = await fourPorts();
  const { child, text, ended } = start(ports);
  await until('the address is printed', () => text().includes('Ctrl-C'), 40_000);
  const address = `http://127.0.0.1:${ports.port}/`;
  expect(text()).toContain(address);
  expect(text()).toMatch(/tokens\s+development: anybody gets one, so never expose this/);
  expect(text()).toMatch(/loopback only/);
  const answer = await fetch(`${address}dev/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"account":"alice"}' });
  expect(await answer.json()).toMatchObject({ token: expect.stringMatching(/^ey/) as string });
  const server = childrenOf(child.pid!, 'main.mjs');
  const relay = childrenOf(server[0]!, 'relay.mjs');
  expect([server.length, relay.length]).toEqual([1, 1]);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  await Promise.all([...server, ...relay].map((pid) => untilGone(pid)));
});

test.each(['port', 'signal-port', 'rtmp-port', 'flv-port'] as const)('a --%s that is taken is refused in one line that names it', async (name) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { text, ended } = start({ ...(await fourPorts()), [name]: port });
  expect(await ended).toBe(1);
  expect(text().trim()).toBe(`port ${port} is in use: end what listens there, or choose another with --${name}`);
  await new Promise((resolve) => taken.close(resolve));
});

test('a server that dies takes the demo with it', async () => {
  const { child, text, ended } = start(await fourPorts());
  await until('the address is printed', () => text().includes('Ctrl-C'), 40_000);
  const [server = 0] = childrenOf(child.pid!, 'main.mjs');
  process.kill(server, 'SIGKILL');
  expect(await ended).toBe(1);
  expect(text()).toContain('the server has ended (by a signal)');
  expect(isAlive(server)).toBe(false);
});

test('a demo that is killed leaves neither server nor relay behind', async () => {
  const { child, text } = start(await fourPorts());
  await until('the address is printed', () => text().includes('Ctrl-C'), 40_000);
  const [server = 0] = childrenOf(child.pid!, 'main.mjs');
  const [relay = 0] = childrenOf(server, 'relay.mjs');
  expect([isAlive(server), isAlive(relay)]).toEqual([true, true]);
  child.kill('SIGKILL');
  await Promise.all([server, relay].map((pid) => untilGone(pid)));
});
