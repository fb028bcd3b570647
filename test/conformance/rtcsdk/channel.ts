import { randomBytes } from 'node:crypto';
import { ID } from './matchers';
import { since } from './play';
import { section } from './row';

const row = section('1.6');

/** Section 1.6: from user to user, outside of rooms. */
export const channel = [
  ...row(['SendCmd', 'SendCmdRlst', 'NotifyCmdData'], 'gives the taskID at once; the other hears who and what, the sender taskID and 0', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const cookie = { of: 'Cmd' };
    let taskID = '';
    expect(since(alice, () => void (taskID = alice.rtcsdk.SendCmd(bob.account, '{"cmd":"zoom","字":"中"}', cookie)))).toEqual([]);
    expect(taskID).toEqual(ID);
    const [id, sdkErr, given] = await alice.hears('SendCmdRlst');
    expect([id, sdkErr]).toEqual([taskID, 0]);
    expect(given).toBe(cookie);
    expect(await bob.hears('NotifyCmdData')).toEqual([alice.account, '{"cmd":"zoom","字":"中"}']);
  }),
  ...row('SendCmd', 'of 64 KB is the largest: 1100 for one more byte; 1102 when the other is not there', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const largest = alice.rtcsdk.SendCmd(bob.account, 'x'.repeat(65_536), 1);
    expect((await alice.hears('SendCmdRlst')).slice(0, 2)).toEqual([largest, 0]);
    expect((await bob.hears('NotifyCmdData'))[1]).toHaveLength(65_536);
    const over = alice.rtcsdk.SendCmd(bob.account, 'x'.repeat(65_537), 2);
    expect((await alice.hears('SendCmdRlst')).slice(0, 2)).toEqual([over, 1100]);
    const nobody = alice.rtcsdk.SendCmd(stage.named('carol'), 'hi', 3);
    expect((await alice.hears('SendCmdRlst')).slice(0, 2)).toEqual([nobody, 1102]);
  }),
  ...row('SendCmdRslt', 'is another name of SendCmdRlst', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const heard = new Promise((resolve) => (alice.rtcsdk.SendCmdRslt.callback = (...args: unknown[]) => resolve(args)));
    const taskID = alice.rtcsdk.SendCmd(bob.account, 'hi', 'cookie');
    expect(await heard).toEqual([taskID, 0, 'cookie']);
  }),
  ...row(['SendBuffer', 'SendProgress', 'SendBufferRslt', 'NotifyBufferData'], 'tells how far it is, with the cookie; the other hears all of it at once', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const bytes = randomBytes(500_000);
    const cookie = { of: 'Buffer' };
    const taskID = alice.rtcsdk.SendBuffer(bob.account, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), cookie);
    const [id, sdkErr, given] = await alice.hears('SendBufferRslt', () => true, 20_000);
    expect([id, sdkErr]).toEqual([taskID, 0]);
    expect(given).toBe(cookie);
    const [from, data] = await bob.hears('NotifyBufferData');
    expect([from, Buffer.from(data as ArrayBuffer).equals(bytes)]).toEqual([alice.account, true]);
    const progress = alice.heards('SendProgress');
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.every(([task, , total, mine]) => task === taskID && total === bytes.length && mine === cookie)).toBe(true);
    expect(progress.map(([, sent]) => sent)).toEqual(progress.map(([, sent]) => sent).sort((a, b) => a - b));
    expect(progress.at(-1)![1]).toBe(bytes.length);
    expect(alice.names.lastIndexOf('SendProgress')).toBeLessThan(alice.names.indexOf('SendBufferRslt'));
  }),
  ...row(['SendBuffer', 'NotifyBufferData'], 'takes a text too, and gives a text', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const text = '长文本 😀 '.repeat(20_000);
    alice.rtcsdk.SendBuffer(bob.account, text, undefined);
    const [from, data] = await bob.hears('NotifyBufferData', () => true, 20_000);
    expect([from, data === text]).toEqual([alice.account, true]);
  }),
  ...row('SendBufferRslt', '1102: the other is not there; 1101: more than 100 MB, at once', async (stage) => {
    const [alice, bob] = await stage.people('alice', 'bob');
    const nobody = alice.rtcsdk.SendBuffer(stage.named('carol'), 'hi', 1);
    expect(await alice.hears('SendBufferRslt')).toEqual([nobody, 1102, 1]);
    const over = alice.rtcsdk.SendBuffer(bob.account, new ArrayBuffer(100 * 1024 * 1024 + 1), 2);
    expect(await alice.hears('SendBufferRslt')).toEqual([over, 1101, 2]);
  }),
];
