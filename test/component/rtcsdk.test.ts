import 'miniprogram-simulate';
import type * as RoomSoundModule from '../../components/src/rtcsdk/room-sound';
import { FakeMedia } from './support/fake-media';
import { asked, freshModules, heard, render, rendered, type Rendered } from './support/render';

let media: FakeMedia;
/** Who hears that the application is back in front, or that the sound is free again. */
const returns = { AppShow: new Set<() => void>(), AudioInterruptionEnd: new Set<() => void>() };
/** WeChat, which miniprogram-simulate makes anew with the modules. */
const host = () => wx as unknown as Record<string, unknown>;

beforeEach(() => {
  freshModules();
  media = new FakeMedia();
  host()['RTCSDK'] = { media };
  for (const [name, listeners] of Object.entries(returns)) {
    listeners.clear();
    Object.assign(wx, { [`on${name}`]: (listener: () => void) => listeners.add(listener), [`off${name}`]: (listener: () => void) => listeners.delete(listener) });
  }
});

afterEach(() => {
  delete host()['RTCSDK'];
  delete host()['getAppAuthorizeSetting'];
  delete (globalThis as Record<string, unknown>)['getApp'];
  jest.useRealTimers();
});

const pusherOf = (component: Rendered) => component.querySelector('#pusher')!;
const playerOf = (component: Rendered) => component.querySelector('#player')!;
const methodsOf = (component: Rendered) => component.instance as unknown as Record<string, (...values: unknown[]) => unknown>;

/** A component that WeChat has made ready. */
async function shown(name: string, properties: object = {}): Promise<Rendered> {
  const component = render(name, properties);
  await rendered();
  return component;
}

test('live-pusher gets what config says under its own names, and the values of the manual for the rest', async () => {
  const config = { orientation: 'horizontal', aspect: '3:4', beauty: 5, whiteness: 3, devicePosition: 'back', minBitrate: 300, maxBitrate: 800, audioVolumeType: 'media', waitingImage: 'w.png', localMirror: 'enable', remoteMirror: true };
  const { devicePosition, ...others } = config;
  expect(pusherOf(await shown('RTCVideoPusher', { config, debug: true })).data).toMatchObject({ ...others, devicePosition, debug: true, url: '', mode: 'RTC' });
  const plain = await shown('RTCVideoPusher');
  expect(pusherOf(plain).data).toMatchObject({ orientation: 'vertical', aspect: '9:16', beauty: 0, whiteness: 0, devicePosition: 'front', minBitrate: 200, maxBitrate: 1000, audioVolumeType: 'voicecall', waitingImage: '', localMirror: 'auto', remoteMirror: false, debug: false });
});

test('nothing is pushed before the user opens a device; then the stream goes on until the room is left', async () => {
  const pusher = await shown('RTCVideoPusher');
  media.push({});
  await rendered();
  expect(asked).toEqual([]);
  media.push({ mic: true });
  await rendered();
  expect([asked, pusherOf(pusher).data]).toMatchObject([['pusher start'], { url: 'rtmp://own?t=1', muted: false, enableCamera: false }]);
  media.push({ mic: false, camera: true });
  media.push({ camera: false });
  await rendered();
  expect([asked, pusherOf(pusher).data]).toMatchObject([['pusher start'], { muted: true, enableCamera: false }]);
  media.push(null);
  await rendered();
  expect(asked).toEqual(['pusher start', 'pusher stop']);
});

test('config can keep microphone and camera closed that the SDK has open', async () => {
  const pusher = await shown('RTCVideoPusher', { config: { muted: true, enableCamera: false } });
  media.push({ mic: true, camera: true });
  await rendered();
  expect(pusherOf(pusher).data).toMatchObject({ muted: true, enableCamera: false });
  pusher.setData({ config: {} });
  await rendered();
  expect(pusherOf(pusher).data).toMatchObject({ muted: false, enableCamera: true });
});

test('the camera turns when SetDefaultVideo says so, and stays so when the page sets the same config again', async () => {
  const config = { devicePosition: 'front' };
  const pusher = await shown('RTCVideoPusher', { config });
  media.push({ camera: true });
  await rendered();
  media.push({ facing: 'back' });
  pusher.setData({ config: { ...config } });
  await rendered();
  expect(asked).toEqual(['pusher start', 'pusher switchCamera']);
  pusher.setData({ config: { devicePosition: 'back' } });
  media.push({ facing: 'front' });
  await rendered();
  expect(asked).toEqual(['pusher start', 'pusher switchCamera', 'pusher switchCamera']);
});

