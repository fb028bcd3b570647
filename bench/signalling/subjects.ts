import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { fromRoot, manifestOf } from '../../scripts/build/paths';
import { HOST_CLOCK } from '../../server/src/clock';
import { Tokens } from '../../server/src/signal/tokens';
import type { Command } from '../support/server';

/** A server whose calls are measured. */
export interface Subject {
  readonly title: string;
  /** Its version, as it says it itself. */
  version(): string | Promise<string>;
  /** What it does for a call and what not, for the manual. */
  readonly does: string;
  /** Limits that are not the ones it comes with, for the manual; empty when all are. */
  readonly raised: string;
  /** Writes its configuration into an empty folder of its own. */
  prepare(folder: string, port: number): Command | Promise<Command>;
  /** Who calls: SIP over UDP, TCP or WebSocket, or WebSocket as the flow file of this name says. */
  readonly load: 'udp' | 'tcp' | 'ws' | 'flow';
  /** A line per user that the flow calls its token. */
  tokens?(users: number): Promise<string>;
  /** Whether its work is spread over several processes, which count together. */
  readonly hasFamily?: boolean;
}

const RAISED = {
  NETCALL_MESSAGES_PER_S: '1000000', NETCALL_MESSAGES_BURST: '1000000', NETCALL_CALLS_PER_MINUTE: '100000000', NETCALL_PAIR_CALLS_PER_MINUTE: '100000000',
  NETCALL_CONNECTS_PER_S: '100000', NETCALL_SIGN_IN_MS: '60000',
};
/** The server's secrets, made for this run and known to nobody else. */
const SECRETS = { own: randomBytes(32).toString('base64url'), tokens: randomBytes(32).toString('base64url') };
const TOKEN_TTL_S = 3_600;
/** It keeps a call's transactions, some 30 KB, for five seconds after their end, and takes twice the CPU when it runs short. */
const KAMAILIO_SHARED_MB = { ample: 4_096, asPlanned: 512 } as const;
const KAMAILIO_PRIVATE_MB = 16;
const KAMAILIO_CONNECTIONS = 'tcp_max_connections=16384';
const KAMAILIO_OVER = { udp: 'UDP', tcp: 'TCP', ws: 'WebSocket (RFC 7118)' } as const;
const KAMAILIO_KEEPS = {
  nothing: 'asks nobody who he is, looks for no busy line, keeps everything in memory and no records',
  calls: 'looks for busy lines, holds a deadline for each call, keeps each answered call (`dialog`, `db_mode` 1) and a record of every call in SQLite (WAL, `synchronous` NORMAL); asks nobody who he is, tells nobody of the record, writes no log line',
} as const;
const PEERJS_USERS = 20_000;

const peer = (file: string): string => fromRoot('bench/signalling/peers', file);
const listed = (settings: Readonly<Record<string, string>>): string => Object.entries(settings).map((pair) => pair.join('=')).join(' ');

/** In the order of the table: ours, the servers that others have written, what one might write oneself, the yardstick. */
export const SUBJECTS = {
  netcall: {
    title: 'netcall',
    version: () => packageVersion('server'),
    does: 'checks who signed in, validates, locks both lines, holds timers, answers every request, keeps every call and record in SQLite, tells both users of the record, writes a log line per call',
    raised: listed(RAISED),
    load: 'flow',
    prepare(folder, port) {
      const env = {
        PATH: process.env['PATH'], ...RAISED, NETCALL_SECRET: SECRETS.own, NETCALL_TOKEN_SECRETS: `default=${SECRETS.tokens}`,
        NETCALL_DATA: join(folder, 'data'), NETCALL_PORT: String(port), NETCALL_RTMP_PORT: '0', NETCALL_FLV_PORT: '0',
      };
      return { command: [fromRoot('server/dist/main.mjs')], env };
    },
    async tokens(users) {
      const tokens = new Tokens(new Map([['default', SECRETS.tokens]]), HOST_CLOCK);
      const issued = await Promise.all(Array.from({ length: users }, (_, index) => tokens.issue({ app: 'default', account: `u${index}` }, TOKEN_TTL_S)));
      return issued.map((each) => `${each?.token}\n`).join('');
    },
  },
  kamailio: kamailio({ title: 'Kamailio, UDP', load: 'udp', keeps: 'nothing', raised: 'maxbuffer=4194304 (bytes of the UDP socket)' }),
  'kamailio-512': kamailio({ title: 'Kamailio, UDP, 512 MB', load: 'udp', keeps: 'nothing', memory: 'asPlanned', raised: 'maxbuffer=4194304 (bytes of the UDP socket)' }),
  'kamailio-tcp': kamailio({ title: 'Kamailio, TCP', load: 'tcp', keeps: 'nothing', raised: KAMAILIO_CONNECTIONS }),
  'kamailio-ws': kamailio({ title: 'Kamailio, WebSocket', load: 'ws', keeps: 'nothing', raised: KAMAILIO_CONNECTIONS }),
  'kamailio-calls': kamailio({
    title: 'Kamailio, same work', load: 'ws', keeps: 'calls', raised: `${KAMAILIO_CONNECTIONS}, hash_size=4096 (dialogs), wal_autocheckpoint=16000 (pages, as ours)`,
  }),
  ejabberd: {
    title: 'ejabberd',
    version: () => output('dpkg-query', '-W', '-f', '${Version}', 'ejabberd'),
    does: 'routes Jingle Message Initiation (propose, proceed, finish) to every resource, XMPP over WebSocket, one scheduler; a password is not looked at, messages have no answer, no busy line, no records',
    raised: 'no shapers, backlog 4096, +P 250000 +Q 65536',
    load: 'flow',
    async prepare(folder, port) {
      const config = join(folder, 'ejabberd.yml');
      await fill('ejabberd.yml', config, { PORT: String(port) });
      const env = { ...withSystemPath(), ERL_LIBS: `/usr/lib/${architecture()}`, HOME: folder, EJABBERD_CONFIG_PATH: config, EJABBERD_LOG_PATH: join(folder, 'ejabberd.log') };
      const erl = ['erl', '+S', '1', '+Q', '65536', '+P', '250000', '-noinput', '-noshell', '-mnesia', 'dir', JSON.stringify(join(folder, 'db')), '-s', 'ejabberd'];
      return { command: erl, env };
    },
  },
  'socket.io': {
    title: 'Socket.IO',
    version: () => packageVersion('bench/signalling/peers/node_modules/socket.io'),
    does: 'a small call server on it: a room per account, a map of calls, every request acknowledged; no password, no busy line, no timers, no records',
    raised: '',
    load: 'flow',
    prepare: (_, port) => ({ command: [process.execPath, peer('socket-io.mjs'), String(port)] }),
  },
  peerjs: {
    title: 'PeerJS',
    version: () => packageVersion('bench/signalling/peers/node_modules/peer'),
    does: 'hands OFFER, ANSWER and LEAVE on; no answers, no state of a call, no busy line, no timers, no records',
    raised: `concurrent_limit ${PEERJS_USERS}`,
    load: 'flow',
    prepare: (_, port) => ({ command: [process.execPath, peer('peerjs.mjs'), String(port), String(PEERJS_USERS)] }),
  },
  echo: {
    title: 'bare ws echo',
    version: () => packageVersion('node_modules/ws'),
    does: 'the yardstick: no users, no calls; sends back as many frames, about as large, as netcall sends for a call',
    raised: '',
    load: 'flow',
    prepare: (_, port) => ({ command: [process.execPath, '--import', 'tsx', fromRoot('bench/signalling/echo.ts'), String(port)] }),
  },
} as const satisfies Record<string, Subject>;

