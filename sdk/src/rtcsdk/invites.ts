import { On, type Cookie } from './callbacks';
import { SdkErr } from './errors';
import { addOutcomes, ask, extOf, type Ground, type Tell } from './ground';
import type { RtcEvent } from './read';

type Ext = string | null | undefined;

/** The methods about invitations: no room, no busy state, 30 s. */
export function addInvites(g: Ground): void {
  const send = <N extends 'invite' | 'answerInvite' | 'cancelInvite'>(name: N, ok: Tell, no: Tell, inviteId: string, ext: Ext, cookie: Cookie, more: object): void => {
    ask(g, name, { inviteId, ...extOf(ext), ...more } as never, () => ok(inviteId, cookie), (sdkErr) => no(inviteId, sdkErr, cookie));
  };
  const answer = (accepted: boolean) => (ok: Tell, no: Tell, inviteID: string, ext: Ext, cookie: Cookie) => send('answerInvite', ok, no, inviteID, ext, cookie, { accepted });
  addOutcomes(g, {
    Invite(ok, no, UID: string, ext: Ext, cookie: Cookie) {
      const inviteID = g.host.uuid();
      send('invite', ok, no, inviteID, ext, cookie, { to: UID });
      return inviteID;
    },
    AcceptInvite: answer(true),
    RejectInvite: answer(false),
    CancelInvite: (ok, no, inviteID: string, ext: Ext, cookie: Cookie) => send('cancelInvite', ok, no, inviteID, ext, cookie, {}),
  });
}

/** Something about an invitation. */
export function hearInvite({ tell }: Ground, event: Extract<RtcEvent, { inviteId: string }>): void {
  const { inviteId, custom } = event;
  if (event.t === 'inviteIn') tell(On.NotifyInviteIn, inviteId, event.from, custom);
  else if (event.t === 'inviteCancelled') tell(On.NotifyInviteCanceled, inviteId, event.reason === 'noAnswer' ? SdkErr.noAnswer : SdkErr.ok, custom);
  else if (event.answer === 'accepted') tell(On.NotifyInviteAccepted, inviteId, custom);
  else tell(On.NotifyInviteRejected, inviteId, event.answer === 'noAnswer' ? SdkErr.noAnswer : SdkErr.refused, custom);
}
