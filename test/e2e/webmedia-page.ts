import { WebPlayer, WebPusher } from 'netcall-webmedia';

/** The page under test: what the tests reach as `window.netcall`. */
const netcall = { WebPusher, WebPlayer };

declare global {
  interface Window {
    netcall: typeof netcall;
  }
}

window.netcall = netcall;
