import { badState } from 'netcall-protocol';
import type { SessionRow } from '../store/store';

/** Only sessions of this face hear what comes of it. @throws CallError BAD_STATE */
export function onlyRtc({ rtc }: SessionRow, method: string): void {
  if (rtc === undefined) throw badState(method, 'signedInWithoutRtc');
}
