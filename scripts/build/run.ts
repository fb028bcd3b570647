import { spawn } from 'node:child_process';
import { ROOT } from './paths';

/** Runs a program of this repository with its output shown. @throws Error with the command when it does not exit with 0. */
export async function run(command: string, args: readonly string[], cwd: string = ROOT): Promise<void> {
  const status = await new Promise<number | null>((done, fail) => {
    spawn(command, args, { cwd, stdio: 'inherit' }).once('error', fail).once('close', done);
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status ?? 'a signal'}`);
}

/** Runs the TypeScript compiler. */
export async function tsc(...args: string[]): Promise<void> {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', ...args]);
}
