import { ID } from './matchers';
import { since } from './play';
import { section } from './row';
import type { Player } from './stage';

const row = section('1.4');

/** One invites the other, who hears of it. */
async function invite(alice: Player, bob: Player): Promise<string> {
  const inviteID = alice.rtcsdk.Invite(bob.account, '', undefined);
  await Promise.all([alice.hears('InviteSuccess', (id) => id === inviteID), bob.hears('NotifyInviteIn', (id) => id === inviteID)]);
  return inviteID;
}

/** Section 1.4: invitations, which touch neither calls nor rooms. */
export const invites = [
  ...row(['Invite', 'InviteSuccess', 'NotifyInviteIn'], 'gives the inviteID at once; the other hears it, who and the text', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cookie = { of: 'Invite' };
    let inviteID = '';
    expect(since(alice, () => void (inviteID = alice.rtcsdk.Invite(bob.account, 'join us', cookie)))).toEqual([]);
    expect(inviteID).toEqual(ID);
    const [id, given] = await alice.hears('InviteSuccess');
    expect(id).toBe(inviteID);
    expect(given).toBe(cookie);
    expect(await bob.hears('NotifyInviteIn')).toEqual([inviteID, alice.account, 'join us']);
  }),
  ...row('InviteFail', '603: not signed in; the very cookie', async (stage) => {
    const alice = await stage.person('alice');
    const cookie = {};
    const inviteID = alice.rtcsdk.Invite(stage.named('bob'), '', cookie);
    const [id, sdkErr, given] = await alice.hears('InviteFail');
    expect([id, sdkErr]).toEqual([inviteID, 603]);
    expect(given).toBe(cookie);
  }),
  ...row(['AcceptInvite', 'AcceptInviteSuccess', 'NotifyInviteAccepted'], 'the inviter hears inviteID and text', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const inviteID = await invite(alice, bob);
    const cookie = { of: 'AcceptInvite' };
    bob.rtcsdk.AcceptInvite(inviteID, 'yes', cookie);
    const [id, given] = await bob.hears('AcceptInviteSuccess');
    expect(id).toBe(inviteID);
    expect(given).toBe(cookie);
    expect(await alice.hears('NotifyInviteAccepted')).toEqual([inviteID, 'yes']);
  }),
  ...row(['RejectInvite', 'RejectInviteSuccess', 'NotifyInviteRejected'], 'the inviter hears inviteID, the reason 606 and the text', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const inviteID = await invite(alice, bob);
    const cookie = { of: 'RejectInvite' };
    bob.rtcsdk.RejectInvite(inviteID, 'no', cookie);
    const [id, given] = await bob.hears('RejectInviteSuccess');
    expect(id).toBe(inviteID);
    expect(given).toBe(cookie);
    expect(await alice.hears('NotifyInviteRejected')).toEqual([inviteID, 606, 'no']);
  }),
  ...row(['CancelInvite', 'CancelInviteSuccess', 'NotifyInviteCanceled'], 'the invited one hears inviteID, 0 and the text', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const inviteID = await invite(alice, bob);
    const cookie = { of: 'CancelInvite' };
    alice.rtcsdk.CancelInvite(inviteID, 'sorry', cookie);
    const [id, given] = await alice.hears('CancelInviteSuccess');
    expect(id).toBe(inviteID);
    expect(given).toBe(cookie);
    expect(await bob.hears('NotifyInviteCanceled')).toEqual([inviteID, 0, 'sorry']);
  }),
  ...row('AcceptInviteFail', '600: the invitation was taken back', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const inviteID = await invite(alice, bob);
    alice.rtcsdk.CancelInvite(inviteID, '', undefined);
    await bob.hears('NotifyInviteCanceled');
    bob.rtcsdk.AcceptInvite(inviteID, '', 'late');
    expect(await bob.hears('AcceptInviteFail')).toEqual([inviteID, 600, 'late']);
  }),
  ...row('RejectInviteFail', '600: there is no such invitation', async (stage) => {
    const bob = await stage.person('bob');
    bob.rtcsdk.RejectInvite('nothing', '', 1);
    expect(await bob.hears('RejectInviteFail')).toEqual(['nothing', 600, 1]);
  }),
  ...row('CancelInviteFail', '600: it was answered before', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const inviteID = await invite(alice, bob);
    bob.rtcsdk.AcceptInvite(inviteID, '', undefined);
    await alice.hears('NotifyInviteAccepted');
    alice.rtcsdk.CancelInvite(inviteID, '', 1);
    expect(await alice.hears('CancelInviteFail')).toEqual([inviteID, 600, 1]);
  }),
];
