import type { QueueStatus, Queuing } from 'netcall-protocol';
import type { SessionRow, Tell } from '../store/store';
import { allQueuing, statusesOf } from './desk';
import type { Desks } from './desks';

/** Somebody with a session in this process who hears how queues are. */
interface Follower {
  readonly sid: string;
  /** Whether it has asked for the status of queues, and not only waits in one. */
  statuses: boolean;
  /** Without a connection it is told nothing: what would be kept for it would push out what it must not miss. */
  isLinked: boolean;
  /** It has missed something and is told all. */
  isBehind: boolean;
  /** Its position that it knows; null when it knows of none. */
  position: number | null;
}

/** The followers of one app, and what they know. */
interface Known {
  /** By account: it has one RTCSDK session. */
  readonly followers: Map<string, Follower>;
  /** How each queue was when everybody heard of it; null when some have heard of something newer. */
  readonly statuses: Map<number, string | null>;
  version: number;
  /** Somebody must be told although the desk has not changed. */
  isDirty: boolean;
}

/**
 * Tells once a second what has changed at desks: `queueStatus` to those who have asked `queues`, `queuing` to those who wait.
 * Whatever happens within a second is told once, however many it moved.
 */
export class DeskNews {
  readonly #apps = new Map<string, Known>();

  constructor(private readonly desks: Desks) {}

  /** A session has asked how its app's queues are, and hears of them from now on. `statuses` is what it is answered. */
  follow(row: SessionRow, statuses: readonly QueueStatus[], place: Queuing | undefined): void {
    const known = this.#knownOf(row.app);
    for (const status of statuses) {
      const [text, told] = [JSON.stringify(status), known.statuses.get(status.id)];
      if (told === undefined) known.statuses.set(status.id, text);
      else if (told !== text) this.#tellAgain(known, status.id);
    }
    Object.assign(followerOf(known, row), { statuses: true, isLinked: true, isBehind: false, position: place?.position ?? null });
  }

  /** A session's account waits, and has been answered where. */
  wait(row: SessionRow, { position }: Queuing): void {
    followerOf(this.#knownOf(row.app), row).position = position;
  }

  /** A session's socket is lost or back. One that is new has asked nothing yet. */
  link({ app, account, sid }: SessionRow, isLinked: boolean): void {
    const known = this.#apps.get(app);
    const follower = known?.followers.get(account);
    if (known === undefined || follower === undefined) return;
    if (follower.sid !== sid) return void known.followers.delete(account);
    if (follower.isLinked === isLinked) return;
    Object.assign(follower, { isLinked, isBehind: true });
    known.isDirty = true;
  }

  /** A session is over. */
  forget({ app, account, sid }: SessionRow): void {
    const known = this.#apps.get(app);
    if (known?.followers.get(account)?.sid === sid) known.followers.delete(account);
    if (known?.followers.size === 0) this.#apps.delete(app);
  }

  /** Tells what has changed since the last time. Call once a second. */
  async tell(): Promise<void> {
    for (const [app, known] of this.#apps) {
      try {
        await this.#tellApp(app, known);
      } catch (fault) {
        this.desks.services.log.error({ err: fault, app }, 'the status of queues could not be told');
      }
    }
  }

  async #tellApp(app: string, known: Known): Promise<void> {
    const { desk, version } = await this.desks.read(app);
    if (version === known.version && !known.isDirty) return;
    Object.assign(known, { version, isDirty: false });
    const tell = [...this.#statusesFor(known, statusesOf(desk, this.desks.queuesOf(app))), ...placesFor(known, allQueuing(desk))];
    for (const follower of known.followers.values()) if (follower.isLinked) follower.isBehind = false;
    if (tell.length > 0) await this.desks.services.store.route(app, tell);
  }

  /** One event for all who hear it. */
  #statusesFor({ followers, statuses: told }: Known, statuses: readonly QueueStatus[]): Tell[] {
    const listening = [...followers.values()].filter(({ statuses: asked, isLinked }) => asked && isLinked);
    const behind = listening.filter(({ isBehind }) => isBehind).map(({ sid }) => sid);
    const all = listening.map(({ sid }) => sid);
    return statuses.flatMap((status): Tell[] => {
      const text = JSON.stringify(status);
      const sids = told.get(status.id) === text ? behind : all;
      told.set(status.id, text);
      return sids.length === 0 ? [] : [{ do: 'tell', to: { sids }, event: { t: 'queueStatus', status } }];
    });
  }

  #tellAgain(known: Known, id: number): void {
    known.statuses.set(id, null);
    known.isDirty = true;
  }

  #knownOf(app: string): Known {
    const known = this.#apps.get(app) ?? { followers: new Map<string, Follower>(), statuses: new Map<number, string | null>(), version: -1, isDirty: false };
    this.#apps.set(app, known);
    return known;
  }
}

function followerOf({ followers }: Known, { account, sid }: SessionRow): Follower {
  const known = followers.get(account);
  if (known?.sid === sid) return known;
  const follower = { sid, statuses: false, isLinked: true, isBehind: false, position: null };
  followers.set(account, follower);
  return follower;
}

function placesFor({ followers }: Known, places: ReadonlyMap<string, Queuing>): Tell[] {
  const tell: Tell[] = [];
  for (const [account, follower] of followers) {
    const place = places.get(account);
    if (place === undefined) follower.position = null;
    if (place === undefined || place.position === follower.position || !follower.isLinked) continue;
    follower.position = place.position;
    tell.push({ do: 'tell', to: { sids: [follower.sid] }, event: { t: 'queuing', ...place } });
  }
  return tell;
}
