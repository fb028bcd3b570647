import type { SyncUser } from 'netcall-sdk';
import { Alarm } from './alarm';
import type { Attempt } from './attempt';
import type { CallInProgress, Member } from './client';
import { Entrance } from './entrance';
import { INITIAL_MEDIA } from './facts';
import { modeOf } from './mode';
import { People } from './people';
import { Roster } from './roster';
import type { ScreenSlot } from './screen';
import type { ServiceParts } from './service-parts';
import { CallStreams } from './streams';
import { VideoSwitch } from './video-switch';

/**
 * What runs while a call goes on, begun and ended together: the way into its room, streams, who is in it, the change between
 * sound and picture, the time. It hears from netcall what happens inside the call.
 */
export class OngoingCall {
  readonly streams: CallStreams;
  readonly videoSwitch: VideoSwitch;
  readonly entrance: Entrance;
  private readonly people: People;
  private readonly roster: Roster;
  private readonly ticking: Alarm;
  private readonly stops: (() => void)[];

  constructor(
    private readonly parts: ServiceParts,
    private readonly screen: ScreenSlot,
    private readonly attempt: Attempt,
  ) {
    const { client, store, host } = parts;
    this.streams = new CallStreams(client, store, host);
    this.videoSwitch = new VideoSwitch({ client, store, clock: host, attempt, setCamera: (cameraOn) => this.publish({ cameraOn }) });
    this.entrance = new Entrance(client, store, screen, attempt);
    this.people = new People(store, parts.resolveUser, attempt);
    this.roster = new Roster(store, host);
    this.ticking = new Alarm(host);
    this.stops = [
      client.on('syncDone', ({ userlist }) => this.openStreams(userlist)),
      client.on('clientJoin', (member) => this.putMember(member)),
      client.on('clientUpdate', (member) => this.putMember(member)),
      client.on('clientLeave', ({ cid, uid, account }) => this.isCurrent(cid) && this.loseMember(uid, account)),
      client.on('callInvited', ({ cid, callees }) => this.isCurrent(cid) && this.callMore(callees)),
      client.on('callRejected', ({ account, reason, custom }) => this.roster.declined(account, reason, custom)),
      client.on('peerState', ({ account, state }) => this.roster.follow(account, state)),
      client.on('control', ({ cid, command }) => this.isCurrent(cid) && this.videoSwitch.hear(command)),
    ];
  }

  /** Another call begins; what is left of the one before ends. */
  begin(call: CallInProgress): void {
    this.close();
    const { team = [], peer } = call;
    this.parts.store.setMedia({ ...INITIAL_MEDIA, cameraOn: call.media === 'video', ownAccount: this.parts.client.account });
    this.tick();
    this.roster.begin(call);
    this.people.begin();
    this.people.meet([peer, ...team]);
  }

  /** The call is over. */
  close(): void {
    this.streams.close();
    this.videoSwitch.close();
    this.roster.close();
    this.entrance.close();
    this.ticking.clear();
  }

  /** Ends the call, and hears of no other. */
  destroy(): void {
    this.stops.splice(0).forEach((stop) => stop());
    this.close();
  }

  /** Sets the pusher, then tells the others; before the room is entered `startRtc` tells them. */
  async publish(flags: { micOn?: boolean; cameraOn?: boolean }): Promise<void> {
    const { client, store } = this.parts;
    store.setMedia(flags);
    await this.screen.settle();
    const { current } = client;
    if (current.phase === 'inCall' && current.room !== null) await this.attempt(client.switchMode(modeOf(store)));
  }

  private openStreams(users: readonly SyncUser[]): void {
    const { client: { current, account }, store } = this.parts;
    if (current.phase !== 'inCall') return;
    this.streams.open(users, account);
    this.meet(users.map((user) => user.account));
    const own = users.find((user) => user.account === account);
    if (own && own.mode !== modeOf(store)) void this.publish({});
  }

  private putMember(member: Member): void {
    if (!this.isCurrent(member.cid) || member.account === this.parts.client.account) return;
    this.meet([member.account]);
    this.streams.put(member);
  }

  /** These are in the room. */
  private meet(accounts: readonly string[]): void {
    this.people.meet(accounts);
    this.roster.came(accounts);
  }

  private callMore(callees: readonly string[]): void {
    this.people.meet(callees);
    this.roster.called(callees);
  }

  private loseMember(uid: number, account: string): void {
    this.streams.remove(uid);
    this.roster.came([account]);
  }

  private tick(): void {
    this.parts.store.tick(this.parts.host.now());
    this.ticking.set(TICK_MS, () => this.tick());
  }

  private isCurrent(cid: string): boolean {
    const { current } = this.parts.client;
    return current.phase === 'inCall' && current.cid === cid;
  }
}

/** Half a second: a duration that is read every second must not skip one. */
const TICK_MS = 500;
