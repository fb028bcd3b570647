/**
 * Publishes the demo with your own mini-program: `wechat-publish.ts preview` prints a QR code, `upload` makes a trial version.
 * WECHAT_APPID and WECHAT_PRIVATE_KEY_PATH say whose; docs/publishing.md says where to get them.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromRoot, manifestOf, ROOT } from './build/paths';
import { run } from './build/run';
import { installTools, loadCi, type CompileOptions } from './wechat/tools';

type Action = 'preview' | 'upload';

interface Owner {
  readonly appid: string;
  readonly privateKeyPath: string;
}

/** The owner that the environment names. @throws Error that says which variable is missing or wrong. */
function ownerOf(environment: NodeJS.ProcessEnv): Owner {
  const { WECHAT_APPID: appid = '', WECHAT_PRIVATE_KEY_PATH: key = '' } = environment;
  const missing = [appid === '' && 'WECHAT_APPID', key === '' && 'WECHAT_PRIVATE_KEY_PATH'].filter((name) => name !== false);
  if (missing.length > 0) throw new Error(`set ${missing.join(' and ')}: the id of your mini-program and its upload key, see docs/publishing.md`);
  if (!existsSync(key)) throw new Error(`WECHAT_PRIVATE_KEY_PATH names a file that is not there: ${key}`);
  return { appid, privateKeyPath: resolve(key) };
}

async function publish(action: Action): Promise<void> {
  const owner = ownerOf(process.env);
  await installTools();
  await run('npx', ['gulp', 'build']);
  const ci = loadCi();
  const project = new ci.Project({ ...owner, type: 'miniProgram', projectPath: ROOT, ignores: ['node_modules/**/*'] });
  const { version } = await manifestOf(fromRoot());
  const options: CompileOptions = {
    project, version, desc: process.env['WECHAT_DESC'] ?? `netcall ${version}`, setting: { useProjectConfig: true }, onProgressUpdate: () => undefined,
  };
  if (action === 'preview') await ci.preview({ ...options, qrcodeFormat: 'terminal' });
  else await ci.upload(options);
  console.log(`${action} of ${version} for ${owner.appid} done`);
}

const [action] = process.argv.slice(2);
const task = action === 'preview' || action === 'upload' ? publish(action) : Promise.reject(new Error('say preview or upload'));
task.then(() => process.exit(0), (fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exit(1);
});
