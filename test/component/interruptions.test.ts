import { causesOf, UNDISTURBED, verdictOf, DEFAULT_INTERRUPTIONS } from '../../components/src/call-kit/interruptions';
import type { Cause, Disturbance } from '../../components/src/call-kit/interruptions';
import { NUDGE_MS } from '../../components/src/call-kit/disturbances';
import { CALLS } from './support/fake-client';
import { settle } from './support/fake-host';
import { inCall, kit } from './support/service-kit';

const EVENTS: readonly (readonly [string, Partial<Disturbance>, readonly Cause[], readonly Cause[]])[] = [
  ['nothing', {}, [], []],
  ['the application in the background', { isHidden: true }, ['hide'], ['hide']],
  ['sound that is taken in front', { isAudioTaken: true }, ['audioInterruption'], ['audioInterruption']],
  ['sound that is taken in the background', { isHidden: true, isAudioTaken: true }, ['hide'], ['hide', 'phoneCall']],
  ['a pusher that is suspended in front', { isSuspended: true }, ['phoneCall'], ['phoneCall']],
  ['a pusher that is suspended in the background', { isHidden: true, isSuspended: true }, ['hide'], ['hide']],
  ['a page that is gone', { isPageLeft: true }, ['pageLeave'], ['pageLeave']],
];

test.each(EVENTS)('%s is taken for the right cause on Android and on iOS', (_, facts, onAndroid, onIos) => {
  expect([false, true].map((isIos) => [...causesOf({ ...UNDISTURBED, ...facts }, isIos)].sort())).toEqual([[...onAndroid].sort(), [...onIos].sort()]);
});

test('the strictest policy of all that disturbs holds', () => {
  const since = new Map<Cause, number>([['hide', 1_000], ['phoneCall', 2_000], ['audioInterruption', 3_000]]);
  const policies = { ...DEFAULT_INTERRUPTIONS, hide: { hangUpAfterMs: 5_000 }, audioInterruption: { hangUpAfterMs: 1_000 } };
  expect(verdictOf(since, policies)).toEqual({ isMuted: true, hangUpAtMs: 4_000 });
  expect(verdictOf(new Map(), policies)).toEqual({ isMuted: false, hangUpAtMs: null });
});

test('row 25: by default a call in the background goes on, and on return its sound is nudged and keeps its way', async () => {
  const { client, host, store } = await inCall();
  host.show(false);
  await host.advance(600_000);
  expect([client.log, store.micOn]).toEqual([[], true]);
  host.show(true);
  expect([store.soundMode, store.speakerOn]).toEqual(['ear', true]); // Nothing is to be seen of it.
  await host.advance(NUDGE_MS);
  expect([store.soundMode, store.speakerOn, client.log]).toEqual(['speaker', true, []]);
});

test('row 25: a loudspeaker that its user switches off just when the application is back stays off', async () => {
  const { host, service, store } = await inCall();
  host.show(false);
  host.show(true);
  service.toggleSpeaker();
  await host.advance(NUDGE_MS);
  expect([store.soundMode, store.speakerOn]).toEqual(['ear', false]);
});

test('a call page that WeChat did not open in the background opens when the application is shown', async () => {
  const { client, errors, host } = kit();
  host.show(false);
  host.failing.add('navigateTo').add('redirectTo');
  client.become(CALLS.ringing);
  await settle();
  expect([host.stack, errors.length]).toEqual([['pages/index/index'], 1]);
  host.failing.clear();
  host.show(true);
  await settle();
  expect([host.stack.at(-1), errors.length]).toEqual(['pages/call/index', 1]);
});

test('row 25: a phone call mutes, and the microphone comes back with its end', async () => {
  const { client, host, service, store } = await inCall();
  service.pushState('suspended');
  await settle();
  expect([store.micOn, client.log.at(-1)]).toEqual([false, 'switchMode 2']);
  host.show(false);
  host.show(true);
  await settle();
  expect([store.micOn, client.log.includes('switchMode 0')]).toEqual([true, true]);
});

test('row 25: media that a phone call has suspended in front starts under a new name when WeChat says that the sound is free again', async () => {
  const { client, host, service, store } = await inCall();
  service.pushState('suspended');
  host.takeAudio(true);
  await settle();
  expect([store.micOn, store.pushUrl]).toEqual([false, 'rtmp://relay/live/1_1_0?e=push']);
  host.takeAudio(false);
  await settle();
  expect([store.micOn, client.log.filter((line) => line === 'renewStream').length, store.pushUrl]).toEqual([true, 1, 'rtmp://relay/live/1_1_1?e=push']);
});

