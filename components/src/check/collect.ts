import type { CallClient } from '../call-kit/client';
import type { Device, Permission } from '../call-kit/permission';
import type { Action } from './findings';
import type { Facts, SocketFact } from './facts';

/** What is asked of others than `wx`. */
export interface Sources {
  /** The client of the call kit; null before there is one. */
  readonly netcall: CallClient | null;
  readonly askPermission: (device: Device) => Promise<Permission>;
  /** Address to open a WebSocket to; empty: none is opened. */
  readonly address: string;
  readonly refused: readonly Device[];
}

/** The only subprotocol that the server takes; a test compares it with the protocol's. */
export const SERVER_SUBPROTOCOL = 'netcall.v1.json';

/** How long a WebSocket may take to open, in milliseconds. */
const SOCKET_MS = 10_000;

/** Asks `wx` and the call kit for everything that is judged. Never rejects. */
export async function collectFacts({ netcall, askPermission, address, refused }: Sources): Promise<Facts> {
  const [needsConsent, camera, microphone, network, socket, answer] = await Promise.all([
    askConsent(), askPermission('camera'), askPermission('microphone'), askNetwork(), trySocket(address), askServer(netcall),
  ]);
  return {
    ...systemFacts(), hasLive: wx.canIUse('live-pusher') && wx.canIUse('live-player'), needsConsent, camera, microphone, refused, network, isWifiOn: isWifiOn(), socket, address, ...answer,
  };
}

/** Language of WeChat, version of its base library and where it runs. */
export function systemFacts(): Pick<Facts, 'library' | 'platform'> & { readonly language: string } {
  const { SDKVersion, language, platform } = wx.getSystemInfoSync();
  return { library: SDKVersion, language, platform };
}

/** Opens a page of settings. Resolves when WeChat has opened it, or cannot. */
export function openPage(action: Action): Promise<void> {
  return new Promise((resolve) => {
    if (!wx.canIUse(action)) return resolve();
    const complete = (): void => resolve();
    if (action === 'openSetting') wx.openSetting({ complete });
    else wx.openAppAuthorizeSetting({ complete });
  });
}

function askConsent(): Promise<boolean> {
  if (!wx.canIUse('getPrivacySetting')) return Promise.resolve(false);
  return new Promise((resolve) => wx.getPrivacySetting({ success: ({ needAuthorization }) => resolve(needAuthorization), fail: () => resolve(false) }));
}

function askNetwork(): Promise<string> {
  return new Promise((resolve) => wx.getNetworkType({ success: ({ networkType }) => resolve(networkType), fail: () => resolve('unknown') }));
}

/** Where WeChat does not tell, Wi-Fi counts as on. */
function isWifiOn(): boolean {
  return !wx.canIUse('getSystemSetting') || wx.getSystemSetting().wifiEnabled;
}

/** Opens a WebSocket and closes it at once: only so does WeChat say that a domain is missing, or that five are open. */
function trySocket(url: string): Promise<SocketFact> {
  if (url === '') return Promise.resolve('unasked');
  return new Promise((resolve) => {
    const task = wx.connectSocket({ url, timeout: SOCKET_MS, protocols: [SERVER_SUBPROTOCOL], fail: ({ errMsg }) => resolve(meaningOf(errMsg)) });
    task.onOpen(() => {
      task.close({});
      resolve('open');
    });
    task.onError(({ errMsg }) => resolve(meaningOf(errMsg)));
  });
}

function meaningOf(errMsg: string): SocketFact {
  if (/domain/i.test(errMsg)) return 'domain';
  return /max|exceed|limit/i.test(errMsg) ? 'limit' : 'failed';
}

/** A page of one call record is the smallest thing that a server answers. */
async function askServer(netcall: CallClient | null): Promise<Pick<Facts, 'server' | 'refusal' | 'account'>> {
  if (netcall === null) return { server: 'none', refusal: '', account: '' };
  const { account, connection } = netcall;
  if (connection !== 'online') return { server: connection, refusal: '', account };
  return netcall.records({ limit: 1 }).then(
    () => ({ server: connection, refusal: '', account }),
    (error: { code?: string }) => ({ server: 'refused' as const, refusal: String(error.code), account }),
  );
}
