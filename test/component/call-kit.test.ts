import 'miniprogram-simulate';
import { BOB_URL, CALLS, enterRoom, FakeClient, inRoom, OWN_URL } from './support/fake-client';
import { FakeHost, settle } from './support/fake-host';
import { asked, buttonsOf, freshModules, heard, render, rendered, textOf, withService } from './support/render';

beforeEach(freshModules);

function page({ runsLive = true } = {}) {
  const client = new FakeClient();
  const host = new FakeHost();
  const { service, store } = withService(client, host, { runsLive });
  return { client, host, service, store, kit: render('call-kit') };
}

/** live-pusher of the page, through the components around it. */
const pusherOf = (kit: ReturnType<typeof render>) => kit.querySelector('#pusher')?.querySelector('#pusher');
const playersOf = (kit: ReturnType<typeof render>) => kit.querySelectorAll('.player').map((player) => player.querySelector('#player')!);

async function connected({ media = 'video', ...options }: { media?: 'audio' | 'video'; runsLive?: boolean } = {}) {
  const all = page(options);
  all.client.become({ ...CALLS.calling, media });
  all.client.become({ ...CALLS.accepted, media });
  await rendered(all.kit);
  enterRoom(all.client, media);
  await rendered(all.kit);
  return all;
}

test('a call that goes out shows the peer, whether it rings, and a button to cancel', async () => {
  const { client, kit } = page();
  client.become(CALLS.placing);
  await rendered(kit);
  expect([textOf(kit), buttonsOf(kit)]).toEqual([expect.stringContaining('bobCalling…'), ['Minimise', 'Mic on', 'Cancel', 'Speaker', 'Camera on', 'Flip']]);
  client.become(CALLS.peerRings);
  await rendered(kit);
  expect(textOf(kit)).toContain('bobRinging…');
});

test.each([['audio', 'invites you to a voice call'], ['video', 'invites you to a video call']] as const)(
  'an incoming %s call says so and offers to decline and to accept',
  async (media, text) => {
    const { client, kit } = page();
    client.become({ ...CALLS.ringing, media });
    await rendered(kit);
    expect([textOf(kit), buttonsOf(kit)]).toEqual([expect.stringContaining(text), ['Decline', 'Accept']]);
    expect(pusherOf(kit)).toBeUndefined();
  },
);

test('camera and microphone stand on live-pusher before startRtc is called', async () => {
  const { client, service, kit } = page();
  client.become(CALLS.calling);
  await service.toggleMic();
  let atStart: unknown;
  client.startRtc = ({ mode }) => {
    const { enableCamera, muted, url } = pusherOf(kit)!.data;
    atStart = { mode, enableCamera, muted, url };
    return Promise.resolve({ uid: 1, account: 'alice', cid: 'c1' });
  };
  client.become(CALLS.accepted);
  await rendered(kit);
  expect(atStart).toEqual({ mode: 2, enableCamera: true, muted: true, url: '' });
});

test('an audio call has the camera of live-pusher off', async () => {
  const { client, kit } = page();
  client.become({ ...CALLS.accepted, media: 'audio' });
  await rendered(kit);
  expect(pusherOf(kit)!.data).toMatchObject({ enableCamera: false, muted: false });
  expect(buttonsOf(kit)).toEqual(['Minimise', 'Mic on', 'Hang up', 'Speaker']);
});

test('in the room the pusher pushes its own address and the player plays the peer', async () => {
  const { kit } = await connected();
  expect(pusherOf(kit)!.data['url']).toBe(OWN_URL);
  expect(playersOf(kit).map(({ data }) => data['src'])).toEqual([BOB_URL]);
  expect(asked).toEqual(expect.arrayContaining(['pusher start', 'player play']));
  expect(textOf(kit)).toContain('00:00');
});

test('a button sets live-pusher first and then tells netcall', async () => {
  const { client, kit } = await connected();
  const seen: unknown[] = [];
  client.switchMode = (mode) => {
    const { enableCamera, muted } = pusherOf(kit)!.data;
    seen.push({ mode, enableCamera, muted });
    return Promise.resolve();
  };
  const view = kit.querySelector('#view')!;
  view.instance.triggerEvent('togglecamera');
  await rendered(kit);
  view.instance.triggerEvent('togglemic');
  await rendered(kit);
  expect(seen).toEqual([{ mode: 1, enableCamera: false, muted: false }, { mode: 3, enableCamera: false, muted: true }]);
  expect(buttonsOf(kit)).toEqual(['Swap the pictures · Camera off', 'Minimise', 'Mic off', 'Hang up', 'Speaker', 'Camera off', 'Voice']);
});

