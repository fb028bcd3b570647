import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot } from '../build/paths';
import { loadCi } from './tools';

/** An id of the right form; nothing asks whose it is while no network is used. */
const ANY_APPID = 'wx0123456789abcdef';

/** What WeChat would upload: paths relative to the mini-program's root, with their content. */
export type Compiled = Readonly<Record<string, string | Uint8Array>>;

/** Compiles a mini-program project as an upload does, without the network. @throws what the compiler complains of. */
export async function compileProject(projectPath: string): Promise<Compiled> {
  const ci = loadCi();
  const project = new ci.Project({ appid: ANY_APPID, type: 'miniProgram', projectPath, privateKey: 'unused', ignores: ['node_modules/**/*'] });
  project.attr = () => Promise.resolve(ci.DefaultProjectAttr);
  return ci.getCompiledResult({ project, version: '1', setting: { useProjectConfig: true }, onProgressUpdate: () => undefined });
}

/** A copy of the demo as it lies here after a build, for tools that write beside what they read. */
export async function copyDemo(target: string): Promise<void> {
  for (const path of ['project.config.json', 'package.json', 'miniprogram']) await cp(fromRoot(path), join(target, path), { recursive: true });
}

/** Gives `use` a folder of its own and removes it afterwards. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'netcall-wechat-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
