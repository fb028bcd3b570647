import type { NetCallEvents } from 'netcall-sdk';
import type { CallClient, Member } from '../call-kit/client';
import type { Fields } from './ring';

const member = ({ cid, uid, account, mode }: Member): Fields => ({ cid, uid, account, mode });

/**
 * What of each event of netcall is noted. Each field is named here: texts of applications, addresses of streams and
 * messages of errors are not among them.
 */
const EVENTS: { readonly [E in keyof NetCallEvents]?: (payload: NetCallEvents[E]) => Fields } = {
  callChanged: ({ call }) => ({
    phase: call.phase, call: call.phase === 'idle' ? undefined : call.callId, media: call.phase === 'idle' ? undefined : call.media, peer: call.phase === 'idle' ? undefined : call.peer,
    cid: 'cid' in call ? call.cid : undefined, reason: call.phase === 'ended' ? call.reason : undefined, room: call.phase === 'inCall' ? call.room !== null : undefined,
  }),
  connection: ({ state }) => ({ state }),
  willreconnect: ({ count }) => ({ count }),
  beCalling: ({ cid, caller, type }) => ({ cid, caller, type }),
  callAccepted: ({ cid, account, type }) => ({ cid, account, type }),
  callRejected: ({ cid, account, reason }) => ({ cid, account, reason }),
  callerAckSync: ({ cid, accepted }) => ({ cid, accepted }),
  syncDone: ({ connectCount, userlist }) => ({ connectCount, members: userlist.length }),
  clientJoin: member,
  clientUpdate: member,
  clientLeave: ({ cid, uid, account }) => ({ cid, uid, account }),
  callInvited: ({ cid, account, callees }) => ({ cid, account, callees: callees.length }),
  peerRinging: ({ cid, account }) => ({ cid, account }),
  peerState: ({ cid, account, state }) => ({ cid, account, state }),
  hangup: ({ cid, account, reason }) => ({ cid, account, reason }),
  control: ({ cid, account, command }) => ({ cid, account, command }),
  liveRoomClose: ({ cid }) => ({ cid }),
  kicked: ({ cid, reason }) => ({ cid, reason }),
  sendCommandOverTime: () => ({}),
  disconnect: ({ code }) => ({ code }),
  error: ({ code }) => ({ code }),
};

/** Notes what netcall tells. Returns what ends that. */
export function followEvents(netcall: CallClient, note: (what: string, fields: Fields) => void): () => void {
  const follow = <E extends keyof NetCallEvents>(event: E): (() => void)[] => {
    const fieldsOf = EVENTS[event];
    return fieldsOf === undefined ? [] : [netcall.on(event, (payload) => note(event, fieldsOf(payload)))];
  };
  const stops = (Object.keys(EVENTS) as (keyof NetCallEvents)[]).flatMap(follow);
  return () => stops.splice(0).forEach((stop) => stop());
}
