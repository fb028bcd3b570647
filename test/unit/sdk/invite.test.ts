import type { ServerEvents } from 'netcall-protocol';
import { BOB, inSnapshot, online, outcomeOf, type Bench } from '../../support/sdk';

const UIDS = { alice: 1, bob: 2, carol: 3 };

/** Alice has called Bob and Carol at once, Bob has answered, and she is in the room. */
async function inTeam(): Promise<Bench> {
  const bench = await online();
  void bench.alice.call({ type: 2, callee: [BOB, 'carol'] });
  await bench.soon();
  bench.server.tell('accepted', { cid: 'c1', account: BOB, media: 'video', uids: UIDS });
  await bench.soon();
  const start = bench.alice.startRtc({ mode: 0 });
  await bench.soon();
  await start;
  return bench;
}

/** Bob calls Alice into a call that goes on. */
const calledIn = (number: number, more: Partial<ServerEvents['invited']> = {}): ServerEvents['invited'] => ({
  cid: 'c1', callId: `c1.${number}`, caller: BOB, media: 'video', ringMsLeft: 30_000, uids: { bob: 2, alice: number }, team: [BOB, 'alice'], ...more,
});

test('invite calls more people into the current call, or one that is named, and resolves with the numbers of all', async () => {
  const bench = await inTeam();
  const invited = bench.alice.invite({ callees: ['dave'], pushConfig: { custom: 'join us' }, forceKeepCalling: true });
  const named = bench.alice.invite({ cid: 'c1', callees: ['erin'], ringMs: 60_000 });
  await bench.soon();
  expect([await invited, await named]).toEqual([{ alice: 1, dave: 2 }, { alice: 1, erin: 2 }]);
  expect(bench.server.all('callMore')).toMatchObject([
    { cid: 'c1', callees: ['dave'], custom: 'join us', forceKeepCalling: true, ringMs: 30_000 }, { cid: 'c1', callees: ['erin'], ringMs: 60_000 },
  ]);
});

test('whoever is in the call hears who was called, and the call has them and their numbers', async () => {
  const bench = await inTeam();
  const uids = { alice: 1, bob: 2, dave: 4, carol: 5 };
  bench.server.tell('calledMore', { cid: 'c1', account: BOB, callees: ['dave', 'carol'], uids });
  await bench.soon();
  expect(bench.heard('callInvited')).toEqual([{ cid: 'c1', account: BOB, callees: ['dave', 'carol'] }]);
  expect(bench.alice.current).toMatchObject({ phase: 'inCall', team: ['alice', BOB, 'dave', 'carol'], uids });
});

test.each([[{}, 'callees'], [{ callees: [7, {}] }, 'callees'], [{ callees: ['dave'], pushConfig: 7 }, 'options']])('%j is refused at once by the name of the field', async (options, field) => {
  const bench = await inTeam();
  expect(() => bench.alice.invite(options as never)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT', detail: expect.objectContaining({ field }) as unknown }) as Error);
  expect(bench.server.all('callMore')).toEqual([]);
});

test('without a call it rejects with BAD_STATE', async () => {
  const bench = await online();
  await expect(bench.alice.invite({ callees: ['dave'] })).rejects.toMatchObject({ code: 'BAD_STATE', detail: { method: 'invite', phase: 'idle' } });
});

test('one whose fate is unknown after a gap has failed: nobody is called twice', async () => {
  const bench = await inTeam();
  bench.server.resume = 'gap';
  bench.server.snapshot = { calls: [inSnapshot({ cid: 'c1', phase: 'connected', mine: true, caller: 'alice', callee: '', team: ['alice', BOB, 'carol'], uids: UIDS })], ended: [] };
  bench.server.reachable = false;
  bench.server.cut();
  const outcome = outcomeOf(bench.alice.invite({ callees: ['dave'] }));
  bench.server.reachable = true;
  await bench.clock.advance(2_000);
  expect(await outcome).toMatchObject({ code: 'NOT_CONNECTED' });
  expect(bench.server.all('callMore')).toEqual([]);
});

test('who has declined rings again when it is called again, and once for each time', async () => {
  const bench = await online();
  bench.server.tell('invited', { ...calledIn(3), callId: 'k1' });
  await bench.soon();
  void bench.alice.response({ accepted: false, caller: BOB, type: 2, cid: 'c1' });
  await bench.soon();
  expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'rejected' });
  bench.server.tell('invited', calledIn(4));
  bench.server.tell('invited', calledIn(4));
  await bench.soon();
  expect(bench.heard('beCalling')).toHaveLength(2);
  expect(bench.alice.current).toMatchObject({ phase: 'ringing', cid: 'c1', callId: 'c1.4', uids: { alice: 4 } });
});

test('who was out of the call while it was away and is called again rings for it', async () => {
  const bench = await inTeam();
  bench.server.resume = 'gap';
  bench.server.snapshot = { calls: [inSnapshot({ ...calledIn(4), phase: 'ringing', mine: false, callee: '' })], ended: [{ cid: 'c1', callId: '', reason: 'lost', account: null }] };
  bench.server.cut();
  await bench.clock.advance(2_000);
  expect(bench.names).toEqual(expect.arrayContaining(['hangup', 'disconnect', 'beCalling']));
  expect(bench.alice.current).toMatchObject({ phase: 'ringing', callId: 'c1.4' });
});

test('a call into a named room rings with its name, is heard as hangup when it comes to nothing, and is one of the room when it is answered', async () => {
  const bench = await online();
  bench.server.tell('invited', calledIn(3, { channel: 'daily' }));
  await bench.soon();
  expect(bench.heard('beCalling')).toMatchObject([{ cid: 'c1', caller: BOB, channel: 'daily' }]);
  bench.server.tell('ended', { cid: 'c1', reason: 'noAnswer', account: null, at: 1 });
  await bench.soon();
  expect([bench.names, bench.alice.current]).toMatchObject([['beCalling', 'hangup', 'disconnect'], { phase: 'ended', reason: 'missed', channel: 'daily' }]);
  bench.server.tell('invited', calledIn(4, { channel: 'daily' }));
  await bench.soon();
  void bench.alice.response({ accepted: true, caller: BOB, type: 2, cid: 'c1' });
  await bench.soon();
  expect(bench.alice.current).toMatchObject({ phase: 'inCall', channel: 'daily' });
  void bench.alice.leaveChannel();
  await bench.soon();
  expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
});

test('who enters the room while an invitation into it is on the way has come: nothing rings, and the room is told of as any other', async () => {
  const bench = await online();
  const entry = { uid: 2, uids: { bob: 1, alice: 2 }, members: [{ uid: 2, account: 'alice', mode: 0 as const, url: 'rtmp://relay/live/1_2_1', role: 0 as const }] };
  bench.server.answers.enterRoom = () => {
    bench.server.tell('invited', calledIn(2, { cid: 'g1', callId: 'g1.2', channel: 'daily' }));
    return { cid: 'g1', ...entry };
  };
  const joined = bench.alice.joinChannel({ channelName: 'daily', mode: 0, role: 0 });
  await bench.soon();
  await joined;
  expect([bench.heard('beCalling'), bench.server.all('ringing'), bench.alice.current]).toMatchObject([[], [], { phase: 'inCall', cid: 'g1', channel: 'daily' }]);
  bench.server.tell('ended', { cid: 'g1', reason: 'closed', account: BOB, at: 1 });
  await bench.soon();
  expect(bench.heard('liveRoomClose')).toEqual([{ cid: 'g1' }]);
  expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'closed' });
});
