import type { Queuing } from 'netcall-protocol';
import type { Tell } from '../store/store';
import { allQueuing, statusesOf } from './desk';
import type { Desks } from './desks';

/** Somebody with a session in this process who hears how queues are. */
interface Follower {
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

  /** An account has asked how its app's queues are, and hears of them from now on. `statuses` is what it is answered. */
  follow(app: string, account: string, statuses: readonly { readonly id: number }[], place: Queuing | undefined): void {
    const known = this.#knownOf(app);
    for (const status of statuses) {
      const [text, told] = [JSON.stringify(status), known.statuses.get(status.id)];
      if (told === undefined) known.statuses.set(status.id, text);
      else if (told !== text) this.#tellAgain(known, status.id);
    }
    Object.assign(this.#followerOf(known, account), { statuses: true, isLinked: true, isBehind: false, position: place?.position ?? null });
  }

  /** An account waits, and has been answered where. */
  wait(app: string, account: string, { position }: Queuing): void {
    this.#followerOf(this.#knownOf(app), account).position = position;
  }

  /** A follower's socket is lost or back. */
  link(app: string, account: string, isLinked: boolean): void {
    const known = this.#apps.get(app);
    const follower = known?.followers.get(account);
    if (known === undefined || follower === undefined || follower.isLinked === isLinked) return;
    Object.assign(follower, { isLinked, isBehind: true });
    known.isDirty = true;
  }

  /** A follower's session is over. */
  forget(app: string, account: string): void {
    const known = this.#apps.get(app);
    known?.followers.delete(account);
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
  #statusesFor({ followers, statuses: told }: Known, statuses: ReturnType<typeof statusesOf>): Tell[] {
    const listening = [...followers].filter(([, { statuses: asked, isLinked }]) => asked && isLinked);
    const behind = listening.filter(([, { isBehind }]) => isBehind).map(([account]) => account);
    const all = listening.map(([account]) => account);
    return statuses.flatMap((status): Tell[] => {
      const text = JSON.stringify(status);
      const accounts = told.get(status.id) === text ? behind : all;
      told.set(status.id, text);
      return accounts.length === 0 ? [] : [{ do: 'tell', to: { accounts, face: 'rtc' }, event: { t: 'queueStatus', status } }];
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

  #followerOf({ followers }: Known, account: string): Follower {
    const follower = followers.get(account) ?? { statuses: false, isLinked: true, isBehind: false, position: null };
    followers.set(account, follower);
    return follower;
  }
}

function placesFor({ followers }: Known, places: ReadonlyMap<string, Queuing>): Tell[] {
  const tell: Tell[] = [];
  for (const [account, follower] of followers) {
    const place = places.get(account);
    if (place === undefined) follower.position = null;
    if (place === undefined || place.position === follower.position || !follower.isLinked) continue;
    follower.position = place.position;
    tell.push({ do: 'tell', to: { account, face: 'rtc' }, event: { t: 'queuing', ...place } });
  }
  return tell;
}
