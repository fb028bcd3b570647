import type { Platform } from '../../platform/platform';
import { callInfo } from '../calls';
import type { Cookie, Slot } from '../callbacks';
import { assemble } from '../create';
import { SdkErr } from '../errors';
import type { RTCSDK } from '../face';
import { absence, ask, askFor, type Credentials, type Ground } from '../ground';
import type { Media } from '../media';
import { stateOf } from '../status';
import { send } from '../transfer';
import { Configuration } from './config';
import { adaptersOf, NO_PLACE, OwnCookie, slotOf, webSlots, type Known } from './dialect';
import type { SDKParams, SessionInfo, WebMethods, WebRTCSDK } from './face';
import { browserPlatform } from './platform';
import { readiness } from './ready';
import { RoomMedia, type MediaHost } from './room-media';
import { VideoObj } from './video-object';

/** What the media of a page does for the SDK. */
export type PageMedia = Pick<RoomMedia, 'pictureOf' | 'energyOf' | 'reconfigure'>;

/** The browser, or what a test has in its place. */
export interface WebHost {
  readonly platform: Platform;
  /** 0, or why this page cannot call. */
  readonly readiness: () => Promise<number>;
  readonly makeMedia: (host: MediaHost) => PageMedia;
  /** Devices as the browser lists them, now and whenever they change. */
  readonly watchDevices: (listener: (devices: Configuration['devices']) => void) => void;
}

/** The parts that the Web edition's methods share. */
interface Web {
  readonly g: Ground;
  /** The methods of the mini-program's edition. */
  readonly mini: RTCSDK;
  readonly slots: Readonly<Record<string, Slot>>;
  readonly params: SDKParams;
  readonly known: Known;
  readonly files: Set<string>;
  readonly configuration: Configuration;
  readonly host: WebHost;
}

/** The browser as the SDK needs it. */
export function browserHost(): WebHost {
  return { platform: browserPlatform(), readiness, makeMedia: (host) => new RoomMedia(host), watchDevices };
}

/** The SDK of an application that was written for CloudRoom's Web SDK: the mini-program's edition with the differences on top. */
export function createWebRTCSDK(host: WebHost = browserHost()): WebRTCSDK {
  let params: SDKParams = {};
  const g = assemble({ platform: host.platform, getToken: (credentials) => tokenOf(params, credentials) });
  const known: Known = { queuing: NO_PLACE, serving: [] };
  const files = new Set<string>();
  const web: Web = {
    g, mini: { ...g.sdk } as unknown as RTCSDK, slots: webSlots(g, adaptersOf(known, files)), known, files, configuration: new Configuration(), host,
    get params() {
      return params;
    },
  };
  const take = (given: SDKParams = {}): void => {
    params = { ...params, ...given };
    if (given.server !== undefined) g.address = given.server;
    if (given.isSDKConsole !== undefined) web.mini.EnableLog2File(false, given.isSDKConsole);
  };
  const { media, ...rest } = g.sdk;
  const methods = { ...accountMethods(web, take), ...roomMethods(web), ...transferMethods(web), ...queueMethods(web), ...mediaMethods(web, media as Media) };
  return { ...rest, ...web.slots, ...methods } as unknown as WebRTCSDK; // A test calls everything that the type names.
}

/** What `Login` asks for a token by. */
function tokenOf({ getToken }: SDKParams, credentials: Credentials): string | Promise<string> {
  return getToken === undefined ? Promise.reject(Object.assign(new Error('no getToken'), { sdkErr: SdkErr.noBackEnd })) : getToken(credentials);
}

