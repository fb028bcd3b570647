import type { Member } from 'netcall-protocol';
import { ask, attempt, type Ground } from './ground';
import type { Media, MediaView } from './media';
import { cameraOf, micOf, own, type InRoom } from './room-table';

/** The view has another room, other members or another own device in it: tells those who look at it. */
export function showMedia(g: Ground): void {
  const view = viewOf(g.stay, g.lens);
  if (JSON.stringify(view) === JSON.stringify(g.shown)) return;
  g.shown = view;
  g.viewListeners.forEach((listener) => attempt(g.log, () => listener(g.shown)));
}

function viewOf(stay: InRoom, facing: 'front' | 'back'): MediaView {
  const me = own(stay);
  const streamOf = ({ url, ...member }: Member) => ({ url, mic: micOf(member) === 3, camera: cameraOf(member) === 3 });
  return {
    push: me && me.url ? { ...streamOf(me), facing } : null,
    play: stay.members.filter((each) => each !== me && each.url).map((each) => ({ userID: each.account, ...streamOf(each) })),
  };
}

/** `RTCSDK.media`; see its type. @param failed - a device could not be opened @param changed - there are fresh addresses */
export function makeMedia(g: Ground, failed: Media['failed'], changed: (cid: string, what: { readonly url: string } | Pick<InRoom, 'uid' | 'members'>) => void): Media {
  const once = (name: 'renewStream' | 'members') => {
    let isAsked = false;
    return (): void => {
      const { cid } = g.stay;
      if (!cid || isAsked) return;
      isAsked = true;
      ask(g, name, { cid }, (answer) => {
        isAsked = false;
        if (g.stay.cid === cid) changed(cid, answer);
      }, () => {
        isAsked = false;
      });
    };
  };
  return {
    get view() {
      return g.shown;
    },
    subscribe(listener) {
      g.viewListeners.add(listener);
      attempt(g.log, () => listener(g.shown));
      return () => void g.viewListeners.delete(listener);
    },
    renewPush: once('renewStream'),
    refresh: once('members'),
    failed,
  };
}
