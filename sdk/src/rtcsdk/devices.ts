import { On } from './callbacks';
import { SdkErr } from './errors';
import type { VideoInfo } from './facts';
import { ask, type Ground } from './ground';
import { cameraOf, find, micOf, modeOf, own } from './room-table';
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
  readonly flip?: boolean;
}

/** The methods about devices, and what the media components need. */
export function addDevices(g: Ground): void {
  const control = (order: Order) => (UID: string) => command(g, { ...order, to: String(UID) });
  const idOf = (UID: string): Pick<VideoInfo, 'userID' | 'videoID'> => ({ userID: UID, videoID: CAMERA });
  Object.assign(g.sdk, {
    OpenMic: control({ mic: true }),
    CloseMic: control({ mic: false }),
    OpenVideo: control({ camera: true }),
    CloseVideo: control({ camera: false }),
    SetDefaultVideo: control({ flip: true }),
    SetAllAudioClose: () => command(g, { mic: false }),
    GetAllVideoInfo: (UID: string): VideoInfo[] => (find(g.stay.members, UID) ? [{ ...idOf(UID), videoName: 'camera' }] : []),
    GetDefaultVideo: (UID: string) => (find(g.stay.members, UID) ? CAMERA : 0),
    GetWatchableVideos: (UID?: string) => watchable(g, UID).map(idOf),
    media: makeMedia(g, (device, sdkErr) => {
      apply(g, { [device]: false });
      g.tell(device === 'mic' ? On.OpenMicFailRslt : On.OpenVideoFailRslt, sdkErr);
    }, (cid, what) => inRoom(g, 'url' in what ? { t: 'own', change: what } : { t: 'synced', cid, entry: what })),
  });
}

/** A command of another member. What is not for this user is not heard. @throws SyntaxError when it is no order */
export function obey(g: Ground, from: string, json: string): void {
  const order = Object(JSON.parse(json)) as Order; // Of its fields all that matters is whether they are true.
  const { account = '' } = own(g.stay) || {};
  if (order.to && order.to !== account) return;
  apply(g, order);
  if (!order.to && order.mic === false) g.tell(On.NotifyAllAudioClose, from);
}

/** Does it here, or asks whom it is for; everybody, when it is for nobody. */
function command(g: Ground, order: Order): void {
  const { account } = own(g.stay) || {};
  const { to = account, mic, camera } = order;
  if (!account) {
    if (mic) g.tell(On.OpenMicFailRslt, SdkErr.noRoom);
    if (camera) g.tell(On.OpenVideoFailRslt, SdkErr.noRoom);
    return;
  }
  if (to === account) apply(g, order);
  if (order.to !== account) ask(g, 'control', { cid: g.stay.cid, command: ORDER, custom: JSON.stringify(order) });
  if (!order.to) g.tell(On.NotifyAllAudioClose, account);
}

/** Does to this user's own devices what was asked; the others hear of it. */
function apply(g: Ground, order: Order): void {
  const me = own(g.stay);
  if (!me) return;
  const { mic = micOf(me) === 3, camera = cameraOf(me) === 3, flip } = order;
  const mode = modeOf(mic, camera);
  if (mode !== me.mode) {
    inRoom(g, { t: 'own', change: { mode } });
    ask(g, 'setMode', { cid: g.stay.cid, mode });
  }
  if (!flip) return;
  g.lens = g.lens === 'front' ? 'back' : 'front';
  showMedia(g);
  g.tell(On.VideoDevChanged, me.account);
}

/** Cameras that are open: those of all others, or of the one that is named. */
function watchable({ stay }: Ground, UID: string | undefined): string[] {
  const open = stay.members.filter((each) => cameraOf(each) === 3 && (UID ? each.account === UID : each.uid !== stay.uid));
  return open.map(({ account }) => account);
}
