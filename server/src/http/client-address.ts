import type { IncomingMessage } from 'node:http';

/**
 * The address that limits go by. `x-forwarded-for` counts only when the connection comes from a trusted proxy, and then
 * the last address in it that is not such a proxy: everything before that could be the client's invention.
 *
 * @param trusted - addresses of proxies, as they connect to this server
 */
export function clientAddress(request: IncomingMessage, trusted: ReadonlySet<string>): string {
  const peer = plain(request.socket.remoteAddress ?? '');
  if (!trusted.has(peer)) return peer;
  const header = request.headers['x-forwarded-for'] ?? '';
  const hops = (Array.isArray(header) ? header.join(',') : header).split(',').map((each) => plain(each.trim()));
  return hops.filter((each) => each !== '' && !trusted.has(each)).at(-1) ?? peer;
}

/** An IPv4 address that came through an IPv6 socket, as IPv4. */
function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
