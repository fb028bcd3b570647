import { accept, connect, usePhones, type Phone } from '../support/node-phone';
import { startProgram } from '../support/processes';
import { RawClient } from '../support/raw-client';
import { useStack } from '../support/stack';

/** Time to come back in a call: short here, so that a test can outlast it. */
const RESUME_MS = 2_000;

const stack = useStack({ env: { NETCALL_CALLS_PER_MINUTE: '100', NETCALL_RESUME_CALL_MS: String(RESUME_MS), NETCALL_RESUME_RINGING_MS: String(RESUME_MS) } });
const phones = usePhones(stack);

async function aliceAndBob(): Promise<[alice: Phone, bob: Phone]> {
  return Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
}

describe('a request whose answer is lost', () => {
  test('row 11: call is sent again after the loss and makes one call, which rings once', async () => {
    const [alice, bob] = await aliceAndBob();
    alice.wire.deafen();
    const placed = alice.netcall.call({ type: 2, callee: bob.account });
    const { cid } = await bob.heard('beCalling');
    alice.wire.cutOnce();
    expect(Object.keys(await placed)).toContain(bob.account);
    await alice.heard('peerRinging');
    await bob.settled();
    expect(bob.all('beCalling')).toHaveLength(1);
    expect(alice.netcall.current).toMatchObject({ phase: 'calling', cid });
    await alice.netcall.hangup();
    await bob.heard('hangup');
    expect((await alice.netcall.records()).records).toMatchObject([{ cid, reason: 'cancelled' }]);
  });

  test('row 11: accept is sent again after the loss, succeeds, and the caller hears of it once', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.netcall.call({ type: 2, callee: bob.account });
    const { cid, caller, type } = await bob.heard('beCalling');
    bob.wire.deafen();
    const answered = bob.netcall.response({ accepted: true, cid, caller, type });
    await alice.heard('callAccepted');
    bob.wire.cutOnce();
    await answered;
    await Promise.all([alice, bob].map((phone) => phone.netcall.startRtc({ mode: 0 })));
    await alice.settled();
    expect(alice.all('callAccepted')).toHaveLength(1);
  });

  test('row 11: the same number gives the same answer on the same socket and on the one after it, without a second effect', async () => {
    const [bob, token] = [await phones.signIn('bob'), await stack().token(phones.account('alice'))];
    const { client: before, signedIn } = await RawClient.signIn(stack().url, token);
    const fields = { callId: 'the-only-one', callee: bob.account, media: 'video' } as const;
    const first = await before.ask('call', fields, 7);
    expect(await before.ask('call', fields, 7)).toEqual(first);
    before.cut();
    const after = await RawClient.open(stack().url);
    const { sid, resumeToken, epoch } = signedIn;
    expect(await after.ask('resume', { sid, resumeToken, epoch, seq: 0 })).toMatchObject({ ok: { resumed: true } });
    expect(await after.ask('call', fields, 7)).toEqual(first);
    expect(await after.ask('call', fields, 8)).toMatchObject({ ok: first.ok });
    await bob.heard('beCalling');
    await bob.settled();
    expect(bob.all('beCalling')).toHaveLength(1);
  });
});

