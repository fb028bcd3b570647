import { createRTCSDK } from 'netcall-sdk/rtcsdk';
import { config } from '../config';
import { requestToken } from './token';

/** The SDK with CloudRoom's API: the one file that an application of theirs replaces. Its components find it at `wx.RTCSDK`. */
export const RTCSDK = createRTCSDK({ server: config().server, getToken: ({ UID }) => requestToken(config().tokenUrl, UID) });