test('events go out as WeChat tells them', async () => {
  const pusher = await shown('RTCVideoPusher');
  const [states, qualities, errors] = ['statechange', 'netstatus', 'error'].map((name) => heard(pusher, name));
  const live = pusherOf(pusher).instance;
  live.triggerEvent('statechange', { code: 1002, message: 'm' });
  live.triggerEvent('netstatus', { info: { videoBitrate: 400 } });
  live.triggerEvent('error', { errCode: 10003, errMsg: 'm' });
  expect([states, qualities, errors, media.log]).toEqual([[{ code: 1002, message: 'm' }], [{ info: { videoBitrate: 400 } }], [{ errCode: 10003, errMsg: 'm' }], []]);
});

test.each([
  ['error', { errCode: 10001 }, 'authorized', 'camera failed 703'], ['error', { errCode: 10001 }, 'denied', 'camera failed 702'],
  ['error', { errCode: 10002 }, 'authorized', 'mic failed 705'], ['error', { errCode: 10002 }, 'denied', 'mic failed 704'],
  ['statechange', { code: -1301 }, '', 'camera failed 1'], ['statechange', { code: -1302 }, '', 'mic failed 1'], ['statechange', { code: -1311 }, '', 'mic failed 1'],
])('of %s %j, with WeChat %s, the SDK hears: %s', async (event, detail, setting, expected) => {
  host()['getAppAuthorizeSetting'] = () => ({ cameraAuthorized: setting, microphoneAuthorized: setting });
  const pusher = await shown('RTCVideoPusher');
  pusherOf(pusher).instance.triggerEvent(event, detail);
  expect(media.log).toEqual([expected]);
});

test('a device that was refused and is opened again needs a new stream', async () => {
  const pusher = await shown('RTCVideoPusher');
  media.push({ mic: true, camera: true });
  await rendered();
  pusherOf(pusher).instance.triggerEvent('error', { errCode: 10001 });
  media.push({ camera: false });
  media.log.length = 0;
  media.push({ camera: true });
  await rendered();
  expect(media.log).toEqual(['renew']);
  media.push({ url: 'rtmp://own2?t=1' });
  await rendered();
  expect(pusherOf(pusher).data['url']).toBe('rtmp://own2?t=1');
});

test('reset begins the stream anew; a lost one comes back by itself with another address', async () => {
  const pusher = await shown('RTCVideoPusher');
  media.push({ mic: true });
  await rendered();
  methodsOf(pusher)['reset']!();
  media.push({ url: 'rtmp://own2?t=1' });
  await rendered();
  expect([media.log, asked]).toEqual([['renew'], ['pusher start', 'pusher stop', 'pusher start']]);
  jest.useFakeTimers();
  pusherOf(pusher).instance.triggerEvent('statechange', { code: -1307 });
  jest.advanceTimersByTime(1_000);
  expect(media.log).toEqual(['renew', 'renew']);
});

test.each(['AppShow', 'AudioInterruptionEnd'] as const)('a stream that WeChat has suspended begins anew at %s, and one that is live goes on', async (back) => {
  const pusher = await shown('RTCVideoPusher');
  media.push({ mic: true });
  await rendered();
  const { instance } = pusherOf(pusher);
  const comeBack = () => returns[back].forEach((heard) => heard());
  instance.triggerEvent('statechange', { code: 5000 });
  instance.triggerEvent('statechange', { code: 1002 });
  comeBack();
  expect(media.log).toEqual([]);
  instance.triggerEvent('statechange', { code: 5000 });
  comeBack();
  comeBack();
  media.push({ url: 'rtmp://own2?t=1' });
  await rendered();
  comeBack();
  expect([media.log, asked]).toEqual([['renew'], ['pusher start', 'pusher stop', 'pusher start']]);
});

