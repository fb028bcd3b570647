import { checkFunction, objectOf, textOf } from '../core/given';
import { nothing } from '../platform/platform';
import { wxPlatform } from '../platform/wx';
import { addAccount } from './account';
import { addCalls } from './calls';
import { addDevices } from './devices';
import type { RTCSDK } from './face';
import { layGround, type Ground, type RTCSDKOptions } from './ground';
import { announce } from './host';
import { addInvites } from './invites';
import { md5 } from './md5';
import { addAgent, addQueues } from './queues';
import { learn } from './events';
import { addRooms } from './rooms';
import { addStatus } from './status';
import { addTransfers } from './transfer';
import { addUnsupported } from './unsupported';

/** Of which CloudRoom's edition the names are, and that this is another one. */
const VERSION = 'netcall 0.1.0';

/**
 * The SDK of an application that was written for CloudRoom's mini-program SDK, with a server of one's own behind it. The one
 * file of the application that held theirs becomes `module.exports = createRTCSDK({ server, getToken })`. It also stands at
 * `wx.RTCSDK`, and `console.crlog` is there.
 *
 * @throws CallError BAD_ARGUMENT naming the option that is wrong, or `platform` where there is no mini-program
 */
export function createRTCSDK(options: RTCSDKOptions = {}): RTCSDK {
  return assemble(options).sdk as unknown as RTCSDK; // A test calls everything that the type names.
}

/** The SDK with what its parts share: another dialect puts its differences on top. */
export function assemble(options: RTCSDKOptions): Ground {
  const { server = '', getToken, platform = wxPlatform() } = objectOf(options) as RTCSDKOptions;
  textOf(server, 'server');
  if (getToken) checkFunction(getToken, 'getToken');
  learn();
  const g = layGround(options, platform);
  [addAccount, addRooms, addCalls, addInvites, addStatus, addTransfers, addQueues, addAgent, addDevices, addUnsupported].forEach((addPart) => addPart(g));
  Object.assign(g.sdk, { sdkver: VERSION, MD5: (text: unknown) => md5(String(text)), EnableLog2File: nothing, SendCmdRslt: g.sdk['SendCmdRlst'] });
  announce(g.sdk);
  return g;
}
