import { SCREEN_WAIT_MS } from '../../components/src/call-kit/screen';
import { ENDED_SHOWN_MS } from '../../components/src/call-kit/stage';
import type { User } from '../../components/src/call-kit/facts';
import { BOB_URL, CALLS, inRoom, OWN_URL, user } from './support/fake-client';
import { settle } from './support/fake-host';
import { CALL_PAGE, inCall, kit, messages } from './support/service-kit';

describe('the call page', () => {
  test('opens on an incoming call from any page, once, and closes 1.5 s after the end', async () => {
    const { client, host, store } = kit();
    client.become(CALLS.ringing);
    client.become(CALLS.answering);
    await settle();
    expect(host.stack).toEqual(['pages/index/index', CALL_PAGE]);
    client.become(CALLS.ended);
    await host.advance(ENDED_SHOWN_MS - 1);
    expect([host.stack.length, store.status]).toEqual([2, 'ended']);
    await host.advance(1);
    expect(host.stack).toEqual(['pages/index/index']);
    expect(host.log).toEqual(['navigateTo /pages/call/index', 'navigateBack']);
  });

  test('replaces the visible page when the stack is full', async () => {
    const { client, host, errors } = kit();
    host.failing.add('navigateTo');
    client.become(CALLS.ringing);
    await settle();
    expect(host.log).toEqual(['navigateTo /pages/call/index', 'redirectTo /pages/call/index']);
    expect([host.stack, errors]).toEqual([[CALL_PAGE], []]);
  });

  test('that cannot be opened is reported, and the call can still be answered', async () => {
    const { client, host, errors, service } = kit();
    host.failing.add('navigateTo').add('redirectTo');
    client.become(CALLS.ringing);
    await settle();
    expect(errors).toEqual([expect.objectContaining({ code: 'CALL_PAGE_FAILED', cause: new Error('redirectTo:fail') })]);
    await service.accept();
    expect(client.log).toEqual(['response true bob 2 c1']);
  });

  test('gives way to the home page when it is the only one', async () => {
    const { client, host } = kit();
    host.stack = [CALL_PAGE];
    client.become(CALLS.ringing);
    client.become(CALLS.ended);
    await host.advance(ENDED_SHOWN_MS);
    expect(host.stack).toEqual(['pages/index/index']);
  });

  test('stays for a new call that begins while the end of the last is shown', async () => {
    const { client, host, store } = kit();
    client.become(CALLS.ringing);
    client.become(CALLS.ended);
    await host.advance(1000);
    client.become({ ...CALLS.ringing, callId: 'id2', cid: 'c2' });
    await host.advance(10_000);
    expect([host.stack.length, store.status]).toEqual([2, 'incoming']);
  });

  test('closes even when the caller cancels while it is being opened', async () => {
    const { client, host } = kit();
    client.become(CALLS.ringing);
    client.become({ ...CALLS.ended, reason: 'cancelled' });
    await host.advance(ENDED_SHOWN_MS);
    expect(host.stack).toEqual(['pages/index/index']);
  });

  test('that is left during a call ends it, and that is left while it rings declines it', async () => {
    const left = await inCall();
    left.detach();
    expect(left.client.log).toEqual(['hangup']);
    const ringing = kit();
    ringing.client.become(CALLS.ringing);
    ringing.detach();
    expect(ringing.client.log).toEqual(['response false bob 2 c1']);
  });

  test('that was replaced by another page with the call does not end it when it goes', async () => {
    const { client, service, detach, screen } = await inCall();
    service.attach({ ...screen });
    detach();
    expect(client.log).toEqual([]);
  });

  test('that is opened without a call closes again', async () => {
    const { host } = kit();
    host.stack.push(CALL_PAGE);
    await host.advance(ENDED_SHOWN_MS);
    expect(host.stack).toEqual(['pages/index/index']);
  });
});