test("another's lost stream is not waited for when the application is back in front", async () => {
  const player = await shown('RTCVideoPlayer', { config: { userId: 'bob' } });
  media.play({ userID: 'bob' });
  await rendered();
  playerOf(player).instance.triggerEvent('statechange', { code: -2301 });
  expect(media.log).toEqual([]);
  returns.AppShow.forEach((heard) => heard());
  expect(media.log).toEqual(['refresh']);
});

test('a snapshot is a file, or its text on request; what WeChat refuses rejects', async () => {
  const asks: unknown[] = [];
  const camera = { snapshot: (options: { quality: string; success(taken: object): void; fail(reason: object): void }) => (asks.push(options.quality) > 2 ? options.fail({ errMsg: 'no picture' }) : options.success({ tempImagePath: 'a.jpg' })) };
  const pusher = await shown('RTCVideoPusher');
  host()['createLivePusherContext'] = () => camera;
  host()['getFileSystemManager'] = () => ({ readFile: ({ filePath, success }: { filePath: string; success(read: object): void }) => success({ data: `text of ${filePath}` }) });
  const take = (...values: unknown[]) => methodsOf(pusher)['snapshot']!(...values) as Promise<string>;
  expect([await take('compressed'), await take('raw', true)]).toEqual(['a.jpg', 'text of a.jpg']);
  await expect(take()).rejects.toThrow('no picture');
  expect(asks).toEqual(['compressed', 'raw', 'raw']);
});

test('a video player plays the user whom config names, in the old way userInfo, and nobody for a shared screen', async () => {
  media.play({ userID: 'bob' }, { userID: 'carol' });
  const sourceOf = async (properties: object) => playerOf(await shown('RTCVideoPlayer', properties)).data['src'];
  expect(await sourceOf({ config: { type: 'video', userId: 'bob', camId: 1 } })).toBe('rtmp://bob?t=1');
  expect(await sourceOf({ userInfo: { userID: 'carol', videoID: 1 } })).toBe('rtmp://carol?t=1');
  expect(await sourceOf({ config: { type: 'screen', userId: 'bob' } })).toBe('');
  expect(await sourceOf({ config: { userId: 'dave' } })).toBe('');
});

test('live-player gets what config says under its own names', async () => {
  const player = await shown('RTCVideoPlayer', { config: { userId: 'bob', orientation: 'horizontal', objectFit: 'fillCrop', autoPause: false }, debug: true });
  expect(playerOf(player).data).toMatchObject({ orientation: 'horizontal', objectFit: 'fillCrop', autoPauseIfNavigate: false, autoPauseIfOpenNative: false, debug: true, soundMode: 'speaker' });
});

test('it plays from the first open device on, shows no picture while the camera is closed, and follows to another user', async () => {
  const player = await shown('RTCVideoPlayer', { config: { userId: 'bob' } });
  media.play({ userID: 'bob', mic: false, camera: false });
  await rendered();
  expect([asked, player.querySelector('.dark') !== undefined]).toEqual([[], true]);
  media.play({ userID: 'bob', camera: true, mic: false });
  await rendered();
  expect([asked, player.querySelector('.dark') !== undefined]).toEqual([['player play'], false]);
  media.play({ userID: 'bob', mic: false, camera: false }, { userID: 'carol' });
  await rendered();
  expect([asked, player.querySelector('.dark') !== undefined]).toEqual([['player play'], true]);
  player.setData({ config: { userId: 'carol' } });
  await rendered();
  expect(playerOf(player).data['src']).toBe('rtmp://carol?t=1');
  media.play();
  await rendered();
  expect(asked.at(-1)).toBe('player stop');
});

test('a stream that ends while its user has everything closed is no loss, and is played when a device opens', async () => {
  const player = await shown('RTCVideoPlayer', { config: { userId: 'bob' } });
  media.play({ userID: 'bob' });
  await rendered();
  media.play({ userID: 'bob', mic: false, camera: false });
  playerOf(player).instance.triggerEvent('statechange', { code: -2301 });
  await rendered();
  expect([asked, media.log]).toEqual([['player play', 'player stop'], []]);
  media.play({ userID: 'bob' });
  await rendered();
  expect(asked.at(-1)).toBe('player play');
});

