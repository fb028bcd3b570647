import 'miniprogram-simulate';
import { RECOVERY } from '../../components/src/call-kit/recovery';
import { barsOf, NO_BARS, Signal } from '../../components/src/call-kit/signal';
import { CALLS, enterRoom, FakeClient, OWN_URL } from './support/fake-client';
import { TEAM_CALLS, TeamRoom } from './support/fake-team';
import { FakeHost } from './support/fake-host';
import { freshModules, render, rendered, withService, type Rendered } from './support/render';

beforeEach(freshModules);

test.each([
  [{ netQualityLevel: 1 }, 4], [{ netQualityLevel: 2 }, 3], [{ netQualityLevel: 3 }, 2], [{ netQualityLevel: 4 }, 1], [{ netQualityLevel: 5 }, 1], [{ netQualityLevel: 6 }, 0],
  [{ netQualityLevel: 0 }, NO_BARS], [{}, NO_BARS], [{ netQualityLevel: 99 }, NO_BARS],
  [{ netSpeed: 0, videoBitrate: 500, videoFPS: 15 }, 0], [{ netSpeed: 600, videoBitrate: 500, videoFPS: 10 }, 4], [{ netSpeed: 600, videoBitrate: 500, videoFPS: 9 }, 2],
  [{ netSpeed: 600, videoBitrate: 500, videoFPS: 5 }, 2], [{ netSpeed: 600, videoBitrate: 500, videoFPS: 4 }, 1], [{ netSpeed: 60 }, 4], [{ netQualityLevel: 3, netSpeed: 0 }, 2],
])('%j is worth %i bars', (quality, bars) => {
  expect(barsOf(quality)).toBe(bars);
});

test('what is said once is not shown, what is said twice is', () => {
  const signal = new Signal();
  const shown = [1, 1, 5, 1, 5, 5, 6].map((netQualityLevel) => signal.hear({ netQualityLevel }));
  expect(shown).toEqual([NO_BARS, 4, 4, 4, 4, 1, 1]);
});

/** WeChat measures a live component, twice. */
function measure(component: Rendered, netQualityLevel: number): void {
  for (let time = 0; time < 2; time++) component.instance.triggerEvent('netstatus', { info: { netQualityLevel, netSpeed: 500 } });
}

/** Labels of the signs that are drawn, in order, beneath a component. */
function signsOf(component: Rendered): string[] {
  type Node = ReturnType<Rendered['toJSON']>;
  const walk = ({ attrs = [], children = [] }: Node): string[] => {
    const said = (name: string) => attrs.find((each) => each.name === name)?.value;
    return [...(said('ariaRole') === 'img' ? [String(said('ariaLabel'))] : []), ...children.flatMap(walk)];
  };
  return walk(component.toJSON());
}

function page() {
  const client = new FakeClient();
  const host = new FakeHost();
  return { client, host, ...withService(client, host), kit: render('call-kit') };
}

async function connected(media: 'audio' | 'video') {
  const all = page();
  all.client.become({ ...CALLS.accepted, media });
  await rendered(all.kit);
  enterRoom(all.client, media);
  await rendered(all.kit);
  return { ...all, pusher: all.kit.querySelector('#pusher')!.querySelector('#pusher')!, player: all.kit.querySelector('.player')!.querySelector('#player')! };
}

test.each([['video', ['Own network: 1/4', 'Network: 3/4']], ['audio', ['Own network: 1/4', 'Network: 3/4', 'Own network: 1/4']]] as const)(
  'a connected %s call draws how good both networks are once WeChat has said it twice, and says it to screen readers',
  async (media, signs) => {
    const { kit, pusher, player } = await connected(media);
    expect(signsOf(kit)).toEqual([]);
    measure(pusher, 5);
    measure(player, 2);
    await rendered(kit);
    expect(signsOf(kit)).toEqual(signs);
  },
);

test('while nothing changes WeChat may measure as often as it likes: nothing is handed over; a change is, once', async () => {
  const { kit, pusher, player } = await connected('video');
  measure(pusher, 1);
  measure(player, 1);
  await rendered(kit);
  const sets: object[] = [];
  const original = kit.instance.setData.bind(kit.instance);
  kit.instance.setData = (data: object) => (sets.push(data), original(data));
  for (let time = 0; time < 5; time++) [pusher, player].forEach((each) => measure(each, 1));
  await rendered(kit);
  expect(sets).toEqual([]);
  measure(pusher, 3);
  await rendered(kit);
  expect(sets).toEqual([{ ownBars: 2 }]);
});

test.each(['pusher', 'player'] as const)('what WeChat judges poor of a %s, twice, is said as a weak network for a while; once, or only fair, is not', async (which) => {
  const all = await connected('video');
  const { store, host } = all;
  const judge = (netQualityLevel: number) => all[which].instance.triggerEvent('netstatus', { info: { netQualityLevel } });
  const hint = () => (store.tick(host.now()), store.hint);
  [3, 3, 4, 3, 3, 5, 1, 1, 4].forEach(judge);
  expect(hint()).toBe('');
  judge(4);
  expect(hint()).toBe('The network is weak');
  await host.advance(5_000);
  expect(hint()).toBe('');
});

test("a poor stream of one of several is no word on the user's own network", async () => {
  const { client, store, host, kit } = page();
  const room = new TeamRoom(client);
  client.become(TEAM_CALLS.accepted);
  room.enter(2, 3);
  await rendered(kit);
  measure(kit.querySelectorAll('.player')[1]!.querySelector('#player')!, 5);
  store.tick(host.now());
  expect(store.hint).toBe('');
});

test('a stream that does not flow has no bar lit, and one that is gone is not drawn', async () => {
  const { kit, client, store, pusher, player } = await connected('video');
  [pusher, player].forEach((each) => measure(each, 1));
  player.instance.triggerEvent('statechange', { code: 2103 });
  pusher.instance.triggerEvent('statechange', { code: 3002 });
  expect([store.ownBars, store.peerBars]).toEqual([0, 0]);
  client.become(CALLS.ended);
  await rendered(kit);
  expect([store.ownBars, store.peerBars, signsOf(kit)]).toEqual([NO_BARS, NO_BARS, []]);
});

test('a stream whose microphone gives nothing goes on, however often WeChat says so', async () => {
  const { client, host, pusher, store } = await connected('video');
  const tell = (code: number) => pusher.instance.triggerEvent('statechange', { code });
  tell(1002);
  client.log = [];
  for (const code of [-1311, -1311, -1311]) {
    await host.advance(RECOVERY.steadyMs + RECOVERY.baseMs);
    tell(code);
  }
  await host.advance(RECOVERY.maxMs);
  expect([client.log, store.pushUrl, store.pushState, store.hint]).toEqual([[], OWN_URL, 'live', '']);
});

test('each tile of a call with several has the sign of its member, and who comes again begins anew', async () => {
  const { client, store, kit } = page();
  const room = new TeamRoom(client);
  client.become(TEAM_CALLS.accepted);
  room.enter(2, 3);
  await rendered(kit);
  measure(kit.querySelectorAll('.player')[1]!.querySelector('#player')!, 3);
  await rendered(kit);
  expect([signsOf(kit), store.tiles.map(({ uid, bars }) => [uid, bars]), store.peerBars]).toEqual([['Network: 2/4'], [[2, NO_BARS], [3, 2]], NO_BARS]);
  room.leave(3);
  room.join(3);
  await rendered(kit);
  expect(signsOf(kit)).toEqual([]);
});
