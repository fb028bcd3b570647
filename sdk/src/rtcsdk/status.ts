import type { UserStatus } from 'netcall-protocol';
import type { UserState } from './facts';
import { addOutcomes, addResults, ask, askForLasting, Standing, type Ground, type Tell } from './ground';

/** The methods about do-not-disturb and the status of users. */
export function addStatus(g: Ground): void {
  const watch = (on: boolean) => (rslt: Tell, cookie: never): void => {
    g.statusCookie = cookie;
    askForLasting(g, Standing.status, 'watchStatus', { on }, rslt);
  };
  addOutcomes(g, 1, { SetDNDStatus: (ok, no, level: unknown) => ask(g, 'setDnd', { level: Number(level) }, () => ok(), no) });
  addOutcomes(g, 0, { GetUserStatus: (ok, no) => ask(g, 'userStatus', {}, ({ users }) => ok(users.map(stateOf)), no) });
  addResults(g, 0, { StartUserStatusNotify: watch(true), StopUserStatusNotify: watch(false) });
}

/** A user, as applications read it. */
export function stateOf({ account, status, dnd }: UserStatus): UserState {
  return { userID: account, userStatus: status, isDND: dnd, DNDType: dnd };
}
