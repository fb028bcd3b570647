import type { CallError } from 'netcall-protocol';
import type { Call } from '../core/call';
import { CAN_BEGIN } from '../core/call-table';
import { nothing } from '../platform/platform';
import type { NetCallEvents } from '../netcall/events';
import type { NetcallOptions } from '../netcall/face';
import { Netcall } from '../netcall/netcall';
import { EVENTS } from './events';

/** Whoever hears the events of a line. */
export type Hear = (event: string, payload: unknown) => void;

type Synced = NetCallEvents['syncDone'];

/**
 * One modern client, and the one instance of the original's class that hears it. Everything about calls stays in the
 * client; here stands only what a new instance must not hear of the one before, and the reconnects that applications of
 * the original are told of by another `syncDone`.
 */
export class Line {
  readonly client: Netcall;
  private hear: Hear = nothing;
  /** `disconnect` of calls that a destroyed instance has left. */
  private unheard = 0;
  /** A call that rings and that no instance has heard of. */
  private unheardRing: NetCallEvents['beCalling'] | null = null;
  /** The last `syncDone`. */
  private synced: Synced = { code: 200, errmsg: '', userlist: [], connectCount: 0 };
  /** The last `syncDone` when the connection was lost in a room; null: it was not. */
  private lostWith: Synced | null = null;

  constructor(
    options: NetcallOptions,
    /** True: the client ends with the instance that lets go of it. */
    private readonly isOwned: boolean,
  ) {
    this.client = new Netcall(options);
    for (const event of EVENTS) this.client.on(event, (payload) => this.tell(event, payload));
    this.client.on('connection', ({ state }) => state === 'online' && this.backInRoom());
  }

  /** Is there a call, or a room, that could be hung up? */
  get isBusy(): boolean {
    return !CAN_BEGIN[this.client.current.phase];
  }

  /** Is there an instance that hears it? */
  get isHeard(): boolean {
    return this.hear !== nothing;
  }

  /** Signs in where no companion does; a failure is heard as `error`. */
  signIn(): void {
    this.client.login().catch(({ code, message }: CallError) => this.hear('error', { code, desc: message }));
  }

  /** An instance takes the line. A call that rings and that nobody has told of is told to it. */
  take(hear: Hear): void {
    const { current } = this.client;
    const { unheardRing } = this;
    this.hear = hear;
    this.unheardRing = null;
    if (unheardRing !== null && current.phase === 'ringing' && current.cid === unheardRing.cid) hear('beCalling', unheardRing);
  }

  /** The instance lets go of the line: its call is hung up, and what is still to be told of it is not. */
  drop(): void {
    this.hear = nothing;
    if (this.isBusy) this.unheard += 1;
    if (this.isOwned) this.client.destroy();
    else void this.client.hangup();
  }

  private tell(event: (typeof EVENTS)[number], payload: unknown): void {
    if (event === 'beCalling' && !this.isHeard) this.unheardRing = payload as NetCallEvents['beCalling'];
    if (event === 'willreconnect') {
      if (roomOf(this.client.current) === null) return; // The original's is that of the room's socket.
      this.lostWith = this.synced;
    }
    if (event === 'disconnect' && this.unheard > 0) this.unheard -= 1;
    else if (event === 'syncDone') this.told(payload as Synced);
    else this.hear(event, payload);
  }

  /** Every `syncDone` of a room counts one more, also those that the client does not need. */
  private told(synced: Synced): void {
    const { connectCount } = synced;
    this.synced = { ...synced, connectCount: connectCount && this.synced.connectCount + 1 };
    this.hear('syncDone', this.synced);
  }

  /** Nothing was lost, so the client does not say a word; an application that was told `willreconnect` waits for one. */
  private backInRoom(): void {
    const { synced, lostWith, client } = this;
    this.lostWith = null;
    if (lostWith !== synced || roomOf(client.current) === null) return;
    client.members().then(({ members }) => {
      const userlist = members.flatMap((member) => synced.userlist.slice(0, 1).map((user) => ({ ...user, ...member })));
      if (synced === this.synced) this.told({ ...synced, userlist, connectCount: 1 });
    }, nothing); // The call is over meanwhile: its end is told.
  }
}

/** The room that this client is in. */
export function roomOf(call: Call) {
  return call.phase === 'inCall' ? call.room : null;
}
