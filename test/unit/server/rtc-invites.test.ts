import { LIMITS } from 'netcall-protocol';
import { OVER_KNOWN_MS } from '../../../server/src/signal/invite';
import { OPEN_INVITES } from '../../../server/src/signal/invites';
import { benches, type Client } from '../../support/server-bench';

const { start, restarted, folder } = benches();

async function threeRtc(options?: Parameters<typeof start>[0]) {
  const bench = await start(options);
  const [alice, bob, carol] = [await bench.rtc('alice'), await bench.rtc('bob'), await bench.rtc('carol')];
  return { bench, alice, bob, carol };
}

/** What each has heard of invitations, in the order in which it came. */
function heard(client: Client): string[] {
  return client.events.flatMap((event) => {
    const { t, inviteId, ...rest } = event as unknown as { t: string; inviteId?: string; from?: string; answer?: string; reason?: string; custom?: string };
    return inviteId === undefined ? [] : [[t, inviteId, rest.from ?? rest.answer ?? rest.reason, ...(rest.custom === '' ? [] : [rest.custom])].join(' ')];
  });
}

describe('an invitation', () => {
  test.each([
    [true, 'inviteAnswered i-1 accepted yes'],
    [false, 'inviteAnswered i-1 rejected yes'],
  ])('is answered: accepted is %p, and the sender hears it with what the answer carries', async (accepted, answer) => {
    const { bench, alice, bob, carol } = await threeRtc();
    const phone = await bench.device('bob', 'bob-phone');
    await alice.ask('invite', { inviteId: 'i-1', to: 'bob', custom: 'come' });
    expect([heard(bob), heard(phone), heard(alice)]).toEqual([['inviteIn i-1 alice come'], [], []]);
    await bob.ask('answerInvite', { inviteId: 'i-1', accepted, custom: 'yes' });
    await bench.clock.advance(LIMITS.answerMs + 200);
    expect([heard(alice), heard(bob), heard(carol)]).toEqual([[answer], ['inviteIn i-1 alice come'], []]);
  });

  test('is cancelled by its sender, with what that carries, and cannot be answered any more', async () => {
    const { alice, bob } = await threeRtc();
    await alice.ask('invite', { inviteId: 'i-1', to: 'bob' });
    await alice.ask('cancelInvite', { inviteId: 'i-1', custom: 'sorry' });
    await expect(bob.ask('answerInvite', { inviteId: 'i-1', accepted: true })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    expect([heard(alice), heard(bob)]).toEqual([[], ['inviteIn i-1 alice', 'inviteCancelled i-1 cancelled sorry']]);
  });

  test('ends by the clock of the server after 30 s, for both, and not before', async () => {
    const { bench, alice, bob } = await threeRtc();
    await alice.ask('invite', { inviteId: 'i-1', to: 'bob' });
    await bench.clock.advance(29_900);
    expect([heard(alice), heard(bob)]).toEqual([[], ['inviteIn i-1 alice']]);
    await bench.clock.advance(200);
    expect([heard(alice), heard(bob)]).toEqual([['inviteAnswered i-1 noAnswer'], ['inviteIn i-1 alice', 'inviteCancelled i-1 noAnswer']]);
    await expect(alice.ask('cancelInvite', { inviteId: 'i-1' })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
  });

  test('runs on through a restart; one whose time was over while no server ran ends once its two are back', async () => {
    const data = folder();
    const { bench, alice, bob } = await threeRtc({ data });
    await alice.ask('invite', { inviteId: 'i-1', to: 'bob' });
    await bench.clock.advance(10_000);
    await alice.ask('invite', { inviteId: 'i-2', to: 'bob' });
    await bench.clock.advance(0);
    await bench.hub.stop();
    await bench.clock.advance(25_000);
    const second = await restarted(bench, data);
    const [a, b] = [second.connect(), second.connect()];
    await a.resume(alice.session!, 0);
    await b.resume(bob.session!, 0);
    await b.ask('answerInvite', { inviteId: 'i-2', accepted: true });
    await second.clock.advance(9_900);
    expect([heard(a), heard(b)]).toEqual([['inviteAnswered i-2 accepted'], []]);
    await second.clock.advance(200);
    expect([heard(a), heard(b)]).toEqual([['inviteAnswered i-2 accepted', 'inviteAnswered i-1 noAnswer'], ['inviteCancelled i-1 noAnswer']]);
  });

  test('the same request again, also after the answer, is the same invitation; nobody hears of it again', async () => {
    const { bench, alice, bob } = await threeRtc();
    const invite = () => alice.ask('invite', { inviteId: 'i-1', to: 'bob', custom: 'come' });
    const answer = () => bob.ask('answerInvite', { inviteId: 'i-1', accepted: true });
    await invite();
    await invite();
    await answer();
    await answer();
    await invite();
    await expect(bob.ask('answerInvite', { inviteId: 'i-1', accepted: false })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    await expect(alice.ask('cancelInvite', { inviteId: 'i-1' })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    expect([heard(alice), heard(bob)]).toEqual([['inviteAnswered i-1 accepted'], ['inviteIn i-1 alice come']]);
    await bench.clock.advance(OVER_KNOWN_MS + 200);
    await expect(answer()).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    expect(await bench.store.docs.all('invite')).toEqual([]);
  });

  test('a number that is another\'s, or of an invitation to somebody else, is refused and changes nothing', async () => {
    const { alice, bob, carol } = await threeRtc();
    await alice.ask('invite', { inviteId: 'i-1', to: 'bob' });
    await expect(carol.ask('invite', { inviteId: 'i-1', to: 'bob' })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    await expect(alice.ask('invite', { inviteId: 'i-1', to: 'carol' })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    await expect(carol.ask('answerInvite', { inviteId: 'i-1', accepted: true })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    await expect(bob.ask('cancelInvite', { inviteId: 'i-1' })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    await expect(bob.ask('answerInvite', { inviteId: 'i-2', accepted: true })).rejects.toMatchObject({ code: 'INVITE_UNKNOWN' });
    await bob.ask('answerInvite', { inviteId: 'i-1', accepted: true });
    expect([heard(alice), heard(bob), heard(carol)]).toEqual([['inviteAnswered i-1 accepted'], ['inviteIn i-1 alice'], []]);
  });

  test('two with one number in the same tick: one of them is made', async () => {
    const { alice, bob, carol } = await threeRtc();
    const frame = JSON.stringify({ t: 'invite', id: 50, inviteId: 'i-1', to: 'bob' });
    await Promise.all([alice.burst(frame), carol.burst(frame)]);
    expect([alice, carol].map((each) => 'err' in each.answers.at(-1)!)).toEqual([false, true]);
    expect(heard(bob)).toEqual(['inviteIn i-1 alice']);
  });

  test('reaches nobody without an RTCSDK session, who has blocked the sender, or oneself', async () => {
    const { bench, alice, bob, carol } = await threeRtc();
    const dave = await bench.device('dave');
    await carol.ask('settings', { block: ['alice'] });
    for (const to of ['carol', 'dave', 'nobody']) await expect(alice.ask('invite', { inviteId: `i-${to}`, to })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE', detail: {} });
    await expect(alice.ask('invite', { inviteId: 'i-self', to: 'alice' })).rejects.toMatchObject({ code: 'INVALID_CALLEE' });
    await expect(dave.ask('invite', { inviteId: 'i-d', to: 'bob' })).rejects.toMatchObject({ code: 'BAD_STATE', detail: { method: 'invite' } });
    expect([heard(bob), heard(carol), await bench.store.docs.all('invite')]).toEqual([[], [], []]);
  });

  test('touches neither calls nor rooms nor do-not-disturb', async () => {
    const { bench, alice, bob, carol } = await threeRtc();
    const { cid } = await bob.ask('call', { callId: 'c-1', callee: 'carol', media: 'video' });
    await carol.ask('accept', { cid });
    await bob.ask('setDnd', { level: 1 });
    await alice.ask('invite', { inviteId: 'i-1', to: 'bob' });
    await bob.ask('answerInvite', { inviteId: 'i-1', accepted: true });
    expect(heard(alice)).toEqual(['inviteAnswered i-1 accepted']);
    expect((await bench.store.read('default', cid))!.call.phase).toBe('connected');
  });

  test('is limited as messages are, and in those that wait', async () => {
    const { bench, alice, bob, carol } = await threeRtc({ signal: { sendRate: { perS: 1, burst: OPEN_INVITES + 3 } } });
    for (let n = 0; n < OPEN_INVITES; n++) await alice.ask('invite', { inviteId: `i-${n}`, to: 'bob' });
    const refused = await alice.ask('invite', { inviteId: 'one-more', to: 'bob' }).catch((fault: unknown) => fault);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: LIMITS.answerMs } });
    await carol.ask('invite', { inviteId: 'hers', to: 'bob' });
    await bob.ask('answerInvite', { inviteId: 'i-7', accepted: false });
    await alice.ask('invite', { inviteId: 'one-more', to: 'bob' });
    await alice.ask('cancelInvite', { inviteId: 'one-more' });
    await alice.ask('invite', { inviteId: 'another', to: 'bob' });
    await alice.ask('cancelInvite', { inviteId: 'another' });
    await expect(alice.ask('invite', { inviteId: 'too-fast', to: 'bob' })).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { retryAfterMs: 1_000 } });
    await bench.clock.advance(LIMITS.answerMs + 200);
    await alice.ask('invite', { inviteId: 'later', to: 'bob' });
  });

  test.each([
    ['inviteId', { t: 'invite', inviteId: 'a b', to: 'bob' }],
    ['to', { t: 'invite', inviteId: 'i-1', to: '' }],
    ['custom', { t: 'invite', inviteId: 'i-1', to: 'bob', custom: 'x'.repeat(4_097) }],
    ['accepted', { t: 'answerInvite', inviteId: 'i-1', accepted: 1 }],
    ['custom', { t: 'cancelInvite', inviteId: 'i-1', custom: '\ud800' }],
  ])('a wrong %s is named', async (field, frame) => {
    const { alice } = await threeRtc();
    await alice.sendText(JSON.stringify({ id: 50, ...frame }));
    expect(alice.answers.at(-1)).toMatchObject({ err: { code: 'BAD_MESSAGE', detail: { field } } });
  });
});
