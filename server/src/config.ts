import { readFileSync } from 'node:fs';
import { complainAboutId, LIMITS, TIMES } from 'netcall-protocol';
import { ENGINES, HOOK_HOST, readMedia, type MediaConfig } from './media/media-config';
import { NO_QUEUES, parseQueues, type QueuePlan } from './queues';
import { CALL_TIMES } from './signal/call';
import type { Rate } from './signal/rate';
import type { SignalOptions } from './signal/services';

/** Development shows everything on one machine; production refuses what is not safe in public. */
export type Mode = 'production' | 'development';

/**
 * Every environment variable of the server: its default and its meaning. docs/self-hosting.md has the same table, and a
 * test compares the two.
 */
export const SETTINGS = {
  NETCALL_MODE: ['production', '`production`, or `development`: sample secrets and `POST /dev/token` for anybody who asks'],
  NETCALL_SECRET: ['', 'the server\'s own secret, at least 32 characters: resume tokens and stream tickets'],
  NETCALL_TOKEN_SECRETS: ['', 'secrets of sign-in tokens by app, at least 32 characters each: `default=…;shop=…`'],
  NETCALL_HOST: ['127.0.0.1', 'address to listen on for signalling'],
  NETCALL_PORT: ['7080', 'port of signalling (`/ws`, `/healthz`); 0 takes a free one'],
  NETCALL_RELAY_HOST: ['127.0.0.1', 'address to listen on for media'],
  NETCALL_PUBLIC_HOST: ['127.0.0.1', 'host name in stream URLs, as phones reach it'],
  NETCALL_RTMP_PORT: ['1935', 'port of the relay for RTMP; 0 takes a free one'],
  NETCALL_FLV_PORT: ['7081', 'port of the relay for HTTP-FLV and WS-FLV; 0 takes a free one'],
  NETCALL_PLAY_PROTOCOL: ['rtmp', 'form of play URLs: `rtmp` or `flv`'],
  NETCALL_PUBLIC_FLV_BASE: ['', 'scheme, host and port of FLV URLs when a proxy stands before the relay: `https://media.shop.cn`'],
  NETCALL_TICKET_TTL_S: ['3600', 'seconds for which a stream URL may be opened'],
  NETCALL_MEDIA_ENGINE: ['embedded', 'where media flows: `embedded`, `srs`, `nginx-rtmp`, `tencent` or `aliyun`; see media.md'],
  NETCALL_MEDIA_NODES: ['', 'the engines of another make: `push=rtmp://m1.shop.cn control=http://10.0.0.1:1985; push=…`; see media.md'],
  NETCALL_BROWSER_RELAY: ['on', 'with `srs` and `nginx-rtmp`: the relay runs beside the engine for browsers; `on` or `off`'],
  NETCALL_HOOK_HOST: [HOOK_HOST, 'address to listen on for hooks of SRS and nginx-rtmp; never a public one'],
  NETCALL_HOOK_PORT: ['7082', 'port of hooks; 0 takes a free one'],
  NETCALL_HOOK_SECRET: ['', 'end of the hooks\' path, `/hooks/SECRET`: at least 32 letters and digits'],
  NETCALL_MEDIA_PUSH_KEY: ['', 'key of the push domain at Tencent or Aliyun'],
  NETCALL_MEDIA_PLAY_KEY: ['', 'key of the play domain there; another one'],
  NETCALL_DATA: ['data', 'folder of the database; `:memory:` keeps nothing'],
  NETCALL_TRUSTED_PROXY: ['', 'addresses of proxies whose `x-forwarded-for` is believed, separated by commas'],
  NETCALL_LOG_LEVEL: ['info', '`error`, `warn`, `info`, `debug` or `silent`; see logging.md'],
  NETCALL_MESSAGES_PER_S: ['20', 'messages a session may send in a second'],
  NETCALL_MESSAGES_BURST: ['40', 'messages a session may send at once'],
  NETCALL_CALLS_PER_MINUTE: ['10', 'calls an account may place in a minute'],
  NETCALL_PAIR_CALLS_PER_MINUTE: ['5', 'calls an account may place in a minute to the same account'],
  NETCALL_SENDS_PER_MINUTE: ['60', 'messages an account may send to others (`send`) in a minute'],
  NETCALL_BULK_BYTES_PER_SECOND: ['2097152', 'bytes of transfers (`SendCmd`, `SendBuffer`, `SendFile`) a session may send in a second'],
  NETCALL_CONNECTS_PER_S: ['10', 'sockets an address may open in a second'],
  NETCALL_BUFFER_BYTES: ['262144', 'bytes that may wait for a slow reader before its socket is closed'],
  NETCALL_SIGN_IN_MS: [String(TIMES.signInMs), 'time to sign in after connecting'],
  NETCALL_HEARTBEAT_MS: [String(TIMES.heartbeatMs), 'silence after which a client sends `ping`; after two of them its socket is closed'],
  NETCALL_RESUME_RINGING_MS: [String(CALL_TIMES.resumeRingingMs), 'time for a caller without a connection to come back while it rings'],
  NETCALL_RESUME_CALL_MS: [String(CALL_TIMES.resumeCallMs), 'time for a device without a connection to come back in a call'],
  NETCALL_RESUME_LIVE_MS: [String(CALL_TIMES.resumeLiveMs), 'the same while the relay still sees its stream'],
  NETCALL_SESSION_MS: ['120000', 'time for a device without a connection to come back without signing in again'],
  NETCALL_JOIN_MS: [String(CALL_TIMES.joinMs), 'time to enter the room after the call was accepted'],
  NETCALL_UNUSED_ROOM_MS: ['60000', 'time after which a named room that nobody has entered closes'],
  NETCALL_UNUSED_ROOMS: ['20', 'named rooms that one account may have made and nobody has entered'],
  NETCALL_QUEUES: ['', 'JSON file with the queues in which clients wait for agents; see below'],
  NETCALL_MEETING_IDLE_MS: ['604800000', 'time after which a meeting (RTCSDK) that nobody is in closes: seven days'],
  NETCALL_UNUSED_MEETINGS: ['100', 'meetings that one account may have made and nobody is in'],
} as const satisfies Record<string, readonly [fallback: string, meaning: string]>;

