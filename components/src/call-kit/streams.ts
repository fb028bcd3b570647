import type { SyncUser } from 'netcall-sdk';
import type { StreamMeaning } from '../pusher/codes';
import type { CallClient, Member } from './client';
import type { Player } from './facts';
import type { Clock } from './host';
import { showsPicture } from './mode';
import { Recovery } from './recovery';
import { isPoor, NO_BARS, Signal } from './signal';
import type { Quality } from './signal';
import type { CallStore } from './store';

/** How long the remark on a weak network stays: no code says that it is over. */
const WEAK_SHOWN_MS = 5_000;

/** A member, as far as its stream is concerned. */
type Source = Pick<Member, 'uid' | 'account' | 'mode' | 'url'>;

/** The streams of one call: which address the pusher has, which the players, and what is done when one is lost. */
export class CallStreams {
  private readonly push: Recovery;
  private readonly plays = new Map<number, Recovery>();
  /** How good each stream flows: by the number of its member, the own one under 0. */
  private readonly signals = new Map<number, Signal>();

  constructor(
    private readonly client: Pick<CallClient, 'renewStream' | 'members'>,
    private readonly store: CallStore,
    private readonly clock: Clock,
  ) {
    this.push = new Recovery(clock, {
      stop: () => store.setMedia({ pushUrl: '', pushState: 'failed' }),
      renew: async () => (await client.renewStream()).url,
      start: (url) => this.startPush(url),
      giveUp: () => store.setMedia({ gaveUp: true }),
    });
  }

  /** The room as it is: after entering it and after every reconnect that lost events. Streams that run go on. */
  open(users: readonly SyncUser[], ownAccount: string): void {
    const others = users.filter(({ account }) => account !== ownAccount);
    this.store.players.filter(({ uid }) => !others.some((other) => other.uid === uid)).forEach(({ uid }) => this.remove(uid));
    others.forEach((other) => this.put(other));
    const own = users.find(({ account }) => account === ownAccount);
    if (own && (this.push.isDown || !isSameStream(own.url, this.store.pushUrl))) {
      this.push.reset();
      this.startPush(own.url);
    }
  }

  /** A member has entered, or has a new stream or mode. */
  put(member: Source): void {
    const player = this.playerOf(member.uid);
    const recovery = this.playOf(member.uid);
    const picture = showsPicture(member.mode);
    if (player && !recovery.isDown && isSameStream(player.url, member.url)) return this.change({ ...player, picture });
    recovery.reset();
    this.change({ uid: member.uid, account: member.account, url: member.url, attempt: (player?.attempt ?? -1) + 1, picture, state: 'connecting' });
  }

  /** A member has left. */
  remove(uid: number): void {
    this.plays.get(uid)?.reset();
    this.plays.delete(uid);
    this.signals.delete(uid);
    this.store.setMedia({ players: this.store.players.filter((player) => player.uid !== uid) });
  }

  /** What WeChat says of the pusher. */
  pushState(state: StreamMeaning): void {
    if (this.store.pushUrl === '') return; // A late word on a stream that was stopped.
    this.store.setMedia({ pushState: state });
    this.follow(this.push, state);
  }

  /** What WeChat says of a player. */
  playState(uid: number, state: StreamMeaning): void {
    const player = this.playerOf(uid);
    if (!player) return;
    this.change({ ...player, state });
    this.follow(this.playOf(uid), state);
  }

  /** What WeChat measures of the pusher. */
  pushQuality(quality: Quality): void {
    if (this.store.pushUrl === '') return;
    const bars = this.signalOf(0).hear(quality);
    this.store.setMedia({ pushBars: bars });
    if (isPoor(quality, bars)) this.weaken();
  }

  /** What WeChat measures of a player. */
  playQuality(uid: number, quality: Quality): void {
    const player = this.playerOf(uid);
    const bars = this.signalOf(uid).hear(quality);
    if (player && bars !== player.bars) this.change({ ...player, bars });
    if (player && isPoor(quality, bars) && !this.store.isGroup) this.weaken();
  }

  /** Tries at once what is down. */
  retryNow(): void {
    this.store.setMedia({ gaveUp: false });
    [this.push, ...this.plays.values()].forEach((recovery) => recovery.retryNow());
  }

  /** The application is back in front, or the phone is free again: starts what WeChat has stopped meanwhile. */
  revive(): void {
    this.retryNow();
    if (this.store.pushState === 'suspended') this.restartPush();
  }

  /** Stops the pusher and starts it under a new name, as after a permission that was missing. */
  restartPush(): void {
    this.push.failed();
    this.push.retryNow();
  }

  /** Stops everything. */
  close(): void {
    [this.push, ...this.plays.values()].forEach((recovery) => recovery.reset());
    this.plays.clear();
    this.signals.clear();
    this.store.setMedia({ pushUrl: '', pushBars: NO_BARS, players: [] });
  }

  private follow(recovery: Recovery, state: StreamMeaning): void {
    if (state === 'failed') recovery.failed();
    if (state === 'live') recovery.live();
    if (state === 'weak' && (recovery === this.push || !this.store.isGroup)) this.weaken();
  }

  private weaken(): void {
    this.store.setMedia({ weakUntilMs: this.clock.now() + WEAK_SHOWN_MS });
  }

  private startPush(url: string): void {
    this.store.setMedia({ pushUrl: url, pushState: 'connecting', gaveUp: false });
  }

  private playOf(uid: number): Recovery {
    const known = this.plays.get(uid);
    if (known) return known;
    const recovery: Recovery = new Recovery(this.clock, {
      stop: () => undefined, // The player stops by itself when it is told to play anew.
      renew: () => this.freshUrl(uid),
      start: (url) => this.restartPlay(uid, url),
      // One of several is tried for as long as the member is there, and its tile says so: it is no loss of the call.
      giveUp: () => (this.store.isGroup ? recovery.retryNow() : this.store.setMedia({ gaveUp: true })),
    });
    this.plays.set(uid, recovery);
    return recovery;
  }

  private async freshUrl(uid: number): Promise<string> {
    const { members } = await this.client.members();
    return members.find((member) => member.uid === uid)?.url ?? '';
  }

  private restartPlay(uid: number, url: string): void {
    const player = this.playerOf(uid);
    if (player) this.change({ ...player, url, attempt: player.attempt + 1, state: 'connecting' });
    if (!this.store.isGroup) this.store.setMedia({ gaveUp: false });
  }

  private signalOf(uid: number): Signal {
    const signal = this.signals.get(uid) ?? new Signal();
    this.signals.set(uid, signal);
    return signal;
  }

  private playerOf(uid: number): Player | undefined {
    return this.store.players.find((player) => player.uid === uid);
  }

  /** Puts a player into the list in the place it had, or at the end. */
  private change(player: Player): void {
    const { players } = this.store;
    this.store.setMedia({ players: this.playerOf(player.uid) ? players.map((each) => (each.uid === player.uid ? player : each)) : [...players, player] });
  }
}

/** Whether two addresses name one stream; the ticket behind the question mark changes with every answer of the server. */
function isSameStream(one: string, other: string): boolean {
  return one.split('?')[0] === other.split('?')[0];
}
