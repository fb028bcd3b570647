import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Nginx } from '../support/nginx';
import { accept, usePhones } from '../support/node-phone';
import { freePorts } from '../support/processes';
import { startStack, type Stack } from '../support/stack';
import { within } from '../support/until';

const HOOK_SECRET = '0123456789abcdef0123456789abcdef';
let nginx: Nginx | null = null;
let stack: Stack | null = null;
const running: ChildProcess[] = [];

jest.setTimeout(60_000);

beforeAll(async () => {
  const [rtmpPort = 0, controlPort = 0, hookPort = 0] = await freePorts(3);
  nginx = new Nginx(rtmpPort, controlPort, hookPort, HOOK_SECRET);
  await nginx.start();
  stack = await startStack({
    env: {
      NETCALL_MEDIA_ENGINE: 'nginx-rtmp', NETCALL_MEDIA_NODES: `push=rtmp://127.0.0.1:${rtmpPort} control=http://127.0.0.1:${controlPort}`,
      NETCALL_HOOK_PORT: String(hookPort), NETCALL_HOOK_SECRET: HOOK_SECRET, NETCALL_BROWSER_RELAY: 'off',
    },
  });
}, 60_000);

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await nginx?.remove();
  await stack?.close();
}, 30_000);

const phones = usePhones(() => {
  if (stack === null) throw new Error('the stack has not started');
  return stack;
});

/** ffmpeg as a phone's pusher or player; resolves when it has ended by itself. */
function ffmpeg(...args: readonly string[]): { ended: Promise<unknown>; child: ChildProcess } {
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  running.push(child);
  return { child, ended: once(child, 'exit') };
}

const push = (url: string): ReturnType<typeof ffmpeg> =>
  ffmpeg('-re', '-f', 'lavfi', '-i', 'testsrc=s=320x240:r=15', '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15', '-f', 'flv', url);

test('two phones talk through nginx-rtmp with no relay of ours; when one hangs up, both pushers and players are ended', async () => {
  const [alice, bob] = await Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
  await alice.netcall.call({ type: 2, callee: bob.account });
  await accept(bob);
  await bob.netcall.startRtc({ mode: 0 });
  await alice.netcall.startRtc({ mode: 0 });
  const { userlist } = await alice.heard('syncDone');
  const urlOf = (account: string): string => userlist.find((user) => user.account === account)?.url ?? '';
  const bobPushes = (await bob.heard('syncDone')).userlist[0]?.url ?? '';
  const bobPlays = (await bob.heard('clientJoin')).url;
  const base = `rtmp://127.0.0.1:${nginx?.rtmpPort}/live/`;
  for (const url of [urlOf(alice.account), urlOf(bob.account), bobPushes, bobPlays]) expect(url.startsWith(base)).toBe(true);
  const pushers = [push(urlOf(alice.account)), push(bobPushes)];
  const players = [ffmpeg('-i', urlOf(bob.account), '-f', 'rawvideo', 'pipe:1'), ffmpeg('-i', bobPlays, '-f', 'rawvideo', 'pipe:1')];
  await within('both see a picture', Promise.all(players.map(({ child }) => (child.stdout === null ? Promise.reject(new Error('no output')) : once(child.stdout, 'data')))), 20_000);
  players.forEach(({ child }) => child.stdout?.resume());
  expect(stack?.relayPids()).toEqual([]);
  await bob.netcall.hangup();
  await alice.heard('hangup');
  await within('everybody is ended', Promise.all([...pushers, ...players].map(({ ended }) => ended)), 10_000);
  expect(stack?.log()).not.toMatch(/"level":(40|50)(?!.*DEVELOPMENT MODE)/);
});
