import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { useNginxStack } from '../support/nginx-stack';
import { accept, usePhones } from '../support/node-phone';
import { within } from '../support/until';

const parts = useNginxStack({ NETCALL_BROWSER_RELAY: 'off' });
const phones = usePhones(() => parts().stack);
const running: ChildProcess[] = [];

afterAll(() => running.forEach((child) => child.kill('SIGKILL')));

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
  const base = `rtmp://127.0.0.1:${parts().nginx.rtmpPort}/live/`;
  for (const url of [urlOf(alice.account), urlOf(bob.account), bobPushes, bobPlays]) expect(url.startsWith(base)).toBe(true);
  const pushers = [push(urlOf(alice.account)), push(bobPushes)];
  const players = [ffmpeg('-i', urlOf(bob.account), '-f', 'rawvideo', 'pipe:1'), ffmpeg('-i', bobPlays, '-f', 'rawvideo', 'pipe:1')];
  await within('both see a picture', Promise.all(players.map(({ child }) => (child.stdout === null ? Promise.reject(new Error('no output')) : once(child.stdout, 'data')))), 20_000);
  players.forEach(({ child }) => child.stdout?.resume());
  expect(parts().stack.relayPids()).toEqual([]);
  await bob.netcall.hangup();
  await alice.heard('hangup');
  await within('everybody is ended', Promise.all([...pushers, ...players].map(({ ended }) => ended)), 10_000);
  expect(parts().stack.log()).not.toMatch(/"level":(40|50)(?!.*DEVELOPMENT MODE)/);
});
