import { addOutcomes, ask, extOf, type Ground, type Tell } from './ground';

type Ext = string | null | undefined;

/** The methods about invitations: no room, no busy state, 30 s. */
export function addInvites(g: Ground): void {
  const send = (name: 'invite' | 'answerInvite' | 'cancelInvite', ok: Tell, no: Tell, inviteId: string, ext: Ext, more?: object): void => {
    ask(g, name, { inviteId, ...extOf(ext), ...more }, () => ok(inviteId), (sdkErr) => no(inviteId, sdkErr));
  };
  const answer = (accepted: boolean) => (ok: Tell, no: Tell, inviteID: string, ext: Ext) => send('answerInvite', ok, no, inviteID, ext, { accepted });
  addOutcomes(g, 2, {
    Invite(ok, no, UID: string, ext: Ext) {
      const inviteID = g.host.uuid();
      send('invite', ok, no, inviteID, ext, { to: UID });
      return inviteID;
    },
    AcceptInvite: answer(true),
    RejectInvite: answer(false),
    CancelInvite: (ok, no, inviteID: string, ext: Ext) => send('cancelInvite', ok, no, inviteID, ext),
  });
}
