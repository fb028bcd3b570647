import 'miniprogram-simulate';
import { ENDED_SHOWN_MS } from '../../components/src/call-kit/stage';
import { end, invitation } from '../support/sdk';
import { CALLS, FakeClient } from './support/fake-client';
import { FakeHost, settle } from './support/fake-host';
import { appOnline, CALL_PAGE, type App } from './support/real-kit';
import { buttonsOf, freshModules, render, textOf, withService } from './support/render';
import { CALL_PAGE as PAGE, kit, messages } from './support/service-kit';

beforeEach(freshModules);

/** Bob calls, and the call page is there as soon as WeChat has opened it. */
async function ringing(app: App, cid: string, caller = 'bob'): Promise<void> {
  app.server.tell('invited', invitation(cid, caller));
  await app.happen();
}

test('a call that rings while the page of the one before is closing is not declined: a page of its own opens and shows it', async () => {
  const app = await appOnline();
  await ringing(app, 'c9');
  app.server.tell('ended', end('c9', 'cancelled'));
  await app.happen();
  app.host.pageMs = 300;
  await app.happen(ENDED_SHOWN_MS);
  expect(app.host.log.at(-1)).toBe(`navigateTo /${CALL_PAGE}`); // The closing is under way: WeChat has not done it yet.
  await ringing(app, 'c8', 'carol');
  for (let turn = 0; turn < 8; turn++) await app.happen(100);
  expect([app.server.all('reject'), app.alice.current]).toMatchObject([[], { phase: 'ringing', cid: 'c8' }]);
  expect([textOf(app.page!), buttonsOf(app.page!)]).toEqual([expect.stringContaining('carol'), ['Decline', 'Accept']]);
});

test('a call that rings while a page opens which was to close for the one before keeps that page', async () => {
  const app = await appOnline();
  app.host.pageMs = 3_000;
  await ringing(app, 'c9');
  app.server.tell('ended', end('c9', 'cancelled'));
  await app.happen(ENDED_SHOWN_MS + 300);
  await ringing(app, 'c8', 'carol');
  for (let turn = 0; turn < 60; turn++) await app.happen(100);
  expect([app.server.all('reject'), app.host.log, app.alice.current]).toMatchObject([[], [`navigateTo /${CALL_PAGE}`], { phase: 'ringing', cid: 'c8' }]);
  expect(buttonsOf(app.page!)).toEqual(['Decline', 'Accept']);
});

test('a page that WeChat did not close is still the page of the next call: who leaves it declines', async () => {
  const { client, errors, host, detach } = kit();
  host.stack.push(PAGE);
  host.failing.add('navigateBack');
  client.become(CALLS.ringing);
  client.become({ ...CALLS.ended, reason: 'missed' });
  await host.advance(ENDED_SHOWN_MS);
  expect(messages(errors)).toEqual(['navigateBack:fail']);
  client.become({ ...CALLS.ringing, callId: 'id2', cid: 'c2' });
  await settle();
  expect(host.stack).toEqual(['pages/index/index', PAGE]);
  detach();
  expect(client.log).toEqual(['response false bob 2 c2']);
});

test.each([false, true])('what WeChat or a finger still tells of a page whose kit was destroyed is that kit\'s, and no error (another kit since: %s)', async (another) => {
  const host = new FakeHost();
  const first = withService(new FakeClient(), host);
  const page = render('call-kit');
  first.service.destroy();
  const client = new FakeClient();
  const next = another ? withService(client, host) : null;
  client.become(CALLS.accepted);
  await settle();
  const tell = page.instance as unknown as Record<string, (event: object) => void>;
  const said = { detail: { code: -1301, meaning: 'failed', device: 'camera' }, currentTarget: { dataset: { uid: 2 } } };
  for (const method of ['onPusherState', 'onPusherQuality', 'onPlayerState', 'onPlayerQuality', 'onDenied', 'onMic', 'onHangUp']) tell[method]!(said);
  await settle();
  expect([next?.store.denied ?? '', next?.store.micOn ?? true, client.log]).toEqual(['', true, []]);
});
