import { Slot, type Cookie } from '../callbacks';
import type { ClientStatus, QueueUser, QueuingInfo, ServingStatus } from '../facts';
import type { Ground } from '../ground';
import type { WebQueueUser } from './face';

/** What an adapter tells: the name of the Web edition's callback, and its arguments. */
type Told = readonly [name: string, ...args: readonly unknown[]];

/** What a callback of the mini-program's edition is in the Web edition. */
type Adapter = (...args: never[]) => readonly Told[];

/** What the Web edition answers at once, as it was told last. */
export interface Known {
  queuing: QueuingInfo;
  serving: readonly number[];
}

/** Not waiting. */
export const NO_PLACE: QueuingInfo = { queID: 0, position: 0, queuingTime: 0 };

/** A cookie of this dialect's own: what a command was about, beside the application's. */
export class OwnCookie {
  constructor(
    readonly queID: number,
    readonly cookie: Cookie,
  ) {}
}

/** Texts of `OpenMicFailed` and `OpenVideoFailed`. */
const DESCRIPTIONS: Readonly<Record<number, string>> = { 800: 'not in a room', 8002: 'refused by the user', 8007: 'cannot be opened' };

/**
 * The difference of the editions, a line for each callback. What is not here is the same in both.
 *
 * @param files - ids of files that are on their way
 * @see cloudroom-api.md 1.0
 */
export function adaptersOf(known: Known, files: Set<string>): Readonly<Record<string, Adapter>> {
  return {
    GetQueueStatusRslt: (sdkErr: number, status: unknown, cookie: Cookie) => [['GetQueueStatusRslt', status, sdkErr, cookie]],
    StartQueuingRslt: (sdkErr: number, position: number, { queID, cookie }: OwnCookie) => {
      if (sdkErr === 0) known.queuing = { queID, position, queuingTime: 0 };
      return [['StartQueuingRslt', sdkErr, cookie]];
    },
    StopQueuingRslt: (sdkErr: number, cookie: Cookie) => {
      if (sdkErr === 0) known.queuing = NO_PLACE;
      return [['StopQueuingRslt', sdkErr, cookie]];
    },
    QueuingInfoChanged: (queuing: QueuingInfo) => {
      known.queuing = queuing;
      return [['QueuingInfoChanged', queuing]];
    },
    StartServiceRslt: (sdkErr: number, { queID, cookie }: OwnCookie) => {
      if (sdkErr === 0) known.serving = [...known.serving.filter((each) => each !== queID), queID];
      return [['StartServiceRslt', queID, sdkErr, cookie]];
    },
    StopServiceRslt: (sdkErr: number, { queID, cookie }: OwnCookie) => {
      if (sdkErr === 0) known.serving = known.serving.filter((each) => each !== queID);
      return [['StopServiceRslt', queID, sdkErr, cookie]];
    },
    GetClientStatusRslt: (sdkErr: number, status: ClientStatus, cookie: Cookie) => {
      if (sdkErr === 0) known.queuing = status.queuingInfo ?? NO_PLACE;
      return cookie instanceof OwnCookie ? [] : [['GetClientStatusRslt', sdkErr, status, cookie]];
    },
    GetServingStatusRslt: (sdkErr: number, status: ServingStatus, cookie: Cookie) => {
      if (sdkErr === 0) known.serving = status.queIDs;
      return cookie instanceof OwnCookie ? [] : [['GetServingStatusRslt', sdkErr, status, cookie]];
    },
    LineOff: (sdkErr: number) => {
      Object.assign(known, { queuing: NO_PLACE, serving: [] });
      return [['LineOff', sdkErr]];
    },
    NotifyCallIn: (...args: readonly unknown[]) => {
      known.queuing = NO_PLACE; // Whoever is called waits no more.
      return [['NotifyCallIn', ...args]];
    },
    NotifyUserStatus: (user: unknown) => [['NotifyUserStatus', user]],
    AutoAssignUser: (user: QueueUser) => [['AutoAssignUser', webUser(user)]],
    ReqAssignUserRslt: (sdkErr: number, user: QueueUser | undefined, cookie: Cookie) => [['ReqAssignUserRslt', sdkErr, user && webUser(user), cookie]],
    VideoDevChanged: (UID: string) => [['VideoDevChanged', UID], ['DefVideoChanged', UID, 1]],
    OpenMicFailRslt: (sdkErr: number) => [['OpenMicFailRslt', sdkErr], ['OpenMicFailed', sdkErr, describe(sdkErr)]],
    OpenVideoFailRslt: (sdkErr: number) => [['OpenVideoFailRslt', sdkErr], ['OpenVideoFailed', sdkErr, describe(sdkErr)]],
    SendBufferRslt: (taskID: string, ...rest: readonly unknown[]) => [[files.delete(taskID) ? 'SendFileRslt' : 'SendBufferRslt', taskID, ...rest]],
    NotifyBufferData: (UID: string, data: unknown, fileName?: string) => [[fileName === undefined ? 'NotifyBufferData' : 'NotifyFileData', UID, data, ...(fileName === undefined ? [] : [fileName])]],
  };
}

/** The other spelling of callbacks that the Web edition has under both. */
const SPELLINGS: Readonly<Record<string, string>> = { HungupCallSuccess: 'HangupCallSuccess', HungupCallFail: 'HangupCallFail', NotifyCallHungup: 'NotifyCallHangup' };

/** Callbacks that the mini-program's edition does not have. */
const ADDED = ['UpdateTokenRslt', 'SendFileRslt', 'NotifyFileData', 'DefVideoChanged', 'OpenMicFailed', 'OpenVideoFailed'] as const;

/** Tells under both spellings. */
const bothSpellings = Object.fromEntries(Object.entries(SPELLINGS).map(([name, other]): [string, Adapter] => [name, (...args) => [[name, ...args], [other, ...args]]]));

/** The Web edition's callbacks, which hear what those of the mini-program's edition do. The others are one object in both. */
export function webSlots({ sdk }: Ground, adapters: Readonly<Record<string, Adapter>>): Readonly<Record<string, Slot>> {
  const slots: Record<string, Slot> = {};
  const all = { ...adapters, ...bothSpellings };
  [...Object.keys(all), ...Object.values(SPELLINGS), ...ADDED].forEach((name) => (slots[name] = new Slot(name)));
  for (const [name, adapt] of Object.entries(all)) {
    const inner = slotOf(sdk[name]);
    if (inner) inner.callback = (...args) => adapt(...(args as never[])).forEach(([told, ...web]) => slots[told]?.trigger(...web));
  }
  return slots;
}

/** A value of the SDK, if it is a callback. */
export function slotOf(value: unknown): Slot | undefined {
  return value instanceof Slot ? (value as Slot) : undefined;
}

function describe(sdkErr: number): string {
  return DESCRIPTIONS[sdkErr] ?? `error ${sdkErr}`;
}

function webUser({ queID, usrID, name, queuingTime, usrExtDat }: QueueUser): WebQueueUser {
  return { queID, userID: usrID, nickname: name, queuingTime, usrExtDat };
}