test('a connected audio call offers video; who is asked reads a question over the call and answers it', async () => {
  const { client, kit } = await connected({ media: 'audio' });
  expect(buttonsOf(kit)).toEqual(['Minimise', 'Video', 'Mic on', 'Hang up', 'Speaker']);
  client.hear(5);
  await rendered(kit);
  expect(textOf(kit)).toContain('The other side would like to switch to video');
  expect(buttonsOf(kit)).toEqual(['Minimise', 'Not now', 'Agree', 'Video', 'Mic on', 'Hang up', 'Speaker']);
  client.log = [];
  kit.querySelector('#view')!.instance.triggerEvent('agree');
  await rendered(kit);
  expect([client.log, pusherOf(kit)!.data['enableCamera']]).toEqual([['control 6', 'switchMode 0'], true]);
  expect(buttonsOf(kit)).toEqual(['Swap the pictures', 'Minimise', 'Mic on', 'Hang up', 'Speaker', 'Camera on', 'Voice', 'Flip']);
});

test.each([
  ['audio', ['askforvideo', 'togglemic', 'hangup', 'togglespeaker']],
  ['video', ['togglemic', 'hangup', 'togglespeaker', 'togglecamera', 'backtoaudio', 'flip']],
] as const)('every button of a connected %s call says by its event what is wished', (media, wishes) => {
  const view = render('call-view', { status: 'connected', media, cameraOn: true, texts: {} });
  const all = wishes.map((wish) => heard(view, wish));
  view.querySelectorAll('.control').forEach((button) => button.instance.triggerEvent('press'));
  expect(all.map(({ length }) => length)).toEqual(wishes.map(() => 1));
});

test.each([
  [{ askedForVideo: true }, ['refuse', 'agree']], [{ denied: 'camera' }, ['opensettings']], [{ hint: 'lost', canRetry: true }, ['retry']],
] as const)('what is offered with %j says by its event what is wished', async (facts, wishes) => {
  const view = render('call-view', { ...facts, texts: {} });
  const all = wishes.map((wish) => heard(view, wish));
  view.querySelectorAll('.action').forEach((action) => action.dispatchEvent('tap'));
  await rendered();
  expect(all.map(({ length }) => length)).toEqual(wishes.map(() => 1));
});

test('a refused question goes away, and so does the request of one who asks', async () => {
  const { client, kit } = await connected({ media: 'audio' });
  const view = kit.querySelector('#view')!;
  client.hear(5);
  await rendered(kit);
  view.instance.triggerEvent('refuse');
  await rendered(kit);
  expect(buttonsOf(kit)).not.toContain('Agree');
  view.instance.triggerEvent('askforvideo');
  await rendered(kit);
  expect(textOf(kit)).toContain('Asking the other side for video…');
  client.hear(7);
  await rendered(kit);
  expect(textOf(kit)).toContain('The other side stays with voice');
});

test('back to sound keeps pusher and player as they are, but for the camera', async () => {
  const { client, kit } = await connected();
  asked.length = 0;
  kit.querySelector('#view')!.instance.triggerEvent('backtoaudio');
  await rendered(kit);
  expect([asked, client.log.slice(-2), pusherOf(kit)!.data['enableCamera']]).toEqual([[], ['control 8', 'switchMode 1'], false]);
  expect([playersOf(kit).map(({ data }) => data['src']), buttonsOf(kit)]).toEqual([[BOB_URL], ['Minimise', 'Video', 'Mic on', 'Hang up', 'Speaker']]);
});

test('a lost push stream: live-pusher stops, gets a new name, starts', async () => {
  const { host, kit, client } = await connected();
  asked.length = 0;
  client.log = [];
  pusherOf(kit)!.instance.triggerEvent('statechange', { code: -1307 });
  await rendered(kit);
  expect([asked, client.log]).toEqual([['pusher stop'], []]);
  await host.advance(1000);
  await rendered(kit);
  expect([asked, client.log]).toEqual([['pusher stop', 'pusher start'], ['renewStream']]);
  expect(pusherOf(kit)!.data['url']).toBe('rtmp://relay/live/1_1_1?e=push');
});

test('a lost play stream: live-player stops and plays a fresh address', async () => {
  const { host, kit } = await connected();
  asked.length = 0;
  playersOf(kit)[0]!.instance.triggerEvent('statechange', { code: -2301 });
  await rendered(kit);
  expect(textOf(kit)).toContain('Reconnecting…');
  await host.advance(1000);
  await rendered(kit);
  expect([asked, playersOf(kit)[0]!.data['src']]).toEqual([['player stop', 'player play'], `${BOB_URL}fresh`]);
});