function accountMethods(web: Web, take: (given?: SDKParams) => void) {
  const { g, mini, slots, host, configuration } = web;
  return {
    Init: async (given?: SDKParams): Promise<void> => {
      take(given);
      const sdkErr = await host.readiness();
      if (sdkErr !== 0) return Promise.reject(sdkErr);
      host.watchDevices((devices) => (configuration.devices = devices));
      mini.Init();
    },
    SetSDKParams: take,
    Uninit: () => mini.UnInit(),
    GetSDKVersion: () => mini.sdkver,
    SetServerAddr: (addr: string) => mini.SetServerAddr(web.params.isHttp === true && !/^\w+:\/\//.test(addr) ? `http://${addr}` : addr),
    UpdateToken: (token: string) => {
      mini.UpdateToken(token);
      const slot = slots['UpdateTokenRslt'];
      if (slot !== undefined) g.put(slot, [absence(g)]);
    },
  };
}

function roomMethods({ g, mini }: Web) {
  return {
    CreateMeeting2: (cookie?: Cookie) => mini.CreateMeeting(cookie),
    SendMeetingCustomMsg: (msg: string, cookie?: Cookie) => mini.SendMeetingCustomMsg(msg, undefined, cookie),
    Kickout: (UID: string): Promise<void> => new Promise((resolve, reject) => {
      askFor(g, 'kick', { cid: g.stay.cid, account: UID }, (sdkErr) => (sdkErr === 0 ? resolve() : reject(sdkErr)));
    }),
    HangupCall: (callID: string, ext?: string, cookie?: Cookie) => mini.HungupCall(callID, ext, cookie),
    GetOneUserStatus: (UID: string, cookie?: Cookie) => {
      ask(g, 'userStatus', { accounts: [UID] }, ({ users }) => g.put(g.sdk['GetUserStatusSuccess'] as Slot, [users.map(stateOf), cookie]), (sdkErr) => g.put(g.sdk['GetUserStatusFail'] as Slot, [sdkErr, cookie]));
    },
    GetSessionInfo: () => sessionInfo(g),
    GetVideoStatus: (UID: string) => mini.GetMemberInfo(UID)?.videoStatus ?? 0,
    GetAudioStatus: (UID: string) => mini.GetMemberInfo(UID)?.audioStatus ?? 0,
  };
}

function sessionInfo(g: Ground): SessionInfo {
  const { callID = '', peerID = '', peerName = '', callState = 0, meetInfo = null, duration = 0 } = callInfo(g).callInfo ?? {};
  return { callID, peerID, peerName, bCallAccepted: callState === 1, meetingID: meetInfo?.ID ?? 0, meetingPswd: '', duration };
}

function transferMethods({ g, files }: Web) {
  return {
    SendFile(UID: string, file: File, cookie?: Cookie): string {
      const taskID = g.host.uuid();
      files.add(taskID);
      const begin = (data: ArrayBuffer | null): void => void (files.has(taskID) && send(g, taskID, UID, 'file', data, cookie, file.name));
      file.arrayBuffer().then(begin, () => begin(null)); // A file that cannot be read fails as one without data.
      return taskID;
    },
    CancelSend(taskID: string): void {
      files.delete(taskID);
      const sending = g.sending.get(taskID);
      sending?.stop();
      sending?.unseen.clear();
      g.sending.delete(taskID);
    },
  };
}

function queueMethods({ mini, known }: Web) {
  return {
    InitQueueDat: (cookie?: Cookie) => {
      const own = new OwnCookie(0, undefined);
      mini.GetClientStatus(own);
      mini.GetServingStatus(own);
      mini.InitQueueDat(cookie);
    },
    StartQueuing: (queID: number, ext?: string, cookie?: Cookie) => mini.StartQueuing(queID, ext, new OwnCookie(Number(queID), cookie)),
    StopQueuing: (cookie?: Cookie) => mini.StopQueuing(known.queuing.queID, cookie),
    StartService: (queID: number, priority?: number, cookie?: Cookie) => mini.StartService(queID, priority, new OwnCookie(Number(queID), cookie)),
    StopService: (queID: number, cookie?: Cookie) => mini.StopService(queID, new OwnCookie(Number(queID), cookie)),
    GetQueuingInfo: () => known.queuing,
    GetServingQueues: () => [...known.serving],
  };
}

function mediaMethods(web: Web, media: Media): Pick<WebMethods, 'SetVideoCfg' | 'GetVideoCfg' | 'SetAudioCfg' | 'GetAudioCfg' | 'GetAudioMicNames' | 'GetAudioSpkNames' | 'GetMicEnergy' | 'CreatVideoObj'> {
  const { g, mini, host, configuration } = web;
  const energy = slotOf(g.sdk['MicEnergyUpdate']);
  const page = host.makeMedia({
    media, platform: host.platform, configuration, own: () => g.line?.session.account ?? '', base: () => web.params.mediaAddr ?? '', isSecure: () => g.address.startsWith('wss:'),
    energy: (...heard) => void (energy && g.put(energy, heard)),
  });
  const source = { pictureOf: (UID: string) => page.pictureOf(UID), nameOf: (UID: string) => mini.GetMemberInfo(UID)?.nickname ?? UID };
  return {
    SetVideoCfg: (cfg) => {
      configuration.setVideo(cfg);
      page.reconfigure();
    },
    GetVideoCfg: () => configuration.video,
    SetAudioCfg: (cfg) => {
      configuration.setAudio(cfg);
      page.reconfigure();
    },
    GetAudioCfg: () => configuration.audio,
    GetAudioMicNames: () => configuration.micNames(),
    GetAudioSpkNames: () => configuration.spkNames(),
    GetMicEnergy: (UID) => page.energyOf(UID),
    CreatVideoObj: (options) => new VideoObj(source, options),
  };
}

function watchDevices(listener: (devices: Configuration['devices']) => void): void {
  const list = (): void => void navigator.mediaDevices.enumerateDevices().then(listener, () => listener([]));
  navigator.mediaDevices.ondevicechange = list;
  list();
}
