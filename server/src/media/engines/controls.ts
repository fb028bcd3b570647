import { RELAY_APP } from '../relay';
import type { HookedEngine } from './hook-forms';

/** Ends everybody on these streams who is there at this moment. @throws Error when the engine does not do it */
export type Kick = (streams: ReadonlySet<string>) => Promise<void>;

/** How each engine is told to end streams, by the base of its API (`http://10.0.0.1:1985`). */
export const KICKS: Readonly<Record<HookedEngine, (control: string) => Kick>> = {
  srs: (control) => async (streams) => {
    // All pages before the first kick: an end would move clients of later pages to earlier ones.
    const ids = await srsClients(control, streams);
    for (const id of ids) await ask(`${control}/api/v1/clients/${encodeURIComponent(id)}`, 'DELETE');
  },
  'nginx-rtmp': (control) => async (streams) => {
    for (const stream of streams) {
      const query = `app=${RELAY_APP}&name=${encodeURIComponent(stream)}`;
      await ask(`${control}/control/drop/publisher?${query}`, 'GET');
      await ask(`${control}/control/drop/subscriber?${query}`, 'GET');
    }
  },
};

const ANSWER_MS = 2_000;
const PAGE_CLIENTS = 100;
/** 20,000 clients, more than a process of SRS serves. */
const PAGES = 200;
/** SRS: the client is not there any more, which is what was wanted. */
const SRS_GONE = 2_049;

/** Ids of the clients of these streams, publishers and players. */
async function srsClients(control: string, streams: ReadonlySet<string>): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 0; page < PAGES; page += 1) {
    const clients = clientsOf(await ask(`${control}/api/v1/clients/?start=${page * PAGE_CLIENTS}&count=${PAGE_CLIENTS}`, 'GET'));
    ids.push(...clients.filter(({ name }) => streams.has(name)).map(({ id }) => id));
    if (clients.length < PAGE_CLIENTS) return ids;
  }
  throw new Error(`SRS lists more than ${PAGES * PAGE_CLIENTS} clients`);
}

function clientsOf(body: string): { id: string; name: string }[] {
  const { clients } = objectOf(JSON.parse(body), 'the answer');
  if (!Array.isArray(clients)) throw new Error('clients must be a list');
  return clients.map((each: unknown) => {
    const { id, name } = objectOf(each, 'a client');
    if (typeof id !== 'string') throw new Error('id must be a string');
    return { id, name: typeof name === 'string' ? name : '' };
  });
}

async function ask(url: string, method: 'GET' | 'DELETE'): Promise<string> {
  const answer = await fetch(url, { method, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
  const body = await answer.text();
  if (method === 'DELETE' && answer.status === 404) return body;
  if (!answer.ok) throw new Error(`the engine answers ${answer.status}`);
  if (method === 'DELETE') complainAboutCode(body);
  return body;
}

/** SRS says in `code` what went wrong, with status 200. */
function complainAboutCode(body: string): void {
  const { code } = objectOf(JSON.parse(body), 'the answer');
  if (code !== 0 && code !== SRS_GONE) throw new Error(`the engine answers with code ${String(code)}`);
}

function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Error(`${what} must be an object`);
  return { ...value };
}
