import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPreview, startPreview, type PreviewServer } from '../../preview/src/index';
import { installArchives } from '../../scripts/wechat/archives';
import { ADDRESSES, filesOfGuide, linesOfCode, writeProject, type Script } from '../../scripts/wechat/quick-start';
import { useChromium } from '../support/chromium';
import { Phone } from '../support/node-phone';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { ScreenPhone } from './support/pair';

/* A mini-program of a new user: what the guide says, the published archives, a folder outside of the repository. */

const stack = useStack();
const browser = useChromium();
let folder: string;
let backEnd: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netcall-new-user-'));
  backEnd = createServer((request, response) => {
    const account = new URL(request.url ?? '/', 'http://here').searchParams.get('as') ?? '';
    void stack().token(account).then((token) => response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'content-type': 'application/json' }).end(JSON.stringify({ token })));
  });
  await new Promise<void>((resolve) => backEnd.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(async () => {
  await new Promise((resolve) => backEnd.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** What "build npm" of DevTools does with packages that are made for mini-programs; the addresses are the user's own. */
async function begin(script: Script): Promise<PreviewServer> {
  const project = join(folder, script);
  const token = `\`http://127.0.0.1:${(backEnd.address() as AddressInfo).port}/?as=\${wx.getLaunchOptionsSync().query.as}\``;
  const files = Object.entries(await filesOfGuide(script)).map(([path, code]): [string, string] => [path, code.replace(ADDRESSES.server, stack().url).replace(ADDRESSES.token, token)]);
  await writeProject(project, script, Object.fromEntries(files));
  await installArchives(project);
  const miniprogram = join(project, 'miniprogram');
  const npm = join(miniprogram, 'miniprogram_npm');
  for (const name of ['netcall-sdk', 'netcall-miniprogram']) await cp(join(project, 'node_modules', name, 'miniprogram_dist'), join(npm, name), { recursive: true });
  const tsconfig = join(project, 'tsconfig.json');
  await writeFile(tsconfig, JSON.stringify({ compilerOptions: { baseUrl: '.', paths: { '*': ['miniprogram/miniprogram_npm/*/index.js', 'miniprogram/miniprogram_npm/*'] } } }));
  return startPreview({ files: await buildPreview({ miniprogram, tsconfig }), port: 0, signalPort: stack().signalPort, flvPort: stack().flvPort });
}

test('the guide takes no more than ten lines, in both languages the same', async () => {
  for (const script of ['js', 'ts'] as const) {
    const files = await filesOfGuide(script);
    expect(linesOfCode(files)).toBeLessThanOrEqual(10);
    expect(await filesOfGuide(script, 'docs/quick-start.zh-CN.md')).toEqual(files);
  }
});

test.each(['js', 'ts'] as const)('what a new user writes in %s calls with sound and picture, and is called', async (script) => {
  const preview = await begin(script);
  const context = await browser().newContext({ permissions: ['camera', 'microphone'], viewport: { width: 375, height: 720 } });
  const faults: string[] = [];
  const carol = await Phone.signIn(stack(), `carol-${script}`);
  try {
    const phones = await Promise.all([`alice-${script}`, 'bob'].map(async (account) => {
      const page = await context.newPage();
      page.on('pageerror', (fault) => faults.push(fault.message));
      await page.goto(`${preview.url}phone.html?phone=${account}&as=${account}&lang=en`);
      return new ScreenPhone(page.mainFrame(), page);
    }));
    const [alice, bob] = phones as [ScreenPhone, ScreenPhone];
    await until('both are signed in', () => carol.netcall.presence([`alice-${script}`, 'bob']).then((online) => online.length === 2, () => false)); // Asked too often it refuses.
    await alice.page.bringToFront();
    await alice.text('Call Bob').click();
    await bob.tap('Accept');
    for (const phone of phones) {
      await phone.page.bringToFront();
      await phone.seeMovingPicture();
    }
    await bob.tap('Hang up');
    await alice.see('Call Bob');
    void carol.netcall.call({ type: 1, callee: `alice-${script}` });
    await alice.see('invites you to a voice call');
    expect(faults).toEqual([]);
  } finally {
    await carol.end();
    await context.close();
    await preview.close();
  }
}, 120_000);
