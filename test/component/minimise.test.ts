import { PAGE_CHANGE_MS, ENDED_SHOWN_MS } from '../../components/src/call-kit/stage';
import { placeOf } from '../../components/src/call-kit/place-of';
import { CALLS, inRoom } from './support/fake-client';
import { settle } from './support/fake-host';
import { CALL_PAGE, inCall, kit } from './support/service-kit';

const HOME = 'pages/index/index';
const FACTS = { status: 'incoming', isMinimised: false, incoming: 'banner', hasBanner: true } as const;

test.each([
  ['in the banner where one stands and the application wants it', FACTS, 'banner'],
  ['on the page where no banner stands', { ...FACTS, hasBanner: false }, 'page'],
  ['on the page where the application wants no banner', { ...FACTS, incoming: 'page' }, 'page'],
  ['on the page once it is answered', { ...FACTS, status: 'connecting' }, 'page'],
  ['in the float while it is minimised', { ...FACTS, status: 'connected', isMinimised: true }, 'float'],
] as const)('a call is to be seen %s', (_, facts, place) => {
  expect(placeOf(facts)).toBe(place);
});

test('a minimised call goes on below the home page, and going back shows it again', async () => {
  const { client, host, store, service } = await inCall();
  await service.minimise();
  expect([host.stack, store.isMinimised, store.floatText]).toEqual([[HOME, CALL_PAGE, HOME], true, '00:00']);
  client.become({ ...client.current });
  await settle();
  expect([host.stack.length, client.log]).toEqual([3, []]);
  await service.restore();
  expect([host.stack, store.isMinimised, store.floatText, client.log]).toEqual([[HOME, CALL_PAGE], false, '', []]);
});

test('the page that is shown again by other ways than restore is no longer minimised', async () => {
  const { service, store } = await inCall();
  await service.minimise();
  service.stage.pageShown();
  expect(store.isMinimised).toBe(false);
});

test("a call below a page of the application's own counts as minimised, and what happens in it does not throw its user back", async () => {
  const { client, host, service, store } = await inCall();
  await host.ask('navigateTo', '/pages/notes/index');
  service.stage.pageHidden();
  await host.advance(PAGE_CHANGE_MS);
  client.become({ ...inRoom, peerLink: 'reconnecting' });
  await settle();
  expect([host.stack, store.floatText]).toEqual([[HOME, CALL_PAGE, 'pages/notes/index'], '00:00']);
  await host.ask('navigateBack');
  service.stage.pageShown();
  expect(store.floatText).toBe('');
});

test('a call that rings is shown again when a page comes above it, and one in the background is not minimised', async () => {
  const { client, host, service, store } = kit();
  client.become(CALLS.ringing);
  await settle();
  await host.ask('navigateTo', '/pages/notes/index');
  service.stage.pageHidden();
  await host.advance(PAGE_CHANGE_MS);
  client.become(CALLS.accepted);
  await settle();
  expect([host.stack, store.isMinimised]).toEqual([[HOME, CALL_PAGE], false]);
  service.stage.pageShown();
  service.stage.pageHidden();
  host.show(false);
  await host.advance(PAGE_CHANGE_MS);
  expect(store.isMinimised).toBe(false);
});

test('nothing is minimised while nobody calls, while it rings, after the end, or twice', async () => {
  const { client, host, service } = kit();
  await service.minimise();
  client.become(CALLS.ringing);
  await settle();
  await service.minimise();
  expect(host.stack).toEqual([HOME, CALL_PAGE]);
  client.become(CALLS.accepted);
  await Promise.all([service.minimise(), service.minimise()]);
  expect(host.stack).toEqual([HOME, CALL_PAGE, HOME]);
  client.become(CALLS.ended);
  await service.minimise();
  expect(host.stack).toHaveLength(3);
});

test('a call that cannot be minimised stays on its page and says why', async () => {
  const { errors, host, service, store } = await inCall();
  host.failing.add('navigateTo');
  await service.minimise();
  expect([store.isMinimised, host.stack, errors]).toEqual([false, [HOME, CALL_PAGE], [new Error('navigateTo:fail')]]);
});

test('the end of a minimised call is said for 1.5 s, and its page closes when it is shown', async () => {
  const { client, host, service, store } = await inCall();
  await service.minimise();
  client.become(CALLS.ended);
  expect(store.floatText).toBe('Call ended');
  await host.advance(ENDED_SHOWN_MS);
  expect([store.floatText, host.stack]).toEqual(['', [HOME, CALL_PAGE, HOME]]);
  await host.ask('navigateBack');
  service.stage.pageShown();
  await host.advance(ENDED_SHOWN_MS);
  expect(host.stack).toEqual([HOME]);
});

test('a call that rings while the page of a minimised one is below goes back to that page, since two would push twice', async () => {
  const { client, host, service } = await inCall();
  await service.minimise();
  client.become(CALLS.ended);
  client.become({ ...CALLS.ringing, callId: 'id2', cid: 'c2' });
  await settle();
  expect(host.stack).toEqual([HOME, CALL_PAGE]);
});

test('a call rings in the banner of the visible page and opens its page when it is accepted', async () => {
  const { client, host, service, store } = kit({ incoming: 'banner' });
  const leave = service.stage.stand({});
  client.become(CALLS.ringing);
  await settle();
  expect([host.stack, store.bannerText]).toEqual([[HOME], 'invites you to a video call']);
  client.become(CALLS.answering);
  await settle();
  leave();
  await host.advance(PAGE_CHANGE_MS);
  expect([host.log, store.bannerText]).toEqual([['navigateTo /pages/call/index'], '']);
});

test('a banner whose page goes while it rings gives way to the call page, save where the next page has one', async () => {
  const { client, host, service, store } = kit({ incoming: 'banner' });
  const leave = service.stage.stand({});
  client.become(CALLS.ringing);
  leave();
  const leaveNext = service.stage.stand({});
  await host.advance(PAGE_CHANGE_MS);
  expect([host.stack, store.isBannered]).toEqual([[HOME], true]);
  leaveNext();
  await host.advance(PAGE_CHANGE_MS);
  expect([host.stack, store.isBannered]).toEqual([[HOME, CALL_PAGE], false]);
});

test('row 9: a cancel takes the banner away at once, and no page opens afterwards', async () => {
  const { client, host, service, store } = kit({ incoming: 'banner' });
  const leave = service.stage.stand({});
  client.become(CALLS.ringing);
  client.become({ ...CALLS.ended, reason: 'missed' });
  expect([store.bannerText, host.playing]).toEqual(['', []]);
  leave();
  await host.advance(60_000);
  expect(host.stack).toEqual([HOME]);
});

test('row 14: a banner that comes after the end shows nothing', () => {
  const { client, service, store } = kit({ incoming: 'banner' });
  client.become(CALLS.ringing);
  client.become({ ...CALLS.ended, reason: 'missed' });
  service.stage.stand({});
  expect(store.bannerText).toBe('');
});

test('row 16: a call accepted in the banner goes on when its page cannot be opened', async () => {
  const { client, errors, host, service } = kit({ incoming: 'banner' });
  service.stage.stand({});
  host.failing.add('navigateTo').add('redirectTo');
  client.become(CALLS.ringing);
  await service.accept();
  client.become(CALLS.accepted);
  await settle();
  expect([client.log[0], errors]).toEqual(['response true bob 2 c1', [expect.objectContaining({ code: 'CALL_PAGE_FAILED' })]]);
  await service.hangup();
  expect(client.log.at(-1)).toBe('hangup');
});
