import { RawClient } from '../support/raw-client';
import { useStack } from '../support/stack';

const stack = useStack();
const VIDEO = { media: 'video' } as const;

/** Names of this test: the server outlives it, and messages wait in it. */
let tests = 0;
beforeEach(() => {
  tests += 1;
});
const named = (name: string): string => `${name}-${tests}`;
const signIn = async (name: string, device = `${name}-phone`): Promise<RawClient> => (await RawClient.signIn(stack().url, await stack().token(named(name)), device)).client;

test('a message and a record wait through a kill of the server for a device that signs in later, and are told at once to one that is there', async () => {
  const [alice, tablet] = [await signIn('alice'), await signIn('bob', 'bob-tablet')];
  const sent = await alice.must('send', { clientId: 'm-1', to: named('bob'), kind: 'custom', content: '晚上见 👋' });
  const message = { ...sent, from: named('alice'), to: named('bob'), kind: 'custom', content: '晚上见 👋' };
  expect((await tablet.event('message')).message).toEqual(message);
  const { cid } = await alice.must('call', { callId: 'c-1', callee: named('bob'), ...VIDEO });
  await tablet.must('reject', { cid });
  const told = await Promise.all([alice, tablet].map((each) => each.event('recorded')));
  expect(told.map(({ record }) => [record.cid, record.reason])).toEqual([[cid, 'rejected'], [cid, 'rejected']]);
  await stack().kill();
  await stack().restart();
  const phone = await signIn('bob');
  const inbox = await phone.must('inbox', {});
  expect(inbox).toMatchObject({ records: [told[0]!.record], messages: [message] });
  expect(await phone.must('inbox', { after: Math.max(sent.at, told[0]!.record.endedAtMs) + 1 })).toMatchObject({ records: [], messages: [] });
  expect(await (await signIn('alice')).must('send', { clientId: 'm-1', to: named('bob'), kind: 'custom', content: 'again' })).toEqual(sent);
}, 60_000);

test('row 30 and row 32: what an account has set holds for every device of it and through a restart', async () => {
  const bob = await signIn('bob');
  expect(await bob.must('settings', { dnd: true, block: [named('alice')] })).toEqual({ dnd: true, blocked: [named('alice')] });
  await stack().restart();
  const [alice, dave, phone, tablet] = [await signIn('alice'), await signIn('dave'), await signIn('bob'), await signIn('bob', 'bob-tablet')];
  expect(await alice.ask('call', { callId: 'c-1', callee: named('bob'), ...VIDEO })).toMatchObject({ err: { code: 'CALLEE_OFFLINE' } });
  await dave.must('call', { callId: 'c-1', callee: named('bob'), ...VIDEO });
  expect((await dave.event('recorded')).record.reason).toBe('busy');
  for (const each of [phone, tablet]) expect((await each.event('recorded')).record).toMatchObject({ caller: named('dave'), reason: 'dnd' });
  expect(await tablet.must('settings', { dnd: false, unblock: [named('alice')] })).toEqual({ dnd: false, blocked: [] });
  const { cid } = await alice.must('call', { callId: 'c-2', callee: named('bob'), ...VIDEO });
  expect(await phone.event('invited')).toMatchObject({ cid });
  expect([phone, tablet].flatMap((each) => each.events('invited'))).toHaveLength(2);
}, 60_000);
