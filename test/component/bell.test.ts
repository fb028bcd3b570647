import { wxHost } from '../../components/src/call-kit/host';
import { VIBRATE_EVERY_MS } from '../../components/src/call-kit/bell';
import { CALLS } from './support/fake-client';
import { settle } from './support/fake-host';
import { kit } from './support/service-kit';

const ended = (reason: 'missed' | 'answeredElsewhere' | 'declinedElsewhere' | 'cancelled') => ({ ...CALLS.ended, reason, role: 'callee' as const });

test('an incoming call plays its tone once over and vibrates every 1.5 s until it is answered', async () => {
  const { client, host } = kit();
  client.become(CALLS.ringing);
  expect([host.playing, host.vibrations]).toEqual([['/in.mp3'], 1]);
  await host.advance(VIBRATE_EVERY_MS);
  expect([host.playing, host.vibrations]).toEqual([['/in.mp3'], 2]);
  client.become(CALLS.answering);
  await host.advance(10 * VIBRATE_EVERY_MS);
  expect([host.playing, host.vibrations]).toEqual([[], 2]);
});

test('who calls hears a tone from the moment at which a device of the other side rings, without vibration', () => {
  const { client, host } = kit();
  client.become(CALLS.placing);
  client.become(CALLS.calling);
  expect(host.playing).toEqual([]);
  client.become(CALLS.peerRings);
  expect([host.playing, host.vibrations]).toEqual([['/out.mp3'], 0]);
  client.become(CALLS.accepted);
  expect(host.playing).toEqual([]);
});

test.each(['missed', 'answeredElsewhere', 'declinedElsewhere', 'cancelled'] as const)('a call that ends as %s while it rings is silent', async (reason) => {
  const { client, host } = kit();
  client.become(CALLS.ringing);
  client.become(ended(reason));
  await host.advance(10 * VIBRATE_EVERY_MS);
  expect([host.playing, host.vibrations]).toEqual([[], 1]);
});

test('a second call that rings right after the first is heard alone', () => {
  const { client, host } = kit();
  client.become(CALLS.ringing);
  client.become({ ...CALLS.ringing, callId: 'id2', cid: 'c2' });
  expect([host.playing, host.vibrations]).toEqual([['/in.mp3'], 2]);
});

test('a call that rings is silent while the application is hidden, and rings again when it is shown', () => {
  const { client, host } = kit();
  client.become(CALLS.ringing);
  host.show(false);
  expect(host.playing).toEqual([]);
  host.show(true);
  expect([host.playing, host.vibrations]).toEqual([['/in.mp3'], 2]);
});

test('row 9: a cancel while the application is hidden leaves nothing that rings when it is shown', async () => {
  const { client, host } = kit();
  client.become(CALLS.ringing);
  host.show(false);
  client.become(ended('missed'));
  host.show(true);
  await host.advance(10 * VIBRATE_EVERY_MS);
  expect([host.playing, host.vibrations]).toEqual([[], 1]);
});

test('destroy while it rings leaves neither sound nor timer', async () => {
  const { client, host, service } = kit();
  client.become(CALLS.ringing);
  service.destroy();
  await settle();
  expect([host.playing, host.waiting]).toEqual([[], 0]);
});

test('do not disturb is told to the server and silences what rings', async () => {
  const { client, host, service, store } = kit();
  client.become(CALLS.ringing);
  await service.doNotDisturb(true);
  expect([client.log.includes('settings dnd true'), store.isDnd, host.playing]).toEqual([true, true, []]);
  client.become({ ...CALLS.ringing, callId: 'id2', cid: 'c2' });
  expect([host.playing, host.vibrations]).toEqual([[], 1]);
  await service.doNotDisturb(false);
  expect(host.playing).toEqual(['/in.mp3']);
});

test('a call that the server lets ring after do not disturb was switched off on another device rings here too', async () => {
  const { client, host, service, store } = kit();
  await service.doNotDisturb(true);
  client.become(CALLS.ringing);
  expect(host.playing).toEqual([]);
  await settle();
  expect([store.isDnd, host.playing, host.vibrations]).toEqual([false, ['/in.mp3'], 1]);
});

test("the caller's custom text stands in the store for as long as the call does", () => {
  const { client, store } = kit();
  client.become({ ...CALLS.ringing, custom: 'order 7' });
  expect(store.custom).toBe('order 7');
  client.become({ phase: 'idle' });
  expect(store.custom).toBe('');
});

test('a call declined with a text says so to the server, and one without says nothing', async () => {
  const { client, service } = kit();
  client.become(CALLS.ringing);
  await service.reject({ text: 'In a meeting' });
  await service.reject();
  expect(client.log).toEqual(['response false bob 2 c1 In a meeting', 'response false bob 2 c1']);
});

test('the text that a call was declined with stands beside the reason, and only there', () => {
  const { client, store } = kit();
  client.become(CALLS.calling);
  client.emit('callRejected', { cid: 'c1', account: 'bob', type: 2, reason: 'rejected', custom: 'In a meeting' });
  client.become({ ...CALLS.ended, reason: 'rejected' });
  expect(store.statusText).toBe('Call declined · In a meeting');
  client.become({ ...CALLS.calling, callId: 'id2' });
  client.become({ ...CALLS.ended, callId: 'id2', reason: 'rejected' });
  expect(store.statusText).toBe('Call declined');
});

test('a ring tone that WeChat cannot play is told with its address, and not once it is silent again', () => {
  const before: unknown = (globalThis as { wx?: unknown }).wx;
  let fail: (reason: { errMsg: string }) => void = () => undefined;
  const audio = { play: () => undefined, stop: () => undefined, destroy: () => undefined, onError: (listener: typeof fail) => (fail = listener) };
  Object.assign(globalThis, { wx: { getSystemInfoSync: () => ({ language: 'en', platform: 'ios' }), createInnerAudioContext: () => audio } });
  const told: unknown[] = [];
  const silence = wxHost((failure) => told.push(failure)).playLoop('/gone.mp3');
  fail({ errMsg: 'not found' });
  silence();
  fail({ errMsg: 'aborted' });
  expect(told).toEqual([new Error('/gone.mp3: not found')]);
  Object.assign(globalThis, { wx: before });
});
