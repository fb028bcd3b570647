import type { Config } from '../config';
import { deriveKey } from '../keys';
import type { Log } from '../log';
import { startEmbeddedRelay } from './embedded';
import type { MediaEngine } from './engine';
import { startHookedEngine } from './engines/hooked-engine';
import { vendorEngine } from './engines/vendor-engine';
import { withBrowserRelay } from './republish/browser-relay';

/** What a media engine is started with. */
export interface MediaParts {
  /** The embedded relay's program. */
  readonly relayProgram: URL;
  readonly log: Log;
}

/**
 * Starts the engine that the configuration names.
 *
 * @throws Error when a port of the relay or of the hooks is in use
 */
export async function startMedia(config: Config, { relayProgram, log }: MediaParts): Promise<MediaEngine> {
  const { media, relay } = config;
  const secret = deriveKey(config.secret, 'ticket').toString('base64url');
  const { ticketTtlS, playProtocol } = relay;
  switch (media.engine) {
    case 'embedded': return startEmbeddedRelay({ ...relay, entry: relayProgram.href, secret, log });
    case 'tencent': case 'aliyun': return vendorEngine({ vendor: media.engine, nodes: media.nodes, keys: media.keys, ticketTtlS, playProtocol, log });
    case 'srs': case 'nginx-rtmp': {
      const engine = await startHookedEngine({ ...media, secret, ticketTtlS, playProtocol, log });
      log.info({ engine: media.engine, nodes: media.nodes.length, host: media.hook.host, port: engine.hookPort }, 'media hooks ready');
      if (!media.hasBrowserRelay) return engine;
      const both = await withBrowserRelay(engine, { entry: relayProgram.href, secret, ticketTtlS, host: relay.host, flvPort: relay.flvPort, log });
      log.info({ host: relay.host, flvPort: both.flvPort }, 'media relay for browsers ready');
      return both;
    }
  }
}