describe('entering the room', () => {
  test('camera and microphone are set on the pusher before startRtc', async () => {
    const { client } = kit();
    client.become(CALLS.calling);
    client.become(CALLS.accepted);
    await settle();
    expect(client.log).toEqual(['pusher camera true mic true', 'startRtc 0']);
  });

  test('an audio call keeps the camera off and says microphone only', async () => {
    const { client } = kit();
    client.become({ ...CALLS.accepted, media: 'audio' });
    await settle();
    expect(client.log).toEqual(['pusher camera false mic true', 'startRtc 1']);
  });

  test('what was switched off while it rang stays off', async () => {
    const { client, service } = kit();
    client.become(CALLS.calling);
    await service.toggleMic();
    await service.toggleCamera();
    client.log = [];
    client.become(CALLS.accepted);
    await settle();
    expect(client.log).toEqual(['pusher camera false mic false', 'startRtc 3']);
  });

  test('two who call each other keep their own choice of camera under the call that stays', async () => {
    const { client, service } = kit();
    client.become(CALLS.placing);
    await service.toggleCamera();
    client.log = [];
    client.become({ ...CALLS.accepted, callId: 'id of bob', cid: 'c9' });
    await settle();
    expect(client.log).toEqual(['pusher camera false mic true', 'startRtc 1']);
  });

  test('waits for the page, but not for ever', async () => {
    const late = kit({ withScreen: false });
    late.client.become(CALLS.accepted);
    await late.host.advance(1000);
    expect(late.client.log).toEqual([]);
    late.service.attach(late.screen);
    await settle();
    expect(late.client.log).toEqual(['pusher camera true mic true', 'startRtc 0']);

    const never = kit({ withScreen: false });
    never.client.become(CALLS.accepted);
    await never.host.advance(SCREEN_WAIT_MS);
    expect(never.client.log).toEqual(['startRtc 0']);
  });

  test('is not tried for a call that ended while its page opened', async () => {
    const { client, service, screen } = kit({ withScreen: false });
    client.become(CALLS.accepted);
    client.become(CALLS.ended);
    service.attach(screen);
    await settle();
    expect(client.log.filter((entry) => entry.startsWith('startRtc'))).toEqual([]);
  });

  test('is tried again when the connection is back', async () => {
    const { client, errors } = kit();
    client.failing.set('startRtc', 'NOT_CONNECTED');
    client.become(CALLS.accepted);
    await settle();
    client.failing.clear();
    client.emit('connection', { state: 'online' });
    await settle();
    expect(client.log.filter((entry) => entry === 'startRtc 0')).toHaveLength(2);
    expect(messages(errors)).toEqual(['NOT_CONNECTED']);
  });

  test('syncDone gives the pusher its own address and a player each other', async () => {
    const { store } = await inCall();
    expect([store.pushUrl, store.status]).toEqual([OWN_URL, 'connected']);
    expect(store.players).toEqual([{ uid: 2, account: 'bob', url: BOB_URL, attempt: 0, picture: true, state: 'connecting' }]);
  });
});

describe('members', () => {
  test('one who enters later gets a player, one who leaves loses it', async () => {
    const { client, store } = await inCall();
    client.emit('clientJoin', { cid: 'c1', uid: 3, account: 'carol', mode: 1, url: 'rtmp://relay/live/1_3_0' });
    expect(store.players.map(({ uid, picture }) => [uid, picture])).toEqual([[2, true], [3, false]]);
    client.emit('clientLeave', { cid: 'c1', uid: 2, account: 'bob' });
    expect(store.players.map(({ uid }) => uid)).toEqual([3]);
  });

  test('a changed mode changes the picture and restarts nothing; a new stream is played', async () => {
    const { client, store } = await inCall();
    client.emit('clientUpdate', { cid: 'c1', uid: 2, account: 'bob', mode: 1, url: 'rtmp://relay/live/1_2_0?e=other' });
    expect(store.players[0]).toMatchObject({ url: BOB_URL, attempt: 0, picture: false });
    client.emit('clientUpdate', { cid: 'c1', uid: 2, account: 'bob', mode: 0, url: 'rtmp://relay/live/1_2_1' });
    expect(store.players[0]).toMatchObject({ url: 'rtmp://relay/live/1_2_1', attempt: 1, picture: true });
  });

  test('of another call are ignored', async () => {
    const { client, store } = await inCall();
    client.emit('clientLeave', { cid: 'c0', uid: 2, account: 'bob' });
    client.emit('clientJoin', { cid: 'c0', uid: 3, account: 'carol', mode: 0, url: 'x' });
    expect(store.players.map(({ uid }) => uid)).toEqual([2]);
  });

  test('syncDone after a reconnect leaves running streams alone, drops who is gone and takes new streams', async () => {
    const { client, store } = await inCall();
    client.emit('clientJoin', { cid: 'c1', uid: 3, account: 'carol', mode: 0, url: 'rtmp://relay/live/1_3_0' });
    const userlist = [user(1, 'alice', 'rtmp://relay/live/1_1_0?e=later'), user(2, 'bob', 'rtmp://relay/live/1_2_5?e=later')];
    client.emit('syncDone', { code: 200, errmsg: '', userlist, connectCount: 1 });
    expect(store.pushUrl).toBe(OWN_URL);
    expect(store.players.map(({ uid, url, attempt }) => [uid, url, attempt])).toEqual([[2, 'rtmp://relay/live/1_2_5?e=later', 1]]);
  });
});

