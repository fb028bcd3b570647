import { accept, connect, usePhones, type Phone } from '../support/node-phone';
import { RawClient } from '../support/raw-client';
import { useStack } from '../support/stack';

const stack = useStack({ env: { NETCALL_CALLS_PER_MINUTE: '100' } });
const phones = usePhones(stack);

/** The shortest time that a call may ring. */
const RING_MS = 5_000;

async function aliceAndBob(): Promise<[alice: Phone, bob: Phone]> {
  return Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
}

/** Reasons of the calls of this account, newest first. */
async function reasons(phone: Phone): Promise<string[]> {
  return (await phone.netcall.records()).records.map((record) => record.reason);
}

describe('a call', () => {
  test('goes from call to hang-up in the order of the reference, and each event comes once', async () => {
    const [alice, bob] = await aliceAndBob();
    const uids = await alice.netcall.call({ type: 2, callee: bob.account, pushConfig: { custom: 'lunch?' } });
    expect(Object.keys(uids).sort()).toEqual([alice.account, bob.account].sort());
    const invited = await bob.heard('beCalling');
    expect(invited).toEqual({ cid: expect.any(String) as string, caller: alice.account, type: 2, custom: 'lunch?' });
    expect(await alice.heard('peerRinging')).toEqual({ cid: invited.cid, account: bob.account });

    await bob.netcall.response({ accepted: true, caller: alice.account, type: '2', cid: invited.cid });
    expect(await alice.heard('callAccepted')).toEqual({ cid: invited.cid, account: bob.account, type: 2 });
    expect(await bob.netcall.startRtc({ mode: 0 })).toEqual({ uid: uids[bob.account], account: bob.account, cid: invited.cid });
    const bobSynced = await bob.heard('syncDone');
    expect(bobSynced.userlist.map((user) => user.account)).toEqual([bob.account]);

    await alice.netcall.startRtc({ mode: 2 });
    const aliceSynced = await alice.heard('syncDone');
    expect(aliceSynced).toMatchObject({ code: 200, connectCount: 0 });
    expect(new Map(aliceSynced.userlist.map((user) => [user.account, user.uid]))).toEqual(new Map(Object.entries(uids)));
    const joined = await bob.heard('clientJoin');
    expect(joined).toMatchObject({ account: alice.account, uid: uids[alice.account], mode: 2, cid: invited.cid });
    for (const url of [...aliceSynced.userlist.map((user) => user.url), joined.url]) expect(url).toMatch(new RegExp(`^rtmp://127\\.0\\.0\\.1:${stack().rtmpPort}/live/`));
    expect(new Set([...aliceSynced.userlist.map((user) => user.url), joined.url]).size).toBe(3);

    await bob.netcall.hangup();
    expect(await alice.heard('hangup')).toMatchObject({ cid: invited.cid, account: bob.account, reason: 'hungUp' });
    await Promise.all([alice.heard('disconnect'), bob.heard('disconnect')]);
    await Promise.all([alice.settled(), bob.settled()]);
    expect(alice.names).toEqual(['peerRinging', 'callAccepted', 'syncDone', 'hangup', 'disconnect']);
    expect(bob.names).toEqual(['beCalling', 'syncDone', 'clientJoin', 'disconnect']);
    for (const phone of [alice, bob]) {
      const { records } = await phone.netcall.records();
      expect(records).toMatchObject([{ cid: invited.cid, caller: alice.account, callee: bob.account, media: 'video', reason: 'hungUp', endedBy: bob.account }]);
      expect(records[0]!.durationMs).toBe(records[0]!.endedAtMs - records[0]!.acceptedAtMs!);
    }
  });

  test('carries control commands and changes of mode to the other side while it lasts', async () => {
    const [alice, bob] = await aliceAndBob();
    const cid = await connect(alice, bob);
    await alice.netcall.control({ command: alice.netcall.NETCALL_CONTROL_COMMAND_SWITCH_VIDEO_TO_AUDIO });
    await alice.netcall.switchMode(1);
    expect(await bob.heard('control')).toEqual({ cid, account: alice.account, command: 8 });
    expect(await bob.heard('clientUpdate')).toMatchObject({ cid, account: alice.account, mode: 1 });
  });

  test('that is declined ends for the caller with callRejected and its custom, and is on both records', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.netcall.call({ type: 1, callee: bob.account });
    const { cid, caller, type } = await bob.heard('beCalling');
    await bob.netcall.response({ accepted: false, caller, type, cid, custom: 'In a meeting' });
    expect(await alice.heard('callRejected')).toEqual({ cid, account: bob.account, type: 1, reason: 'rejected', custom: 'In a meeting' });
    await bob.netcall.hangup();
    expect([await reasons(alice), await reasons(bob)]).toEqual([['rejected'], ['rejected']]);
  });
});

