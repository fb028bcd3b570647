import { accept, talk } from './play';
import { section } from './row';
import type { Player } from './stage';

const row = section('1.5');

/** How the others see a user now: null when it is not in the list. */
async function statusOf(asker: Player, UID: string) {
  const cookie = {};
  asker.rtcsdk.GetUserStatus(cookie);
  const [users] = await asker.hears('GetUserStatusSuccess', (_users, given) => given === cookie);
  return users.find(({ userID }) => userID === UID) ?? null;
}

/** Section 1.5: do-not-disturb and how users are. */
export const status = [
  ...row(['SetDNDStatus', 'SetDNDStatusSuccess'], 'any number but 0 is on, and hears the very cookie; who has it may call', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cookie = { level: 2 };
    alice.rtcsdk.SetDNDStatus(2, cookie);
    const [given] = await alice.hears('SetDNDStatusSuccess');
    expect(given).toBe(cookie);
    expect(await statusOf(bob, alice.account)).toMatchObject({ userStatus: 1, isDND: 2, DNDType: 2 });
    await accept(alice, bob);
  }),
  ...row('SetDNDStatus', '0 is off: the user is called again', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    for (const level of [1, 0]) {
      bob.rtcsdk.SetDNDStatus(level, level);
      expect(await bob.hears('SetDNDStatusSuccess')).toEqual([level]);
    }
    await accept(alice, bob);
  }),
  ...row('SetDNDStatusFail', 'without a session it is 12', async (stage) => {
    const alice = await stage.fresh('alice');
    alice.rtcsdk.Init({ isCallSer: true });
    alice.rtcsdk.SetDNDStatus(1, true);
    expect(await alice.hears('SetDNDStatusFail')).toEqual([12, true]);
  }),
  ...row(['GetUserStatus', 'GetUserStatusSuccess'], 'lists who is signed in: 1 free, 2 in a call, 3 in a room; not who is not', async (stage) => {
    const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
    const cookie = { of: 'GetUserStatus' };
    alice.rtcsdk.GetUserStatus(cookie);
    expect((await alice.hears('GetUserStatusSuccess'))[1]).toBe(cookie);
    expect(await statusOf(alice, bob.account)).toEqual({ userID: bob.account, userStatus: 1, isDND: 0, DNDType: 0 });
    await accept(bob, carol);
    expect(await statusOf(alice, bob.account)).toMatchObject({ userStatus: 2 });
    await alice.enter((await alice.createMeeting()).ID);
    expect(await statusOf(bob, alice.account)).toMatchObject({ userStatus: 3 });
    expect(await statusOf(alice, stage.named('dave'))).toBeNull();
  }),
  ...row('GetUserStatusFail', 'without a session it is 12', async (stage) => {
    const alice = await stage.fresh('alice');
    alice.rtcsdk.Init({ isCallSer: true });
    alice.rtcsdk.GetUserStatus('cookie');
    expect(await alice.hears('GetUserStatusFail')).toEqual([12, 'cookie']);
  }),
  ...row(['StartUserStatusNotify', 'StartUserStatusNotifyRslt', 'NotifyUserStatus'], 'hears every change from then on, with the cookie of the wish', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cookie = { of: 'Start' };
    alice.rtcsdk.StartUserStatusNotify(cookie);
    const [sdkErr, given] = await alice.hears('StartUserStatusNotifyRslt');
    expect(sdkErr).toBe(0);
    expect(given).toBe(cookie);
    const carol = await stage.person('carol');
    const [user, told] = await alice.hears('NotifyUserStatus', ({ userID }) => userID === carol.account);
    expect(user).toEqual({ userID: carol.account, userStatus: 1, isDND: 0, DNDType: 0 });
    expect(told).toBe(cookie);
    const { callID } = await talk(bob, carol);
    await alice.hears('NotifyUserStatus', ({ userID, userStatus }) => userID === bob.account && userStatus === 2);
    bob.rtcsdk.HungupCall(callID, '', undefined);
    await alice.hears('NotifyUserStatus', ({ userID, userStatus }) => userID === bob.account && userStatus === 3);
    bob.rtcsdk.Logout();
    await alice.hears('NotifyUserStatus', ({ userID, userStatus }) => userID === bob.account && userStatus === 0);
  }),
  ...row(['StopUserStatusNotify', 'StopUserStatusNotifyRslt'], 'hears no change any more', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    alice.rtcsdk.StartUserStatusNotify(1);
    await alice.hears('StartUserStatusNotifyRslt');
    const cookie = { of: 'Stop' };
    alice.rtcsdk.StopUserStatusNotify(cookie);
    const [sdkErr, given] = await alice.hears('StopUserStatusNotifyRslt');
    expect(sdkErr).toBe(0);
    expect(given).toBe(cookie);
    bob.rtcsdk.SetDNDStatus(1, 1);
    await bob.hears('SetDNDStatusSuccess');
    await alice.settled();
    expect(alice.heards('NotifyUserStatus').filter(([{ userID, isDND }]) => userID === bob.account && isDND === 1)).toEqual([]);
  }),
];
