import { createCallKit, type CallKit } from 'netcall-miniprogram';
import { startTrace, type Trace } from 'netcall-miniprogram/trace';
import { Netcall } from 'netcall-sdk';
import { config } from '../config';
import { locale, type Locale } from '../i18n/index';
import { nameOf } from './people';
import { pickPeople } from './pick-people';
import { requestToken } from './token';
import { offerUnseenCall } from './unseen-call';

/** Who is signed in, and the calls of this account. */
export interface Session {
  readonly account: string;
  /** The client below the call kit: connection and presence. */
  readonly netcall: Netcall;
  readonly kit: CallKit;
  /** What happened, for support. */
  readonly trace: Trace;
}

const STORAGE_KEY = 'netcall-demo.account';

let current: Session | null = null;

/** The session of this start of the app, or null before sign-in. */
export function session(): Session | null {
  return current;
}

/** The account that was signed in when the app was last used; empty after a sign-out. */
export function rememberedAccount(): string {
  const stored: unknown = wx.getStorageSync(STORAGE_KEY);
  return typeof stored === 'string' ? stored : '';
}

/**
 * Signs in; from then on incoming calls open the call page by themselves. A session of another account ends first.
 *
 * @throws CallError when the server or the token service refuses or cannot be reached.
 */
export async function signIn(account: string): Promise<void> {
  if (current?.account === account) return;
  if (current !== null) await signOut();
  const { server, tokenUrl } = config();
  const netcall = new Netcall({ server, getToken: () => requestToken(tokenUrl, account) });
  const kit: CallKit = createCallKit({
    netcall,
    callPage: '/pages/call/index',
    homePage: '/pages/contacts/index',
    incoming: 'banner',
    locale: locale(),
    pickInvitees: pickPeople,
    resolveUser: (peer) => ({ name: nameOf(peer) }),
    onError: (failure) => void offerUnseenCall(kit, failure),
  });
  const trace = startTrace(kit);
  try {
    await kit.login();
  } catch (failure) {
    trace.stop();
    kit.destroy();
    throw failure;
  }
  current = { account, netcall, kit, trace };
  wx.setStorageSync(STORAGE_KEY, account);
}

/** Signs out and forgets the account. Safe to call when nobody is signed in. */
export async function signOut(): Promise<void> {
  const ending = current;
  current = null;
  wx.removeStorageSync(STORAGE_KEY);
  if (ending === null) return;
  try {
    await ending.kit.logout();
  } catch {
    // Without a connection the server ends the session by itself when nobody comes back to it.
  }
  ending.trace.stop();
  ending.kit.destroy();
}

/** Tells the call views which language to speak. */
export function speak(next: Locale): void {
  current?.kit.setLocale(next);
}