test('a refused microphone shows what to do, with a button that opens the settings', async () => {
  const { host, kit } = await connected();
  pusherOf(kit)!.instance.triggerEvent('error', { errCode: 10002, errMsg: '' });
  await rendered(kit);
  expect(textOf(kit)).toContain('This call needs your microphone. Allow it in the settings.');
  expect(buttonsOf(kit)).toContain('Open settings');
  kit.querySelector('#view')!.instance.triggerEvent('opensettings');
  await rendered(kit);
  expect(host.log).toContain('openSetting');
  expect(textOf(kit)).not.toContain('microphone');
});

test('the peer that reconnects is shown as such while sound may go on', async () => {
  const { client, kit } = await connected();
  client.become({ ...inRoom, peerLink: 'reconnecting' });
  await rendered(kit);
  expect(textOf(kit)).toContain('The other side is reconnecting…');
  expect(playersOf(kit)).toHaveLength(1);
});

test.each([
  ['hungUp', 'Call ended'], ['cancelled', 'Call cancelled'], ['rejected', 'Call declined'], ['busy', 'The other side is busy'],
  ['noAnswer', 'No answer'], ['lost', 'The connection was lost'], ['failed', 'The call could not be connected'], ['missed', 'Missed call'],
  ['answeredElsewhere', 'Answered on another device'], ['declinedElsewhere', 'Declined on another device'],
  ['offline', 'The other side is offline'], ['error', 'The call failed'], ['dnd', 'Do not disturb'], ['closed', 'The room was closed'],
  ['kicked', 'You have joined on another device'],
] as const)('a call that ended as %s says "%s", without buttons and without live components', async (reason, text) => {
  const { client, kit } = await connected();
  client.become({ ...CALLS.ended, reason });
  await rendered(kit);
  expect([textOf(kit), buttonsOf(kit)]).toEqual([expect.stringContaining(text), []]);
  expect([pusherOf(kit), playersOf(kit)]).toEqual([undefined, []]);
});

test('every text changes with the language', async () => {
  const { service, kit } = await connected();
  service.setLocale('zh-CN');
  await rendered(kit);
  expect(buttonsOf(kit)).toEqual(['互换画面', '最小化', '麦克风已开', '挂断', '扬声器', '摄像头已开', '切到语音', '翻转']);
});

test('on DevTools placeholders say why there is no picture, and the call goes on', async () => {
  const { client, kit } = await connected({ runsLive: false });
  expect(textOf(kit)).toContain('Camera and video run on phones only. The call itself works here.');
  expect([asked, client.log]).toEqual([[], ['startRtc 0']]);
  expect(buttonsOf(kit)).toContain('Hang up');
});

test('nothing is set while nothing visible changes, and changes of one moment go out together', async () => {
  const { host, kit, store, client } = await connected();
  const sets: object[] = [];
  const original = kit.instance.setData.bind(kit.instance);
  kit.instance.setData = (data: object) => (sets.push(data), original(data));
  playersOf(kit)[0]!.instance.triggerEvent('statechange', { code: 2004 });
  await rendered(kit);
  sets.length = 0;
  playersOf(kit)[0]!.instance.triggerEvent('statechange', { code: 2004 });
  await host.advance(900);
  await rendered(kit);
  expect(sets).toEqual([]);
  await host.advance(100);
  await rendered(kit);
  expect(sets).toEqual([{ statusText: '00:01' }]);
  store.setMedia({ micOn: false, cameraOn: false });
  client.become({ ...inRoom, peerLink: 'reconnecting' });
  await rendered(kit);
  expect(sets.slice(1)).toEqual([{ micOn: false, cameraOn: false, hint: 'The other side is reconnecting…' }]);
});

test('leaving the page ends the call', async () => {
  const { client, kit } = await connected();
  client.log = [];
  kit.detach();
  expect(client.log).toEqual(['hangup']);
});

test('a page that opens after the end still shows why', async () => {
  const client = new FakeClient();
  withService(client, new FakeHost());
  client.become(CALLS.ringing);
  client.become({ ...CALLS.ended, reason: 'cancelled' });
  const kit = render('call-kit');
  await rendered(kit);
  expect(textOf(kit)).toContain('Call cancelled');
});

test('a call page that was left below when its kit ended is that of the next kit once it is shown: it draws its call and enters its room at once', async () => {
  const { host, service, kit } = await connected();
  host.stack = ['pages/index/index', 'pages/call/index', 'pages/index/index'];
  service.destroy();
  kit.triggerPageLifeTime('show'); // No kit at all: nothing breaks.
  const client = new FakeClient();
  withService(client, host);
  client.become({ ...CALLS.calling, peer: 'carol' });
  await settle();
  expect(host.stack).toEqual(['pages/index/index', 'pages/call/index']);
  kit.triggerPageLifeTime('show');
  await rendered(kit);
  expect(textOf(kit)).toContain('carol');
  client.become({ ...CALLS.accepted, peer: 'carol' });
  await rendered(kit);
  expect(client.log).toEqual(['startRtc 0']);
});
