/** Where an RTMP URL leads, and what is said there. */
export interface EngineAddress {
  readonly host: string;
  readonly port: number;
  readonly app: string;
  /** The stream with its query, as `publish` and `play` name it. */
  readonly name: string;
  /** The URL of the application, as `connect` names it. */
  readonly tcUrl: string;
}

const RTMP_PORT = 1935;
const FORM = /^rtmp:\/\/(\[[^\]/]+\]|[^:/]+)(?::(\d*))?\/([^/?]+)\/([^/]+)$/i;

/**
 * Reads `rtmp://HOST[:PORT]/APP/STREAM?QUERY`.
 *
 * @throws Error for another form: this server has signed the URL, so it is our own bug
 */
export function parseEngineAddress(url: string): EngineAddress {
  const [, host, port, app, name] = FORM.exec(url) ?? [];
  if (host === undefined || app === undefined || name === undefined) throw new Error('the URL of an engine has the form rtmp://HOST[:PORT]/APP/STREAM');
  return { host: host.replace(/^\[|\]$/g, ''), port: port ? Number(port) : RTMP_PORT, app, name, tcUrl: `rtmp://${host}${port ? `:${port}` : ''}/${app}` };
}
