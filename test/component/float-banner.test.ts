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
  expect([textOf(page).replace(/ /g, ''), buttonsOf(page)]).toEqual(['bob00:02', ['Back to the call: bob 00:02']]);
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

test.each(['call-float', 'call-banner'])('%s stands on a page before there is a call kit, and draws nothing', (component) => {
  expect(textOf(render(component))).toBe('');
});