describe('a lost stream (row 23)', () => {
  test('of the pusher: stop, new stream name, start; the call itself does not change', async () => {
    const { client, store, host, service } = await inCall();
    const pushed: string[] = [store.pushUrl];
    service.streams.pushState('failed');
    pushed.push(store.pushUrl);
    expect(client.log).toEqual([]);
    await host.advance(1000);
    pushed.push(store.pushUrl);
    expect(client.log).toEqual(['renewStream']);
    expect(pushed).toEqual([OWN_URL, '', 'rtmp://relay/live/1_1_1?e=push']);
    expect([store.status, store.hint]).toEqual(['connected', '']);
  });

  test('of the pusher is tried six times, then the user is asked', async () => {
    const { client, store, host, service } = await inCall();
    client.failing.set('renewStream', 'TIMEOUT');
    service.streams.pushState('failed');
    await host.advance(60_000);
    expect(client.log.filter((entry) => entry === 'renewStream')).toHaveLength(6);
    expect([store.canRetry, store.hint, store.status]).toEqual([true, 'Sound and picture could not be restored', 'connected']);
    client.failing.clear();
    service.streams.retryNow();
    await settle();
    expect([store.canRetry, store.pushUrl]).toEqual([false, 'rtmp://relay/live/1_1_7?e=push']);
  });

  test('of a player: a fresh address, played anew', async () => {
    const { client, store, host, service } = await inCall();
    service.streams.playState(2, 'failed');
    expect(store.hint).toBe('Reconnecting…');
    await host.advance(1000);
    expect(client.log).toEqual(['members']);
    expect(store.players[0]).toMatchObject({ url: `${BOB_URL}fresh`, attempt: 1, state: 'connecting' });
  });

  test('of a player follows the new stream of the peer without asking', async () => {
    const { client, store, host, service } = await inCall();
    service.streams.playState(2, 'failed');
    client.emit('clientUpdate', { cid: 'c1', uid: 2, account: 'bob', mode: 0, url: 'rtmp://relay/live/1_2_1' });
    await host.advance(5000);
    expect(client.log).toEqual([]);
    expect(store.players[0]).toMatchObject({ url: 'rtmp://relay/live/1_2_1', attempt: 1 });
  });

  test('is tried at once when the connection is back', async () => {
    const { client, host, service } = await inCall();
    client.failing.set('renewStream', 'NOT_CONNECTED');
    service.streams.pushState('failed');
    await host.advance(3000);
    client.failing.clear();
    client.log = [];
    client.emit('connection', { state: 'online' });
    await settle();
    expect(client.log).toEqual(['renewStream']);
  });

  test('of a call that ends is not asked for any more', async () => {
    const { client, host, store, service } = await inCall();
    service.streams.pushState('failed');
    service.streams.playState(2, 'failed');
    client.become(CALLS.ended);
    await host.advance(60_000);
    expect(client.log).toEqual([]);
    expect([store.pushUrl, store.players, host.waiting]).toEqual(['', [], 0]);
  });
});

describe('switches', () => {
  test('set the pusher, then tell the others: 0 both, 1 microphone, 2 camera, 3 nothing', async () => {
    const { client, service } = await inCall();
    await service.toggleCamera();
    await service.toggleMic();
    await service.toggleCamera();
    await service.toggleMic();
    expect(client.log).toEqual([
      'pusher camera false mic true', 'switchMode 1', 'pusher camera false mic false', 'switchMode 3',
      'pusher camera true mic false', 'switchMode 2', 'pusher camera true mic true', 'switchMode 0',
    ]);
  });

  test('an audio call has no camera to switch on', async () => {
    const { client, service, store } = kit();
    client.become({ ...CALLS.calling, media: 'audio' });
    await service.toggleCamera();
    expect(store.cameraOn).toBe(false);
  });

  test('a mode that could not be told is told after the reconnect', async () => {
    const { client, service, errors } = await inCall();
    client.failing.set('switchMode', 'NOT_CONNECTED');
    await service.toggleMic();
    client.failing.clear();
    client.log = [];
    client.emit('syncDone', { code: 200, errmsg: '', userlist: [user(1, 'alice', OWN_URL, 0), user(2, 'bob', BOB_URL)], connectCount: 1 });
    await settle();
    expect(client.log).toEqual(['pusher camera true mic false', 'switchMode 2']);
    expect(messages(errors)).toEqual(['NOT_CONNECTED']);
  });

  test('camera side and loudspeaker change here only', async () => {
    const { client, service, store } = await inCall();
    service.flipCamera();
    service.toggleSpeaker();
    expect([store.facing, store.speakerOn, client.log]).toEqual(['back', false, []]);
  });
});

