import { SDK_ERR } from './errors';
import type { VideoInfo } from './facts';
import { ask, type Ground } from './ground';
import type { Device, Media } from './media';
import { cameraOf, micOf, modeOf } from './room-table';
import { inRoom } from './rooms';
import { makeMedia, showMedia } from './streams';

/** The command by which one asks another to open or close a device. */
const ORDER = 201;
/** Everybody has one camera: which of the phone's two it is only its user can change. */
const CAMERA = 1;

/** What one asks of another's devices, as JSON in the command: absent is unchanged. `to` absent: everybody. */
interface Order {
  readonly to?: string;
  readonly mic?: boolean;
  readonly camera?: boolean;
  /** The other camera. */
  readonly flip?: true;
}

/** The methods about devices, and what the media components need. */
export function deviceMethods(g: Ground) {
  return {
    OpenMic: (UID: string): void => control(g, UID, { mic: true }),
    CloseMic: (UID: string): void => control(g, UID, { mic: false }),
    OpenVideo: (UID: string): void => control(g, UID, { camera: true }),
    CloseVideo: (UID: string): void => control(g, UID, { camera: false }),
    SetAllAudioClose: (): void => closeAll(g),
    GetAllVideoInfo: (UID: string): VideoInfo[] => camerasOf(g, UID).map((userID) => ({ userID, videoID: CAMERA, videoName: 'camera' })),
    GetDefaultVideo: (UID: string): number => (camerasOf(g, UID).length > 0 ? CAMERA : 0),
    SetDefaultVideo: (UID: string, _videoID?: unknown): void => control(g, UID, { flip: true }),
    GetWatchableVideos: (UID?: string): Pick<VideoInfo, 'userID' | 'videoID'>[] => watchable(g, UID).map((userID) => ({ userID, videoID: CAMERA })),
    media: mediaOf(g),
  };
}

/** A command of another member. What is not for this user, or is no order, is not heard. */
export function obey(g: Ground, from: string, json: string): void {
  const order = readOrder(json);
  const own = ownAccount(g);
  if (order === null || (order.to !== undefined && order.to !== own)) return;
  apply(g, order);
  if (order.to === undefined && order.mic === false) g.tell('NotifyAllAudioClose', from);
}

function readOrder(json: string): Order | null {
  try {
    const { to, mic, camera, flip } = Object(JSON.parse(json)) as Readonly<Record<string, unknown>>;
    return {
      ...(typeof to === 'string' ? { to } : {}), ...(typeof mic === 'boolean' ? { mic } : {}), ...(typeof camera === 'boolean' ? { camera } : {}),
      ...(flip === true ? { flip } : {}),
    };
  } catch {
    return null; // Another application's command of the same number.
  }
}

function control(g: Ground, UID: string, order: Omit<Order, 'to'>): void {
  const to = String(UID);
  if (g.room === null) {
    if (order.mic === true) g.tell('OpenMicFailRslt', SDK_ERR.noRoom);
    if (order.camera === true) g.tell('OpenVideoFailRslt', SDK_ERR.noRoom);
  } else if (to === ownAccount(g)) apply(g, order);
  else send(g, { to, ...order });
}

function closeAll(g: Ground): void {
  const own = ownAccount(g);
  if (own === undefined) return g.log('warn', 'no room', {});
  apply(g, { mic: false });
  send(g, { mic: false });
  g.tell('NotifyAllAudioClose', own);
}

function send(g: Ground, order: Order): void {
  if (g.room !== null) ask(g, 'control', { cid: g.room.cid, command: ORDER, custom: JSON.stringify(order) }, undefined, (sdkErr) => g.log('warn', 'order not sent', { sdkErr }));
}

/** Does to this user's own devices what was asked; the others hear of it. */
function apply(g: Ground, { mic, camera, flip }: Order): void {
  const me = ownMember(g);
  if (me === undefined || g.room === null) return;
  const mode = modeOf(mic ?? micOf(me) === 3, camera ?? cameraOf(me) === 3);
  if (mode !== me.mode) {
    inRoom(g, { t: 'own', change: { mode } });
    ask(g, 'setMode', { cid: g.room.cid, mode }, undefined, (sdkErr) => g.log('warn', 'mode not told', { sdkErr }));
  }
  if (flip !== true) return;
  g.facing = g.facing === 'front' ? 'back' : 'front';
  showMedia(g);
  g.tell('VideoDevChanged', me.account);
}

function failed(g: Ground, device: Device, sdkErr: number): void {
  apply(g, device === 'mic' ? { mic: false } : { camera: false });
  g.tell(device === 'mic' ? 'OpenMicFailRslt' : 'OpenVideoFailRslt', sdkErr);
}

function mediaOf(g: Ground): Media {
  return makeMedia(g, {
    failed: (device, sdkErr) => failed(g, device, sdkErr),
    changed: ({ cid }, what) => inRoom(g, 'url' in what ? { t: 'own', change: what } : { t: 'synced', cid, entry: what.entry }),
  });
}

function ownMember({ room }: Ground) {
  return room?.members.find(({ uid }) => uid === room.uid);
}

function ownAccount(g: Ground): string | undefined {
  return ownMember(g)?.account;
}

function camerasOf({ room }: Ground, UID: string): string[] {
  return (room?.members ?? []).map(({ account }) => account).filter((account) => account === String(UID));
}

/** Cameras that are open: those of all others, or of the one that is named. */
function watchable(g: Ground, UID?: string): string[] {
  const open = (g.room?.members ?? []).filter((member) => cameraOf(member) === 3).map(({ account }) => account);
  return open.filter((account) => (UID === undefined || UID === '' ? account !== ownAccount(g) : account === String(UID)));
}
