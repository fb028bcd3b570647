/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node"]}
 */
import '../../component/support/text-encoder';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket as Far } from 'ws';
import { Network } from '../../../preview/src/network/network';
import { Faults } from '../../../preview/src/runtime/faults';
import { until } from '../../support/until';

let server: WebSocketServer;
let faults: Faults;
let network: Network;
beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  faults = new Faults();
  network = new Network(faults);
});
afterEach(() => {
  for (const far of server.clients) far.terminate();
  server.close();
});

/** An open socket of the phone, and its other end. */
async function connected(path = '/') {
  const far = once(server, 'connection') as Promise<[Far]>;
  const near = network.connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  await new Promise((resolve) => near.addEventListener('open', resolve));
  return { near, far: (await far)[0] };
}

test.each([['closes it', true], ['leaves it open', false]])('a socket that dies with the network is closed for the other end when the network is back, whether its owner %s before or not', async (_, closes) => {
  const { near, far } = await connected();
  const told: number[] = [];
  near.addEventListener('close', ({ code }) => told.push(code));
  faults.set('network', true);
  if (closes) near.close();
  await Promise.resolve();
  expect([told, far.readyState]).toEqual([closes ? [1006] : [], far.OPEN]);
  faults.set('network', false);
  await until('the other end is closed', () => far.readyState === far.CLOSED);
  expect(told).toEqual([1006]);
});

test('a play that is broken is cut, and what was closed without a network is none', async () => {
  const { near } = await connected('/live/a.flv?ticket');
  faults.set('network', true);
  near.close();
  await Promise.resolve();
  faults.set('player', true);
  expect(faults.has('player')).toBe(false);
  faults.set('network', false);
  const next = await connected('/live/b.flv?ticket');
  faults.set('player', true);
  await until('the other end is closed', () => next.far.readyState === next.far.CLOSED);
  expect(faults.has('player')).toBe(true);
});

test.each<[string, (near: WebSocket, far: Far) => void]>([
  ['the other end closes', (_near, far) => far.close()], ['its owner closes', (near) => near.close()], ['breaks', () => faults.set('player', true)],
])('over a slow link what was sent into a socket that %s holds up no other, nor does what is sent into it afterwards', async (_, end) => {
  faults.set('slowLink', true);
  const { near, far } = await connected('/live/a.flv?ticket');
  const minutesLong = new ArrayBuffer(8_000_000);
  const closed = new Promise((resolve) => near.addEventListener('close', resolve));
  near.send(minutesLong);
  end(near, far);
  await closed;
  near.send(minutesLong);
  const next = await connected('/live/b.flv?ticket');
  const heard = once(next.far, 'message');
  next.near.send('a few bytes');
  expect(String((await heard)[0])).toBe('a few bytes');
});

test('an address that is none is refused as WebSocket refuses it', () => {
  expect(() => network.connect('ws://[')).toThrow(expect.objectContaining({ name: 'SyntaxError' }) as Error);
  expect(() => network.connect('ws://[')).toThrow(DOMException);
});
