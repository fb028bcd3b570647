import type { UserStatus } from 'netcall-protocol';
import { On, type Cookie, type Slot } from './callbacks';
import type { UserState } from './facts';
import { addOutcomes, addResults, ask, askFor, Standing, type Ground, type Tell } from './ground';

/** The methods about do-not-disturb and the status of users. */
export function addStatus(g: Ground): void {
  const get = (ok: Tell, no: Tell, fields: { readonly accounts?: readonly string[] }, cookie: Cookie): void => {
    ask(g, 'userStatus', fields, ({ users }) => ok(users.map(stateOf), cookie), (sdkErr) => no(sdkErr, cookie));
  };
  const watch = (on: boolean) => (rslt: Tell, cookie: Cookie): void => askFor(g, 'watchStatus', { on }, (sdkErr) => {
    if (!sdkErr) g.standing.delete(Standing.status);
    if (!sdkErr && on) g.standing.set(Standing.status, () => ask(g, 'watchStatus', { on }));
    if (!sdkErr && on) g.statusCookie = cookie;
    rslt(sdkErr, cookie);
  });
  addOutcomes(g, {
    SetDNDStatus: (done, failed, level: number, cookie: Cookie) => ask(g, 'setDnd', { level: Number(level) }, () => done(cookie), (sdkErr) => failed(sdkErr, cookie)),
    GetUserStatus: (done, failed, cookie: Cookie) => get(done, failed, {}, cookie),
  });
  const tellOf = (end: string): Tell => (...args) => g.queue(g.sdk[`GetUserStatus${end}`] as Slot, args);
  g.sdk['GetOneUserStatus'] = (UID: string, cookie: Cookie) => get(tellOf('Success'), tellOf('Fail'), { accounts: [UID] }, cookie);
  addResults(g, { StartUserStatusNotify: watch(true), StopUserStatusNotify: watch(false) });
}

/** Somebody's status has changed. */
export function hearStatus(g: Ground, { user }: { readonly user: UserStatus }): void {
  g.tell(On.NotifyUserStatus, stateOf(user), g.statusCookie);
}

function stateOf({ account, status, dnd }: UserStatus): UserState {
  return { userID: account, userStatus: status, isDND: dnd, DNDType: dnd };
}
