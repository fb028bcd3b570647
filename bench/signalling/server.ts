import type { Program } from './processes';

/** The port in the server's line that says it is ready. */
export async function readyPort(program: Program): Promise<number> {
  for (;;) {
    const line = JSON.parse(await program.line()) as { msg?: unknown; port?: unknown };
    if (line.msg === 'netcall server ready' && typeof line.port === 'number') return line.port;
  }
}

/** A token of the development server. @throws Error when there is none */
export async function tokenOf(port: number, account: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/dev/token`, { method: 'POST', body: JSON.stringify({ account }) });
  const { token } = (await answer.json()) as { token?: unknown };
  if (typeof token !== 'string') throw new Error(`no token for ${account}: ${answer.status}`);
  return token;
}
