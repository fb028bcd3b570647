import { makeToken, secondsFromNow } from '../../support/jwt';
import { SAMPLE_SECRETS } from '../../../server/src/config';
import { talk } from './play';
import { section } from './row';
import type { Player, Stage } from './stage';

const row = section('1.2');

/** A sign-in token that is good for so many seconds. */
const tokenFor = (account: string, seconds: number): string => makeToken({ sub: account, exp: secondsFromNow(seconds) }, SAMPLE_SECRETS.token);

/** Somebody signed in with a token of the application's. */
async function byToken(stage: Stage, name: string, seconds: number): Promise<Player> {
  const person = await stage.fresh(name);
  person.rtcsdk.Init({ isCallSer: true });
  person.rtcsdk.LoginByToken(tokenFor(person.account, seconds), name, person.account, '', undefined);
  await person.hears('LoginSuccess');
  return person;
}

/** Section 1.2: what there is before a call. */
export const login = [
  ...row('sdkver', 'is a text', async (stage) => {
    const { rtcsdk } = await stage.fresh('alice');
    expect(rtcsdk.sdkver).toMatch(/\d+\.\d+/);
  }),
  ...row('MD5', 'gives the 32 digits in small letters, of Chinese too', async (stage) => {
    const { rtcsdk } = await stage.fresh('alice');
    expect(['', 'abc', '中文'].map((text) => rtcsdk.MD5(text))).toEqual(['d41d8cd98f00b204e9800998ecf8427e', '900150983cd24fb0d6963f7d28e17f72', 'a7bac2239fcdcb3a067903d8077c4a07']);
  }),
  ...row('EnableLog2File', 'is taken, before Init too, and answers nothing', async (stage) => {
    const { rtcsdk } = await stage.fresh('alice');
    expect(rtcsdk.EnableLog2File(true, true)).toBeUndefined();
  }),
  ...row('Init', 'returns 0, and again 0', async (stage) => {
    const { rtcsdk } = await stage.fresh('alice');
    expect([rtcsdk.Init({ isCallSer: true }), rtcsdk.Init({ isCallSer: true })]).toEqual([0, 0]);
  }),
  ...row('Init', 'comes before Login: without it LoginFail hears 11, not before Login has returned', async (stage) => {
    const alice = await stage.fresh('alice');
    const cookie = { of: 'Login' };
    alice.rtcsdk.Login('demo', alice.rtcsdk.MD5('x'), 'Alice', alice.account, '', cookie);
    expect(alice.names).toEqual([]);
    const [sdkErr, given] = await alice.hears('LoginFail');
    expect(sdkErr).toBe(11);
    expect(given).toBe(cookie);
  }),
  ...row('UnInit', 'signs out: the other one in the call hears that it is over', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const { callID } = await talk(alice, bob);
    alice.rtcsdk.UnInit();
    expect(await bob.hears('NotifyCallHungup')).toEqual([callID, '']);
    expect(alice.rtcsdk.GetAllMembers()).toEqual([]);
  }),
  ...row('SetServerAddr', 'is taken; the server that createRTCSDK was given is the one that is asked', async (stage) => {
    const alice = await stage.fresh('alice');
    expect(alice.rtcsdk.SetServerAddr('sdk.example.com:8000')).toBeUndefined();
    await alice.signIn();
  }),
  ...row(['Login', 'LoginSuccess'], 'signs in; LoginSuccess hears the UID and the very cookie, not before Login has returned', async (stage) => {
    const alice = await stage.fresh('alice');
    alice.rtcsdk.Init({ isCallSer: true });
    const cookie = { then: () => 'home' };
    alice.rtcsdk.Login('demo', alice.rtcsdk.MD5('secret'), 'Alice', alice.account, '', cookie);
    expect(alice.names).toEqual([]);
    const [UID, given] = await alice.hears('LoginSuccess');
    expect(UID).toBe(alice.account);
    expect(given).toBe(cookie);
  }),
  ...row('Login', 'getToken gets what the application has given, to ask its back end with', async (stage) => {
    const asked: unknown[] = [];
    const alice = await stage.fresh('alice', {
      getToken: (credentials) => {
        asked.push(credentials);
        return stage.stack.token(credentials.UID);
      },
    });
    alice.rtcsdk.Init({ isCallSer: true });
    alice.rtcsdk.Login('shop', alice.rtcsdk.MD5('secret'), 'Alice', alice.account, 'auth', undefined);
    expect(await alice.hears('LoginSuccess')).toEqual([alice.account, undefined]);
    expect(asked).toEqual([{ appID: 'shop', secret: alice.rtcsdk.MD5('secret'), UID: alice.account, nickName: 'Alice', userAuthCode: 'auth' }]);
  }),
  ...row(['LoginByToken', 'LoginSuccess'], 'signs in with the token; a cookie may be a boolean', async (stage) => {
    const alice = await stage.fresh('alice', { getToken: () => Promise.reject(new Error('nobody is to ask')) });
    alice.rtcsdk.Init({ isCallSer: true });
    alice.rtcsdk.LoginByToken(tokenFor(alice.account, 600), 'Alice', alice.account, '', false);
    expect(await alice.hears('LoginSuccess')).toEqual([alice.account, false]);
  }),
  ...row('LoginFail', '7: the back end refuses, with the very cookie; 18: the token has expired; 19: it is no token, or another user\'s', async (stage) => {
    const alice = await stage.fresh('alice', { getToken: () => Promise.reject(new Error('wrong secret')) });
    alice.rtcsdk.Init({ isCallSer: true });
    const cookie = [1];
    alice.rtcsdk.Login('demo', 'md5', 'Alice', alice.account, '', cookie);
    const [sdkErr, given] = await alice.hears('LoginFail');
    expect(sdkErr).toBe(7);
    expect(given).toBe(cookie);
    for (const [token, number] of [[tokenFor(alice.account, -100), 18], ['no token', 19], [tokenFor(stage.named('bob'), 600), 19]] as const) {
      alice.rtcsdk.LoginByToken(token, 'Alice', alice.account, '', true);
      expect(await alice.hears('LoginFail')).toEqual([number, true]);
    }
  }),
  ...row('LoginFail', 'in a session it is 9', async (stage) => {
    const alice = await stage.person('alice');
    alice.rtcsdk.Login('demo', 'md5', 'Alice', stage.named('bob'), '', 'again');
    expect(await alice.hears('LoginFail')).toEqual([9, 'again']);
  }),
  ...row('NotifyTokenWillExpire', 'hears nothing, 30 s before the token expires', async (stage) => {
    const dueS = secondsFromNow(32 - 30);
    const alice = await byToken(stage, 'alice', 32);
    expect(await alice.hears('NotifyTokenWillExpire')).toEqual([]);
    expect(Math.round(Date.now() / 1000)).toBeGreaterThanOrEqual(dueS);
  }),
  ...row('UpdateToken', 'a new token in time: the session outlasts the old one', async (stage) => {
    const alice = await byToken(stage, 'alice', 4);
    await alice.hears('NotifyTokenWillExpire');
    alice.rtcsdk.UpdateToken(tokenFor(alice.account, 33));
    await alice.hears('NotifyTokenWillExpire'); // Of the second token, 3 s later: the first has nearly expired.
    expect(alice.names).not.toContain('LineOff');
  }),
  ...row(['Logout', 'LogoutSuccess'], 'signs out; others see the user no longer, and Login begins anew', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    alice.rtcsdk.Logout();
    await alice.hears('LogoutSuccess');
    bob.rtcsdk.Call(alice.account, null, '', true);
    expect((await bob.hears('CallFail')).slice(1)).toEqual([603, true]);
    await alice.signIn();
  }),
  ...row('LogoutFail', 'without a session it is 12', async (stage) => {
    const alice = await stage.fresh('alice');
    alice.rtcsdk.Init({ isCallSer: true });
    alice.rtcsdk.Logout();
    expect((await alice.hears('LogoutFail'))[0]).toBe(12);
  }),
  ...row('LineOff', '10: the same user has signed in elsewhere', async (stage) => {
    const [first, second] = [await stage.person('alice'), await stage.person('alice')];
    expect(await first.hears('LineOff')).toEqual([10]);
    await second.settled();
    expect(second.names).not.toContain('LineOff');
  }),
  ...row('LineOff', '18: the token has expired', async (stage) => {
    const alice = await byToken(stage, 'alice', 2);
    expect(await alice.hears('LineOff')).toEqual([18]);
    expect(alice.names).toContain('NotifyTokenWillExpire');
  }),
  ...row('LineOff', '204: the network; the room is left, and what was under way fails', async (stage) => {
    const [alice, bob] = [await stage.fresh('alice', { lostMs: 500 }), await stage.person('bob')];
    await alice.signIn();
    await talk(alice, bob);
    alice.host.wire.cut();
    const cookie = { of: 'DND' };
    alice.rtcsdk.SetDNDStatus(1, cookie);
    expect(await alice.hears('LineOff')).toEqual([204]);
    expect((await alice.hears('SetDNDStatusFail'))[1]).toBe(cookie);
    expect(alice.rtcsdk.GetAllMembers()).toEqual([]);
  }),
];