test('a refused camera is shown; after the settings it is pushed under a new name', async () => {
  const { client, host, service, store } = await inCall();
  service.deviceDenied('camera');
  expect(store.deniedText).toBe('This call needs your camera. Allow it in the settings.');
  await service.openSettings();
  await settle();
  expect([store.deniedText, store.pushUrl]).toEqual(['', 'rtmp://relay/live/1_1_1?e=push']);
  expect([client.log, host.log.includes('openSetting')]).toEqual([['renewStream'], true]);
});

test('calls, answers and ends carry what netcall expects', async () => {
  const { client, service } = kit();
  await service.call({ callee: 'bob', media: 'audio', custom: 'hello' });
  client.become({ ...CALLS.ringing, media: 'audio' });
  await service.reject();
  client.become(inRoom);
  await service.hangup();
  expect(client.log.filter((entry) => !entry.startsWith('pusher'))).toEqual(['call 1 bob hello', 'response false bob 1 c1', 'hangup']);
});

test('accept without a call that rings does nothing', async () => {
  const { client, service } = await inCall();
  await service.accept();
  expect(client.log).toEqual([]);
});

test('a failed answer is reported and does not throw at the page', async () => {
  const { client, service, errors } = kit();
  client.failing.set('response', 'CALL_ENDED');
  client.become(CALLS.ringing);
  await service.accept();
  expect(messages(errors)).toEqual(['CALL_ENDED']);
});

test('the peer has its account as name until resolveUser answers, and keeps it when that fails', async () => {
  let answer: (found: User) => void = () => undefined;
  const slow = kit({ resolveUser: () => new Promise((resolve) => (answer = resolve)) });
  slow.client.become(CALLS.ringing);
  await settle();
  expect([slow.store.peerName, slow.store.peerAvatar]).toEqual(['bob', '']);
  answer({ name: 'Bob B.', avatar: 'bob.png' });
  await settle();
  expect([slow.store.peerName, slow.store.peerAvatar]).toEqual(['Bob B.', 'bob.png']);

  const failing = kit({ resolveUser: () => Promise.reject(new Error('no such user')) });
  failing.client.become(CALLS.ringing);
  await settle();
  expect([failing.store.peerName, messages(failing.errors)]).toEqual(['bob', ['no such user']]);
});

test('the duration follows the clock and stands still after the end', async () => {
  const { client, host, store } = await inCall();
  await host.advance(65_000);
  expect(store.statusText).toBe('01:05');
  client.become({ ...CALLS.ended, durationMs: 65_400 });
  await host.advance(1000);
  expect(store.statusText).toBe('Call ended  01:05');
});

test('the screen stays on while somebody calls, and no longer', () => {
  const { client, host } = kit();
  const kept = [CALLS.ringing, CALLS.accepted, CALLS.ended].map((call) => {
    client.become(call);
    return host.isScreenKept;
  });
  expect(kept).toEqual([true, true, false]);
});

test('destroy during a call closes its page and no other, and lets the screen go dark', async () => {
  const { host, store, service } = await inCall();
  host.stack = ['pages/index/index', 'pages/list/index', CALL_PAGE];
  service.destroy();
  service.destroy();
  await settle();
  expect([host.stack, host.isScreenKept, store.status]).toEqual([['pages/index/index', 'pages/list/index'], false, 'idle']);
});

test('destroy without a call leaves the page that is there', async () => {
  const { host, service } = kit();
  host.stack = ['pages/index/index', CALL_PAGE];
  service.destroy();
  await settle();
  expect(host.stack).toEqual(['pages/index/index', CALL_PAGE]);
});

test('destroy leaves no timer and no listener, and may be called twice', async () => {
  const { client, host, service } = await inCall();
  service.streams.pushState('failed');
  service.destroy();
  service.destroy();
  expect([client.listening, host.waiting]).toEqual([0, 0]);
});
