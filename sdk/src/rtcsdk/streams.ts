import { ask, attempt, lament, type Ground } from './ground';
import type { Media, MediaView } from './media';
import { cameraOf, micOf, type InRoom } from './room-table';

/** The view has another room, other members or another own device in it: tells those who look at it. */
export function showMedia(g: Ground): void {
  const view = viewOf(g.stay, g.facing);
  if (JSON.stringify(view) === JSON.stringify(g.view)) return;
  g.view = view;
  g.viewListeners.forEach((listener) => attempt(g.log, () => listener(g.view)));
}

function viewOf({ members, uid }: InRoom, facing: 'front' | 'back'): MediaView {
  const streams = members.filter(({ url }) => url).map((member) => ({ userID: member.account, url: member.url, mic: micOf(member) === 3, camera: cameraOf(member) === 3, isOwn: member.uid === uid }));
  const [push = null] = streams.filter(({ isOwn }) => isOwn).map(({ url, mic, camera }) => ({ url, mic, camera, facing }));
  return { push, play: streams.filter(({ isOwn }) => !isOwn).map(({ isOwn: _, ...play }) => play) };
}

/** `RTCSDK.media`; see its type. @param failed - a device could not be opened @param changed - there are fresh addresses */
export function makeMedia(g: Ground, failed: Media['failed'], changed: (cid: string, what: { readonly url: string } | Pick<InRoom, 'uid' | 'members'>) => void): Media {
  const asked = new Set<string>();
  const once = (name: 'renewStream' | 'members') => (): void => {
    const { cid } = g.stay;
    if (!cid || asked.has(name)) return;
    asked.add(name);
    ask(g, name, { cid }, (answer) => {
      asked.delete(name);
      if (g.stay.cid === cid) changed(cid, answer);
    }, (sdkErr) => {
      asked.delete(name);
      lament(g, name)(sdkErr);
    });
  };
  return {
    get view() {
      return g.view;
    },
    subscribe(listener) {
      g.viewListeners.add(listener);
      attempt(g.log, () => listener(g.view));
      return () => void g.viewListeners.delete(listener);
    },
    renew: once('renewStream'),
    refresh: once('members'),
    failed,
  };
}
