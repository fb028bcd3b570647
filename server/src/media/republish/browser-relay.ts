import { HOST_CLOCK, type Clock } from '../../clock';
import type { Log } from '../../log';
import type { MediaEngine } from '../engine';
import type { FromRelay } from '../ipc';
import { KeptRelay } from '../kept-relay';
import type { RelayChild } from '../relay-child';
import { RevokedNames } from '../revoked-names';
import type { TicketAction } from '../tickets';

/** An engine that our relay may push to and play from. */
export interface LinkedEngine extends MediaEngine {
  /** A signed RTMP URL for the relay beside it, whatever form players are given. */
  linkUrl(action: TicketAction, stream: string): string;
}

/** How the relay for browsers is set up. docs/media.md explains each to operators. */
export interface BrowserRelayOptions {
  /** The relay's program (`relay-main`), as a path or `file:` URL. */
  readonly entry: string | URL;
  /** The secret that stream tickets are signed with; the engine's, so that its URLs open this relay too. */
  readonly secret: string;
  readonly ticketTtlS: number;
  /** The address to listen on. */
  readonly host: string;
  /** Port of WS-FLV and HTTP-FLV; 0 takes a free one. */
  readonly flvPort: number;
  readonly log: Log;
  readonly clock?: Clock;
}

/**
 * Adds a relay for browsers to an engine that has no ear for them. Signalling sees the engine alone: what is live is what the
 * engine says. Revoking reaches both, and both end together.
 *
 * @throws RelayStartError when its port is in use; the engine is closed then
 */
export async function withBrowserRelay(engine: LinkedEngine, options: BrowserRelayOptions): Promise<MediaEngine & { readonly flvPort: number }> {
  const { entry, host, flvPort, secret, ticketTtlS, log, clock = HOST_CLOCK } = options;
  const revoked = new RevokedNames(clock, ticketTtlS);
  const relay = new KeptRelay({
    entry, config: { host, rtmpPort: 0, flvPort, secret, ticketTtlS, gopCache: true, limits: {}, isBesideEngine: true }, revoked,
    onMessage: (message, child) => answer(message, child, engine, log), onLost: () => undefined, log, clock,
  });
  const { flvPort: taken } = await relay.start().catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  return {
    flvPort: taken,
    pushUrl: (stream) => engine.pushUrl(stream),
    playUrl: (stream) => engine.playUrl(stream),
    revoke: (stream) => {
      revoked.add(stream);
      relay.revoke(stream);
      engine.revoke(stream);
    },
    isLive: (stream) => engine.isLive(stream),
    onEvent: (listener) => engine.onEvent(listener),
    close: async () => {
      await relay.close();
      await engine.close();
    },
  };
}

/** What is published at the relay is told by the engine, when it has it. */
function answer(message: FromRelay, child: RelayChild, engine: LinkedEngine, log: Log): void {
  switch (message.type) {
    case 'wantsUrl': return child.giveUrl(message.id, engine.linkUrl(message.action, message.stream));
    case 'log': return log[message.level](message.facts, message.text);
    case 'published': case 'unpublished': case 'ready': case 'failed': case 'stopped':
  }
}
