import type { Answers, QueuedUser, QueueStatus, Queuing } from 'netcall-protocol';
import { nothing } from '../platform/platform';
import { On, type Cookie } from './callbacks';
import { callInfo } from './calls';
import { SdkErr } from './errors';
import type { QueueState, QueueUser, QueuingInfo } from './facts';
import { addResults, ask, askFor, askForLasting, extOf, secondsSince, Standing, type Done, type Ground, type Tell } from './ground';

/** The methods about queues, and those of whoever waits in one. */
export function addQueues(g: Ground): void {
  const { sdk, tell, standing } = g;
  addResults(g, 0, {
    InitQueueDat: (rslt) => look(g, (answer) => begin(g, answer, rslt), rslt),
    GetClientStatus: (rslt) => look(g, ({ queuing }) => rslt(SdkErr.ok, { ...callInfo(g), ...(queuing && { queuingInfo: placeOf(g, queuing) }) }), (sdkErr) => rslt(sdkErr, {})),
  });
  addResults(g, 1, {
    GetQueueStatus: (rslt, queID: number) => look(g, ({ status }) => {
      const one = status.find(({ id }) => id === +queID);
      rslt(one ? SdkErr.ok : SdkErr.badQueue, one && queueStateOf(one));
    }, (sdkErr) => rslt(sdkErr, undefined)),
    StopQueuing: (rslt) => askFor(g, 'queueLeave', {}, (sdkErr) => {
      if (!sdkErr) standing.delete(Standing.place);
      rslt(sdkErr);
    }),
  });
  addResults(g, 2, {
    StartQueuing: (rslt, queID: number, ext: string) => {
      const wish = { queue: +queID, ...extOf(ext) };
      ask(g, 'queueJoin', wish, ({ position }) => {
        standing.set(Standing.place, () => look(g, ({ queuing }) => queuing || ask(g, 'queueJoin', wish, (place) => tell(On.QueuingInfoChanged, placeOf(g, place)))));
        rslt(SdkErr.ok, position);
      }, (sdkErr) => rslt(sdkErr, 0));
    },
  });
  sdk['GetAllQueueInfo'] = () => g.queueList.map(({ id, ...queue }) => ({ queID: id, ...queue }));
  sdk['RefreshAllQueueStatus'] = () => look(g, ({ status }) => status.forEach((each) => tell(On.QueueStatusChanged, queueStateOf(each))));
}

/** The methods of an agent. */
export function addAgent(g: Ground): void {
  const { sdk } = g;
  addResults(g, 0, {
    GetServingStatus: (rslt) => look(g, ({ serving }) => rslt(SdkErr.ok, { ...callInfo(g), queIDs: serving }), (sdkErr) => rslt(sdkErr, { queIDs: [] })),
    ReqAssignUser: (rslt) => ask(g, 'assign', {}, ({ user }) => rslt(SdkErr.ok, userOf(g, user)), (sdkErr) => rslt(sdkErr, undefined)),
  });
  addResults(g, 1, { StopService: (rslt, queID: number) => askForLasting(g, `${queID}`, 'unserve', { queue: +queID }, rslt) });
  addResults(g, 2, {
    StartService: (rslt, queID: number, priority: unknown) => askForLasting(g, `${queID}`, 'serve', { queue: +queID, ...(typeof priority === 'number' && { priority }) }, rslt),
    // Its name is that of the callback, which the two methods below have in common.
    ResponseAssignUser: (rslt, queID: number, UID: string, _: never, accepted: boolean) => askFor(g, 'answerAssigned', { queue: +queID, account: UID, accepted }, rslt),
  });
  const respond = sdk['ResponseAssignUser'] as Tell;
  sdk['AcceptAssignUser'] = (queID: number, UID: string, cookie: Cookie) => respond(queID, UID, cookie, true);
  sdk['RejectAssignUser'] = (queID: number, UID: string, cookie: Cookie) => respond(queID, UID, cookie, false);
}

/** The session is over. */
export function forgetQueues(g: Ground): void {
  g.queueList = [];
  g.standing.clear();
}

function look(g: Ground, use: (answer: Answers['queues']) => unknown, no?: Done): void {
  ask(g, 'queues', {}, use, no);
}

function begin(g: Ground, { queues, offered }: Answers['queues'], rslt: Tell): void {
  g.queueList = queues;
  g.standing.set(Standing.queues, () => look(g, nothing));
  rslt(SdkErr.ok);
  // Of before a restart of the application: the agent has what is left of the 30 s.
  if (offered) g.tell(On.AutoAssignUser, userOf(g, offered));
}

/** How a queue is, as applications read it. One field by its name in quotes: the build shortens that word elsewhere. */
export function queueStateOf(status: QueueStatus): QueueState {
  return { queID: status.id, agent_num: status.agents, wait_num: status['waiting'], srv_num: status.serving, prepare_num: status.offered };
}

/** A place in a queue, as applications read it. */
export function placeOf(g: Ground, { queue, position, sinceMs }: Queuing): QueuingInfo {
  return { queID: queue, position, queuingTime: secondsSince(g, sinceMs) };
}

/** A client, as agents read it. */
export function userOf(g: Ground, { queue, account, nick, sinceMs, custom }: QueuedUser): QueueUser {
  return { queID: queue, usrID: account, name: nick, queuingTime: secondsSince(g, sinceMs), usrExtDat: custom };
}
