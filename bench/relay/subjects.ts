import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromRoot, manifestOf } from '../../scripts/build/paths';
import { deriveKey } from '../../server/src/keys';
import type { Command } from '../support/server';
import type { SlowWire, Wire } from './plan';

/** Where a server has to listen. */
export interface Ports {
  readonly rtmp: number;
  readonly http: number;
}

/** A way from a pusher to a player that is measured. */
export interface Subject {
  readonly title: string;
  /** What it does for a stream and what not, for the manual. */
  readonly does: string;
  /** Its version, as it says it itself. */
  version(): string | Promise<string>;
  readonly wire: Wire;
  /** How it is started; there is no server without it. `programs` is where those of this bench are bundled. */
  prepare?(folder: string, ports: Ports, programs: string): Command | Promise<Command>;
  /** Which processes count: the one that is started, its children too, or its children alone. */
  readonly counts?: 'itself' | 'family' | 'children';
  /** The secret of its tickets; without it nobody is asked for one. */
  readonly secret?: string;
  /** How it is played on the slow link. */
  readonly slow?: readonly SlowWire[];
  /** How it is played on the slow link with latency. */
  readonly slowAndFar?: readonly SlowWire[];
}

/** The server's secrets, made for this run and known to nobody else. */
const SECRETS = { own: randomBytes(32).toString('base64url'), tokens: randomBytes(32).toString('base64url') };

const peer = (file: string): string => fromRoot('bench/relay/peers', file);

/** In the order of the tables: ours, the servers that others have written, the floor, the load generator's own share. */
export const SUBJECTS = {
  relay: {
    title: 'relay',
    does: 'ours: checks tickets, reads every packet, keeps the pictures since the last key frame, steers players by their acknowledgements; `server/dist/main.mjs` runs, and its relay process counts',
    version: async () => (await manifestOf(fromRoot('server'))).version,
    wire: 'rtmp',
    counts: 'children',
    secret: deriveKey(SECRETS.own, 'ticket').toString('base64url'),
    slow: ['rtmp', 'ws-flv-reports', 'ws-flv'],
    slowAndFar: ['rtmp', 'ws-flv-reports'],
    prepare(folder, ports) {
      const env = {
        PATH: process.env['PATH'], NETCALL_SECRET: SECRETS.own, NETCALL_TOKEN_SECRETS: `default=${SECRETS.tokens}`, NETCALL_DATA: join(folder, 'data'),
        NETCALL_PORT: '0', NETCALL_RTMP_PORT: String(ports.rtmp), NETCALL_FLV_PORT: String(ports.http),
      };
      return { command: [fromRoot('server/dist/main.mjs')], env };
    },
  },
  'nginx-rtmp': {
    title: 'nginx-rtmp',
    does: 'in C; the settings of `deploy/nginx-rtmp` without hooks: nobody is asked for a ticket; no cache, no WS-FLV; master and worker count',
    version: () => execFileSync('dpkg-query', ['-W', '-f', 'Debian ${Version}', 'libnginx-mod-rtmp'], { encoding: 'utf8' }),
    wire: 'rtmp',
    counts: 'family',
    slow: ['rtmp'],
    async prepare(folder, ports) {
      const config = join(folder, 'nginx.conf');
      const text = await readFile(peer('nginx.conf'), 'utf8');
      await writeFile(config, text.replaceAll('@FOLDER@', folder).replaceAll('@PORT@', String(ports.rtmp)));
      return { command: ['nginx', '-p', folder, '-c', config, '-e', join(folder, 'log')], env: withSystemPath() };
    },
  },
  'node-media-server': {
    title: 'node-media-server',
    does: 'tickets off; reads every packet, makes both forms of it, keeps the pictures since the last key frame, which cannot be turned off; its log is silent',
    version: async () => (await manifestOf(peer('node_modules/node-media-server'))).version,
    wire: 'rtmp',
    slow: ['rtmp', 'ws-flv'],
    prepare: (folder, ports) => ({ command: [process.execPath, peer('node-media-server.mjs'), String(ports.rtmp), String(ports.http), join(folder, 'store')] }),
  },
  'pass-through': {
    title: 'pass-through',
    does: 'the floor for Node: copies bytes from one socket to another, unread',
    version: () => process.version,
    wire: 'pass-through',
    prepare: (_, ports, programs) => ({ command: [process.execPath, join(programs, 'pass-through.cjs'), String(ports.rtmp)] }),
  },
  direct: {
    title: 'direct',
    does: 'no server: one socket from the pusher to the player, the load generator alone',
    version: () => process.version,
    wire: 'direct',
  },
} as const satisfies Record<string, Subject>;

/** Name of a subject. */
export type SubjectName = keyof typeof SUBJECTS;

/** All names, in the order of the tables. */
export const SUBJECT_NAMES = Object.keys(SUBJECTS) as SubjectName[];

/** Debian keeps nginx where only root's path leads. */
function withSystemPath(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
}
