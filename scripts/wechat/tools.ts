import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fromRoot, manifestOf } from '../build/paths';
import { run } from '../build/run';

const FOLDER = fromRoot('scripts/wechat-tools');

/** What of a project WeChat's compiler reads; `attr` is the only question that it asks over the network. */
export interface CiProject {
  attr(): Promise<unknown>;
}

/** What we use of miniprogram-ci 2.1.42. */
export interface MiniprogramCi {
  readonly DefaultProjectAttr: unknown;
  readonly Project: new (options: {
    appid: string; type: 'miniProgram'; projectPath: string; ignores: readonly string[];
  } & ({ privateKey: string } | { privateKeyPath: string })) => CiProject;
  packNpmManually(options: { packageJsonPath: string; miniprogramNpmDistDir: string }): Promise<{ warnList: readonly unknown[] }>;
  getCompiledResult(options: CompileOptions, savePath?: string): Promise<Readonly<Record<string, string | Uint8Array>>>;
  upload(options: CompileOptions): Promise<unknown>;
  preview(options: CompileOptions & { qrcodeFormat: 'terminal' }): Promise<unknown>;
}

/** Options of everything that compiles. */
export interface CompileOptions {
  readonly project: CiProject;
  readonly version: string;
  readonly desc?: string;
  readonly setting: { readonly useProjectConfig: true };
  readonly onProgressUpdate: (status: unknown) => void;
}

/** Installs WeChat's tools from their own lock file, unless the version wanted is there. */
export async function installTools(): Promise<void> {
  const { dependencies } = await manifestOf(FOLDER);
  const wanted = Object.entries(dependencies);
  const installed = await Promise.all(wanted.map(([name]) => versionOf(join(FOLDER, 'node_modules', name))));
  if (wanted.every(([, version], index) => installed[index] === version)) return;
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], FOLDER);
}

/** Loads miniprogram-ci, which has no types that this repository could see before it is installed. */
export function loadCi(): MiniprogramCi {
  process.execArgv = []; // Its compiler forks this process with the same options elsewhere, where our loader is not found.
  return createRequire(join(FOLDER, 'package.json'))('miniprogram-ci') as MiniprogramCi;
}

/** Path of WeChat's template compiler (`wcc`) or style compiler (`wcsc`) for this system. */
export function compilerPath(name: 'wcc' | 'wcsc'): string {
  const root = dirname(createRequire(join(FOLDER, 'package.json')).resolve('miniprogram-compiler/package.json'));
  const system = { darwin: 'mac', win32: 'windows' }[process.platform as string] ?? 'linux';
  const path = join(root, 'bin', system, system === 'windows' ? `${name}.exe` : name);
  chmodSync(path, 0o755);
  return path;
}

async function versionOf(folder: string): Promise<string> {
  return manifestOf(folder).then(({ version }) => version, () => '');
}
