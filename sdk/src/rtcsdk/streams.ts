import { ask, type Ground } from './ground';
import type { Media, MediaView } from './media';
import { cameraOf, micOf, type InRoom } from './room-table';

/** The view has another room, other members or another own device in it: tells those who look at it. */
export function showMedia(g: Ground): void {
  const view = viewOf(g.room, g.facing);
  if (JSON.stringify(view) === JSON.stringify(g.view)) return;
  g.view = view;
  g.viewListeners.forEach((listener) => show(g, listener));
}

function show(g: Ground, listener: (view: MediaView) => void): void {
  try {
    listener(g.view);
  } catch (fault) {
    g.log('error', 'listener failed', { desc: `media: ${String(fault)}` });
  }
}

function viewOf(room: InRoom | null, facing: 'front' | 'back'): MediaView {
  if (room === null) return { push: null, play: [] };
  const streams = room.members.filter(({ url }) => url !== '').map((member) => ({ member, url: member.url, mic: micOf(member) === 3, camera: cameraOf(member) === 3 }));
  const own = streams.find(({ member }) => member.uid === room.uid);
  return {
    push: own === undefined ? null : { url: own.url, mic: own.mic, camera: own.camera, facing },
    play: streams.filter((each) => each !== own).map(({ member, ...stream }) => ({ userID: member.account, ...stream })),
  };
}

/** `RTCSDK.media`; see its type. @param failed - a device could not be opened */
export function makeMedia(g: Ground, parts: Pick<Media, 'failed'> & { readonly changed: (room: InRoom, what: { readonly url: string } | { readonly entry: Pick<InRoom, 'uid' | 'members'> }) => void }): Media {
  const asked = new Set<string>();
  const once = (name: 'renewStream' | 'members'): void => {
    const { room } = g;
    if (room === null || asked.has(name)) return;
    asked.add(name);
    ask(g, name, { cid: room.cid }, (answer) => {
      asked.delete(name);
      if (g.room?.cid === room.cid) parts.changed(room, 'url' in answer ? answer : { entry: answer });
    }, (sdkErr) => {
      asked.delete(name);
      g.log('warn', 'no fresh stream', { sdkErr });
    });
  };
  return {
    get view() {
      return g.view;
    },
    subscribe(listener) {
      g.viewListeners.add(listener);
      show(g, listener);
      return () => void g.viewListeners.delete(listener);
    },
    renew: () => once('renewStream'),
    refresh: () => once('members'),
    failed: parts.failed,
  };
}
