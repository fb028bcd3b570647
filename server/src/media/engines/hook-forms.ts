/** Engines that ask before they accept, and tell what they see. */
export type HookedEngine = 'srs' | 'nginx-rtmp';

/**
 * What an engine asks or tells. `publish` and `play` ask; `publishing` and `playing` come again and again while it lasts, and
 * a refusal ends it; `unpublish` and `stop` tell the end; `other` is of no interest.
 */
export type HookAction = 'publish' | 'play' | 'publishing' | 'playing' | 'unpublish' | 'stop' | 'other';

/** A hook of any engine. Nothing of it is believed: `stream` and `query` are what a stranger has sent. */
export interface Hook {
  readonly engine: HookedEngine;
  readonly action: HookAction;
  readonly app: string;
  readonly stream: string;
  /** The query of the stream's URL, without `?`. */
  readonly query: string;
  /** Of the client. */
  readonly ip: string;
  readonly clientId: string;
  /** Which engine it is, as far as it says so, and which run of it; empty where it does not. */
  readonly serverId: string;
  readonly runId: string;
}

/** How an engine speaks. */
export interface HookShape {
  /** @throws HookFormError that names the field */
  parse(body: string): Hook;
  /** The body of an answer that accepts. */
  readonly accepts: string;
}

/** A hook that cannot be understood; `message` names the field and what it must be, never its value. */
export class HookFormError extends Error {
  override readonly name = 'HookFormError';

  constructor(field: string, expected: string) {
    super(`${field} ${expected}`);
  }
}

const SRS_ACTIONS: Readonly<Record<string, HookAction>> = {
  on_publish: 'publish', on_unpublish: 'unpublish', on_play: 'play', on_stop: 'stop', on_connect: 'other', on_close: 'other',
};
const NGINX_ACTIONS: Readonly<Record<string, HookAction>> = {
  publish: 'publish', publish_done: 'unpublish', play: 'play', play_done: 'stop', update_publish: 'publishing', update_play: 'playing',
  connect: 'other', disconnect: 'other', done: 'other',
};
/** What nginx-rtmp itself writes. A client's own parameters follow it raw, so a second one of these is the client's. */
const NGINX_FIELDS: ReadonlySet<string> = new Set([
  'app', 'flashver', 'swfurl', 'tcurl', 'pageurl', 'addr', 'clientid', 'call', 'name', 'type', 'time', 'timestamp', 'start', 'duration', 'reset',
]);

/** How each engine speaks: SRS in JSON, nginx-rtmp in the form of web pages. Both want status 200. */
export const HOOK_SHAPES: Readonly<Record<HookedEngine, HookShape>> = {
  srs: { parse: parseSrs, accepts: '{"code":0}' },
  'nginx-rtmp': { parse: parseNginx, accepts: '' },
};

function parseSrs(body: string): Hook {
  const fields = jsonObject(body);
  const text = (name: string, fallback?: string): string => {
    const value = fields[name] ?? fallback;
    if (typeof value !== 'string') throw new HookFormError(name, 'must be a string');
    return value;
  };
  const action = actionOf(SRS_ACTIONS, 'action', text('action'));
  const fallback = action === 'other' ? '' : undefined;
  return {
    engine: 'srs', action, app: text('app', fallback), stream: text('stream', fallback), query: text('param', '').replace(/^\?/, ''),
    ip: text('ip', ''), clientId: text('client_id'), serverId: text('server_id', ''), runId: text('service_id', ''),
  };
}

function parseNginx(body: string): Hook {
  const own = new Map<string, string>();
  const query = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(body)) {
    if (!NGINX_FIELDS.has(name)) query.append(name, value);
    else if (own.has(name)) throw new HookFormError(name, 'must not come twice');
    else own.set(name, value);
  }
  const text = (name: string, fallback?: string): string => {
    const value = own.get(name) ?? fallback;
    if (value === undefined) throw new HookFormError(name, 'is missing');
    return value;
  };
  const action = actionOf(NGINX_ACTIONS, 'call', text('call'));
  return {
    engine: 'nginx-rtmp', action, app: text('app'), stream: text('name', action === 'other' ? '' : undefined), query: query.toString(),
    ip: text('addr', ''), clientId: text('clientid'), serverId: '', runId: '',
  };
}

function actionOf(actions: Readonly<Record<string, HookAction>>, field: string, word: string): HookAction {
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
  if (action === undefined) throw new HookFormError(field, `must be one of ${Object.keys(actions).join(', ')}`);
  return action;
}

function jsonObject(body: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new HookFormError('the body', 'must be JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new HookFormError('the body', 'must be a JSON object');
  return { ...value };
}
