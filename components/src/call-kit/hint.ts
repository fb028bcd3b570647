import { isInterrupted } from './signal';
import type { CallStore } from './store';

/** A passing remark on the connection and on what others do, the gravest first; empty: none. */
export function hintOf(store: CallStore): string {
  const { texts } = store;
  const remark = remarkOf(store);
  if (!store.mediaRuns) return store.isGrid ? remark : '';
  if (store.denied !== '' && store.deniedBy === 'phone') return texts.deniedByPhone;
  if (store.gaveUp) return texts.mediaLost;
  if (store.connection !== 'online') return texts.reconnecting;
  if (store.peerLink === 'reconnecting') return texts.peerReconnecting;
  if ([store.pushState, ...(store.isGroup ? [] : store.players.map(({ state }) => state))].some(isInterrupted)) return texts.reconnecting;
  if (store.videoTurn === 'asking') return texts.askingForVideo;
  if (remark !== '') return remark;
  if (!store.runsLive && store.media === 'audio') return texts.notHere; // A video call says so in place of its pictures.
  return store.nowMs < store.weakUntilMs ? texts.weak : '';
}

/** What somebody else has done, for as long as it is shown. */
function remarkOf(store: CallStore): string {
  const { remark, nowMs, texts } = store;
  if (remark === null || nowMs >= remark.untilMs) return '';
  return 'key' in remark ? texts[remark.key] : `${store.faceOf(remark.account).name}: ${remark.text || texts.ended[remark.reason]}`;
}
