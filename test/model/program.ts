import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '../..');

/**
 * Starts the program of `main.ts` in a process of its own, in one piece: there Node plays a story in a third of the time
 * that it takes inside jest.
 *
 * @param args - as of `npm run model`
 * @param output - where its two outputs go
 */
export async function startModel(args: readonly string[], output: 'inherit' | 'pipe'): Promise<ChildProcess> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT, entryPoints: ['test/model/main.ts'], tsconfig: 'test/tsconfig.json', bundle: true, platform: 'node', packages: 'external', write: false, logLevel: 'warning',
  });
  const child = spawn(process.execPath, ['-', ...args], { cwd: ROOT, stdio: ['pipe', output, output] });
  child.stdin?.end(outputFiles.map(({ text }) => text).join(''));
  return child;
}
