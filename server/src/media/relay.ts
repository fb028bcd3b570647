import { createServer, type Server, type Socket } from 'node:net';
import { HOST_CLOCK, type Clock, type StopTimer } from '../clock';
import type { Log } from '../log';
import { after } from './after';
import { Door } from './door';
import type { MediaEvent } from './engine';
import { FlvServer } from './flv-server';
import { Hub } from './hub';
import { RELAY_LIMITS, type RelayLimits } from './limits';
import type { EngineUrls } from './republish/kept-link';
import { Republisher } from './republish/republisher';
import { RtmpSession } from './rtmp-session';
import type { RefusalFacts, Session, SessionContext } from './session';
import type { EndReason } from './stream';
import { onceATurn } from './turn-clock';
import { Tickets } from './tickets';

/** The application name in every stream URL (docs/protocol.md, "Stream URLs"). */
export const RELAY_APP = 'live';

/** Where a relay listens; `rtmpPort` is 0 for one that has no RTMP. */
export interface RelayPorts { readonly rtmpPort: number; readonly flvPort: number }

/** What a relay is made of. Port 0 takes a free port. */
export interface RelayOptions extends RelayPorts {
  readonly host: string;
  readonly secret: string;
  /** How long tickets live, in seconds: revoked names are remembered that long. */
  readonly ticketTtlS: number;
  /** New players get everything since the last key frame. */
  readonly gopCache: boolean;
  readonly onEvent: (event: MediaEvent) => void;
  readonly log: Log;
  readonly clock?: Clock;
  readonly limits?: Partial<RelayLimits>;
  /** Addresses whose sockets are not counted; local proxies by default. */
  readonly uncountedAddresses?: readonly string[];
  /**
   * URLs of the engine of another make that this relay stands beside. Browsers come here, everybody else goes there, so there is
   * no port for RTMP; streams are passed on to it and fetched from it.
   */
  readonly engineUrls?: EngineUrls;
}

/** A port is in use, or may not be opened. */
export class RelayListenError extends Error {
  constructor(readonly port: number, readonly code: string, cause: unknown) {
    super(`the relay cannot listen on port ${port}: ${code}`, { cause });
  }
}

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
/** The process before us may still be on its way out. */
const LISTEN_RETRY = { everyMs: 100, forMs: 3_000 } as const;
const KEEP_ALIVE_MS = 10_000;
/** Ends that an operator wants to see; the others are a client's ordinary leaving or a stranger's nonsense. */
const NOTABLE_ENDS: ReadonlySet<EndReason> = new Set(['replaced', 'idle', 'slow', 'stalled']);
/** Refusals written to the log in one second; a flood must not fill it. */
const REFUSALS_LOGGED = 10;

/** RTMP, HTTP-FLV and WS-FLV in one process: whoever holds a ticket pushes or plays. */
export class Relay {
  private readonly hub: Hub;
  private readonly clock: Clock;
  private readonly sessions = new Set<Session>();
  private readonly door: Door;
  private readonly rtmp: Server;
  private readonly flv: FlvServer;
  private readonly context: SessionContext;
  private readonly republisher: Republisher | null;
  private stopSweeping: StopTimer = () => undefined;
  private refusalsLogged = 0;

  constructor(private readonly options: RelayOptions) {
    const limits = { ...RELAY_LIMITS, ...options.limits };
    const { gopCache, ticketTtlS, onEvent, engineUrls, log } = options;
    this.clock = options.clock ?? HOST_CLOCK;
    this.hub = new Hub({ app: RELAY_APP, tickets: new Tickets(options.secret), gopCache, limits, wallMs: () => this.clock.wallMs(), ticketTtlS, onEvent, onChange: (stream) => this.republisher?.changed(stream) });
    this.republisher = engineUrls === undefined ? null : new Republisher({ hub: this.hub, limits, clock: this.clock, urls: engineUrls }, log);
    this.context = {
      hub: this.hub, limits, nowMs: onceATurn(() => this.clock.nowMs()), random: (count) => this.clock.random(count),
      onRefused: (facts) => this.refused(facts),
      onOpened: (session) => this.sessions.add(session), onEnded: (session, reason) => this.ended(session, reason),
    };
    this.door = new Door(limits, new Set(options.uncountedAddresses ?? LOOPBACK));
    this.rtmp = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, (socket) => this.accept(socket));
    this.flv = new FlvServer(this.context, this.door);
  }

  /**
   * Opens the ports.
   *
   * @throws RelayListenError when a port is still in use after three seconds
   */
  async listen(): Promise<RelayPorts> {
    const { host, rtmpPort, flvPort } = this.options;
    this.stopSweeping = this.clock.every(this.context.limits.sweepMs, () => this.sweep());
    try {
      return {
        rtmpPort: this.republisher === null ? await listen(this.rtmp, host, rtmpPort, this.clock) : 0,
        flvPort: await listen(this.flv.server, host, flvPort, this.clock),
      };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Refuses the stream from now on and ends its publisher and players. */
  revoke(stream: string): void {
    this.hub.revoke(stream);
  }

  /** Ends every session and frees the ports. Safe to call twice. */
  async close(): Promise<void> {
    this.stopSweeping();
    this.republisher?.close();
    const closed = [closeServer(this.rtmp), closeServer(this.flv.server)];
    for (const session of [...this.sessions]) session.end('shutdown');
    this.door.clear();
    await Promise.all(closed);
  }

  private accept(socket: Socket): void {
    if (this.door.admit(socket)) new RtmpSession(socket, this.context);
  }

  private sweep(): void {
    const nowMs = this.clock.nowMs();
    this.refusalsLogged = 0;
    this.hub.sweep();
    for (const session of [...this.sessions]) session.sweep(nowMs);
    this.republisher?.sweep(nowMs);
  }

  private refused(facts: RefusalFacts): void {
    this.refusalsLogged += 1;
    if (this.refusalsLogged <= REFUSALS_LOGGED) this.options.log.info({ ...facts }, 'stream refused');
  }

  private ended(session: Session, reason: EndReason): void {
    this.sessions.delete(session);
    const facts = { reason };
    if (NOTABLE_ENDS.has(reason)) this.options.log.info(facts, 'media session ended by the relay');
    else this.options.log.debug(facts, 'media session ended');
  }
}

async function listen(server: Server, host: string, port: number, clock: Clock): Promise<number> {
  for (let waitedMs = 0; ; waitedMs += LISTEN_RETRY.everyMs) {
    const error = await tryListen(server, host, port);
    if (error === null) return portOf(server);
    if (error.code !== 'EADDRINUSE' || waitedMs >= LISTEN_RETRY.forMs) throw new RelayListenError(port, error.code ?? 'UNKNOWN', error);
    await after(clock, LISTEN_RETRY.everyMs);
  }
}

function tryListen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const done = (error: NodeJS.ErrnoException | null) => {
      server.off('error', done).off('listening', listening);
      resolve(error);
    };
    const listening = () => done(null);
    server.on('error', done).on('listening', listening).listen(port, host);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening server has an address');
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => { server.close(() => resolve()); });
}