/** Name of a subject. */
export type SubjectName = keyof typeof SUBJECTS;

/** All names, in the order of the table. */
export const SUBJECT_NAMES = Object.keys(SUBJECTS) as SubjectName[];

/** One of the ways in which `peers/kamailio.cfg` runs. */
interface Kamailio extends Pick<Subject, 'title' | 'raised'> {
  readonly load: keyof typeof KAMAILIO_OVER;
  readonly keeps: keyof typeof KAMAILIO_KEEPS;
  /** How much it may keep; by default more than it fills. */
  readonly memory?: keyof typeof KAMAILIO_SHARED_MB;
}

function kamailio({ title, load, keeps, raised, memory = 'ample' }: Kamailio): Subject {
  const defines = [load, ...(keeps === 'calls' ? [keeps] : [])].flatMap((name) => ['-A', name.toUpperCase()]);
  return {
    title,
    version: () => /version: \S+ (\S+)/.exec(output('kamailio', '-V'))?.[1] ?? '?',
    does: `finds the callee in its registrar and passes SIP on, with transactions and Record-Route, over ${KAMAILIO_OVER[load]}, one worker, allocator \`fm\`; ${KAMAILIO_KEEPS[keeps]}`,
    raised: `memory -m ${KAMAILIO_SHARED_MB[memory]} -M ${KAMAILIO_PRIVATE_MB} (MB), ${raised}`,
    load,
    hasFamily: true,
    async prepare(folder, port) {
      const [config, database] = [join(folder, 'kamailio.cfg'), join(folder, 'calls.db')];
      await fill('kamailio.cfg', config, { PORT: String(port), MODULES: `/usr/lib/${architecture()}/kamailio/modules/`, DATABASE: database });
      if (keeps === 'calls') await makeTables(database);
      const limits = ['-m', String(KAMAILIO_SHARED_MB[memory]), '-M', String(KAMAILIO_PRIVATE_MB), '-x', 'fm', '-X', 'fm'];
      return { command: ['kamailio', ...defines, '-f', config, '-DD', '-E', '-Y', folder, ...limits], env: withSystemPath() };
    },
  };
}

/** The tables of Kamailio's own that it keeps calls in, as Debian brings them, and one for records. */
async function makeTables(path: string): Promise<void> {
  const own = await Promise.all(['standard', 'dialog'].map((name) => readFile(`/usr/share/kamailio/db_sqlite/${name}-create.sql`, 'utf8')));
  const database = new Database(path);
  const records = 'CREATE TABLE records (call_id TEXT, caller TEXT, callee TEXT, started_at INTEGER, ended_at INTEGER, reason TEXT);';
  database.exec(['PRAGMA journal_mode = WAL;', ...own, records].join('\n'));
  database.close();
}

async function packageVersion(folder: string): Promise<string> {
  return (await manifestOf(fromRoot(folder))).version;
}

async function fill(template: string, path: string, values: Readonly<Record<string, string>>): Promise<void> {
  const text = await readFile(peer(template), 'utf8');
  await writeFile(path, text.replace(/@([A-Z]+)@/g, (whole, name: string) => values[name] ?? whole));
}

/** Debian's name of this machine, as in `/usr/lib/x86_64-linux-gnu`. */
function architecture(): string {
  return output('gcc', '-print-multiarch');
}

function output(command: string, ...args: string[]): string {
  return execFileSync(command, args, { env: withSystemPath(), encoding: 'utf8' }).trim();
}

/** Debian keeps servers where only root's path leads. */
function withSystemPath(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
}
