import { createServer, type Server } from 'node:http';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { bundleAlias } from '../../webmedia/src/bundle';
import { ROOT } from '../support/repo';

/** A web server with one page that has the box in `window.netcall`. */
export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

const PAGE = '<!doctype html><meta charset="utf-8"><title>webmedia</title><body><script type="module" src="/webmedia-page.js"></script>';

/** Bundles the page as the preview does and serves it on a free port. */
export async function serveSite(): Promise<Site> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'test/e2e/webmedia-page.ts')], outdir: '/', absWorkingDir: ROOT, write: false, logLevel: 'warning',
    bundle: true, minify: true, splitting: true, format: 'esm', platform: 'browser', target: 'es2022', alias: bundleAlias(join(ROOT, 'webmedia')),
  });
  const files = new Map(outputFiles.map((file) => [`/${basename(file.path)}`, file.contents]));
  const server = createServer((request, response) => {
    const script = files.get(request.url ?? '');
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server)}/`, close: () => close(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the site has no port');
  return address.port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
