import type { Publication } from '../hub';
import { encodeAmf0 } from '../amf0';
import type { Media } from '../rtmp-media';
import { RTMP_TYPE } from '../rtmp-messages';
import type { Publisher } from '../stream';
import { KeptLink, type RepublishContext } from './kept-link';

/** Messages of engines to their clients that are no part of a stream. */
const ENGINE_WORDS = [encodeAmf0('|RtmpSampleAccess'), encodeAmf0('onStatus')];

/** Fetches a stream from the engine for browsers that play it here: one connection, however many they are. */
export class Pull implements Publisher {
  /** Since when nobody plays it; null while somebody does. */
  unwatchedSinceMs: number | null = null;
  private readonly kept: KeptLink;
  private publication: Publication | null = null;
  private mediaAtMs = 0;
  private isClosed = false;

  constructor(private readonly stream: string, private readonly context: RepublishContext) {
    this.kept = new KeptLink('play', stream, this, context);
  }

  get closed(): boolean { return this.isClosed; }

  /** What has shown nothing for a while is over: its last picture must not greet who comes then. */
  sweep(nowMs: number): void {
    if (this.publication !== null && nowMs - this.mediaAtMs >= this.context.limits.publisherIdleMs) this.unpublished();
    this.kept.sweep(nowMs);
  }

  /** Safe to call twice. */
  close(): void {
    this.isClosed = true;
    this.unpublished();
    this.kept.close();
  }

  /** The stream is published here with its first media: until then the engine may have none. */
  opened(): void {}

  lost(): void { this.unpublished(); }

  media({ type, timestampMs, payload }: Media): void {
    if (this.isClosed || (type === RTMP_TYPE.amf0Data && ENGINE_WORDS.some((word) => payload.subarray(0, word.length).equals(word)))) return;
    this.publication ??= this.publish();
    this.publication?.accept(type, timestampMs, payload);
    this.mediaAtMs = this.context.clock.nowMs();
  }

  paused(): void { this.publication?.flush(); }

  unpublished(): void {
    const { publication } = this;
    this.publication = null;
    publication?.flush();
    publication?.close();
  }

  /** A browser publishes here now, or the stream is revoked. */
  end(): void { this.close(); }

  /** Never in the place of a browser, whose media comes without a way round. */
  private publish(): Publication | null {
    const { hub } = this.context;
    return hub.seats(this.stream).publisher === null ? hub.publish(this.stream, this) : null;
  }
}
