import { accept, connect, usePhones, type Phone } from '../support/node-phone';
import { untilExit } from '../support/processes';
import { RawClient } from '../support/raw-client';
import { useStack } from '../support/stack';

const stack = useStack({ env: { NETCALL_CALLS_PER_MINUTE: '100' } });
const phones = usePhones(stack);

/** Alice, and Bob with three devices. */
async function aliceAndThreeOfBob(): Promise<[alice: Phone, phone: Phone, tablet: Phone, desk: Phone]> {
  return Promise.all([phones.signIn('alice'), phones.signIn('bob'), phones.signIn('bob'), phones.signIn('bob')]);
}

/** Waits until each device rings; all tell of the same call. */
async function allRing(first: Phone, ...others: Phone[]): Promise<{ cid: string }> {
  const heard = await first.heard('beCalling');
  for (const device of others) expect(await device.heard('beCalling')).toEqual(heard);
  return heard;
}

describe('an account with three devices', () => {
  test('all of them ring, one answers, and the others get callerAckSync and stop', async () => {
    const [alice, phone, tablet, desk] = await aliceAndThreeOfBob();
    await alice.netcall.call({ type: 2, callee: phone.account });
    const { cid } = await allRing(phone, tablet, desk);
    await tablet.netcall.response({ accepted: true, cid, caller: alice.account, type: 2 });
    for (const device of [phone, desk]) {
      expect(await device.heard('callerAckSync')).toEqual({ cid, type: 2, accepted: true, timetag: expect.stringMatching(/^\d+$/) as string, fromClientType: expect.any(Number) as number });
      expect(device.netcall.current).toMatchObject({ phase: 'ended', reason: 'answeredElsewhere' });
    }
    expect(await alice.heard('callAccepted')).toMatchObject({ cid });
    await Promise.all([alice, tablet].map((each) => each.netcall.startRtc({ mode: 0 })));
    await Promise.all([alice.heard('syncDone'), tablet.heard('syncDone')]);
    await alice.netcall.hangup();
    await tablet.heard('hangup');
    await Promise.all([phone, tablet, desk].map((device) => device.settled()));
    expect(tablet.all('callerAckSync')).toEqual([]);
    for (const device of [phone, desk]) {
      expect(device.names.filter((name) => name !== 'disconnect')).toEqual(['beCalling', 'callerAckSync']);
      expect((await device.netcall.records()).records).toMatchObject([{ cid, reason: 'hungUp' }]);
    }
  });

  test('row 3: of two devices that answer, the first in server order wins and the other fails with ANSWERED_ELSEWHERE', async () => {
    const [alice, phone, tablet, desk] = await aliceAndThreeOfBob();
    const { client: television } = await RawClient.signIn(stack().url, await stack().token(phone.account));
    await alice.netcall.call({ type: 2, callee: phone.account });
    const { cid } = await allRing(phone, tablet, desk);
    const yes = { accepted: true, cid, caller: alice.account, type: 2 };
    tablet.wire.freeze();
    await phone.netcall.response(yes);
    const late = expect(tablet.netcall.response(yes)).rejects.toMatchObject({ code: 'ANSWERED_ELSEWHERE' });
    tablet.wire.mend();
    await late;
    expect((await television.ask('accept', { cid })).err).toMatchObject({ code: 'ANSWERED_ELSEWHERE' });
    await Promise.all([tablet, desk].map((device) => device.heard('callerAckSync')));
    expect([phone, tablet, desk].map((device) => device.netcall.current.phase)).toEqual(['inCall', 'ended', 'ended']);
    expect(tablet.phases).not.toContain('inCall');
    await alice.heard('callAccepted');
    await alice.settled();
    expect(alice.all('callAccepted')).toHaveLength(1);
  });

  test('row 3: of two devices that answer at the same moment exactly one is in the call', async () => {
    const [alice, phone, tablet, desk] = await aliceAndThreeOfBob();
    await alice.netcall.call({ type: 2, callee: phone.account });
    const answers = await Promise.allSettled([phone, tablet, desk].map((device) => accept(device)));
    expect(answers.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    for (const each of answers) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'ANSWERED_ELSEWHERE' });
    expect([phone, tablet, desk].filter((device) => device.netcall.current.phase === 'inCall')).toHaveLength(1);
  });

  test('row 5: one declines, and the call is over for all', async () => {
    const [alice, phone, tablet, desk] = await aliceAndThreeOfBob();
    await alice.netcall.call({ type: 2, callee: phone.account });
    const { cid } = await allRing(phone, tablet, desk);
    await desk.netcall.response({ accepted: false, cid, caller: alice.account, type: 2 });
    for (const device of [phone, tablet]) expect(await device.heard('callerAckSync')).toMatchObject({ cid, accepted: false });
    expect(await alice.heard('callRejected')).toMatchObject({ cid, reason: 'rejected' });
    await Promise.all([phone, tablet, desk].map((device) => device.settled()));
    for (const device of [phone, tablet]) expect(device.names).toEqual(['beCalling', 'callerAckSync', 'disconnect']);
    expect(desk.names).toEqual(['beCalling', 'disconnect']);
    expect([phone, tablet, desk].map((device) => device.netcall.current)).toMatchObject([{ reason: 'declinedElsewhere' }, { reason: 'declinedElsewhere' }, { reason: 'rejected' }]);
  });

  test('row 15: one that signs in after the call is over does not ring, and finds it in its records', async () => {
    const [alice, phone] = await Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
    await alice.netcall.call({ type: 2, callee: phone.account });
    const { cid } = await phone.heard('beCalling');
    await alice.netcall.hangup();
    const tablet = await phones.signIn('bob');
    await tablet.settled();
    expect([tablet.names, tablet.netcall.current]).toEqual([[], { phase: 'idle' }]);
    expect((await tablet.netcall.records()).records).toMatchObject([{ cid, reason: 'cancelled', endedBy: alice.account }]);
  });

  test('row 15: one that signs in while it rings, rings too and may answer', async () => {
    const [alice, phone] = await Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
    await alice.netcall.call({ type: 2, callee: phone.account });
    const { cid } = await phone.heard('beCalling');
    const tablet = await phones.signIn('bob');
    expect(await accept(tablet)).toBe(cid);
    expect(await phone.heard('callerAckSync')).toMatchObject({ cid, accepted: true });
  });
});

