/**
 * The WebSocket address at this preview for a stream that the mini-program names by `rtmp:`, `http(s):` or `ws(s):`: the
 * preview's server passes `/live/` on to the relay, so host and port of the given address do not matter.
 *
 * @param origin - of the page, e.g. `https://localhost:8080`.
 * @returns null for an address that names no stream of the relay.
 */
export function mediaUrl(address: string, origin: string): string | null {
  const match = /^(?:rtmps?|https?|wss?):\/\/[^/]+\/live\/([^/?#]+?)(?:\.flv)?(\?[^#]*)?$/.exec(address);
  return match ? `${origin.replace(/^http/, 'ws')}/live/${match[1] ?? ''}.flv${match[2] ?? ''}` : null;
}