test("another's lost stream is played with a fresh address", async () => {
  const player = await shown('RTCVideoPlayer', { config: { userId: 'bob' } });
  media.play({ userID: 'bob' });
  await rendered();
  jest.useFakeTimers();
  playerOf(player).instance.triggerEvent('statechange', { code: -2301 });
  jest.advanceTimersByTime(1_000);
  jest.useRealTimers();
  expect(media.log).toEqual(['refresh']);
  media.play({ userID: 'bob', url: 'rtmp://bob?t=2' });
  await rendered();
  expect([asked, playerOf(player).data['src']]).toEqual([['player play', 'player stop', 'player play'], 'rtmp://bob?t=2']);
});

test('it fills the screen in the asked direction and comes back', async () => {
  const asks: unknown[] = [];
  const player = await shown('RTCVideoPlayer', { config: { userId: 'bob' } });
  host()['createLivePlayerContext'] = () => ({ requestFullScreen: (options: object) => asks.push(options), exitFullScreen: () => asks.push('exit') });
  [90, -90, 0, undefined, 45].forEach((deg) => methodsOf(player)['fullScreen']!(deg));
  methodsOf(player)['exitFullScreen']!();
  expect(asks).toEqual([{ direction: 90 }, { direction: -90 }, { direction: 0 }, { direction: 0 }, { direction: 0 }, 'exit']);
});

test('the audio player plays whom no video player shows, and says for all where the sound comes out', async () => {
  media.play({ userID: 'bob' }, { userID: 'carol' });
  const audio = await shown('RTCAudioPlayer', { config: { soundMode: 'ear', autoPause: false } });
  const voices = () => audio.querySelectorAll('.voice').map((voice) => (voice.data['config'] as { userId: string }).userId);
  expect(voices()).toEqual(['bob', 'carol']);
  const bob = audio.querySelectorAll('.voice')[0]!;
  expect([asked, playerOf(bob).data]).toMatchObject([['player play', 'player play'], { src: 'rtmp://bob?t=1', soundMode: 'ear', muted: false, autoPauseIfNavigate: false }]);
  const { roomSound } = jest.requireActual<typeof RoomSoundModule>('../../components/src/rtcsdk/room-sound');
  const video = {};
  roomSound.show(video, 'bob');
  audio.setData({ config: { soundMode: 'speaker' } });
  await rendered();
  expect([voices(), playerOf(audio.querySelectorAll('.voice')[0]!).data['soundMode']]).toEqual([['carol'], 'speaker']);
  roomSound.show(video, '');
  await rendered();
  expect(voices()).toEqual(['bob', 'carol']);
});

test('a video player says whom it shows, is muted beside another of the same user, and says no more when it has gone', async () => {
  const first = await shown('RTCVideoPlayer', { config: { userId: 'bob' } });
  const second = await shown('RTCVideoPlayer', { config: { userId: 'bob' } });
  const { roomSound } = jest.requireActual<typeof RoomSoundModule>('../../components/src/rtcsdk/room-sound');
  expect([first, second].map((player) => playerOf(player).data['muted'])).toEqual([false, true]);
  roomSound.setMode('ear');
  first.detach();
  await rendered();
  expect([playerOf(second).data, roomSound.isShown('bob')]).toMatchObject([{ muted: false, soundMode: 'ear' }, true]);
  second.detach();
  expect(roomSound.isShown('bob')).toBe(false);
});

test('components that have gone hear nothing more', async () => {
  const all = [await shown('RTCVideoPusher'), await shown('RTCVideoPlayer', { config: { userId: 'bob' } }), await shown('RTCAudioPlayer')];
  const heardBy = () => [media.heardBy, returns.AppShow.size, returns.AudioInterruptionEnd.size];
  expect(heardBy()).toEqual([3, 2, 2]);
  all.forEach((component) => component.detach());
  expect(heardBy()).toEqual([0, 0, 0]);
});

test('the SDK may also lie in globalData; without one the component says what to do', async () => {
  delete host()['RTCSDK'];
  Object.assign(globalThis, { getApp: () => ({ globalData: { RTCSDK: { media } } }) });
  await shown('RTCVideoPusher');
  expect(media.heardBy).toBe(1);
  const { mediaOfSdk } = jest.requireActual<{ mediaOfSdk: () => unknown }>('../../components/src/rtcsdk/host');
  Object.assign(globalThis, { getApp: () => ({}) });
  expect(mediaOfSdk).toThrow("require('netcall-sdk/rtcsdk')");
});
