import type { Cookie } from './callbacks';
import { SDK_ERR } from './errors';
import { askFor, extOf, type Ground } from './ground';
import type { RtcEvent } from './read';

type Invite = 'Invite' | 'AcceptInvite' | 'RejectInvite' | 'CancelInvite';

/** The methods about invitations: no room, no busy state, 30 s. */
export function inviteMethods(g: Ground) {
  const done = (name: Invite, inviteID: string, cookie: Cookie) => (sdkErr: number): void => {
    if (sdkErr === SDK_ERR.ok) g.tell(`${name}Success`, inviteID, cookie);
    else g.tell(`${name}Fail`, inviteID, sdkErr, cookie);
  };
  const answer = (name: 'AcceptInvite' | 'RejectInvite') => (inviteID: string, usrExtDat?: string | null, cookie?: Cookie): void => {
    askFor(g, 'answerInvite', { inviteId: inviteID, accepted: name === 'AcceptInvite', ...extOf(usrExtDat) }, done(name, inviteID, cookie));
  };
  return {
    Invite(UID: unknown, usrExtDat?: string | null, cookie?: Cookie): string {
      const inviteID = g.host.uuid();
      askFor(g, 'invite', { inviteId: inviteID, to: String(UID), ...extOf(usrExtDat) }, done('Invite', inviteID, cookie));
      return inviteID;
    },
    AcceptInvite: answer('AcceptInvite'),
    RejectInvite: answer('RejectInvite'),
    CancelInvite: (inviteID: string, usrExtDat?: string | null, cookie?: Cookie): void => {
      askFor(g, 'cancelInvite', { inviteId: inviteID, ...extOf(usrExtDat) }, done('CancelInvite', inviteID, cookie));
    },
  };
}

/** Something about an invitation. */
export function hearInvite({ tell }: Ground, event: Extract<RtcEvent, { inviteId: string }>): void {
  const { inviteId, custom } = event;
  if (event.t === 'inviteIn') tell('NotifyInviteIn', inviteId, event.from, custom);
  else if (event.t === 'inviteCancelled') tell('NotifyInviteCanceled', inviteId, event.reason === 'noAnswer' ? SDK_ERR.noAnswer : SDK_ERR.ok, custom);
  else if (event.answer === 'accepted') tell('NotifyInviteAccepted', inviteId, custom);
  else tell('NotifyInviteRejected', inviteId, event.answer === 'noAnswer' ? SDK_ERR.noAnswer : SDK_ERR.refused, custom);
}
