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

/**
 * Asks what has come while this device was away. The time up to which everything was heard stands in the device's storage.
 *
 * @see docs/protocol.md, "Messages, records, settings"
 */
export function catchUpNews(c: Calls): void {
  c.isBehind = true;
  c.heardMs = Number(c.session.host.read(keyOf(c))) || 0;
  ask(c, c.heardMs);
}

function ask(c: Calls, after: number): void {
  const { account } = c.session;
  request(c.session, 'inbox', { after }, ({ records, messages, more }) => {
    if (c.session.account !== account) return;
    const items = [...records.map(recordItem), ...messages.map(messageItem)].sort((one, other) => one.atMs - other.atMs);
    const news = items.filter((item) => tell(c, item));
    const lastMs = Math.max(0, ...items.map(({ atMs }) => atMs));
    if (more === true && news.length > 0) return ask(c, lastMs);
    c.isBehind = false;
    keep(c, lastMs);
  });
}

/** One that comes while this device is here. While older ones may still be on their way, they are what the next sign-in asks for. */
export function hearNews(c: Calls, item: Item): void {
  if (tell(c, item)) keep(c, item.atMs);
}

/** False for one that was told before. */
function tell(c: Calls, { id, notice }: Item): boolean {
  const name = `${c.session.account} ${id}`;
  const isNew = !c.told.has(name);
  c.told.add(name);
  if (isNew) c.notify(notice);
  return isNew;
}

/** The next sign-in asks from after the last item on: by the time of an item, since the server's own may be set back. */
function keep(c: Calls, atMs: number): void {
  c.heardMs = Math.max(c.heardMs, atMs + 1);
  if (!c.isBehind) c.session.host.write(keyOf(c), String(c.heardMs));
}

function keyOf({ session: { account } }: Calls): string {
  return `netcall.news.${account}`;
}
