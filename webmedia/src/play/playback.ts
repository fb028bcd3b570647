/** Whether it plays, as a pure table: idle ─begin→ waiting ─progress→ playing ⇄ stalled. */

/** Neither picture nor sound for this long is a stall; black pictures of a camera that is off come twice as often. */
export const STALL_AFTER_MS = 1_000;

/** Where the playback is. */
export type Playback =
  | { readonly phase: 'idle' }
  /** Asked for; nothing was seen or heard yet. */
  | { readonly phase: 'waiting'; readonly seen: false }
  | { readonly phase: 'playing'; readonly lastMs: number; readonly seen: boolean }
  | { readonly phase: 'stalled'; readonly seen: boolean };

/** What can happen to it. Times are the clock's. */
export type PlaybackEvent =
  | { readonly type: 'begin' }
  /** A picture was shown. */
  | { readonly type: 'picture'; readonly nowMs: number }
  /** Sound was heard, or would have been if the browser let it out. */
  | { readonly type: 'sound'; readonly nowMs: number }
  /** Asked now and then. */
  | { readonly type: 'check'; readonly nowMs: number }
  | { readonly type: 'end' };

/** What is to be told, in order. */
export type PlaybackNews = 'firstFrame' | 'playing' | 'stalled' | 'recovered';

/** The next state and what to tell. */
export type PlaybackStep = readonly [Playback, readonly PlaybackNews[]];

type Active = Exclude<Playback, { phase: 'idle' }>;

/** Pure. What does not fit the phase changes nothing. */
export function transitionPlayback(playback: Playback, event: PlaybackEvent): PlaybackStep {
  if (event.type === 'begin') return [{ phase: 'waiting', seen: false }, []];
  if (event.type === 'end' || playback.phase === 'idle') return [{ phase: 'idle' }, []];
  if (event.type === 'check') return check(playback, event.nowMs);
  return progress(playback, event.nowMs, event.type === 'picture');
}

function check(playback: Active, nowMs: number): PlaybackStep {
  if (playback.phase !== 'playing' || nowMs - playback.lastMs < STALL_AFTER_MS) return [playback, []];
  return [{ phase: 'stalled', seen: playback.seen }, ['stalled']];
}

function progress(playback: Active, nowMs: number, picture: boolean): PlaybackStep {
  const first: PlaybackNews[] = picture && !playback.seen ? ['firstFrame'] : [];
  const change: PlaybackNews[] = playback.phase === 'waiting' ? ['playing'] : playback.phase === 'stalled' ? ['recovered'] : [];
  return [{ phase: 'playing', lastMs: nowMs, seen: playback.seen || picture }, [...first, ...change]];
}
