import { build } from 'esbuild';
import { fromRoot, ROOT } from '../../scripts/build/paths';

/** What runs in each phone, as one text: the page's part with its worker's inside. */
export async function pageScript(): Promise<string> {
  const source = await bundle('source', {});
  return bundle('main', { SOURCE_SCRIPT: JSON.stringify(source) });
}

async function bundle(name: string, define: Record<string, string>): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT, entryPoints: [fromRoot(`bench/glass/page/${name}.ts`)], bundle: true, write: false, format: 'iife', platform: 'browser', target: 'es2022', define, logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
