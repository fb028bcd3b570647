import { pushForeign, probeForeign, type ForeignPusher } from '../support/foreign-client';
import { connect, usePhones, type Phone } from '../support/node-phone';
import { useStack } from '../support/stack';
import { within } from '../support/until';

/** Time to come back in a call without a stream, and with one. */
const RESUME_MS = 1_000;
const RESUME_LIVE_MS = 10_000;

const stack = useStack({ env: { NETCALL_RESUME_CALL_MS: String(RESUME_MS), NETCALL_RESUME_LIVE_MS: String(RESUME_LIVE_MS) } });
const phones = usePhones(stack);
const pushers: ForeignPusher[] = [];

afterEach(async () => {
  await Promise.all(pushers.splice(0).map((pusher) => pusher.stop()));
});

function push(url: string): ForeignPusher {
  const pusher = pushForeign(url);
  pushers.push(pusher);
  return pusher;
}

/** Two phones in a call, Alice's URL to push, and the URL at which Bob was told to play her. */
async function inACall(): Promise<{ alice: Phone; bob: Phone; alicePushes: string; bobPlays: string }> {
  const [alice, bob] = await Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
  await connect(alice, bob);
  const urlFor = (phone: Phone, account: string): string | undefined =>
    [...phone.all('syncDone').flatMap(({ userlist }) => userlist), ...phone.all('clientJoin')].find((user) => user.account === account)?.url;
  if (urlFor(bob, alice.account) === undefined) await bob.heard('clientJoin');
  return { alice, bob, alicePushes: urlFor(alice, alice.account)!, bobPlays: urlFor(bob, alice.account)! };
}

test('ffmpeg pushes H.264 and AAC to the push URL of one, ffprobe plays both at the URL of the other, and hang-up ends the push', async () => {
  const { alice, alicePushes, bobPlays } = await inACall();
  const pusher = push(alicePushes);
  await pusher.started;
  expect(await probeForeign(bobPlays)).toEqual(['aac', 'h264']);
  await alice.netcall.hangup();
  expect((await within('the server ends the push', pusher.ended)).status).not.toBe(0);
  expect((await push(alicePushes).ended).complaint).toContain('revoked');
  await expect(probeForeign(bobPlays)).rejects.toThrow();
}, 60_000);

test('a play URL is refused for pushing and a push URL for playing', async () => {
  const { alicePushes, bobPlays } = await inACall();
  expect((await push(bobPlays).ended).complaint).toContain('signature');
  const pusher = push(alicePushes);
  await pusher.started;
  await expect(probeForeign(alicePushes)).rejects.toThrow();
  expect(await probeForeign(bobPlays)).toEqual(['aac', 'h264']);
}, 60_000);

test('a new stream name takes the place of a lost one: the old push is ended, and the peer is told where to play the new', async () => {
  const { alice, bob, alicePushes } = await inACall();
  const before = push(alicePushes);
  await before.started;
  const { url } = await alice.netcall.renewStream();
  await within('the server ends the old push', before.ended);
  await push(url).started;
  const update = await bob.heard('clientUpdate');
  expect(update.account).toBe(alice.account);
  expect(await probeForeign(update.url)).toEqual(['aac', 'h264']);
}, 60_000);

test('row 19: sound and picture go on while the socket is lost and after it is back', async () => {
  const { alice, bob, alicePushes, bobPlays } = await inACall();
  const pusher = push(alicePushes);
  await pusher.started;
  alice.wire.cut();
  expect(await bob.heard('peerState')).toMatchObject({ state: 'reconnecting' });
  expect(await probeForeign(bobPlays)).toEqual(['aac', 'h264']);
  alice.wire.mend();
  alice.networkChanges(true); // As a phone says it; otherwise the client waits for as long as its backoff has become.
  expect(await bob.heard('peerState')).toMatchObject({ state: 'ok' });
  expect(await probeForeign(bobPlays)).toEqual(['aac', 'h264']);
  expect([bob.all('clientUpdate'), bob.all('hangup')]).toEqual([[], []]);
}, 60_000);

test('row 19: without a socket a call lasts longer while the relay sees the stream of who is lost, up to its limit', async () => {
  const { alice, bob, alicePushes } = await inACall();
  await push(alicePushes).started;
  const lostAtMs = Date.now();
  alice.wire.cut();
  expect(await bob.heard('hangup', 2 * RESUME_LIVE_MS)).toMatchObject({ account: alice.account, reason: 'lost' });
  expect(Date.now() - lostAtMs).toBeGreaterThanOrEqual(RESUME_LIVE_MS);
}, 60_000);

test('row 19: a stream that ends does not keep the call of who is lost', async () => {
  const { alice, bob, alicePushes } = await inACall();
  const pusher = push(alicePushes);
  await pusher.started;
  await pusher.stop();
  const lostAtMs = Date.now();
  alice.wire.cut();
  expect(await bob.heard('hangup')).toMatchObject({ reason: 'lost' });
  expect(Date.now() - lostAtMs).toBeLessThan(RESUME_LIVE_MS);
}, 60_000);
