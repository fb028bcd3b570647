import { connect, usePhones } from '../support/node-phone';
import { RawClient } from '../support/raw-client';
import { useStack } from '../support/stack';

/** What may wait for a slow reader: small here, so that it is soon full. */
const BUFFER_BYTES = 16_384;

const stack = useStack({ env: { NETCALL_BUFFER_BYTES: String(BUFFER_BYTES), NETCALL_MESSAGES_PER_S: '100000', NETCALL_MESSAGES_BURST: '100000' } });
const phones = usePhones(stack);

test('row 39: who does not read is cut off and may resume its call, and the call of two others goes on', async () => {
  const [carol, dave] = await Promise.all([phones.signIn('carol'), phones.signIn('dave')]);
  await connect(carol, dave);
  const [{ client: alice }, { client: bob, signedIn }] = await Promise.all(['alice', 'bob'].map(async (name) => RawClient.signIn(stack().url, await stack().token(phones.account(name))))) as [Awaited<ReturnType<typeof RawClient.signIn>>, Awaited<ReturnType<typeof RawClient.signIn>>];
  const { cid } = await alice.must('call', { callId: 'call', callee: phones.account('bob'), media: 'video' });
  await bob.must('accept', { cid });
  bob.stopReading();
  while (alice.events('peerState').length === 0) await alice.must('control', { cid, command: 1, custom: 'x'.repeat(4_000) });
  expect(alice.events('peerState')).toMatchObject([{ cid, state: 'reconnecting' }]);
  const back = await RawClient.open(stack().url);
  const { sid, resumeToken, epoch } = signedIn;
  expect(await back.ask('resume', { sid, resumeToken, epoch, seq: 1 })).toMatchObject({ ok: { snapshot: { calls: [{ cid, phase: 'connected', mine: true }] } } });
  expect(await alice.event('peerState', ({ state }) => state === 'ok')).toMatchObject({ cid });
  await alice.must('control', { cid, command: 2 });
  expect(await back.event('control')).toMatchObject({ command: 2 });
  await carol.netcall.control({ command: 3 });
  expect(await dave.heard('control')).toMatchObject({ command: 3 });
  expect([carol, dave].flatMap((phone) => [...phone.all('peerState'), ...phone.all('willreconnect')])).toEqual([]);
});
