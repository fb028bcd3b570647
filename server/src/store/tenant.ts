import { roleOf, type Audience, type Call } from '../signal/call';
import { isPartOf } from '../signal/busy';
import { isMeeting, seatOf } from '../signal/group';
import { GroupTenant } from './group-tenant';
import type { Held, SessionRow } from './store';

/** The state of one app in memory: calls with their indexes, busy accounts, rooms in use, presence. */
export class Tenant {
  readonly calls = new Map<string, Held>();
  readonly sessions = new Map<string, SessionRow>();
  readonly groups = new GroupTenant();
  /** Those of `sessions` that hear of every change of anybody's status. */
  readonly watching = new Map<string, SessionRow>();
  readonly #cidsOf = new Map<string, Set<string>>();
  /** Those of `#cidsOf` that are not over: an account that is called every second has hundreds that are. */
  readonly #liveCidsOf = new Map<string, Set<string>>();
  readonly #cidOfCallId = new Map<string, string>();
  readonly #cidOfRoom = new Map<string, string>();
  /** Lists, not maps by device: an account has one device or a few, and a map of one is 250 bytes. */
  readonly #byAccount = new Map<string, readonly SessionRow[]>();

  /** The call that an account placed with this `callId`. */
  placed(caller: string, callId: string): Held | null {
    const cid = this.#cidOfCallId.get(keyOf(caller, callId));
    return cid === undefined ? null : (this.calls.get(cid) ?? null);
  }

  /** Live and recently ended calls of an account. */
  heldOf(account: string): Held[] {
    return this.#heldIn(this.#cidsOf, account);
  }

  /** Calls of an account that are not over. */
  liveOf(account: string): Held[] {
    return this.#heldIn(this.#liveCidsOf, account);
  }

  /** Whether an account is in a call for two that is not over; that it rings counts. */
  hasCall(account: string): boolean {
    return this.#liveCidsOf.has(account);
  }

  /** Whether an account is in a call or a group that is not over, other than the group `but`. */
  isBusy(account: string, but?: string): boolean {
    return this.#liveCidsOf.has(account) || this.groups.isBusy(account, but);
  }

  /** Whether an account calls, or is in a call or in a group other than `but`. That it rings does not count. */
  isTaken(account: string, but?: string): boolean {
    return this.liveOf(account).some(({ call }) => isPartOf(call, account)) || this.groups.heldOf(account).some(({ group }) => group.cid !== but && !isMeeting(group) && seatOf(group, account)?.state === 'in');
  }

  /** Whether a room number belongs to another call, or to a meeting. */
  roomTaken(room: string, cid: string): boolean {
    const owner = this.#cidOfRoom.get(room);
    return owner === undefined ? this.groups.numbered(room) !== null : owner !== cid;
  }

  /** Whether a number is that of a call's room. */
  isRoomOfCall(number: string): boolean {
    return this.#cidOfRoom.has(number);
  }

  /** Puts a call and keeps the indexes. */
  put(held: Held): void {
    const { call, room } = held;
    const before = this.calls.get(call.cid);
    this.calls.set(call.cid, held);
    if (before === undefined) this.#index(call);
    else if (call.phase === 'ended') this.#dropLive(call);
    if (before?.room && before.room.id !== room?.id) this.#cidOfRoom.delete(before.room.id);
    if (room !== null) this.#cidOfRoom.set(room.id, call.cid);
  }

  /** Forgets an ended call. */
  forget(call: Call): void {
    this.calls.delete(call.cid);
    const key = keyOf(call.accounts.caller, call.callId);
    if (this.#cidOfCallId.get(key) === call.cid) this.#cidOfCallId.delete(key);
    for (const account of Object.values(call.accounts)) dropFrom(this.#cidsOf, account, call.cid);
    this.#dropLive(call);
  }

  /** Puts a session; gives the one that the same device had, which is gone by this. */
  open(row: SessionRow): SessionRow | null {
    const rows = this.sessionsOf(row.account);
    const replaced = rows.find(({ device }) => device === row.device) ?? null;
    if (replaced !== null) {
      this.sessions.delete(replaced.sid);
      this.watching.delete(replaced.sid);
    }
    this.#byAccount.set(row.account, replaced === null ? rows.concat(row) : rows.map((each) => (each === replaced ? row : each)));
    this.sessions.set(row.sid, row);
    if (row.rtc?.watches === true) this.watching.set(row.sid, row);
    return replaced?.sid === row.sid ? null : replaced;
  }

  /** Keeps what is new about a session; false when it is gone. */
  save(row: SessionRow): boolean {
    if (this.isGone(row.sid)) return false;
    this.open(row);
    return true;
  }

  /** Whether a session that asks for something is no more one: its device has signed in anew, or out. */
  isGone(sid: string | null): boolean {
    return sid !== null && !this.sessions.has(sid);
  }

  /** Forgets a session; gives it when there was one. */
  close(sid: string): SessionRow | undefined {
    const row = this.sessions.get(sid);
    if (row === undefined) return undefined;
    this.sessions.delete(sid);
    this.watching.delete(sid);
    const others = this.sessionsOf(row.account).filter((each) => each !== row);
    if (others.length === 0) this.#byAccount.delete(row.account);
    else this.#byAccount.set(row.account, others);
    return row;
  }

  /** Accounts that have a session. */
  accounts(): Iterable<string> {
    return this.#byAccount.keys();
  }

  /** Sessions of an account. */
  sessionsOf(account: string): readonly SessionRow[] {
    return this.#byAccount.get(account) ?? [];
  }

  /** Session ids that an audience stands for at this moment. */
  resolve(to: Audience): string[] {
    if ('sids' in to) return to.sids.filter((sid) => this.sessions.has(sid));
    const rows = 'accounts' in to ? to.accounts.flatMap((account) => this.sessionsOf(account)) : this.sessionsOf(to.account).filter((row) => hears(row, to));
    return rows.map(({ sid }) => sid);
  }

  #index(call: Call): void {
    this.#cidOfCallId.set(keyOf(call.accounts.caller, call.callId), call.cid);
    for (const account of Object.values(call.accounts)) {
      if (roleOf(call, account) === null) continue; // A silent call is nothing to its callee, who stays free.
      addTo(this.#cidsOf, account, call.cid);
      if (call.phase !== 'ended') addTo(this.#liveCidsOf, account, call.cid);
    }
  }

  #dropLive({ accounts, cid }: Call): void {
    dropFrom(this.#liveCidsOf, accounts.caller, cid);
    dropFrom(this.#liveCidsOf, accounts.callee, cid);
  }

  #heldIn(cidsOf: ReadonlyMap<string, ReadonlySet<string>>, account: string): Held[] {
    return [...(cidsOf.get(account) ?? [])].flatMap((cid) => this.calls.get(cid) ?? []);
  }
}

function hears({ device, busyPolicy, rtc }: SessionRow, to: Extract<Audience, { account: string }>): boolean {
  if ('face' in to) return rtc !== undefined;
  return 'device' in to ? device === to.device : device !== to.except && (to.only === 'all' || busyPolicy === 'app');
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const values = sets.get(key);
  if (values === undefined) sets.set(key, new Set([value]));
  else values.add(value);
}

function dropFrom(sets: Map<string, Set<string>>, key: string, value: string): void {
  const values = sets.get(key);
  values?.delete(value);
  if (values?.size === 0) sets.delete(key);
}

/** Accounts hold no control characters, so a line feed keeps the two apart. */
const keyOf = (account: string, id: string): string => `${account}\n${id}`;
