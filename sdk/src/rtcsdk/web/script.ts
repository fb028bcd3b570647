/** The same as a script tag: every method and callback as a global that begins with `CRVideo_`. */
import { RTCSDK } from './index';

const globals: Record<string, unknown> = Object.fromEntries(Object.entries(RTCSDK).map(([name, value]) => [`CRVideo_${name}`, value]));
Object.assign(window, globals, { CRVideo: { sdkver: RTCSDK.sdkver } });