/** Name of a setting. */
export type SettingName = keyof typeof SETTINGS;

/** Everything the server is told at start. */
export interface Config {
  readonly mode: Mode;
  /** The server's own secret; keys are derived from it by purpose. */
  readonly secret: string;
  readonly tokenSecrets: ReadonlyMap<string, string>;
  readonly host: string;
  readonly port: number;
  readonly relay: RelayConfig;
  readonly media: MediaConfig;
  /** Folder of the database, or `:memory:`. */
  readonly data: string;
  readonly trustedProxies: ReadonlySet<string>;
  readonly logLevel: string;
  readonly bufferBytes: number;
  readonly signal: SignalOptions;
  readonly queues: QueuePlan;
}

/** What the media relay is told. */
export interface RelayConfig {
  readonly host: string;
  readonly publicHost: string;
  readonly rtmpPort: number;
  readonly flvPort: number;
  readonly ticketTtlS: number;
  readonly playProtocol: 'rtmp' | 'flv';
  readonly publicFlvBase?: string;
}

/** The environment is not fit to start with. The message names every variable that is wrong, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly complaints: readonly string[]) {
    super(complaints.join('\n'));
  }
}

/** Secrets of development mode. Public by being written here, and refused in production. */
export const SAMPLE_SECRETS = { server: 'netcall-development-server-secret-not-for-production', token: 'netcall-development-token-secret-not-for-production' } as const;

const SECRET_CHARS = 32;
const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'silent'];