describe('what comes twice, or of nowhere', () => {
  test('row 12: every event that comes twice is heard once', async () => {
    const { url } = await phones.proxy((frame) => (frame.includes('"s":') ? [frame, frame] : [frame]));
    const [alice, bob] = await Promise.all([phones.signIn('alice', { url }), phones.signIn('bob', { url })]);
    await connect(alice, bob);
    await alice.netcall.control({ command: 1 });
    await alice.netcall.control({ command: 1 });
    await alice.netcall.hangup();
    await bob.heard('disconnect');
    await Promise.all([alice.settled(), bob.settled()]);
    expect(alice.names.filter((name) => name !== 'clientJoin')).toEqual(['peerRinging', 'callAccepted', 'syncDone', 'disconnect']);
    expect(bob.names.filter((name) => name !== 'clientJoin')).toEqual(['beCalling', 'syncDone', 'control', 'control', 'hangup', 'disconnect']);
    expect([...alice.all('clientJoin'), ...bob.all('clientJoin')].length).toBe(1);
  });

  test('row 12: events that a resume brings again, because the client had not said that it has them, keep their numbers', async () => {
    const [alice, token] = [await phones.signIn('alice'), await stack().token(phones.account('bob'))];
    const { client: before, signedIn } = await RawClient.signIn(stack().url, token);
    await alice.netcall.call({ type: 2, callee: phones.account('bob') });
    const invited = await before.event('invited');
    before.cut();
    await alice.netcall.hangup();
    const after = await RawClient.open(stack().url);
    const { sid, resumeToken, epoch } = signedIn;
    await after.ask('resume', { sid, resumeToken, epoch, seq: 0 });
    expect(await after.event('invited')).toEqual(invited);
    expect(await after.event('ended')).toMatchObject({ s: invited.s + 1, reason: 'cancelled' });
  });

  test('row 13: events of unknown calls and of unknown types change nothing and are not heard', async () => {
    const strange = [
      { t: 'ended', cid: 'not-this-one', reason: 'hungUp', account: 'eve', at: 1 }, { t: 'accepted', cid: 'not-this-one', account: 'eve', media: 'video', uids: {} },
      { t: 'control', cid: 'not-this-one', account: 'eve', command: 1 }, { t: 'peerState', cid: 'not-this-one', account: 'eve', state: 'reconnecting' },
      { t: 'memberLeft', cid: 'not-this-one', uid: 2, account: 'eve' }, { t: 'answeredElsewhere', cid: 'not-this-one', media: 'video', accepted: true, clientType: 'web', at: 1 },
      { t: 'somethingNew', cid: 'not-this-one' },
    ];
    let count = 0;
    const { url } = await phones.proxy((frame) => {
      if (!frame.includes('"s":')) return [frame];
      const all = [...strange.map((each) => JSON.stringify({ ...each, s: 0 })), frame];
      return all.map((each) => each.replace(/"s":\d+/, () => `"s":${++count}`));
    });
    const [alice, bob] = await Promise.all([phones.signIn('alice'), phones.signIn('bob', { url })]);
    await connect(alice, bob);
    await alice.netcall.control({ command: 3 });
    expect(await bob.heard('control')).toMatchObject({ account: alice.account, command: 3 });
    await bob.settled();
    expect(bob.phases).toEqual(['ringing', 'inCall']);
    expect(bob.names.filter((name) => !['beCalling', 'syncDone', 'clientJoin', 'control'].includes(name))).toEqual([]);
  });
});

describe('row 19: a socket lost in a call', () => {
  test('row 19: back in time, the peer hears reconnecting and ok, missed events come in order, and nothing else happens', async () => {
    const [alice, bob] = await aliceAndBob();
    const cid = await connect(alice, bob);
    await Promise.all([alice.settled(), bob.settled()]);
    const [aliceBefore, bobBefore] = [alice.names.length, bob.names.length];
    alice.wire.cut();
    expect(await bob.heard('peerState')).toEqual({ cid, account: alice.account, state: 'reconnecting' });
    for (const command of [3, 1, 2]) await bob.netcall.control({ command });
    alice.wire.mend();
    expect(await bob.heard('peerState')).toEqual({ cid, account: alice.account, state: 'ok' });
    for (const command of [3, 1, 2]) expect(await alice.heard('control')).toEqual({ cid, account: bob.account, command });
    await Promise.all([alice.settled(), bob.settled()]);
    expect(alice.names.slice(aliceBefore).filter((name) => name !== 'willreconnect')).toEqual(['control', 'control', 'control']);
    expect(bob.names.slice(bobBefore)).toEqual(['peerState', 'peerState']);
    expect([alice, bob].map((phone) => phone.phases.at(-1))).toEqual(['inCall', 'inCall']);
  });

  test('row 19: not back in time, the call ends for both as lost, once', async () => {
    const [alice, bob] = await aliceAndBob();
    const cid = await connect(alice, bob);
    const lostAtMs = Date.now();
    alice.wire.cut();
    expect(await bob.heard('hangup')).toMatchObject({ cid, reason: 'lost' });
    expect(Date.now() - lostAtMs).toBeGreaterThanOrEqual(RESUME_MS);
    alice.wire.mend();
    await alice.reaches('ended');
    await alice.is('online');
    await Promise.all([alice.settled(), bob.settled()]);
    expect([alice, bob].map((phone) => phone.all('hangup').length)).toEqual([1, 1]);
    expect([alice, bob].map((phone) => phone.netcall.current)).toMatchObject([{ phase: 'ended', reason: 'lost' }, { phase: 'ended', reason: 'lost' }]);
    expect((await bob.netcall.records()).records).toMatchObject([{ cid, reason: 'lost', endedBy: null }]);
  });

});

