import { createNetease, nodePlatform, type CallMsg, type CallRecord, type Message, type Netcall } from 'netcall-sdk/node';
import { until } from '../../support/until';
import { NUMBER, TEXT } from './matchers';
import type { DropInPerson } from './person';
import { answer, ring, talk, thrownBy } from './play';
import { section } from './row';

const { dropIn, modern } = section('2');

/** What a request of the companion calls back with. */
function called<T>(ask: (done: (error: Error | null, result: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => ask((error, result) => (error === null ? resolve(result) : reject(error))));
}

/** The records of calls that somebody's `onmsg` has heard of, once there are so many. */
function records({ messages, account }: DropInPerson, count: number): Promise<readonly CallMsg[]> {
  return until(`${account} hears of ${count} calls`, () => {
    const found = messages.filter((message) => message.type === 'notification');
    return found.length >= count && found;
  });
}

/** One who hears news by the modern face. */
function news(netcall: Netcall) {
  const messages: Message[] = [];
  const calls: CallRecord[] = [];
  netcall.on('message', ({ message }) => void messages.push(message));
  netcall.on('callRecord', ({ record }) => void calls.push(record));
  return { messages, calls };
}

/** Section 2, rows 15 and 16: what applications use of the IM companion. */
export const companion = [
  dropIn('NIM.use', 'plugs the class for calls in, as samples begin', async (stage) => {
    const { classes: { NIM, Netcall }, netcall, nim } = await stage.dropIn('alice');
    expect(NIM.use(Netcall)).toBeUndefined();
    expect(Netcall.getInstance({ nim })).toBe(netcall);
  }),
  modern('NIM.use', 'there is no companion: messages, records and presence are methods and events of the one client', async (stage) => {
    const { netcall } = await stage.modern('alice');
    expect(['sendMessage', 'records', 'presence', 'settings'].map((name) => typeof Reflect.get(netcall, name))).toEqual(Array(4).fill('function'));
  }),
  dropIn('NIM.getInstance', 'signs in once for an account, and takes new callbacks', async (stage) => {
    const { classes: { NIM }, nim, account } = await stage.dropIn('alice');
    const heard = new Promise((resolve) => expect(NIM.getInstance({ account, oncustomsysmsg: resolve })).toBe(nim));
    const bob = await stage.dropIn('bob');
    bob.nim.sendCustomSysMsg({ scene: 'p2p', to: account, content: 'hi' });
    expect(await heard).toMatchObject({ content: 'hi' });
  }),
  dropIn('NIM.getInstance', 'passes the token of the application on to getToken; a refused one is ondisconnect with 302', async (stage) => {
    const asked: unknown[] = [];
    const { NIM } = createNetease({
      server: stage.stack.url, platform: nodePlatform({ log: () => undefined }),
      getToken: (account, token) => {
        asked.push([account, token]);
        return 'no token';
      },
    });
    const over = new Promise((resolve) => NIM.getInstance({ account: stage.named('alice'), token: 'secret', appKey: 'any', ondisconnect: resolve }));
    expect([await over, asked]).toMatchObject([{ code: 302 }, [[stage.named('alice'), 'secret']]]);
  }),
  modern('NIM.getInstance', 'login signs in, with the token that getToken fetches', async (stage) => {
    const { netcall, account } = await stage.modern('alice');
    expect(await netcall.login()).toEqual({ account });
  }),
  dropIn('nim.account', 'is who is signed in', async (stage) => {
    const { nim, account } = await stage.dropIn('alice');
    expect(nim.account).toBe(account);
  }),
  modern('nim.account', 'is netcall.account', async (stage) => {
    const { netcall, account } = await stage.modern('alice');
    expect(netcall.account).toBe(account);
  }),
  dropIn('nim.getUsers', 'asks the resolver of createNetease; without one a user is its account', async (stage) => {
    const alice = await stage.dropIn('alice', { getUsers: (accounts) => accounts.map((account) => ({ account, nick: `Dr ${account}`, avatar: 'a.png' })) });
    expect(await called((done) => alice.nim.getUsers({ accounts: ['bob'], done }))).toEqual([{ account: 'bob', nick: 'Dr bob', avatar: 'a.png' }]);
    const bob = await stage.dropIn('bob');
    expect(await called((done) => bob.nim.getUsers({ accounts: ['x', 'y'], done }))).toEqual([{ account: 'x', nick: 'x' }, { account: 'y', nick: 'y' }]);
  }),
  modern('nim.getUsers', 'is the application\'s own: only who is signed in is told, by presence', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    expect(await alice.netcall.presence([bob.account, stage.named('nobody')])).toEqual([bob.account]);
  }),
  dropIn('nim.sendCustomSysMsg', 'reaches oncustomsysmsg at once, and a device that comes online later when it does', async (stage) => {
    const [alice, carol] = [await stage.dropIn('alice'), await stage.dropIn('carol')];
    const content = '{"id":3,"room":"daily"}';
    const send = (to: string) => called((done) => alice.nim.sendCustomSysMsg({ scene: 'p2p', to, content, done }));
    expect(await send(carol.account)).toMatchObject({ type: 'custom', from: alice.account, to: carol.account, content, flow: 'out', idServer: TEXT });
    expect(await until('carol hears it', () => carol.customs[0])).toMatchObject({ type: 'custom', scene: 'p2p', from: alice.account, content, flow: 'in', sessionId: `p2p-${alice.account}` });
    await send(stage.named('bob'));
    const bob = await stage.dropIn('bob');
    expect(await until('bob hears it', () => bob.customs[0])).toMatchObject({ from: alice.account, content });
    expect(thrownBy(() => alice.nim.sendCustomSysMsg({ scene: 'p2p', to: 'bob' } as never))).toMatchObject({ message: '参数缺失 content' });
  }),
  modern('nim.sendCustomSysMsg', 'is sendMessage with kind custom; message tells of it, at once or at the next sign-in', async (stage) => {
    const alice = await stage.modern('alice');
    const send = (to: string) => alice.netcall.sendMessage({ to, kind: 'custom', content: 'hi' });
    const storage = new Map<string, string>();
    const before = await stage.modern('bob', { storage });
    const heard = news(before.netcall);
    await send(before.account);
    expect(await until('bob hears it', () => heard.messages[0])).toMatchObject({ from: alice.account, kind: 'custom', content: 'hi' });
    await before.netcall.logout();
    await send(before.account);
    await before.netcall.login();
    expect(await until('bob hears the second', () => heard.messages[1])).toMatchObject({ content: 'hi' });
  }),
  dropIn('nim.sendTipMsg', 'reaches onmsg of the peer, and of the own other devices', async (stage) => {
    const [alice, tablet, bob] = [await stage.dropIn('alice'), await stage.dropIn('alice'), await stage.dropIn('bob')];
    expect(await called((done) => alice.nim.sendTipMsg({ scene: 'p2p', to: bob.account, tip: '通话时长 00:12', done }))).toMatchObject({ type: 'tip', tip: '通话时长 00:12', flow: 'out' });
    expect(await until('bob hears it', () => bob.messages[0])).toMatchObject({ type: 'tip', tip: '通话时长 00:12', from: alice.account, to: bob.account, flow: 'in', target: alice.account });
    expect(await until('the tablet hears it', () => tablet.messages[0])).toMatchObject({ type: 'tip', flow: 'out', target: bob.account });
  }),
  modern('nim.sendTipMsg', 'is sendMessage with kind tip', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    const heard = news(bob.netcall);
    await alice.netcall.sendMessage({ to: bob.account, kind: 'tip', content: 'hi' });
    expect(await until('bob hears it', () => heard.messages[0])).toMatchObject({ kind: 'tip', content: 'hi' });
  }),
  dropIn('nim.destroy', 'signs out, ends the call of the netcall instance, and makes room for another account', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    await talk(alice, bob);
    await called((done) => alice.nim.destroy({ done }));
    expect(await bob.heard('hangup')).toMatchObject({ account: alice.account });
    expect(await alice.heard('disconnect')).toMatchObject({ code: '0' });
    const other = alice.classes.NIM.getInstance({ account: stage.named('carol') });
    expect([other === alice.nim, other.account]).toEqual([false, stage.named('carol')]);
    await called((done) => other.destroy({ done }));
  }),
  modern('nim.destroy', 'is logout, after which login begins anew, or destroy', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    await talk(alice, bob);
    await alice.netcall.logout();
    expect(await bob.heard('hangup')).toMatchObject({ account: alice.account });
    expect(await alice.netcall.login()).toEqual({ account: alice.account });
  }),
  dropIn('nim callbacks', 'onconnect, again after a loss; onwillreconnect counts; ondisconnect after disconnect', async (stage) => {
    const alice = await stage.dropIn('alice');
    expect(alice.connects).toEqual([{ account: alice.account }]);
    alice.wire.cutOnce();
    await until('it connects again', () => alice.connects.length === 2);
    expect(alice.losses).toEqual([1]);
    await called((done) => alice.nim.disconnect({ done }));
    expect(alice.disconnections).toEqual([{ code: 'logout', message: '' }]);
  }),
  dropIn('nim callbacks', 'onconnect of a loss during a call waits for its end, so that the sample does not hang up', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    await talk(alice, bob);
    alice.wire.cutOnce();
    await alice.heard('willreconnect');
    expect((await alice.heard('syncDone')).connectCount).toBe(1);
    expect(alice.connects).toHaveLength(1);
    await bob.netcall.hangup();
    await until('it connects again', () => alice.connects.length === 2);
  }),
  modern('nim callbacks', 'are the event connection', async (stage) => {
    const alice = await stage.modern('alice');
    await alice.settled();
    const states: string[] = [];
    alice.netcall.on('connection', ({ state }) => void states.push(state));
    alice.wire.cutOnce();
    await until('it connects again', () => states.includes('online'));
    expect(states).toEqual(['connecting', 'online']);
  }),
  dropIn('netcallBill', 'both hear of a call that was answered by onmsg, once', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    const cid = await talk(alice, bob);
    await alice.netcall.hangup();
    const attach = {
      type: 'netcallBill', cid, netcallType: 2, accounts: [alice.account, bob.account], from: alice.account, time: NUMBER, duration: NUMBER, reason: 'hungUp',
    };
    const message = { type: 'notification', scene: 'p2p', from: alice.account, to: bob.account, idServer: cid, time: NUMBER, attach };
    expect(await records(alice, 1)).toEqual([{ ...message, flow: 'out', target: bob.account, sessionId: `p2p-${bob.account}` }]);
    expect(await records(bob, 1)).toEqual([{ ...message, flow: 'in', target: alice.account, sessionId: `p2p-${alice.account}` }]);
  }),
  modern('netcallBill', 'is callRecord, with when it was accepted and who ended it', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    const heard = news(bob.netcall);
    const cid = await talk(alice, bob);
    await alice.netcall.hangup();
    expect(await until('bob hears of it', () => heard.calls[0])).toMatchObject({ cid, caller: alice.account, media: 'video', acceptedAtMs: NUMBER, reason: 'hungUp', endedBy: alice.account });
  }),
  dropIn('netcallMiss', 'both hear of calls that nobody answered, with the reason', async (stage) => {
    const [alice, bob] = [await stage.dropIn('alice'), await stage.dropIn('bob')];
    await answer(bob, alice, await ring(alice, bob), false);
    await alice.heard('disconnect');
    await ring(alice, bob);
    await alice.netcall.hangup();
    for (const each of [alice, bob]) {
      const attached = (await records(each, 2)).map(({ attach }) => attach);
      expect(attached).toMatchObject([{ type: 'netcallMiss', duration: 0, reason: 'rejected' }, { type: 'netcallMiss', duration: 0, reason: 'cancelled' }]);
    }
  }),
  modern('netcallMiss', 'is callRecord with acceptedAtMs null', async (stage) => {
    const [alice, bob] = [await stage.modern('alice'), await stage.modern('bob')];
    const heard = news(bob.netcall);
    await ring(alice, bob);
    await alice.netcall.hangup();
    expect(await until('bob hears of it', () => heard.calls[0])).toMatchObject({ acceptedAtMs: null, durationMs: 0, reason: 'cancelled' });
  }),
];
