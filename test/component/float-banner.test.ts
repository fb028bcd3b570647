import 'miniprogram-simulate';
import { ENDED_SHOWN_MS } from '../../components/src/call-kit/stage';
import { CALLS, enterRoom, FakeClient } from './support/fake-client';
import { FakeHost, settle } from './support/fake-host';
import { buttonsOf, freshModules, render, rendered, textOf, withService, type Rendered } from './support/render';

beforeEach(freshModules);

/** An application with a host page that holds one of the two components. */
function hostPage(component: 'call-float' | 'call-banner') {
  const client = new FakeClient();
  const host = new FakeHost();
  const all = { client, host, ...withService(client, host, { incoming: 'banner' }) };
  return { ...all, page: render(component) };
}

const press = (page: Rendered, method: string): void => (page.instance as unknown as Record<string, () => void>)[method]!();

test('the float shows name and duration of a minimised call and nothing else, and a tap goes back to the call', async () => {
  const { client, host, service, page } = hostPage('call-float');
  client.become(CALLS.accepted);
  enterRoom(client);
  await settle();
  await rendered();
  expect([textOf(page), buttonsOf(page)]).toEqual(['', []]);
  await service.minimise();
  await host.advance(2_000);
  await rendered();
  expect([textOf(page).replace(/ /g, ''), buttonsOf(page)]).toEqual(['bob00:02', ['Back to the call: bob']]);
  press(page, 'onRestore');
  await settle();
  await rendered();
  expect([textOf(page), host.stack.at(-1)]).toEqual(['', 'pages/call/index']);
});

test('the float says why a minimised call has ended, for 1.5 s', async () => {
  const { client, host, service, page } = hostPage('call-float');
  client.become(CALLS.accepted);
  enterRoom(client);
  await service.minimise();
  client.become(CALLS.ended);
  await rendered();
  expect(textOf(page)).toContain('Call ended');
  await host.advance(ENDED_SHOWN_MS);
  await rendered();
  expect(textOf(page)).toBe('');
});

test('the banner shows who calls with accept and decline; no page opens before accept', async () => {
  const { client, host, page } = hostPage('call-banner');
  expect([textOf(page), buttonsOf(page)]).toEqual(['', []]);
  client.become(CALLS.ringing);
  await settle();
  await rendered();
  expect([textOf(page), buttonsOf(page), host.stack]).toEqual([expect.stringMatching(/bob ?invites you to a video call/), ['Decline', 'Accept'], ['pages/index/index']]);
  press(page, 'onAccept');
  expect(client.log).toEqual(['response true bob 2 c1']);
  client.become(CALLS.answering);
  await settle();
  await rendered();
  expect([textOf(page), host.stack.at(-1)]).toEqual(['', 'pages/call/index']);
});

test('decline in the banner declines, and the page below stays', async () => {
  const { client, host, page } = hostPage('call-banner');
  client.become(CALLS.ringing);
  press(page, 'onReject');
  client.become({ ...CALLS.ended, reason: 'rejected', role: 'callee' });
  await host.advance(ENDED_SHOWN_MS);
  await rendered();
  expect([client.log, textOf(page), host.log]).toEqual([['response false bob 2 c1'], '', []]);
});

test('a banner that is taken off its page gives way to the call page', async () => {
  const { client, host, page } = hostPage('call-banner');
  client.become(CALLS.ringing);
  page.detach();
  await host.advance(1_000);
  expect(host.stack.at(-1)).toBe('pages/call/index');
});

/** Somebody signs out, and somebody else signs in: another kit, while the pages stay. */
async function signInAnew(before: ReturnType<typeof hostPage>) {
  before.service.destroy();
  await settle();
  const client = new FakeClient();
  client.account = 'dave';
  const all = { client, host: before.host, ...withService(client, before.host, { incoming: 'banner' }) };
  before.page.triggerPageLifeTime('hide');
  before.page.triggerPageLifeTime('show');
  return all;
}

test('a banner on a page that outlives a sign-out shows the calls of whoever signs in next, and no page opens', async () => {
  const before = hostPage('call-banner');
  const { client, host } = await signInAnew(before);
  client.become({ ...CALLS.ringing, peer: 'carol' });
  await settle();
  await rendered();
  expect([textOf(before.page), host.stack]).toEqual([expect.stringMatching(/carol ?invites you/), ['pages/index/index']]);
  press(before.page, 'onAccept');
  expect(client.log).toEqual(['response true carol 2 c1']);
});

test('a float on a page that outlives a sign-out shows the minimised call of whoever signs in next', async () => {
  const before = hostPage('call-float');
  const { client, host, service } = await signInAnew(before);
  client.become({ ...CALLS.accepted, peer: 'carol' });
  await settle();
  await service.minimise();
  await rendered();
  expect([textOf(before.page), host.stack.length]).toEqual([expect.stringContaining('carol'), 3]);
});

test.each(['call-float', 'call-banner'])('%s stands on a page before there is a call kit, and draws nothing', (component) => {
  expect(textOf(render(component))).toBe('');
});