describe('two things at once', () => {
  test('row 1: when both call each other, both are in the first call, and nobody rings', async () => {
    const [alice, bob] = await aliceAndBob();
    bob.wire.freeze();
    const first = await alice.netcall.call({ type: 2, callee: bob.account });
    const second = bob.netcall.call({ type: 1, callee: alice.account });
    bob.wire.mend();
    expect(await second).toEqual(first);
    const [heardByAlice, heardByBob] = await Promise.all([alice.heard('callAccepted'), bob.heard('callAccepted')]);
    expect(heardByBob).toEqual({ cid: heardByAlice.cid, account: alice.account, type: 2 });
    await Promise.all([alice.reaches('inCall'), bob.reaches('inCall')]);
    await alice.netcall.hangup();
    await bob.heard('hangup');
    expect(alice.all('beCalling')).toEqual([]);
    expect((await bob.netcall.records()).records).toMatchObject([{ cid: heardByAlice.cid, caller: alice.account, media: 'video' }]);
  });

  test('row 2: an accept after the cancel fails with CALL_ENDED, and the callee never is in a call', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.netcall.call({ type: 2, callee: bob.account });
    const { cid, caller, type } = await bob.heard('beCalling');
    bob.wire.freeze();
    await alice.netcall.hangup();
    const answer = bob.netcall.response({ accepted: true, caller, type, cid });
    bob.wire.mend();
    await expect(answer).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason: 'cancelled' } });
    expect(await bob.heard('hangup')).toMatchObject({ cid, reason: 'cancelled' });
    expect(bob.phases).toEqual(['ringing', 'ended']);
    expect([await reasons(alice), await reasons(bob)]).toEqual([['cancelled'], ['cancelled']]);
  });

  test('row 2: a cancel after the accept hangs up the connected call', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.netcall.call({ type: 2, callee: bob.account });
    const { cid, caller, type } = await bob.heard('beCalling');
    alice.wire.freeze();
    await bob.netcall.response({ accepted: true, caller, type, cid });
    const cancelled = alice.netcall.hangup();
    alice.wire.mend();
    await cancelled;
    expect(await bob.heard('hangup')).toMatchObject({ cid, reason: 'hungUp' });
    expect(bob.phases).toEqual(['ringing', 'inCall', 'ended']);
    expect(alice.phases).not.toContain('inCall');
    expect([await reasons(alice), await reasons(bob)]).toEqual([['hungUp'], ['hungUp']]);
  });

  test('row 6: of two callers at once the first in server order rings and the other hears busy at once', async () => {
    const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => phones.signIn(name))) as [Phone, Phone, Phone];
    await Promise.all([alice, carol].map((each) => each.netcall.call({ type: 2, callee: bob.account })));
    const { caller, cid, type } = await bob.heard('beCalling');
    const [first, second] = caller === alice.account ? [alice, carol] : [carol, alice];
    const rejected = await second.heard('callRejected');
    expect(rejected).toMatchObject({ account: bob.account, reason: 'busy' });
    await bob.netcall.response({ accepted: true, cid, caller, type });
    expect(await first.heard('callAccepted')).toMatchObject({ cid });
    await Promise.all([bob.settled(), second.settled()]);
    expect([bob.all('beCalling').length, second.phases]).toEqual([1, ['placing', 'calling', 'ended']]);
    expect([await reasons(second), (await bob.netcall.records()).records.map((record) => record.reason)]).toEqual([['busy'], ['busy']]);
  });

  test('row 10: two who hang up at once both succeed, hear no hangup of the other, and have one reason on the record', async () => {
    const [alice, bob] = await aliceAndBob();
    await connect(alice, bob);
    [alice, bob].forEach((phone) => phone.wire.freeze());
    const both = Promise.all([alice, bob].map((phone) => phone.netcall.hangup()));
    [alice, bob].forEach((phone) => phone.wire.mend());
    await both;
    await Promise.all([alice.settled(), bob.settled()]);
    for (const phone of [alice, bob]) expect([phone.all('hangup'), phone.all('disconnect').length, phone.netcall.current]).toMatchObject([[], 1, { phase: 'ended', reason: 'hungUp', endedBy: phone.account }]);
    const [ofAlice, ofBob] = [(await alice.netcall.records()).records, (await bob.netcall.records()).records];
    expect(ofAlice).toMatchObject([{ reason: 'hungUp' }]);
    expect([alice.account, bob.account]).toContain(ofAlice[0]!.endedBy);
    expect(ofBob).toEqual(ofAlice);
  });

  test('row 4 and row 31: the server ends a call that nobody answers in time, and an accept after that fails', async () => {
    const [alice, bob] = await aliceAndBob();
    const { client: tablet } = await RawClient.signIn(stack().url, await stack().token(bob.account));
    const calledAtMs = Date.now();
    await alice.netcall.call({ type: 2, callee: bob.account, ringMs: RING_MS });
    const { cid, caller, type } = await bob.heard('beCalling');
    bob.wire.freeze();
    expect(await alice.heard('callRejected', 2 * RING_MS)).toEqual({ cid, account: bob.account, type: 2, reason: 'noAnswer' });
    expect(Date.now() - calledAtMs).toBeGreaterThanOrEqual(RING_MS);
    expect((await tablet.ask('accept', { cid })).err).toEqual({ code: 'CALL_ENDED', detail: { reason: 'noAnswer' } });
    const answer = bob.netcall.response({ accepted: true, caller, type, cid });
    const failed = expect(answer).rejects.toMatchObject({ code: 'CALL_ENDED' });
    bob.wire.mend();
    await failed;
    await Promise.all([alice.reaches('ended'), bob.reaches('ended')]);
    expect(alice.netcall.current).toMatchObject({ phase: 'ended', reason: 'noAnswer' });
    expect(bob.netcall.current).toMatchObject({ phase: 'ended', reason: 'missed' });
    expect(bob.phases).not.toContain('inCall');
    expect([await reasons(alice), await reasons(bob)]).toEqual([['noAnswer'], ['noAnswer']]);
  }, 20_000);

  test('row 7: two taps on call, accept and hang up are one promise, one message on the wire and one effect', async () => {
    const proxy = await phones.proxy();
    const [alice, bob] = await Promise.all(['alice', 'bob'].map((name) => phones.signIn(name, { url: proxy.url }))) as [Phone, Phone];
    const tapTwice = async <T>(tap: () => Promise<T>): Promise<void> => {
      const [one, other] = [tap(), tap()];
      expect(other).toBe(one);
      await one;
    };
    await tapTwice(() => alice.netcall.call({ type: 2, callee: bob.account }));
    const { cid, caller, type } = await bob.heard('beCalling');
    await tapTwice(() => bob.netcall.response({ accepted: true, caller, type, cid }));
    await alice.heard('callAccepted');
    await tapTwice(() => alice.netcall.hangup());
    await bob.heard('hangup');
    await Promise.all([alice.settled(), bob.settled()]);
    expect([proxy.sent('call'), proxy.sent('accept'), proxy.sent('hangup')]).toEqual([1, 1, 1]);
    expect(alice.names).toEqual(['peerRinging', 'callAccepted', 'disconnect']);
    expect(bob.names).toEqual(['beCalling', 'hangup', 'disconnect']);
    expect([await reasons(alice), await reasons(bob)]).toEqual([['hungUp'], ['hungUp']]);
  });

  test('row 8: a hang-up while call is pending cancels the call as soon as the server has it', async () => {
    const [alice, bob] = await aliceAndBob();
    alice.wire.freeze();
    const failed = expect(alice.netcall.call({ type: 2, callee: bob.account })).rejects.toMatchObject({ code: 'CALL_ENDED' });
    const hungUp = alice.netcall.hangup();
    alice.wire.mend();
    await Promise.all([failed, hungUp]);
    const { cid } = await bob.heard('beCalling');
    expect(await bob.heard('hangup')).toMatchObject({ cid, reason: 'cancelled' });
    expect(alice.phases).toEqual(['placing', 'ended']);
    expect([await reasons(alice), await reasons(bob)]).toEqual([['cancelled'], ['cancelled']]);
    await connect(bob, alice);
  });
});

