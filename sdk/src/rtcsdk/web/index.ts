/** For applications written for CloudRoom's Web SDK, as a module: `import RTCSDK from 'netcall-sdk/web'`. */
import { createWebRTCSDK } from './create';

/** The SDK of this page. */
export const RTCSDK = createWebRTCSDK();
export { RTCSDK as default };
export type { AudioCfg, MicName, SpkName, VideoCfg } from './config';
export type { SDKParams, SessionInfo, WebCallbacks, WebQueueUser, WebRTCSDK } from './face';
export type { VideoObj, VideoObjOptions } from './video-object';