describe('a socket lost while it rings', () => {
  test('row 17: a caller who is back in time finds that the call was accepted meanwhile', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.netcall.call({ type: 2, callee: bob.account });
    await alice.heard('peerRinging');
    alice.wire.cut();
    const cid = await accept(bob);
    alice.wire.mend();
    expect(await alice.heard('callAccepted')).toMatchObject({ cid });
    expect(bob.all('hangup')).toEqual([]);
  });

  test('row 17: a caller who does not come back in time has lost the call, and the callee hears hangup', async () => {
    const [alice, bob] = await aliceAndBob();
    await alice.netcall.call({ type: 2, callee: bob.account });
    const { cid } = await bob.heard('beCalling');
    const lostAtMs = Date.now();
    alice.wire.cut();
    expect(await bob.heard('hangup')).toMatchObject({ cid, account: alice.account, reason: 'lost' });
    expect(Date.now() - lostAtMs).toBeGreaterThanOrEqual(RESUME_MS);
    alice.wire.mend();
    await alice.reaches('ended');
    expect([alice, bob].map((phone) => phone.netcall.current)).toMatchObject([{ reason: 'lost' }, { reason: 'lost' }]);
    expect((await bob.netcall.records()).records).toMatchObject([{ cid, reason: 'lost', acceptedAtMs: null, endedBy: null }]);
  });

  test('row 18: without any device of the callee it rings on, and one that signs in answers', async () => {
    const [alice, bob, carol, dave] = await Promise.all(['alice', 'bob', 'carol', 'dave'].map((name) => phones.signIn(name))) as [Phone, Phone, Phone, Phone];
    await Promise.all([alice.netcall.call({ type: 2, callee: bob.account }), carol.netcall.call({ type: 2, callee: dave.account })]);
    await Promise.all([bob.heard('beCalling'), dave.heard('beCalling')]);
    bob.wire.cut();
    carol.wire.cut();
    await dave.heard('hangup'); // The window of a caller is over by now: that of a callee would be.
    expect(alice.netcall.current.phase).toBe('calling');
    const tablet = await phones.signIn('bob');
    const cid = await accept(tablet);
    expect(await alice.heard('callAccepted')).toMatchObject({ cid });
    bob.wire.mend();
    expect(await bob.heard('callerAckSync', 20_000)).toMatchObject({ cid, accepted: true });
  });
});

test('row 24: who changes the network comes back at once, on one socket, long before the old one is known to be dead', async () => {
  const [alice, bob] = await aliceAndBob();
  const cid = await connect(alice, bob);
  alice.wire.deafen();
  const changedAtMs = Date.now();
  alice.networkChanges(true);
  await alice.is('online');
  expect(Date.now() - changedAtMs).toBeLessThan(RESUME_MS);
  await bob.netcall.control({ command: 4 });
  expect(await alice.heard('control')).toMatchObject({ cid, command: 4 });
  expect(alice.wire.open).toBe(1);
  await bob.settled();
  // The new socket and the end of the old one race to the server: the peer hears of a loss and its end, or of nothing.
  expect([[], ['reconnecting', 'ok']]).toContainEqual(bob.all('peerState').map(({ state }) => state));
});

test('row 26: an application that is killed in a call loses it when its window is over: once, and so it stands on the record', async () => {
  const [alice, token] = [await phones.signIn('alice'), await stack().token(phones.account('bob'))];
  const killed = startProgram('test/e2e/fixtures/answers.ts', [stack().url, token]);
  try {
    await killed.says('signed in');
    await alice.netcall.call({ type: 2, callee: phones.account('bob') });
    const { cid } = await alice.heard('callAccepted');
    await alice.netcall.startRtc({ mode: 0 });
    await killed.says('in the room');
    const killedAtMs = Date.now();
    await killed.kill();
    expect(await alice.heard('peerState')).toMatchObject({ cid, state: 'reconnecting' });
    expect(await alice.heard('hangup')).toMatchObject({ cid, account: phones.account('bob'), reason: 'lost' });
    expect(Date.now() - killedAtMs).toBeGreaterThanOrEqual(RESUME_MS);
    const bob = await phones.signIn('bob');
    await Promise.all([alice.settled(), bob.settled()]);
    expect([alice.all('hangup').length, bob.names]).toEqual([1, []]);
    for (const phone of [alice, bob]) expect((await phone.netcall.records()).records).toMatchObject([{ cid, reason: 'lost', endedBy: null }]);
  } finally {
    await killed.kill();
  }
});