test('row 25: a microphone that its user had switched off stays off after a phone call', async () => {
  const { service, store } = await inCall();
  await service.toggleMic();
  service.pushState('suspended');
  service.pushState('live');
  await settle();
  expect(store.micOn).toBe(false);
});

test('row 25: a microphone that its user has switched during a phone call is his: it stays as he left it, then and later', async () => {
  const { host, service, store } = await inCall();
  service.pushState('suspended');
  await service.toggleMic();
  await service.toggleMic();
  service.pushState('live');
  await settle();
  expect(store.micOn).toBe(false);
  await service.toggleMic();
  service.pushState('suspended');
  await service.toggleMic();
  service.pushState('live');
  await service.toggleMic();
  host.show(false);
  host.show(true);
  await settle();
  expect(store.micOn).toBe(false);
});

test('row 25: media that WeChat has suspended starts under a new name on return', async () => {
  const { client, host, service, store } = await inCall();
  host.show(false);
  service.pushState('suspended');
  host.show(true);
  await settle();
  expect([client.log.filter((line) => line === 'renewStream').length, store.pushUrl]).toEqual([1, 'rtmp://relay/live/1_1_1?e=push']);
});

test('row 25: a policy with a time ends the call when the time is over, and not when the disturbance is over before', async () => {
  const { client, host } = await inCall('video', { hide: { hangUpAfterMs: 10_000 } });
  host.show(false);
  await host.advance(9_999);
  host.show(true);
  await host.advance(60_000);
  expect(client.log).not.toContain('hangup');
  host.show(false);
  await host.advance(10_000);
  expect(client.log).toContain('hangup');
});

test('row 25: where timers stood still in the background, a call that is overdue ends on return', async () => {
  const { client, host } = await inCall('video', { hide: { hangUpAfterMs: 10_000 } });
  host.show(false);
  host.sleep(10_000);
  expect(client.log).toEqual([]);
  host.show(true);
  expect(client.log).toEqual(['hangup']);
});

test('row 25: sound that is taken in front mutes where the application wants it so', async () => {
  const { host, store } = await inCall('video', { audioInterruption: 'mute' });
  host.takeAudio(true);
  expect(store.micOn).toBe(false);
  host.takeAudio(false);
  expect(store.micOn).toBe(true);
});

test('leaving the page ends the call at once, unless the application keeps it: then it counts as minimised, and the page that comes back pushes anew', async () => {
  const kept = await inCall('video', { pageLeave: 'keep' });
  kept.detach();
  await settle();
  expect([kept.client.log, kept.store.isMinimised]).toEqual([[], true]);
  kept.service.attach(kept.screen);
  await settle();
  expect([kept.client.log, kept.store.isMinimised]).toEqual([['renewStream'], false]);
  const left = await inCall();
  left.detach();
  expect([left.client.log, left.store.isMinimised]).toEqual([['hangup'], false]);
});

test('a call whose page is gone for as long as the application allows ends then', async () => {
  const { client, host, detach } = await inCall('video', { pageLeave: { hangUpAfterMs: 5_000 } });
  detach();
  await host.advance(4_999);
  expect(client.log).toEqual([]);
  await host.advance(1);
  expect(client.log).toEqual(['hangup']);
});

test('a call that rings is not ended by what disturbs, and is declined when its page is left', () => {
  const { client, host, detach } = kit({ interruptions: { hide: { hangUpAfterMs: 0 }, pageLeave: 'keep' } });
  client.become(CALLS.ringing);
  host.show(false);
  host.show(true);
  expect(client.log).toEqual([]);
  detach();
  expect(client.log).toEqual(['response false bob 2 c1']);
});

test('nothing that disturbed one call is left for the next', async () => {
  const { client, host, store } = await inCall('video', { hide: { hangUpAfterMs: 5_000 } });
  host.show(false);
  client.become(CALLS.ended);
  host.show(true);
  client.become({ ...CALLS.ringing, callId: 'id2', cid: 'c2' });
  client.become({ ...CALLS.accepted, callId: 'id2', cid: 'c2', role: 'callee' });
  await host.advance(60_000);
  expect([client.log.includes('hangup'), store.micOn, store.speakerOn]).toEqual([false, true, true]);
});
