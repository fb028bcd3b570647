/** Port of the relay for browsers, where the server is reached without a proxy. */
const FLV_PORT = 7081;

/**
 * The WebSocket address of a stream that the server names by `rtmp:` or `http(s):`.
 *
 * @param base - `wss://media.example.com`, where the relay's FLV is reached; empty: port 7081 of the relay itself, by TLS when signalling is
 * @param isSecure - whether signalling is by TLS
 * @returns an empty text for what names no stream
 */
export function mediaUrl(address: string, base: string, isSecure: boolean): string {
  const [, host = '', stream = '', query = ''] = /^(?:rtmps?|https?|wss?):\/\/(\[[^\]]+\]|[^/:]+)[^/]*\/live\/([^/?#]+?)(?:\.flv)?(\?[^#]*)?$/.exec(address) ?? [];
  if (stream === '') return '';
  const origin = base === '' ? `${isSecure ? 'wss' : 'ws'}://${host}:${FLV_PORT}` : base.replace(/\/+$/, '').replace(/^http/, 'ws');
  return `${origin}/live/${stream}.flv${query}`;
}

/** The name of a stream: the ticket behind the question mark changes with every answer of the server. */
export function streamOf(address: string): string {
  return address.split('?')[0] ?? '';
}
