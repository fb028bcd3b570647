import type { Answers, QueuedUser, QueueStatus, Queuing } from 'netcall-protocol';
import { nothing } from '../platform/platform';
import type { Cookie } from './callbacks';
import { callSession } from './calls';
import { SDK_ERR } from './errors';
import type { CallSession, QueueData, QueueState, QueueUser, QueuingInfo } from './facts';
import { ask, askFor, extOf, secondsSince, STANDING, type Ground } from './ground';
import type { RtcEvent } from './read';

/** The methods about queues, and those of whoever waits in one. */
export function clientMethods(g: Ground) {
  const { tell } = g;
  return {
    InitQueueDat: (cookie?: Cookie): void => look(g, (answer) => begin(g, answer, cookie), (sdkErr) => tell('InitQueueDatRslt', sdkErr, cookie)),
    GetAllQueueInfo: (): QueueData[] => g.queues.map(({ id, name, desc, prio }) => ({ queID: id, name, desc, prio })),
    GetQueueStatus: (queID: unknown, cookie?: Cookie): void => look(g, ({ status }) => {
      const one = status.find(({ id }) => id === Number(queID));
      tell('GetQueueStatusRslt', one === undefined ? SDK_ERR.badQueue : SDK_ERR.ok, one && stateOf(one), cookie);
    }, (sdkErr) => tell('GetQueueStatusRslt', sdkErr, undefined, cookie)),
    RefreshAllQueueStatus: (): void => look(g, ({ status }) => status.forEach((each) => tell('QueueStatusChanged', stateOf(each)))),
    GetClientStatus: (cookie?: Cookie): void => look(g, ({ queuing }) => {
      tell('GetClientStatusRslt', SDK_ERR.ok, { ...callInfo(g), ...(queuing === undefined ? {} : { queuingInfo: placeOf(g, queuing) }) }, cookie);
    }, (sdkErr) => tell('GetClientStatusRslt', sdkErr, {}, cookie)),
    StartQueuing: (queID: unknown, usrExtDat?: string | null, cookie?: Cookie): void => {
      const wish = { queue: Number(queID), ...extOf(usrExtDat) };
      ask(g, 'queueJoin', wish, ({ position }) => {
        g.standing.set(STANDING.place, () => look(g, ({ queuing }) => queuing ?? ask(g, 'queueJoin', wish, (place) => tell('QueuingInfoChanged', placeOf(g, place)))));
        tell('StartQueuingRslt', SDK_ERR.ok, position, cookie);
      }, (sdkErr) => tell('StartQueuingRslt', sdkErr, 0, cookie));
    },
    StopQueuing: (_queID?: unknown, cookie?: Cookie): void => askFor(g, 'queueLeave', {}, (sdkErr) => {
      if (sdkErr === SDK_ERR.ok) g.standing.delete(STANDING.place);
      tell('StopQueuingRslt', sdkErr, cookie);
    }),
  };
}

/** The methods of an agent. */
export function agentMethods(g: Ground) {
  const { tell, standing } = g;
  const answer = (accepted: boolean) => (queID: unknown, UID: unknown, cookie?: Cookie): void => {
    askFor(g, 'answerAssigned', { queue: Number(queID), account: String(UID), accepted }, (sdkErr) => tell('ResponseAssignUserRslt', sdkErr, cookie));
  };
  return {
    GetServingStatus: (cookie?: Cookie): void => look(g, ({ serving }) => tell('GetServingStatusRslt', SDK_ERR.ok, { ...callInfo(g), queIDs: serving }, cookie), (sdkErr) => {
      tell('GetServingStatusRslt', sdkErr, { queIDs: [] }, cookie);
    }),
    StartService: (queID: unknown, priority?: unknown, cookie?: Cookie): void => {
      const wish = { queue: Number(queID), ...(typeof priority === 'number' ? { priority } : {}) };
      askFor(g, 'serve', wish, (sdkErr) => {
        if (sdkErr === SDK_ERR.ok) standing.set(`serve ${wish.queue}`, () => ask(g, 'serve', wish));
        tell('StartServiceRslt', sdkErr, cookie);
      });
    },
    StopService: (queID: unknown, cookie?: Cookie): void => askFor(g, 'unserve', { queue: Number(queID) }, (sdkErr) => {
      if (sdkErr === SDK_ERR.ok) standing.delete(`serve ${Number(queID)}`);
      tell('StopServiceRslt', sdkErr, cookie);
    }),
    ReqAssignUser: (cookie?: Cookie): void => ask(g, 'assign', {}, ({ user }) => tell('ReqAssignUserRslt', SDK_ERR.ok, userOf(g, user), cookie), (sdkErr) => {
      tell('ReqAssignUserRslt', sdkErr, undefined, cookie);
    }),
    AcceptAssignUser: answer(true),
    RejectAssignUser: answer(false),
  };
}

/** Something about queues. */
export function hearQueue(g: Ground, event: Extract<RtcEvent, { t: 'queueStatus' | 'queuing' | 'assigned' | 'unassigned' }>): void {
  if (event.t === 'queueStatus') g.tell('QueueStatusChanged', stateOf(event.status));
  else if (event.t === 'queuing') g.tell('QueuingInfoChanged', placeOf(g, event));
  else if (event.t === 'assigned') g.tell('AutoAssignUser', userOf(g, event.user));
  else g.tell('CancelAssignUser', event.queue, event.account);
}

/** The session is over. */
export function forgetQueues(g: Ground): void {
  g.queues = [];
  g.standing.clear();
}

function look(g: Ground, use: (answer: Answers['queues']) => unknown, no: (sdkErr: number) => void = nothing): void {
  ask(g, 'queues', {}, use, no);
}

function begin(g: Ground, { queues, offered }: Answers['queues'], cookie: Cookie): void {
  g.queues = queues;
  g.standing.set(STANDING.queues, () => look(g, nothing));
  g.tell('InitQueueDatRslt', SDK_ERR.ok, cookie);
  // Of before a restart of the application: the agent has what is left of the 30 s.
  if (offered !== undefined) g.tell('AutoAssignUser', userOf(g, offered));
}

function callInfo(g: Ground): { readonly callInfo?: CallSession } {
  const session = callSession(g);
  return session === undefined ? {} : { callInfo: session };
}

/** By their names in quotes: the build shortens some of these elsewhere. */
function stateOf({ id, agents, serving, offered, ...rest }: QueueStatus): QueueState {
  return { queID: id, agent_num: agents, wait_num: rest['waiting'], srv_num: serving, prepare_num: offered };
}

function placeOf(g: Ground, { queue, position, sinceMs }: Queuing): QueuingInfo {
  return { queID: queue, position, queuingTime: secondsSince(g, sinceMs) };
}

function userOf(g: Ground, { queue, account, nick, sinceMs, custom }: QueuedUser): QueueUser {
  return { queID: queue, usrID: account, name: nick, queuingTime: secondsSince(g, sinceMs), usrExtDat: custom };
}
