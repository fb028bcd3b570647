/** The part of the host that CloudRoom's SDK changes. */
declare const wx: { RTCSDK?: object } | undefined;

/** A console with the method that applications of CloudRoom log by. */
interface Crlog {
  log(...args: readonly unknown[]): void;
  crlog?: (...args: readonly unknown[]) => void;
}
declare const console: Crlog;

/** Puts the SDK where the media components look for it, and the method that applications log by where they call it. */
export function announce(sdk: object): void {
  if (typeof wx !== 'undefined') wx.RTCSDK = sdk;
  if (!console.crlog) console.crlog = (...args) => console.log(...args);
}
