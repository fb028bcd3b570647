import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOST_CLOCK, type Clock } from './clock';
import type { Config } from './config';
import { clientAddress } from './http/client-address';
import { createRoutes } from './http/routes';
import { deriveKey } from './keys';
import type { Log } from './log';
import type { MediaEngine } from './media/engine';
import { Calls } from './signal/calls';
import { Groups } from './signal/groups';
import { createHandlers } from './signal/handlers';
import { Hub } from './signal/hub';
import { Limits } from './signal/limits';
import { Rtc } from './signal/rtc';
import type { Services } from './signal/services';
import { Sockets } from './signal/sockets';
import { Tokens } from './signal/tokens';
import { LocalBus } from './store/bus';
import { EmbeddedStore } from './store/embedded';
import { SqliteJournal } from './store/sqlite';

/** What a server is made of beside its configuration. */
export interface ServerParts {
  /** Where media flows. The server closes it when it closes. */
  readonly media: MediaEngine;
  readonly log: Log;
  /** The host's by default. */
  readonly clock?: Clock;
}

/** A server that runs. */
export interface RunningServer {
  /** The port that was taken, also when 0 was asked for. */
  readonly port: number;
  /** Closes sockets with 1001, then the store, then the relay. Safe to call twice. */
  close(): Promise<void>;
}

interface Health extends Record<string, unknown> {
  readonly ok: boolean;
}

/**
 * Starts signalling: opens the store, takes over what a server before has left, listens.
 *
 * @throws when the port is taken or the database cannot be opened
 */
export async function startServer(config: Config, { media, log, clock = HOST_CLOCK }: ServerParts): Promise<RunningServer> {
  const bus = new LocalBus();
  const store = new EmbeddedStore({ journal: new SqliteJournal(config.data), bus, clock, log, defer: (flush) => setImmediate(flush) });
  const services: Services = { store, media, clock, log, options: config.signal, limits: new Limits(config.signal) };
  const groups = new Groups(services);
  const calls = new Calls(services, groups);
  const rtc = new Rtc(services, bus, config.queues);
  const tokens = new Tokens(config.tokenSecrets, clock);
  const hub = new Hub({ services, calls, groups, beside: rtc.parts, bus, tokens, resumeKey: deriveKey(config.secret, 'resume') });
  const health = (): Health => ({ ok: store.healthy(), store: store.healthy() ? 'ok' : 'failing', sessions: hub.sessionCount, sockets: sockets.count });
  const http: Server = createServer(createRoutes({ health, devTokens: config.mode === 'development' ? tokens : null, log }));
  const addressOf = (request: Parameters<typeof clientAddress>[0]): string => clientAddress(request, config.trustedProxies);
  const sockets: Sockets = new Sockets(http, { services, hub, handlers: createHandlers(calls, groups, rtc, hub) }, { bufferBytes: config.bufferBytes, addressOf });
  await hub.start();
  const port = await listen(http, config);

  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const stopped = hub.stop();
    sockets.close();
    await Promise.all([closeHttp(http), stopped]);
    await store.close();
    await media.close();
  };
  return { port, close: () => (closing ??= close()) };
}

function listen(http: Server, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port));
  });
}

function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeIdleConnections();
  });
}
