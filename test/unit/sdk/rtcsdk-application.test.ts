import { benchHost } from '../../support/bench-host';
import { benches, type Bench } from '../../support/server-bench';
import { AppPhone, type AppPhoneOptions } from '../../support/rtcsdk-app';

/** The limits of the reference, in milliseconds. */
const LIMIT_MS = 30_000;

const bench = benches();
const phones: AppPhone[] = [];
afterEach(() => {
  for (const phone of phones.splice(0)) phone.uninit();
});

/** The application on a phone whose server is the bench. */
async function signIn(server: Bench, UID: string, role: 'client' | 'agent' = 'client', wish: Partial<AppPhoneOptions> = {}): Promise<AppPhone> {
  const phone = new AppPhone(UID, { server: 'ws://calls.example.com/ws', platform: benchHost(server, UID).platform, token: (account) => server.token(account), ...wish });
  phones.push(phone);
  return phone.signIn(role);
}

test('a call that nobody answers ends after 30 s: the caller hears 604, and the callee is no longer asked', async () => {
  const server = await bench.start();
  const [alice, bob] = [await signIn(server, 'alice'), await signIn(server, 'bob')];
  alice.tap('dial', { uid: 'bob' });
  await bob.sees({ step: 'ringing' });
  await server.clock.advance(LIMIT_MS - 1000);
  expect([alice.shows['step'], bob.shows['step']]).toEqual(['calling', 'ringing']);
  await server.clock.advance(2000);
  await Promise.all([alice.sees({ lastCall: '对方无应答' }), bob.sees({ lastCall: '对方已取消' })]);
  expect([alice.said('NotifyCallRejected'), bob.said('NotifyCallHungup')]).toEqual([['NotifyCallRejected 604 '], ['NotifyCallHungup']]);
});

test('an agent that says nothing for 30 s loses the client to another agent, and is told so', async () => {
  const server = await bench.start({ queues: new Map([[null, new Map([[7, { id: 7, name: '贷款', desc: '', prio: 1 }]])]]) });
  const [silent, bob] = [await signIn(server, 'silent', 'agent'), await signIn(server, 'bob')];
  silent.tap('serve', { queue: 7 });
  await silent.logs('StartServiceRslt 0 7');
  bob.tap('queue', { queue: 7 });
  await silent.logs('AutoAssignUser bob {"topic":"咨询"}');
  const other = await signIn(server, 'other', 'agent');
  other.tap('serve', { queue: 7 });
  await other.logs('StartServiceRslt 0 7');
  await server.clock.advance(LIMIT_MS - 1000);
  expect([silent.said('CancelAssignUser'), other.said('AutoAssignUser')]).toEqual([[], []]);
  await server.clock.advance(2000);
  await Promise.all([silent.logs('CancelAssignUser 7 bob'), other.logs('AutoAssignUser bob {"topic":"咨询"}')]);
  await silent.sees({ assigned: null });
  expect(bob.shows['queuing']).toMatchObject({ queID: 7 });
  other.tap('takeAssigned');
  await Promise.all([other.sees({ step: 'talking', peer: 'bob' }), bob.sees({ step: 'talking', peer: 'other' })]);
});

test('a token is renewed 30 s before it expires, and the session goes on', async () => {
  const server = await bench.start();
  const asked: string[] = [];
  const appToken = async (account: string) => {
    asked.push(account);
    return (await server.tokens.issue({ app: 'default', account }, 120))!.token;
  };
  const alice = await signIn(server, 'alice', 'client', { appToken });
  await server.clock.advance(89_000);
  expect([alice.said('NotifyTokenWillExpire'), asked]).toEqual([[], ['alice']]);
  await server.clock.advance(2000);
  await alice.logs('UpdateToken');
  expect(asked).toEqual(['alice', 'alice']);
  await server.clock.advance(LIMIT_MS);
  expect(alice.said('LineOff')).toEqual([]);
});

test('a token that is not renewed ends the session with 18 when it expires', async () => {
  const server = await bench.start();
  let isThere = true;
  const appToken = async (account: string) => {
    if (!isThere) throw new Error('the back end is down');
    return (await server.tokens.issue({ app: 'default', account }, 120))!.token;
  };
  const alice = await signIn(server, 'alice', 'client', { appToken });
  isThere = false;
  await server.clock.advance(91_000);
  await alice.logs('NotifyTokenWillExpire');
  await server.clock.advance(28_000);
  expect(alice.said('LineOff')).toEqual([]);
  await server.clock.advance(2000);
  await alice.sees({ tip: '令牌已过期' });
  expect(alice.said('LineOff')).toEqual(['LineOff 18']);
});
