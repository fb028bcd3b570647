import type { CallRecord, Message } from 'netcall-protocol';
import type { Notice } from './call-events';
import type { Calls } from './calls';
import { request } from './requests';

/** Something for the account, whatever its calls do: a record, a message. */
export interface Item {
  readonly id: string;
  /** By the server's clock, milliseconds since 1970. */
  readonly atMs: number;
  readonly notice: Notice;
}

/** A record that is told. */
export function recordItem(record: CallRecord): Item {
  return { id: record.cid, atMs: record.endedAtMs, notice: ['notify', 'callRecord', { record }] };
}

/** A message that is told. */
export function messageItem(message: Message): Item {
  return { id: message.id, atMs: message.at, notice: ['notify', 'message', { message }] };
}

/** News may overtake each other by so much: two ends of one moment, the second of which is sooner on the disk of the server. */
const OVERTAKING_MS = 10_000;
/** More than so many are not expected within that time. */
const IDS_KEPT = 20;

/**
 * Asks what has come while this device was away. Up to where news were heard stands in the device's storage: the time of the
 * last item, and the ids of the last ones, since one that was overtaken may still be missing.
 *
 * @see docs/protocol.md, "Messages, records, settings"
 */
export function catchUpNews(c: Calls): void {
  const [heardMs, ...ids] = String(c.session.host.read(keyOf(c))).split(' ');
  c.isBehind = true;
  c.heardMs = Number(heardMs) || 0; // Nothing is stored before the first.
  c.heardIds = ids;
  ask(c, Math.max(0, c.heardMs - OVERTAKING_MS));
}

function ask(c: Calls, after: number): void {
  const { account } = c.session;
  request(c.session, 'inbox', { after }, ({ records, messages, more }) => {
    if (c.session.account !== account) return;
    const items = [...records.map(recordItem), ...messages.map(messageItem)].sort((one, other) => one.atMs - other.atMs);
    const news = items.filter((item) => tell(c, item));
    const last = items.pop();
    if (more && last && news.length > 0) return ask(c, last.atMs);
    c.isBehind = false;
    keep(c);
  });
}

/** One that comes while this device is here. While older ones may still be on their way, they are what the next sign-in asks for. */
export function hearNews(c: Calls, item: Item): void {
  tell(c, item);
  keep(c);
}

/** False for one that was told before. */
function tell(c: Calls, { id, atMs, notice }: Item): boolean {
  const name = keyOf(c) + id;
  const isNew = !c.told.has(name) && !c.heardIds.includes(id);
  c.told.add(name);
  if (!isNew) return false;
  c.heardMs = Math.max(c.heardMs, atMs);
  c.heardIds = [...c.heardIds, id].slice(-IDS_KEPT);
  c.notify(notice);
  return true;
}

/** By the time of an item, since the server's own may be set back. */
function keep(c: Calls): void {
  if (!c.isBehind) c.session.host.write(keyOf(c), [c.heardMs, ...c.heardIds].join(' '));
}

function keyOf({ session: { account } }: Calls): string {
  return `netcall.news.${account}`;
}
