/**
 * WeChat's own packer and compilers judge the demo and the packages: installs the tools, builds the packages, runs scripts/wechat/judge.ts.
 * The judge runs in a process group of its own, since miniprogram-ci leaves a child alive.
 */
import { spawn } from 'node:child_process';
import { ROOT } from './build/paths';
import { run } from './build/run';
import { installTools } from './wechat/tools';

async function judge(): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/wechat/judge.ts'], { cwd: ROOT, stdio: 'inherit', detached: true });
  const endGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The whole group has ended by itself.
    }
  };
  process.once('SIGINT', endGroup).once('SIGTERM', endGroup).once('exit', endGroup);
  const status = await new Promise<number | null>((done, fail) => child.once('error', fail).once('exit', done));
  endGroup();
  return status ?? 1;
}

async function main(): Promise<number> {
  await installTools();
  await run('npx', ['gulp', '--series', 'sdk', 'components', 'npm']);
  return judge();
}

main().then((status) => { process.exitCode = status; }, (fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
});
