import type { Answers, QueuedUser, QueueStatus, Queuing } from 'netcall-protocol';
import { nothing } from '../platform/platform';
import { On, type Cookie } from './callbacks';
import { callInfo } from './calls';
import { SdkErr } from './errors';
import type { QueueState, QueueUser, QueuingInfo } from './facts';
import { addResults, ask, askFor, extOf, secondsSince, Standing, type Done, type Ground, type Tell } from './ground';
import type { RtcEvent } from './read';

/** The methods about queues, and those of whoever waits in one. */
export function addQueues(g: Ground): void {
  const { sdk, tell, standing } = g;
  addResults(g, {
    InitQueueDat: (rslt, cookie: Cookie) => look(g, (answer) => begin(g, answer, rslt, cookie), (sdkErr) => rslt(sdkErr, cookie)),
    GetQueueStatus: (rslt, queID: unknown, cookie: Cookie) => look(g, ({ status }) => {
      const one = status.find(({ id }) => id === Number(queID));
      rslt(one ? SdkErr.ok : SdkErr.badQueue, one && stateOf(one), cookie);
    }, (sdkErr) => rslt(sdkErr, undefined, cookie)),
    GetClientStatus: (rslt, cookie: Cookie) => look(g, ({ queuing }) => {
      rslt(SdkErr.ok, { ...callInfo(g), ...(queuing && { queuingInfo: placeOf(g, queuing) }) }, cookie);
    }, (sdkErr) => rslt(sdkErr, {}, cookie)),
    StartQueuing: (rslt, queID: unknown, ext: string, cookie: Cookie) => {
      const wish = { queue: Number(queID), ...extOf(ext) };
      ask(g, 'queueJoin', wish, ({ position }) => {
        standing.set(Standing.place, () => look(g, ({ queuing }) => queuing || ask(g, 'queueJoin', wish, (place) => tell(On.QueuingInfoChanged, placeOf(g, place)))));
        rslt(SdkErr.ok, position, cookie);
      }, (sdkErr) => rslt(sdkErr, 0, cookie));
    },
    StopQueuing: (rslt, _queID, cookie: Cookie) => askFor(g, 'queueLeave', {}, (sdkErr) => {
      if (!sdkErr) standing.delete(Standing.place);
      rslt(sdkErr, cookie);
    }),
  });
  sdk['GetAllQueueInfo'] = () => g.queues.map(({ id, ...queue }) => ({ queID: id, ...queue }));
  sdk['RefreshAllQueueStatus'] = () => look(g, ({ status }) => status.forEach((each) => tell(On.QueueStatusChanged, stateOf(each))));
}

/** The methods of an agent. */
export function addAgent(g: Ground): void {
  const { sdk, standing } = g;
  addResults(g, {
    GetServingStatus: (rslt, cookie: Cookie) => look(g, ({ serving }) => rslt(SdkErr.ok, { ...callInfo(g), queIDs: serving }, cookie), (sdkErr) => rslt(sdkErr, { queIDs: [] }, cookie)),
    StartService: (rslt, queID: unknown, priority: unknown, cookie: Cookie) => {
      const wish = { queue: Number(queID), ...(typeof priority === 'number' && { priority }) };
      askFor(g, 'serve', wish, (sdkErr) => {
        if (!sdkErr) standing.set(`${wish.queue}`, () => ask(g, 'serve', wish));
        rslt(sdkErr, cookie);
      });
    },
    StopService: (rslt, queID: unknown, cookie: Cookie) => askFor(g, 'unserve', { queue: Number(queID) }, (sdkErr) => {
      if (!sdkErr) standing.delete(`${Number(queID)}`);
      rslt(sdkErr, cookie);
    }),
    ReqAssignUser: (rslt, cookie: Cookie) => ask(g, 'assign', {}, ({ user }) => rslt(SdkErr.ok, userOf(g, user), cookie), (sdkErr) => rslt(sdkErr, undefined, cookie)),
    // Its name is that of the callback, which the two methods below have in common.
    ResponseAssignUser: (rslt, queID: unknown, UID: string, cookie: Cookie, accepted: boolean) => {
      askFor(g, 'answerAssigned', { queue: Number(queID), account: UID, accepted }, (sdkErr) => rslt(sdkErr, cookie));
    },
  });
  const respond = sdk['ResponseAssignUser'] as Tell;
  sdk['AcceptAssignUser'] = (queID: unknown, UID: string, cookie: Cookie) => respond(queID, UID, cookie, true);
  sdk['RejectAssignUser'] = (queID: unknown, UID: string, cookie: Cookie) => respond(queID, UID, cookie, false);
}

/** Something about queues. */
export function hearQueue(g: Ground, event: Extract<RtcEvent, { t: 'queueStatus' | 'queuing' | 'assigned' | 'unassigned' }>): void {
  if (event.t === 'queueStatus') g.tell(On.QueueStatusChanged, stateOf(event.status));
  else if (event.t === 'queuing') g.tell(On.QueuingInfoChanged, placeOf(g, event));
  else if (event.t === 'assigned') g.tell(On.AutoAssignUser, userOf(g, event.user));
  else g.tell(On.CancelAssignUser, event.queue, event.account);
}

/** The session is over. */
export function forgetQueues(g: Ground): void {
  g.queues = [];
  g.standing.clear();
}

function look(g: Ground, use: (answer: Answers['queues']) => unknown, no: Done = nothing): void {
  ask(g, 'queues', {}, use, no);
}

function begin(g: Ground, { queues, offered }: Answers['queues'], rslt: Tell, cookie: Cookie): void {
  g.queues = queues;
  g.standing.set(Standing.queues, () => look(g, nothing));
  rslt(SdkErr.ok, cookie);
  // Of before a restart of the application: the agent has what is left of the 30 s.
  if (offered) g.tell(On.AutoAssignUser, userOf(g, offered));
}

/** One field by its name in quotes: the build shortens that word elsewhere. */
function stateOf(status: QueueStatus): QueueState {
  return { queID: status.id, agent_num: status.agents, wait_num: status['waiting'], srv_num: status.serving, prepare_num: status.offered };
}

function placeOf(g: Ground, { queue, position, sinceMs }: Queuing): QueuingInfo {
  return { queID: queue, position, queuingTime: secondsSince(g, sinceMs) };
}

function userOf(g: Ground, { queue, account, nick, sinceMs, custom }: QueuedUser): QueueUser {
  return { queID: queue, usrID: account, name: nick, queuingTime: secondsSince(g, sinceMs), usrExtDat: custom };
}
