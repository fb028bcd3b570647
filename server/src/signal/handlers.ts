import { badState, CallError, LIMITS, type Answers, type Media, type RequestName, type Requests } from 'netcall-protocol';
import { legOf, otherRole, roleOf, uidsOf, type Call } from './call';
import { accountHandlers } from './account-handlers';
import { known, legRole, type Calls } from './calls';
import type { SessionRow, Store, Tell } from '../store/store';
import { groupHandlers, withGroups } from './group-handlers';
import type { Groups } from './groups';
import type { Hub } from './hub';
import { answerCall, namedPlace, placeOfCall } from './meeting-calls';
import { meetingHandlers } from './meeting-handlers';
import { placeCall } from './placing';
import { roomHandlers } from './room-handlers';
import type { Rtc } from './rtc';

/** Requests of a session; signing in, resuming and signing out belong to the hub. */
export type HandledName = Exclude<RequestName, 'signIn' | 'resume' | 'signOut'>;


/** One function per request. What it throws as CallError is the refusal; anything else is our fault and answers INTERNAL. */
export type Handlers = { readonly [N in HandledName]: (row: SessionRow, request: Requests[N]) => Promise<Answers[N]> };

/** Control commands that change what a call carries: 6 agrees to picture, 8 goes back to sound. */
const MEDIA_AFTER: ReadonlyMap<number, Media> = new Map([[6, 'video'], [8, 'audio']]);

/** Handlers of everything that a signed-in device can ask. docs/protocol.md has the rule of each. */
export function createHandlers(calls: Calls, groups: Groups, rtc: Rtc, hub: Hub): Handlers {
  const { store, clock } = calls.services;
  return {
    ...withGroups({ ...callHandlers(calls), ...roomHandlers(calls) }, groups),
    ...groupHandlers(groups),
    ...meetingHandlers(calls),
    ping: () => Promise.resolve({ now: clock.nowMs() }),
    call: (row, request) => placeCall(calls, row, request),
    records: async (row, { before = null, limit = LIMITS.recordsPerPage }) => {
      const { records, next } = await store.records(row.app, row.account, before, limit);
      return { records, ...(next === null ? {} : { next }) };
    },
    presence: async (row, { accounts }) => {
      const found = await Promise.all(accounts.map((account) => isOnlineFor(store, row, account)));
      return { online: accounts.filter((_, index) => found[index]) };
    },
    ...accountHandlers(calls),
    ...rtc.handlers(hub),
  };
}

/** Handlers of what happens to a call for two. */
function callHandlers(calls: Calls): Pick<Handlers, 'ringing' | 'accept' | 'reject' | 'hangup' | 'control'> {
  const { store } = calls.services;
  return {
    ringing: async (row, { cid }) => {
      known(await calls.apply(row.app, cid, ({ call }) => (onlyCallee(call, row, 'ringing'), { type: 'rang' })));
      return {};
    },
    accept: (row, request) => accept(calls, row, request),
    reject: async (row, { cid, custom }) => {
      const event = { type: 'rejected', device: row.device, clientType: row.type, ...(custom === undefined ? {} : { custom }) } as const;
      known(await calls.apply(row.app, cid, ({ call }) => (onlyCallee(call, row, 'reject'), event)));
      return {};
    },
    hangup: (row, { cid, custom }) => hangUp(calls, row, cid, custom),
    control: async (row, { cid, command, custom }) => {
      const { role, call } = legRole(known(await store.read(row.app, cid)).call, row, 'control');
      const peer = otherRole(role);
      const event = { t: 'control', cid, account: row.account, command, ...(custom === undefined ? {} : { custom }) } as const;
      const tell: Tell[] = [{ do: 'tell', to: { account: call.accounts[peer], device: call[peer].device }, event }];
      const media = MEDIA_AFTER.get(command) ?? call.media;
      if (media === call.media) await store.route(row.app, tell);
      else known(await calls.act(row.app, cid, (held) => ({ step: calls.step(legRole(held.call, row, 'control').call, { type: 'mediaChanged', media }), tell })));
      return {};
    },
  };
}

/** Who has blocked this account is signed in nowhere for it, here as for a call. */
async function isOnlineFor(store: Store, row: SessionRow, account: string): Promise<boolean> {
  const sessions = await store.sessionsOf(row.app, account);
  return sessions.length > 0 && (await store.accounts.stance(row.app, account, row.account)) !== 'blocked';
}

function onlyCallee(call: Call, row: SessionRow, method: string): void {
  const role = roleOf(call, row.account);
  if (role === null) throw new CallError('CALL_UNKNOWN');
  if (role === 'caller') throw badState(method, call.phase);
}

async function accept(calls: Calls, row: SessionRow, { cid, custom, meeting }: Requests['accept']): Promise<Answers['accept']> {
  const named = meeting === undefined ? undefined : await namedPlace(calls, row.app, meeting);
  const { call } = known(await answerCall(calls, row, cid, { glare: false, custom, named, check: (each) => onlyCallee(each, row, 'accept') }));
  const uids = uidsOf(call.accounts);
  if (call.meeting === undefined) return { uids };
  const place = await placeOfCall(calls, call);
  return place === undefined ? { uids } : { uids, meeting: place.facts };
}

/** Succeeds whatever the call is: a stranger's and an unknown call answer the same, so existence is not revealed. */
async function hangUp(calls: Calls, row: SessionRow, cid: string, custom?: string): Promise<Answers['hangup']> {
  let answer: Answers['hangup'] | null = null;
  await calls.act(row.app, cid, ({ call }) => {
    const role = roleOf(call, row.account);
    if (role === null) return { step: { call, effects: [] } };
    answer = call.phase === 'ended' ? { already: call.reason } : {};
    return { step: calls.step(call, { type: 'hungUp', role, device: row.device, clientType: row.type, custom }) };
  });
  return answer ?? { already: (await calls.services.store.recordOf(row.app, row.account, cid))?.reason ?? 'hungUp' };
}

/** A device that signs out ends its own calls, as if its user had hung up. */
export async function hangUpAll(calls: Calls, row: SessionRow): Promise<void> {
  for (const { call } of await calls.services.store.liveOf(row.app, row.account)) {
    if (isLegOf(call, row)) await hangUp(calls, row, call.cid);
  }
}

function isLegOf(call: Call, row: SessionRow): boolean {
  const role = roleOf(call, row.account);
  return role !== null && legOf(call, role)?.device === row.device;
}
