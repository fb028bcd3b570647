import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildPreview, startPreview, type PreviewServer } from '../../preview/src/index';
import { installArchives, installForSubPackage } from '../../scripts/wechat/archives';
import { ADDRESSES, npmPackingOf, writeProject, type Script } from '../../scripts/wechat/quick-start';
import { filesBelow } from '../../scripts/build/paths';
import type { Stack } from './stack';

/** What a new user has written. */
export interface Written {
  readonly script: Script;
  /** Below the mini-program's root. */
  readonly files: Readonly<Record<string, string>>;
  /** Settings of the project. */
  readonly setting?: Readonly<Record<string, unknown>>;
  /** Folder of the sub-package that has packages of its own. */
  readonly subPackage?: string;
}

/** Somebody who knows the guides, the archives of the packages and nothing else, with a back end that signs in whoever `?as=` names. */
export interface NewUser {
  /** Writes the project in a folder outside of the repository, installs and places the packages, and serves it. */
  begin(written: Written): Promise<PreviewServer>;
}

/** A new user for all tests of a file. */
export function useNewUser(stack: () => Stack): () => NewUser {
  let folder = '';
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
  const begin = async (written: Written): Promise<PreviewServer> => {
    const project = join(folder, written.script);
    const token = `\`http://127.0.0.1:${(backEnd.address() as AddressInfo).port}/?as=\${wx.getLaunchOptionsSync().query.as}\``;
    const files = Object.entries(written.files).map(([path, code]): [string, string] => [path, code.replace(ADDRESSES.server, stack().url).replace(ADDRESSES.token, token)]);
    await writeProject(project, written.script, Object.fromEntries(files), written.setting);
    await (written.subPackage === undefined ? installArchives(project) : installForSubPackage(project, join(project, 'miniprogram', written.subPackage)));
    await placePackages(project);
    return startPreview({ files: await buildPreview({ miniprogram: join(project, 'miniprogram'), tsconfig: await tsconfigOf(project) }), port: 0, signalPort: stack().signalPort, flvPort: stack().flvPort });
  };
  return () => ({ begin });
}

/** What "build npm" of DevTools does with packages that are made for mini-programs. */
async function placePackages(project: string): Promise<void> {
  for (const { packageJsonPath, miniprogramNpmDistDir } of await npmPackingOf(project)) {
    const installed = join(project, dirname(packageJsonPath), 'node_modules');
    const packed = (await filesBelow(installed)).filter((file) => /^[^/]+\/miniprogram_dist\//.test(file));
    for (const file of packed) await cp(join(installed, file), join(project, miniprogramNpmDistDir, 'miniprogram_npm', file.replace('/miniprogram_dist/', '/')));
  }
}

/** Lets scripts find the packages of the main package by their names. */
async function tsconfigOf(project: string): Promise<string> {
  const file = join(project, 'tsconfig.json');
  await writeFile(file, JSON.stringify({ compilerOptions: { baseUrl: '.', paths: { '*': ['miniprogram/miniprogram_npm/*/index.js', 'miniprogram/miniprogram_npm/*'] } } }));
  return file;
}
