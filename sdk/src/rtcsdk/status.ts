import type { UserStatus } from 'netcall-protocol';
import type { Cookie } from './callbacks';
import { SDK_ERR } from './errors';
import type { UserState } from './facts';
import { ask, askFor, STANDING, type Ground } from './ground';

/** The methods about do-not-disturb and the status of users. */
export function statusMethods(g: Ground) {
  const { tell } = g;
  const getStatus = (accounts: readonly string[] | undefined, cookie: Cookie): void => {
    ask(g, 'userStatus', accounts === undefined ? {} : { accounts }, ({ users }) => tell('GetUserStatusSuccess', users.map(stateOf), cookie), (sdkErr) => tell('GetUserStatusFail', sdkErr, cookie));
  };
  const watch = (on: boolean, name: 'StartUserStatusNotifyRslt' | 'StopUserStatusNotifyRslt', cookie: Cookie): void => {
    askFor(g, 'watchStatus', { on }, (sdkErr) => {
      if (sdkErr === SDK_ERR.ok) g.standing.delete(STANDING.status);
      if (sdkErr === SDK_ERR.ok && on) {
        g.statusCookie = cookie;
        g.standing.set(STANDING.status, () => ask(g, 'watchStatus', { on }));
      }
      tell(name, sdkErr, cookie);
    });
  };
  return {
    SetDNDStatus(DNDStatus: unknown, cookie?: Cookie): void {
      const fail = (sdkErr: number): void => tell('SetDNDStatusFail', sdkErr, cookie);
      const level = Number(DNDStatus);
      if (!Number.isInteger(level)) return fail(SDK_ERR.badParameter);
      ask(g, 'setDnd', { level }, () => tell('SetDNDStatusSuccess', cookie), fail);
    },
    GetUserStatus: (cookie?: Cookie): void => getStatus(undefined, cookie),
    GetOneUserStatus: (UID: unknown, cookie?: Cookie): void => getStatus([String(UID)], cookie),
    StartUserStatusNotify: (cookie?: Cookie): void => watch(true, 'StartUserStatusNotifyRslt', cookie),
    StopUserStatusNotify: (cookie?: Cookie): void => watch(false, 'StopUserStatusNotifyRslt', cookie),
  };
}

/** Somebody's status has changed. */
export function hearStatus(g: Ground, { user }: { readonly user: UserStatus }): void {
  g.tell('NotifyUserStatus', stateOf(user), g.statusCookie);
}

function stateOf({ account, status, dnd }: UserStatus): UserState {
  return { userID: account, userStatus: status, isDND: dnd, DNDType: dnd };
}
