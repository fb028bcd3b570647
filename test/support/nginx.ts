import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf } from './repo';
import { until } from './until';

const MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';

/** nginx with the RTMP module, as `deploy/nginx-rtmp` sets it up, in a folder of its own. */
export class Nginx {
  private readonly folder = mkdtempSync(join(tmpdir(), 'netcall-nginx-'));
  private child: ChildProcess | null = null;

  constructor(readonly rtmpPort: number, readonly controlPort: number, hookPort: number, secret: string) {
    const replaced = (file: string, ...changes: readonly (readonly [from: string, to: string])[]): void => {
      const text = changes.reduce((before, [from, to]) => {
        if (!before.includes(from)) throw new Error(`${file} does not say ${from}`);
        return before.replaceAll(from, to);
      }, textOf(`deploy/nginx-rtmp/${file}`));
      writeFileSync(join(this.folder, file), text);
    };
    replaced('rtmp.conf', ['listen 1935;', `listen 127.0.0.1:${rtmpPort};`], ['127.0.0.1:7082/hooks/SECRET', `127.0.0.1:${hookPort}/hooks/${secret}`]);
    replaced('control.conf', ['listen 127.0.0.1:8080;', `listen 127.0.0.1:${controlPort};`]);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${this.folder}/${name};`).join(' ');
    writeFileSync(join(this.folder, 'nginx.conf'), `load_module ${MODULE};
daemon off; worker_processes 1; pid ${this.folder}/pid; error_log ${this.folder}/error.log warn;
events { worker_connections 256; }
include ${this.folder}/rtmp.conf;
http { access_log off; ${temporary} include ${this.folder}/control.conf; }
`);
  }

  /** @throws Error with what nginx says when it does not start */
  async start(): Promise<void> {
    const child = spawn('nginx', ['-p', this.folder, '-c', join(this.folder, 'nginx.conf'), '-e', join(this.folder, 'start.log')], {
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }, stdio: 'ignore',
    });
    this.child = child;
    let failure: Error | null = null;
    child.once('error', (error) => { failure = error; });
    await until('nginx listens', () => {
      if (failure !== null) throw failure;
      if (child.exitCode !== null) throw new Error(readFileSync(join(this.folder, 'start.log'), 'utf8'));
      return isOpen(this.rtmpPort);
    });
  }

  /** Ends it at once: the master by SIGTERM, which ends its worker without a word to anybody. */
  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
