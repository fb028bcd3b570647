import { RELAY_LIMITS, type RelayLimits } from './limits';
import type { TicketAction } from './tickets';

/** What the relay's process is told at its start. It comes by IPC and not by environment, because it holds the secret. */
export interface RelayConfig {
  readonly host: string;
  readonly rtmpPort: number;
  readonly flvPort: number;
  readonly secret: string;
  readonly ticketTtlS: number;
  readonly gopCache: boolean;
  readonly limits: Partial<RelayLimits>;
  /** It stands beside an engine of another make: it asks for URLs of that one, and has no RTMP of its own. */
  readonly isBesideEngine: boolean;
  /** Names revoked before this process was there. */
  readonly revoked: readonly string[];
}

/** From the server to its relay. */
export type ToRelay =
  | { readonly type: 'start'; readonly config: RelayConfig }
  | { readonly type: 'revoke'; readonly stream: string }
  | { readonly type: 'url'; readonly id: number; readonly url: string }
  | { readonly type: 'stop' };

/** From the relay to its server. */
export type FromRelay =
  | { readonly type: 'ready'; readonly rtmpPort: number; readonly flvPort: number }
  | { readonly type: 'failed'; readonly port: number; readonly code: string }
  | { readonly type: 'published' | 'unpublished'; readonly stream: string }
  | { readonly type: 'wantsUrl'; readonly id: number; readonly action: TicketAction; readonly stream: string }
  | { readonly type: 'log'; readonly level: RelayLogLevel; readonly facts: Readonly<Record<string, unknown>>; readonly text: string }
  | { readonly type: 'stopped' };

/** Levels that are worth a message between processes; `debug` stays in the relay. */
export type RelayLogLevel = 'error' | 'warn' | 'info';

/** Reads a message of the server. @throws Error naming the field: both ends are of one build, so it is our own bug */
export function parseToRelay(message: unknown): ToRelay {
  const fields = new Fields(message);
  const type = fields.text('type');
  switch (type) {
    case 'start': return { type, config: parseConfig(fields.nested('config')) };
    case 'revoke': return { type, stream: fields.text('stream') };
    case 'url': return { type, id: fields.count('id'), url: fields.text('url') };
    case 'stop': return { type };
    default: throw new Error(`unknown message ${type} for the relay`);
  }
}

/** Reads a message of the relay. @throws Error naming the field */
export function parseFromRelay(message: unknown): FromRelay {
  const fields = new Fields(message);
  const type = fields.text('type');
  switch (type) {
    case 'ready': return { type, rtmpPort: fields.count('rtmpPort'), flvPort: fields.count('flvPort') };
    case 'failed': return { type, port: fields.count('port'), code: fields.text('code') };
    case 'published': case 'unpublished': return { type, stream: fields.text('stream') };
    case 'wantsUrl': return { type, id: fields.count('id'), action: parseAction(fields.text('action')), stream: fields.text('stream') };
    case 'log': return { type, level: parseLevel(fields.text('level')), facts: fields.nested('facts').all, text: fields.text('text') };
    case 'stopped': return { type };
    default: throw new Error(`unknown message ${type} from the relay`);
  }
}

function parseConfig(fields: Fields): RelayConfig {
  return {
    host: fields.text('host'), rtmpPort: fields.count('rtmpPort'), flvPort: fields.count('flvPort'), secret: fields.text('secret'),
    ticketTtlS: fields.count('ticketTtlS'), gopCache: fields.claim('gopCache'), limits: parseLimits(fields.nested('limits')),
    isBesideEngine: fields.claim('isBesideEngine'), revoked: fields.texts('revoked'),
  };
}

function parseLimits(fields: Fields): Partial<RelayLimits> {
  const names = Object.keys(RELAY_LIMITS).filter((name) => name in fields.all);
  return Object.fromEntries(names.map((name) => [name, fields.count(name)]));
}

function parseLevel(level: string): RelayLogLevel {
  if (level === 'error' || level === 'warn' || level === 'info') return level;
  throw new Error(`unknown log level ${level}`);
}

function parseAction(action: string): TicketAction {
  if (action === 'push' || action === 'play') return action;
  throw new Error(`unknown action ${action}`);
}

/** Typed access to the fields of an unknown object. */
class Fields {
  readonly all: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null) throw new Error('a message is an object');
    this.all = { ...value };
  }

  text(name: string): string {
    const value = this.all[name];
    if (typeof value !== 'string') throw new Error(`${name} must be a string`);
    return value;
  }

  texts(name: string): readonly string[] {
    const value = this.all[name];
    if (!Array.isArray(value)) throw new Error(`${name} must be a list`);
    return value.map(String);
  }

  count(name: string): number {
    const value = this.all[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Error(`${name} must be a whole number`);
    return value;
  }

  claim(name: string): boolean {
    const value = this.all[name];
    if (typeof value !== 'boolean') throw new Error(`${name} must be true or false`);
    return value;
  }

  nested(name: string): Fields {
    return new Fields(this.all[name]);
  }
}
