import 'miniprogram-simulate';
import { CallError } from 'netcall-sdk';
import { ENDED_SHOWN_MS } from '../../components/src/call-kit/stage';
import { answered, BOB, end, invitation, UIDS } from '../support/sdk';
import { appOnline, CALL_PAGE, type App } from './support/real-kit';
import { asked, buttonsOf, freshModules, textOf } from './support/render';

/*
 * Sixteen scenarios that broke other call kits, in a run or by their own change log. Here they run through the whole of
 * ours but the server: the real client, the service, the component, on a simulated server and a simulated WeChat.
 */

beforeEach(freshModules);

const ALICE_URL = 'rtmp://relay/live/1_1_1';
const bobJoined = { cid: 'c1', member: { uid: 2, account: BOB, mode: 0, url: 'rtmp://relay/live/1_2_1' } } as const;

/** Bob calls: the call page is there and shows it. */
async function ringing(app: App, cid = 'c9'): Promise<void> {
  app.server.tell('invited', invitation(cid));
  await app.happen();
}

/** Alice calls Bob, he accepts, both are in the room. */
async function connected(): Promise<App> {
  const app = await appOnline();
  void app.service.call({ callee: BOB, media: 'video' });
  await app.happen();
  app.server.tell('accepted', answered);
  await app.happen();
  app.server.tell('memberJoined', bobJoined);
  await app.happen();
  expect(app.store.status).toBe('connected');
  return app;
}

/** The page has closed, nothing rings and nothing runs. */
function expectOver(app: App): void {
  expect([app.page, app.host.stack, app.host.isScreenKept, app.store.pushUrl, app.store.players]).toEqual([null, ['pages/index/index'], false, '', []]);
}

test("rivals' scenario 1, a double call: two taps are one call on the wire and one call page", async () => {
  const app = await appOnline();
  const taps = [1, 2].map(() => app.service.call({ callee: BOB, media: 'video' }));
  await app.happen();
  await Promise.all(taps);
  expect([app.server.all('call').length, app.host.log]).toEqual([1, [`navigateTo /${CALL_PAGE}`]]);
  expect(app.alice.current.phase).toBe('calling');
});

test("rivals' scenario 2, a double accept: two taps are one answer, and the room is entered once", async () => {
  const app = await appOnline();
  await ringing(app);
  app.press('Accept', 2);
  await app.happen();
  expect([app.server.all('accept').length, app.server.all('join').length]).toEqual([1, 1]);
  expect([app.alice.current.phase, app.store.pushUrl]).toEqual(['inCall', ALICE_URL]);
});

test("rivals' scenario 3, a duplicate INVITE: it rings once, on one page, and not again when the call is over", async () => {
  const app = await appOnline();
  await ringing(app);
  await ringing(app);
  expect([app.heard('beCalling').length, app.server.all('ringing').length, app.host.log.length]).toEqual([1, 1, 1]);
  app.press('Decline');
  await app.happen();
  await ringing(app);
  await app.happen(ENDED_SHOWN_MS);
  expect(app.heard('beCalling')).toHaveLength(1);
  expectOver(app);
});

test("rivals' scenario 4, two INVITEs at once: the first is shown, the second when the first is over, each answered as itself", async () => {
  const app = await appOnline({ busyPolicy: 'app' });
  app.server.tell('invited', invitation('c9'));
  app.server.tell('invited', invitation('c8', 'carol'));
  await app.happen();
  expect([app.alice.current, app.host.stack.length]).toMatchObject([{ phase: 'ringing', cid: 'c9' }, 2]);
  expect(textOf(app.page!)).toContain('bob');
  app.press('Decline');
  await app.happen();
  expect(app.server.all('reject')).toMatchObject([{ cid: 'c9' }]);
  expect(textOf(app.page!)).toContain('carol');
  app.press('Accept');
  await app.happen();
  expect(app.server.all('accept')).toMatchObject([{ cid: 'c8' }]);
  expect([app.alice.current, app.host.stack.length]).toMatchObject([{ phase: 'inCall', cid: 'c8', peer: 'carol' }, 2]);
});

test("rivals' scenario 5, CANCEL while the INVITE is handled: the page that was opening shows the end and closes, and nothing rings", async () => {
  const app = await appOnline();
  app.host.pageMs = 800;
  await ringing(app);
  expect(app.page).toBeNull();
  app.server.tell('ended', end('c9', 'cancelled'));
  await app.happen(1_000);
  expect([textOf(app.page!), buttonsOf(app.page!)]).toEqual([expect.stringContaining('Missed call'), []]);
  await app.happen(ENDED_SHOWN_MS + 2 * app.host.pageMs);
  expectOver(app);
});

