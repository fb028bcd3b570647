import type { CallClient } from '../call-kit/client';
import type { Fields } from './ring';

/** Methods of netcall whose way is noted: that they were asked, and how they ended. Their arguments are not. */
const METHODS = ['login', 'logout', 'call', 'response', 'startRtc', 'switchMode', 'hangup', 'control', 'joinChannel', 'renewStream', 'members', 'records', 'settings'] as const;

/** Notes what is asked of netcall, by standing before its methods. Returns what takes that back. */
export function followRequests(netcall: CallClient, note: (what: string, fields: Fields) => void): () => void {
  let last = 0;
  const stops = METHODS.map((name) => {
    const before = Object.getOwnPropertyDescriptor(netcall, name);
    const ask = netcall[name] as (...given: unknown[]) => Promise<unknown>;
    const noted = (...given: unknown[]): Promise<unknown> => {
      const request = ++last;
      note('ask', { name, request });
      const refused = (error: unknown): never => {
        note('refused', { name, request, code: codeOf(error) });
        throw error;
      };
      try {
        return ask.apply(netcall, given).then((answer) => (note('answer', { name, request }), answer), refused);
      } catch (error) {
        return refused(error);
      }
    };
    Object.defineProperty(netcall, name, { value: noted, configurable: true, writable: true });
    return () => (before ? Object.defineProperty(netcall, name, before) : Reflect.deleteProperty(netcall, name));
  });
  return () => stops.splice(0).forEach((stop) => stop());
}

/** The code of a CallError; of anything else, whose words nobody knows, only that it is one. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^[A-Z][A-Z_]{1,40}$/.test(code) ? code : 'OTHER';
}
