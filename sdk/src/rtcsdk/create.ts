import { badArgument } from 'netcall-protocol';
import { objectOf, textOf } from '../netcall/arguments';
import { wxPlatform } from '../platform/wx';
import { accountMethods } from './account';
import { makeSlots } from './callbacks';
import { callMethods } from './calls';
import { deviceMethods } from './devices';
import type { RTCSDK } from './face';
import { layGround, type RTCSDKOptions } from './ground';
import { announce, crlog } from './host';
import { inviteMethods } from './invites';
import { md5 } from './md5';
import { agentMethods, clientMethods } from './queues';
import { learn } from './read';
import { roomMethods } from './rooms';
import { statusMethods } from './status';
import { transferMethods } from './transfer';
import { unsupportedMethods } from './unsupported';

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
  const { server = '', getToken, platform = wxPlatform() } = objectOf(options) as RTCSDKOptions;
  textOf(server, 'server');
  if (getToken !== undefined && typeof getToken !== 'function') throw badArgument('getToken', 'a function');
  learn();
  const slots = makeSlots();
  let isVerbose = false;
  const { log = platform.log } = options;
  const g = layGround({
    ...options,
    log: (level, text, facts) => {
      log(level, text, facts);
      if (isVerbose) crlog(text, facts);
    },
  }, platform, slots);
  const sdk: RTCSDK = {
    ...slots, ...accountMethods(g), ...roomMethods(g), ...callMethods(g), ...inviteMethods(g), ...statusMethods(g), ...transferMethods(g), ...clientMethods(g),
    ...agentMethods(g), ...deviceMethods(g), ...unsupportedMethods(g), sdkver: VERSION, MD5: (text) => md5(String(text)),
    EnableLog2File: (_upload, isConsole) => void (isVerbose = isConsole === true || isConsole === 1),
  };
  announce(sdk);
  return sdk;
}
