import { Netcall } from 'netcall-sdk';
import { benchHost } from '../../support/bench-host';
import { RtcPerson } from '../../support/rtcsdk-person';
import { benches, type Bench } from '../../support/server-bench';
import { until } from '../../support/until';

/** How long a call rings when either side is RTCSDK, and when neither is. */
const RTCSDK_RING_MS = 30_000;
const NETCALL_RING_MS = 60_000;
const VIDEO = 2;

const bench = benches();
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** An RTCSDK user whose server is the bench, signed in. */
async function player(server: Bench, account: string): Promise<RtcPerson> {
  const person = new RtcPerson(account, { server: 'ws://calls.example.com/ws', platform: benchHost(server, account).platform, getToken: () => server.token(account) });
  ends.push(() => person.rtcsdk.UnInit());
  return person.signIn();
}

/** A netcall user on the bench, signed in. */
async function phone(server: Bench, account: string) {
  const netcall = new Netcall({ server: 'ws://calls.example.com/ws', platform: benchHost(server, account).platform, getToken: () => server.token(account), ringMs: NETCALL_RING_MS });
  ends.push(() => netcall.destroy());
  const heard: { readonly name: string; readonly payload: unknown }[] = [];
  for (const name of ['beCalling', 'callRejected', 'hangup'] as const) netcall.on(name, (payload) => void heard.push({ name, payload }));
  await netcall.login();
  return { netcall, heard, hears: (name: string) => until(`${account} hears ${name}`, () => heard.find((each) => each.name === name)) };
}

/** Lets a ring of this length pass, and looks just before its end. */
async function ringFor(server: Bench, ms: number, before: () => void): Promise<void> {
  await server.clock.advance(ms - 1000);
  before();
  await server.clock.advance(2000);
}

test('decision 1: a netcall call to an RTCSDK user rings for 30 s: callRejected with noAnswer, and NotifyCallHungup', async () => {
  const server = await bench.start();
  const [alice, bob] = [await phone(server, 'alice'), await player(server, 'bob')];
  await alice.netcall.call({ type: VIDEO, callee: 'bob' });
  const [callID] = await bob.hears('NotifyCallIn');
  await ringFor(server, RTCSDK_RING_MS, () => expect([alice.heard, bob.heards('NotifyCallHungup')]).toEqual([[], []]));
  expect(await alice.hears('callRejected')).toMatchObject({ payload: { reason: 'noAnswer' } });
  expect(await bob.hears('NotifyCallHungup')).toEqual([callID, '']);
});

test('decision 1: an RTCSDK call to a netcall user rings for 30 s: NotifyCallRejected 604, and hangup', async () => {
  const server = await bench.start();
  const [alice, bob] = [await player(server, 'alice'), await phone(server, 'bob')];
  const callID = alice.rtcsdk.Call('bob', null, '', undefined);
  await Promise.all([alice.hears('CallSuccess'), bob.hears('beCalling')]);
  await ringFor(server, RTCSDK_RING_MS, () => expect([alice.heards('NotifyCallRejected'), bob.heard.map(({ name }) => name)]).toEqual([[], ['beCalling']]));
  expect(await alice.hears('NotifyCallRejected')).toEqual([callID, 604, '']);
  await bob.hears('hangup');
});

test('decision 1: a call between netcall users rings as long as the caller has said', async () => {
  const server = await bench.start();
  const [alice, bob] = [await phone(server, 'alice'), await phone(server, 'bob')];
  await alice.netcall.call({ type: VIDEO, callee: 'bob' });
  await bob.hears('beCalling');
  await ringFor(server, NETCALL_RING_MS, () => expect(alice.heard).toEqual([]));
  await Promise.all([alice.hears('callRejected'), bob.hears('hangup')]);
});

test('an invitation that nobody answers is over after 30 s: 604 for both', async () => {
  const server = await bench.start();
  const [alice, bob] = [await player(server, 'alice'), await player(server, 'bob')];
  const inviteID = alice.rtcsdk.Invite('bob', '', undefined);
  await bob.hears('NotifyInviteIn');
  await ringFor(server, RTCSDK_RING_MS, () => expect([alice.heards('NotifyInviteRejected'), bob.heards('NotifyInviteCanceled')]).toEqual([[], []]));
  expect(await alice.hears('NotifyInviteRejected')).toEqual([inviteID, 604, '']);
  expect(await bob.hears('NotifyInviteCanceled')).toEqual([inviteID, 604, '']);
});
