import type { Calls } from './calls';
import type { Handlers } from './handlers';
import { createMeeting, destroyMeeting, enterMeeting, kickOut } from './meetings';

/** Handlers of rooms by number (docs/protocol.md, "RTCSDK"). */
export function meetingHandlers(calls: Calls): Pick<Handlers, 'createMeeting' | 'destroyMeeting' | 'enterMeeting' | 'kick'> {
  const { groups } = calls;
  /** A leg that has lost its room by its maker's will has lost its call. */
  const end = async (app: string, legs: readonly string[], reason: 'kicked' | 'closed'): Promise<Record<never, never>> => {
    for (const cid of legs) await calls.apply(app, cid, () => ({ type: 'roomLost', reason }));
    return {};
  };
  return {
    createMeeting: async (row) => ({ meeting: await createMeeting(groups, row) }),
    destroyMeeting: async (row, { meeting }) => end(row.app, await destroyMeeting(groups, row, meeting), 'closed'),
    enterMeeting: (row, { meeting, mode }) => enterMeeting(groups, row, meeting, mode),
    kick: async (row, { cid, account }) => end(row.app, await kickOut(groups, row, cid, account), 'kicked'),
  };
}