describe('row 20: the same device signs in anew', () => {
  test('row 20: an application that is started anew finds its call and goes on with it, and nobody else notices', async () => {
    const storage = new Map<string, string>();
    const [alice, before] = [await phones.signIn('alice'), await phones.signIn('bob', { storage })];
    const cid = await connect(alice, before);
    await alice.settled();
    const heard = alice.names.length;
    const after = await phones.signIn('bob', { storage });
    await before.heard('error');
    expect([before.all('error').map(({ code }) => code), before.netcall.current]).toMatchObject([['SESSION_EXPIRED'], { phase: 'ended', reason: 'lost' }]);
    expect(after.netcall.current).toMatchObject({ phase: 'inCall', cid, peer: alice.account, role: 'callee' });
    await after.netcall.startRtc({ mode: 0 });
    expect((await after.heard('syncDone')).userlist.map(({ account }) => account).sort()).toEqual([alice.account, after.account].sort());
    await after.netcall.control({ command: 7 });
    expect(await alice.heard('control')).toMatchObject({ cid, command: 7 });
    expect(alice.names.slice(heard)).toEqual(['clientUpdate', 'control']);
    await after.netcall.hangup();
    expect(await alice.heard('hangup')).toMatchObject({ cid, reason: 'hungUp' });
  });

  test('row 20: with adoptCalls false it hangs up what it finds', async () => {
    const storage = new Map<string, string>();
    const [alice, before] = [await phones.signIn('alice'), await phones.signIn('bob', { storage })];
    const cid = await connect(alice, before);
    const after = await phones.signIn('bob', { storage, adoptCalls: false });
    expect(await alice.heard('hangup')).toMatchObject({ cid, account: after.account, reason: 'hungUp' });
    expect(after.netcall.current).toEqual({ phase: 'idle' });
  });
});

describe('row 27: signing out', () => {
  test('row 27: after logout no socket stays and nothing rings; a new login receives calls again, each once', async () => {
    const [alice, bob] = await Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
    await connect(alice, bob);
    await bob.netcall.logout();
    await alice.heard('hangup');
    await bob.wire.untilNoneOpen();
    await expect(alice.netcall.call({ type: 2, callee: bob.account })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    expect(await bob.netcall.login()).toEqual({ account: bob.account });
    await connect(alice, bob);
    await bob.settled();
    expect(bob.wire.open).toBe(1);
    expect(bob.all('beCalling')).toHaveLength(2);
  });

  test('row 27: destroy ends the call, the socket and every timer; commands fail with CLOSED', async () => {
    const [alice, bob] = await Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
    await connect(alice, bob);
    bob.netcall.destroy();
    bob.netcall.destroy();
    expect(await alice.heard('hangup')).toMatchObject({ account: bob.account, reason: 'hungUp' });
    await bob.wire.untilNoneOpen();
    await expect(bob.netcall.call({ type: 2, callee: alice.account })).rejects.toMatchObject({ code: 'CLOSED', event: { code: expect.any(Number) as number } });
    await expect(bob.netcall.login()).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(Promise.all([bob.netcall.hangup(), bob.netcall.logout()])).resolves.toBeDefined();
    expect(bob.wire.open).toBe(0);
  });

  test('row 27: a process whose client was destroyed, or logged out, ends by itself', async () => {
    for (const way of ['destroy', 'logout']) {
      const token = await stack().token(phones.account('carol'));
      expect(await untilExit('test/e2e/fixtures/quits.ts', [stack().url, token, way])).toEqual({ status: 0, output: 'signed in\n' });
    }
  }, 30_000);
});
