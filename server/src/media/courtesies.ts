import type { RelayLimits } from './limits';
import { controlMessage, RTMP_TYPE, USER_EVENT, userControlMessage, type OutgoingMessage, type RtmpMessage } from './rtmp-messages';

/** How often the other end wants an acknowledgement, in bytes, until it says otherwise. */
export const PEER_WINDOW_BYTES = 2_500_000;

/**
 * What each end of an RTMP connection owes the other at any time: acknowledgements of what has come, and answers to pings.
 *
 * @see RTMP 1.0, sections 5.4.3, 5.4.4 and 7.1.7
 */
export class Courtesies {
  private receivedBytes = 0;
  private acknowledgedBytes = 0;
  private windowBytes = PEER_WINDOW_BYTES;

  constructor(private readonly limits: RelayLimits, private readonly say: (message: OutgoingMessage) => void) {}

  /** So many bytes have come, the handshake's included. */
  received(bytes: number): void {
    this.receivedBytes += bytes;
  }

  /** Says how much has come, if it is time to. */
  acknowledge(): void {
    if (this.receivedBytes - this.acknowledgedBytes < this.windowBytes) return;
    this.acknowledgedBytes = this.receivedBytes;
    this.say(controlMessage(RTMP_TYPE.acknowledgement, this.receivedBytes));
  }

  /** A message of the type `windowSize` or `userControl`; another event than a ping is nothing to it. */
  heard({ type, payload }: RtmpMessage): void {
    if (type === RTMP_TYPE.windowSize) {
      if (payload.length >= 4) this.windowBytes = Math.max(payload.readUInt32BE(), this.limits.ackWindowBytes);
    } else if (payload.length >= 6 && payload.readUInt16BE() === USER_EVENT.pingRequest) {
      this.say(userControlMessage(USER_EVENT.pingResponse, payload.readUInt32BE(2)));
    }
  }
}
