import type { Player, User } from './facts';
import { sendsSound } from './mode';
import { barsIn, isInterrupted, NO_BARS } from './signal';
import type { CallStore } from './store';

/** Somebody else in the call. */
export interface Tile extends Required<User> {
  readonly uid: number;
  /** What to play; empty: nothing, or the member is still being called. */
  readonly url: string;
  /** Rises when the same address is to be played anew. */
  readonly attempt: number;
  /** There is a picture to look at. */
  readonly picture: boolean;
  /** The member is being called. */
  readonly waiting: boolean;
  /** What is to be said of the member, such as that its connection is lost or its microphone off; empty: nothing. */
  readonly note: string;
  /** How good the member's stream arrives, from 0 to 4; less: not known. */
  readonly bars: number;
}

/** Everybody else. Sorted by number, so that nobody moves past another: a player that moves would start anew. */
export function tilesOf(store: CallStore): readonly Tile[] {
  const { call, players, awaited } = store;
  const here = players.map((player): Tile => {
    const { uid, account, attempt, picture } = player;
    const url = store.isGrid && !store.runsLive ? '' : player.url;
    return { ...store.faceOf(account), uid, url, attempt, picture: picture && url !== '', waiting: false, note: noteOf(store, player), bars: barsIn(player.state, player.bars) };
  });
  const team = 'team' in call ? (call.team ?? []) : [];
  const uids = 'uids' in call ? call.uids : {};
  const called = awaited.map((account): Tile => ({
    ...store.faceOf(account), uid: uids[account] ?? team.indexOf(account) + 1, url: '', attempt: 0, picture: false, waiting: true, note: store.texts.ringing, bars: NO_BARS,
  }));
  return [...here, ...called].sort((one, other) => one.uid - other.uid);
}

function noteOf({ call, away, texts }: CallStore, { uid, account, state }: Player): string {
  if (isInterrupted(state) || away.includes(account)) return texts.reconnecting;
  const member = call.phase === 'inCall' ? call.room?.members.find((each) => each.uid === uid) : undefined;
  return member === undefined || sendsSound(member.mode) ? '' : texts.micOff;
}

/** How many stand beside and below each other beside this many others, in a tall grid and in a wide one, as CSS variables. Nine are drawn. */
export function gridStyleOf(others: number): string {
  const wideRows = others > 4 ? 2 : 1;
  const wideColumns = Math.ceil((Math.min(others, 8) + 1) / wideRows);
  return `--netcall-columns:${others > 5 ? 3 : others > 0 ? 2 : 1};--netcall-rows:${others > 3 ? 3 : others > 1 ? 2 : 1};--netcall-wide-columns:${wideColumns};--netcall-wide-rows:${wideRows}`;
}

/** Who else is called, when a call with several rings. */
export function companyOf(store: CallStore): string {
  const { call, texts, ownAccount, peer } = store;
  const names = call.phase === 'ringing' ? (call.team ?? []).filter((each) => each !== ownAccount && each !== peer).map((each) => store.faceOf(each).name) : [];
  return names.length > 0 ? texts.incomingWith.replace('{names}', () => names.join(' · ')) : '';
}