test("rivals' scenario 6, CANCEL while the answer is on its way: never in a call, no camera, and the page closes", async () => {
  const app = await appOnline();
  await ringing(app);
  app.server.answers.accept = () => {
    app.server.tell('ended', end('c9', 'cancelled'));
    return new CallError('CALL_ENDED', { reason: 'cancelled' });
  };
  app.press('Accept');
  await app.happen();
  expect([app.phases(), app.server.all('join'), asked]).toEqual([['ringing', 'ended'], [], []]);
  expect(textOf(app.page!)).toContain('Missed call');
  await app.happen(ENDED_SHOWN_MS);
  expectOver(app);
});

test("rivals' scenario 7, hang-up during the dial: it is cancelled as soon as the server has it, and a late answer opens nothing", async () => {
  const app = await appOnline();
  const call = app.service.call({ callee: BOB, media: 'video' }).catch((error: unknown) => error);
  expect(app.alice.current.phase).toBe('placing');
  void app.service.hangup();
  await app.happen();
  expect(await call).toMatchObject({ code: 'CALL_ENDED' });
  expect(app.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
  app.server.tell('accepted', answered);
  await app.happen(ENDED_SHOWN_MS);
  expect([app.phases(), app.server.all('join'), asked]).toEqual([['placing', 'ended'], [], []]);
  expectOver(app);
});

test("rivals' scenario 8, events of a foreign callId: the call, its page and its streams stay as they are", async () => {
  const app = await connected();
  const before = [app.alice.current, textOf(app.page!), app.store.pushUrl, app.store.players];
  const cid = 'foreign';
  app.server.tell('ended', end(cid, 'hungUp'));
  app.server.tell('accepted', { ...answered, cid });
  app.server.tell('answeredElsewhere', { cid, media: 'video', accepted: true, clientType: 'web', at: 1 });
  app.server.tell('memberLeft', { cid, uid: 2, account: BOB });
  app.server.tell('memberUpdated', { cid, member: { ...bobJoined.member, mode: 3 } });
  app.server.tell('peerState', { cid, account: BOB, state: 'reconnecting' });
  app.server.tell('control', { cid, account: BOB, command: 8 });
  await app.happen();
  expect([app.alice.current, textOf(app.page!), app.store.pushUrl, app.store.players]).toEqual(before);
  expect(app.heard('hangup')).toEqual([]);
});

test("rivals' scenario 9, the end before the UI attaches: the page that comes late shows it and its reason, and closes", async () => {
  const app = await appOnline();
  app.host.pageMs = 300;
  app.server.tell('invited', invitation());
  app.server.tell('ended', end('c9', 'cancelled'));
  await app.clock.advance(280);
  expect([app.page, app.alice.current]).toMatchObject([null, { phase: 'ended', reason: 'missed' }]);
  await app.happen(300);
  expect([textOf(app.page!), buttonsOf(app.page!)]).toEqual([expect.stringContaining('Missed call'), []]);
  await app.happen(ENDED_SHOWN_MS + 2 * app.host.pageMs);
  expectOver(app);
});

test("rivals' scenario 10, navigateTo at ten pages: the call page replaces the visible one, the call is answered and the page closes", async () => {
  const app = await appOnline();
  app.host.stack = Array.from({ length: 10 }, (_, index) => `pages/number-${index}`);
  await ringing(app);
  expect(app.host.log).toEqual([`navigateTo /${CALL_PAGE}`, `redirectTo /${CALL_PAGE}`]);
  expect([app.host.stack.length, app.host.stack.at(-1), buttonsOf(app.page!)]).toEqual([10, CALL_PAGE, ['Decline', 'Accept']]);
  app.press('Accept');
  await app.happen();
  expect(app.alice.current.phase).toBe('inCall');
  app.press('Hang up');
  await app.happen(ENDED_SHOWN_MS);
  expect([app.host.stack.length, app.host.stack.at(-1)]).toEqual([9, 'pages/number-8']);
});

test("rivals' scenario 11, logout and login: the next call rings, once", async () => {
  const app = await connected();
  void app.service.logout();
  await app.happen(ENDED_SHOWN_MS);
  expectOver(app);
  void app.service.login();
  await app.happen();
  await ringing(app);
  expect([app.heard('beCalling').length, buttonsOf(app.page!)]).toEqual([1, ['Decline', 'Accept']]);
});

test("rivals' scenario 12, the socket drops while it rings: it rings on, and the tap during the loss answers", async () => {
  const app = await appOnline();
  await ringing(app);
  app.server.cut();
  await app.happen();
  expect(buttonsOf(app.page!)).toEqual(['Decline', 'Accept']);
  app.press('Accept');
  await app.happen(1_000);
  expect([app.server.all('accept').length, app.alice.current.phase, app.heard('beCalling').length]).toEqual([1, 'inCall', 1]);
});

test("rivals' scenario 12, the socket drops while it rings: a cancel during the loss closes the page after it", async () => {
  const app = await appOnline();
  await ringing(app);
  app.server.cut();
  app.server.tell('ended', end('c9', 'cancelled'));
  await app.happen(1_000);
  expect(textOf(app.page!)).toContain('Missed call');
  await app.happen(ENDED_SHOWN_MS);
  expectOver(app);
});

/** The app is hidden: its timers stand still, and its socket dies without a word. Then it is shown again. */
async function hideAndShow(app: App): Promise<void> {
  app.platform.visibilityListeners.forEach((tell) => tell(false));
  app.host.show(false);
  app.server.freeze();
  app.clock.nowMs += 25_000;
  app.platform.visibilityListeners.forEach((tell) => tell(true));
  app.host.show(true);
  await app.happen();
}

test("rivals' scenario 13 and row 25, hide and show while it rings: the socket is back at once, it rings again and can be answered", async () => {
  const app = await appOnline();
  await ringing(app);
  await hideAndShow(app);
  expect([app.alice.connection, buttonsOf(app.page!), app.host.playing, app.host.vibrations]).toEqual(['online', ['Decline', 'Accept'], ['/in.mp3'], 2]);
  app.press('Accept');
  await app.happen();
  expect([app.alice.current.phase, app.heard('beCalling').length]).toEqual(['inCall', 1]);
});

test("rivals' scenario 13 and row 25, hide and show while connected: the same streams go on, and the duration is that of the wall clock", async () => {
  const app = await connected();
  const before = [app.store.pushUrl, app.store.players];
  asked.length = 0;
  await hideAndShow(app);
  await app.happen(1_000);
  expect([app.alice.connection, app.alice.current.phase]).toEqual(['online', 'inCall']);
  expect([[app.store.pushUrl, app.store.players], asked, app.server.all('renewStream')]).toEqual([before, [], []]);
  expect(app.store.durationS).toBeGreaterThanOrEqual(25);
});

test("rivals' scenario 14, a permission prompt: while it rings nothing asks for a device, so a cancel has nothing to wait for", async () => {
  const app = await appOnline();
  await ringing(app);
  expect([app.page!.querySelector('#pusher'), asked]).toEqual([undefined, []]);
  app.server.tell('ended', end('c9', 'cancelled'));
  await app.happen(ENDED_SHOWN_MS);
  expectOver(app);
});

test("rivals' scenario 14, a permission prompt that stays open after the answer: the call connects, and its end closes the page", async () => {
  const app = await appOnline();
  await ringing(app);
  app.press('Accept');
  await app.happen(); // The prompt is open: live-pusher says nothing.
  expect([app.server.all('join').length, app.page!.querySelector('#pusher')]).toEqual([1, expect.anything()]);
  app.server.tell('ended', end('c9', 'hungUp'));
  await app.happen();
  expect([textOf(app.page!), buttonsOf(app.page!)]).toEqual([expect.stringContaining('Call ended'), []]);
  app.service.deviceDenied('camera'); // Refused at last, when nobody needs it any more.
  await app.happen(ENDED_SHOWN_MS);
  expectOver(app);
});

test("rivals' scenario 15, listeners of others: one that throws, one that goes and one of once take nothing from the call kit", async () => {
  const app = await appOnline();
  const heard: string[] = [];
  const { alice } = app;
  for (const event of ['beCalling', 'callChanged', 'syncDone', 'hangup'] as const) alice.on(event, () => { throw new Error(`the application fails at ${event}`); });
  const mine = (): void => void heard.push('mine');
  const stop = alice.on('beCalling', mine);
  alice.on('beCalling', () => heard.push('other'));
  alice.once('callChanged', () => heard.push('once'));
  stop();
  alice.off('beCalling', mine);
  await ringing(app);
  expect(heard.sort()).toEqual(['once', 'other']);
  expect(buttonsOf(app.page!)).toEqual(['Decline', 'Accept']);
  app.press('Accept');
  await app.happen();
  expect([app.alice.current.phase, app.store.pushUrl]).toEqual(['inCall', ALICE_URL]);
  app.server.tell('ended', end('c9', 'hungUp'));
  await app.happen(ENDED_SHOWN_MS);
  expectOver(app);
});

test.each(['idle', 'calling', 'ringing', 'connected', 'lost'] as const)("rivals' scenario 16, destroy while %s: no timer, socket, subscription or listener stays", async (when) => {
  const app = when === 'connected' || when === 'lost' ? await connected() : await appOnline();
  if (when === 'calling') void app.service.call({ callee: BOB, media: 'video' });
  if (when === 'ringing') await ringing(app);
  if (when === 'lost') app.server.cut();
  await app.happen();
  app.service.streams.pushState('failed');
  app.service.destroy();
  app.service.destroy();
  await app.clock.advance(20);
  expect(app.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
  const heard = app.names.length;
  app.server.tell('invited', { ...invitation('c7'), uids: UIDS });
  await app.clock.advance(60_000);
  expect([app.names.length, app.platform.held.timers]).toEqual([heard, 0]);
});