describe('refusals', () => {
  test('row 13: commands of a call that is over or never was are refused, but a hang-up succeeds', async () => {
    const [alice, bob] = await aliceAndBob();
    const cid = await connect(alice, bob);
    await alice.netcall.hangup();
    await bob.heard('hangup');
    const about = (call: string) => ({ accepted: true, caller: alice.account, type: 2, cid: call });
    await expect(bob.netcall.response(about(cid))).rejects.toMatchObject({ code: 'CALL_ENDED' });
    await expect(bob.netcall.response(about('no-such-call'))).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
    await expect(bob.netcall.hangup()).resolves.toBeUndefined();
    await Promise.all([alice.settled(), bob.settled()]);
    expect(bob.names.filter((name) => name === 'hangup' || name === 'disconnect')).toEqual(['hangup', 'disconnect']);
    expect(await reasons(bob)).toEqual(['hungUp']);
  });

  test('row 28: a callee who is signed in nowhere is offline: 11001, and disconnect follows', async () => {
    const alice = await phones.signIn('alice');
    await expect(alice.netcall.call({ type: 2, callee: phones.account('bob') })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE', event: { code: 11001 } });
    expect(await alice.heard('disconnect')).toMatchObject({ code: '0' });
    const bob = await phones.signIn('bob');
    await bob.settled();
    expect(bob.all('beCalling')).toEqual([]);
    await connect(alice, bob);
  });

  test('row 29: a callee in a call is busy for a third, and the call of the two goes on', async () => {
    const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => phones.signIn(name))) as [Phone, Phone, Phone];
    await connect(alice, bob);
    await carol.netcall.call({ type: 1, callee: bob.account });
    expect(await carol.heard('callRejected')).toMatchObject({ account: bob.account, type: 1, reason: 'busy' });
    await bob.settled();
    expect([bob.all('beCalling').length, bob.netcall.current.phase]).toEqual([1, 'inCall']);
    expect(await reasons(carol)).toEqual(['busy']);
  });

  test('row 29: a client that decides for itself hears the third in its call, and what it decides holds', async () => {
    const [alice, bob, carol] = await Promise.all([phones.signIn('alice'), phones.signIn('bob', { busyPolicy: 'app' }), phones.signIn('carol')]);
    await connect(alice, bob);
    await carol.netcall.call({ type: 2, callee: bob.account });
    const { cid, caller, type } = await bob.heard('beCalling');
    expect(caller).toBe(carol.account);
    await bob.netcall.response({ accepted: false, cid, caller, type });
    expect(await carol.heard('callRejected')).toMatchObject({ cid, reason: 'rejected' });
    expect([alice, bob].map((phone) => phone.netcall.current.phase)).toEqual(['inCall', 'inCall']);
  });

  test('row 34: whoever is in a call cannot place another, from no device, and the call goes on', async () => {
    const [alice, tablet, bob, carol] = await Promise.all(['alice', 'alice', 'bob', 'carol'].map((name) => phones.signIn(name))) as [Phone, Phone, Phone, Phone];
    await connect(alice, bob);
    for (const device of [alice, tablet]) await expect(device.netcall.call({ type: 2, callee: carol.account })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
    await Promise.all([bob.settled(), carol.settled()]);
    expect([carol.all('beCalling'), alice.netcall.current.phase, bob.netcall.current.phase]).toEqual([[], 'inCall', 'inCall']);
  });

  test.each(['👩‍👩‍👧', 'e\u0301', '__proto__', '用户', '𝄞'.repeat(125)])('row 41: %s calls and is called, unchanged, up to the records', async (name) => {
    const [alice, other] = await Promise.all([phones.signIn('alice'), phones.signIn(name)]);
    await connect(alice, other);
    const { userlist } = alice.all('syncDone')[0]!;
    await other.netcall.hangup();
    expect(await alice.heard('hangup')).toMatchObject({ account: other.account });
    const cid = await connect(other, alice);
    expect(other.account.startsWith(name)).toBe(true);
    expect((await alice.netcall.records()).records).toMatchObject([{ caller: alice.account, callee: other.account, endedBy: other.account }]);
    expect(await alice.netcall.presence([other.account])).toEqual([other.account]);
    expect([...userlist, ...other.all('syncDone').flatMap((synced) => synced.userlist)].every(({ url }) => /\/live\/[0-9A-Za-z_-]+\?/.test(url))).toBe(true);
    expect(cid).toMatch(/^[0-9a-z]+$/);
  });

  test('row 28: with forceKeepCalling it rings when a device of the callee appears', async () => {
    const alice = await phones.signIn('alice');
    await alice.netcall.call({ type: 2, callee: phones.account('bob'), forceKeepCalling: true });
    const bob = await phones.signIn('bob');
    await accept(bob);
    await alice.heard('callAccepted');
  });
});
