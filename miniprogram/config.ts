/** Where the demo finds its servers. */
export interface Config {
  /** Address of the signalling socket; `wss:` outside of development. */
  readonly server: string;
  /** Where a sign-in token is asked for: POST {account} → {token}. Only the development server has it; use your own back end. */
  readonly tokenUrl: string;
}

const DEFAULTS: Config = { server: 'ws://127.0.0.1:7080/ws', tokenUrl: 'http://127.0.0.1:7080/dev/token' };

/** The addresses of ext.json where it has them, else those of a server on this machine. */
export function config(): Config {
  const ext: Readonly<Record<string, unknown>> = { ...wx.getExtConfigSync() };
  return { server: textOr(ext['server'], DEFAULTS.server), tokenUrl: textOr(ext['tokenUrl'], DEFAULTS.tokenUrl) };
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