/**
 * Reads the configuration from environment variables.
 *
 * @throws ConfigError with one line per variable that is missing or wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const complaints: string[] = [];
  const text = (name: SettingName): string => env[name] ?? SETTINGS[name][0];
  const number = (name: SettingName, min: number, max = Number.MAX_SAFE_INTEGER): number => {
    const value = Number(text(name));
    if (!/^\d+$/.test(text(name)) || value < min || value > max) complaints.push(`${name} must be a whole number of at least ${min}`);
    return value;
  };
  const oneOf = <T extends string>(name: SettingName, values: readonly T[]): T | undefined => {
    const found = values.find((each) => each === text(name));
    if (found === undefined) complaints.push(`${name} must be one of ${values.join(', ')}`);
    return found;
  };

  const mode = oneOf('NETCALL_MODE', ['production', 'development'] as const) ?? 'production';
  const playProtocol = oneOf('NETCALL_PLAY_PROTOCOL', ['rtmp', 'flv'] as const) ?? 'rtmp';
  const config: Config = {
    mode,
    ...readSecrets(mode, text('NETCALL_SECRET'), text('NETCALL_TOKEN_SECRETS'), complaints),
    host: text('NETCALL_HOST'),
    port: number('NETCALL_PORT', 0, 65_535),
    relay: {
      host: text('NETCALL_RELAY_HOST'), publicHost: text('NETCALL_PUBLIC_HOST'),
      rtmpPort: number('NETCALL_RTMP_PORT', 0, 65_535), flvPort: number('NETCALL_FLV_PORT', 0, 65_535),
      ticketTtlS: number('NETCALL_TICKET_TTL_S', 10), playProtocol,
      ...(text('NETCALL_PUBLIC_FLV_BASE') === '' ? {} : { publicFlvBase: text('NETCALL_PUBLIC_FLV_BASE') }),
    },
    media: readMedia({
      engine: oneOf('NETCALL_MEDIA_ENGINE', ENGINES) ?? 'embedded', nodes: text('NETCALL_MEDIA_NODES'), playProtocol, browserRelay: oneOf('NETCALL_BROWSER_RELAY', ['on', 'off'] as const) ?? 'on',
      hook: { host: text('NETCALL_HOOK_HOST'), port: number('NETCALL_HOOK_PORT', 0, 65_535), secret: text('NETCALL_HOOK_SECRET') },
      pushKey: text('NETCALL_MEDIA_PUSH_KEY'), playKey: text('NETCALL_MEDIA_PLAY_KEY'),
    }, complaints),
    data: text('NETCALL_DATA'),
    trustedProxies: new Set(text('NETCALL_TRUSTED_PROXY').split(',').map((each) => each.trim()).filter((each) => each !== '')),
    logLevel: oneOf('NETCALL_LOG_LEVEL', LOG_LEVELS) ?? 'info',
    bufferBytes: number('NETCALL_BUFFER_BYTES', 16_384),
    signal: readSignal(number),
    queues: readQueues(text('NETCALL_QUEUES'), complaints),
  };
  if (complaints.length > 0) throw new ConfigError(complaints);
  return config;
}

function readSignal(number: (name: SettingName, min: number) => number): SignalOptions {
  const perMinute = (name: SettingName): Rate => {
    const burst = number(name, 1);
    return { perS: burst / 60, burst };
  };
  const connects = number('NETCALL_CONNECTS_PER_S', 1);
  const bulk = number('NETCALL_BULK_BYTES_PER_SECOND', LIMITS.frameBytes);
  return {
    heartbeatMs: number('NETCALL_HEARTBEAT_MS', 100), signInMs: number('NETCALL_SIGN_IN_MS', 100), sessionMs: number('NETCALL_SESSION_MS', 1_000),
    resumeRingingMs: number('NETCALL_RESUME_RINGING_MS', 0), resumeCallMs: number('NETCALL_RESUME_CALL_MS', 0),
    resumeLiveMs: number('NETCALL_RESUME_LIVE_MS', 0), joinMs: number('NETCALL_JOIN_MS', 1_000),
    unusedRoomMs: number('NETCALL_UNUSED_ROOM_MS', 1_000), unusedRooms: number('NETCALL_UNUSED_ROOMS', 1),
    meetingIdleMs: number('NETCALL_MEETING_IDLE_MS', 1_000), unusedMeetings: number('NETCALL_UNUSED_MEETINGS', 1),
    sessionRate: { perS: number('NETCALL_MESSAGES_PER_S', 1), burst: number('NETCALL_MESSAGES_BURST', 1) },
    connectRate: { perS: connects, burst: connects }, bulkRate: { perS: bulk, burst: bulk }, callRate: perMinute('NETCALL_CALLS_PER_MINUTE'),
    pairRate: perMinute('NETCALL_PAIR_CALLS_PER_MINUTE'), sendRate: perMinute('NETCALL_SENDS_PER_MINUTE'),
  };
}

function readQueues(path: string, complaints: string[]): QueuePlan {
  if (path === '') return NO_QUEUES;
  const found: string[] = [];
  try {
    return parseQueues(readFileSync(path, 'utf8'), found);
  } catch (fault) {
    found.push(`cannot be read: ${typeof fault === 'object' && fault !== null && 'code' in fault ? String(fault.code) : 'unknown'}`);
    return NO_QUEUES;
  } finally {
    complaints.push(...found.map((each) => `NETCALL_QUEUES: ${each}`));
  }
}

function readSecrets(mode: Mode, secret: string, list: string, complaints: string[]): { secret: string; tokenSecrets: ReadonlyMap<string, string> } {
  const development = mode === 'development';
  const own = secret === '' && development ? SAMPLE_SECRETS.server : secret;
  const tokenSecrets = list === '' && development ? new Map([['default', SAMPLE_SECRETS.token]]) : parseSecrets(list, complaints);
  complain('NETCALL_SECRET', own, development, complaints);
  if (tokenSecrets.size === 0) complaints.push('NETCALL_TOKEN_SECRETS must name at least one app: default=…');
  for (const [app, each] of tokenSecrets) complain(`NETCALL_TOKEN_SECRETS (${app})`, each, development, complaints);
  return { secret: own, tokenSecrets };
}

function parseSecrets(list: string, complaints: string[]): Map<string, string> {
  const entries = list.split(';').map((each) => each.trim()).filter((each) => each !== '');
  const pairs = entries.map((each): [string, string] => [each.slice(0, Math.max(0, each.indexOf('='))), each.slice(each.indexOf('=') + 1)]);
  if (pairs.some(([app]) => complainAboutId(app) !== null)) complaints.push('NETCALL_TOKEN_SECRETS must have the form app=secret;app=secret');
  return new Map(pairs);
}

function complain(name: string, secret: string, development: boolean, complaints: string[]): void {
  if (secret.length < SECRET_CHARS) complaints.push(`${name} must have at least ${SECRET_CHARS} characters`);
  const isSample = Object.values(SAMPLE_SECRETS).some((sample) => sample === secret) || /^(.)\1*$/.test(secret) || /change-?me|example/i.test(secret);
  if (isSample && !development) complaints.push(`${name} is a sample; make one with: openssl rand -base64 32`);
}
