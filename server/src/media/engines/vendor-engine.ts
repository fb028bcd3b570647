import { HOST_CLOCK, type Clock } from '../../clock';
import type { Log } from '../../log';
import type { MediaEngine } from '../engine';
import { RevokedNames } from '../revoked-names';
import { VENDOR_SIGNERS, type Vendor, type VendorKeys } from '../signers';
import { StreamUrls, type PlayProtocol } from '../stream-urls';
import { nodeOf, type MediaNode } from './nodes';

/** How a vendor's relay is set up. */
export interface VendorEngineOptions {
  readonly vendor: Vendor;
  readonly keys: VendorKeys;
  readonly nodes: readonly [MediaNode, ...MediaNode[]];
  readonly ticketTtlS: number;
  readonly playProtocol: PlayProtocol;
  readonly log: Log;
  readonly clock?: Clock;
}

/**
 * A vendor's relay: URLs are signed for it, and that is all. It tells nothing, so no stream is ever known to be live, and it is not
 * told to end one: whoever was in when a name was revoked stays until he leaves, and URLs given before hold until they expire.
 */
export function vendorEngine({ vendor, keys, nodes, ticketTtlS, playProtocol, log, clock = HOST_CLOCK }: VendorEngineOptions): MediaEngine {
  const urls = new StreamUrls({ signer: VENDOR_SIGNERS[vendor](keys), playProtocol, ticketTtlS });
  const revoked = new RevokedNames(clock, ticketTtlS);
  return {
    pushUrl: (stream) => urls.push(nodeOf(nodes, stream), stream, revoked.signingTimeMs(stream)),
    playUrl: (stream) => urls.play(nodeOf(nodes, stream), stream, revoked.signingTimeMs(stream)),
    revoke: (stream) => {
      revoked.add(stream);
      log.debug({ vendor, stream }, 'a stream is revoked for new URLs only');
    },
    isLive: () => false,
    onEvent: () => () => undefined,
    close: () => Promise.resolve(),
  };
}
