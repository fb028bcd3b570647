/** What the relay saw. `unpublished` follows every `published` once, also when a stream was replaced or kicked. */
export type MediaEvent =
  | { readonly type: 'published'; readonly stream: string }
  | { readonly type: 'unpublished'; readonly stream: string };

/**
 * Where media flows: the embedded relay by default, or an engine of another make. Signalling owns the state of calls; an
 * engine only signs URLs, refuses, and tells what it sees.
 */
export interface MediaEngine {
  /** RTMP URL to push `stream` to; valid for the ticket's life (docs/protocol.md, "Stream URLs"). */
  pushUrl(stream: string): string;
  /** URL to play `stream` from. */
  playUrl(stream: string): string;
  /** Refuses the stream from now on and ends its publisher and players. A revoked name never comes back. */
  revoke(stream: string): void;
  /** Whether the stream is being published at this moment, as far as the engine has told. */
  isLive(stream: string): boolean;
  /** Listens to what the relay sees; returns the function that stops listening. */
  onEvent(listener: (event: MediaEvent) => void): () => void;
  /** Ends the relay. Safe to call twice. */
  close(): Promise<void>;
}
