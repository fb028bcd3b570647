import { CallError, type Answers, type EndReason, type RequestName, type Requests } from 'netcall-protocol';
import type { SessionRow } from '../store/store';
import { groupUids, isGroupNumber, roomOf, seatOf, type Group } from './group';
import type { Groups, OwnEvent } from './groups';
import type { Handlers } from './handlers';
import { createRoom, enterRoom } from './named-rooms';
import { entryOf } from './room-handlers';
import { callMore } from './calling-more';
import { callTeam } from './team-placing';

/** Requests about a `cid`, which may be a call's or a group's. */
const ABOUT_A_CID = ['ringing', 'accept', 'reject', 'hangup', 'control', 'join', 'leave', 'setMode', 'renewStream', 'members'] as const satisfies readonly RequestName[];

type AboutCid = Pick<Handlers, (typeof ABOUT_A_CID)[number]>;
type GroupHandlers = Pick<Handlers, 'callTeam' | 'callMore' | 'createRoom' | 'enterRoom'>;

/** Handlers of what begins a call with several or opens a named room. */
export function groupHandlers(groups: Groups): GroupHandlers {
  return {
    callTeam: (row, request) => callTeam(groups, row, request),
    callMore: (row, request) => callMore(groups, row, request),
    createRoom: async (row, request) => {
      await createRoom(groups, row, request);
      return {};
    },
    enterRoom: (row, request) => enterRoom(groups, row, request),
  };
}

/** Handlers of calls that hand on what is about a group: its number says so, so a call for two never asks for it. */
export function withGroups(calls: AboutCid, groups: Groups): AboutCid {
  const own = aboutGroup(groups);
  const routed = ABOUT_A_CID.map((name) => [name, route(calls, own, name)] as const);
  return Object.fromEntries(routed) as unknown as AboutCid; // One entry for each of its names.
}

function route<N extends keyof AboutCid>(calls: AboutCid, groups: AboutCid, name: N): (row: SessionRow, request: Requests[N]) => Promise<unknown> {
  const [forCall, forGroup] = [calls[name], groups[name]] as unknown as ((row: SessionRow, request: Requests[N]) => Promise<unknown>)[];
  if (forCall === undefined || forGroup === undefined) throw new Error(`no handler of ${name}`);
  return (row, request) => (isGroupNumber(request.cid) ? forGroup(row, request) : forCall(row, request));
}

function aboutGroup(groups: Groups): AboutCid {
  const { media, clock } = groups.services;
  const apply = async (row: SessionRow, cid: string, event: OwnEvent): Promise<Group> => {
    const group = await groups.apply(row.app, cid, () => ({ ...event, account: row.account, device: row.device }));
    if (group === null) throw new CallError('CALL_UNKNOWN');
    return group;
  };
  const done = async (row: SessionRow, cid: string, event: OwnEvent): Promise<Record<never, never>> => {
    await apply(row, cid, event);
    return {};
  };
  return {
    ringing: (row, { cid }) => done(row, cid, { type: 'rang' }),
    accept: async (row, { cid }) => ({ uids: groupUids(await apply(row, cid, { type: 'accepted', clientType: row.type })) }),
    reject: (row, { cid, custom }) => done(row, cid, { type: 'rejected', clientType: row.type, custom }),
    hangup: (row, { cid }) => hangUp(groups, row, cid),
    control: (row, { cid, command, custom }) => done(row, cid, { type: 'commanded', command, custom }),
    join: async (row, { cid, mode }) => entryOf(media, roomOf(await apply(row, cid, { type: 'joined', mode, random: clock.random(7) })), row),
    leave: (row, { cid }) => done(row, cid, { type: 'steppedOut' }),
    setMode: (row, { cid, mode }) => done(row, cid, { type: 'modeSet', mode }),
    renewStream: async (row, { cid }) => {
      const room = roomOf(await apply(row, cid, { type: 'streamRenewed', random: clock.random(7) }));
      const { members, uid } = entryOf(media, room, row);
      return { url: members.find((member) => member.uid === uid)?.url ?? '' };
    },
    members: async (row, { cid }) => entryOf(media, roomOf(await apply(row, cid, { type: 'looked' })), row),
  };
}

/** Succeeds whatever the group is, so existence is not revealed. */
async function hangUp(groups: Groups, row: SessionRow, cid: string): Promise<Answers['hangup']> {
  let already: EndReason | null = 'hungUp';
  await groups.apply(row.app, cid, (group) => {
    const seat = seatOf(group, row.account);
    already = seat === undefined ? 'hungUp' : seat.state === 'gone' ? seat.reason : null;
    return { type: 'left', account: row.account, device: row.device, clientType: row.type };
  });
  return already === null ? {} : { already };
}
