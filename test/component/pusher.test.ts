import 'miniprogram-simulate';
import { asked, freshModules, heard, refusals, render, rendered, textOf } from './support/render';

beforeEach(freshModules);

test('live-pusher gets the properties under its own names', () => {
  const pusher = render('pusher', { enableCamera: false, muted: true, devicePosition: 'back', minBitrate: 300, maxBitrate: 800, audioQuality: 'low' });
  expect(pusher.querySelector('#pusher')!.data).toMatchObject({
    url: '', mode: 'RTC', autopush: false, enableCamera: false, muted: true, devicePosition: 'back', minBitrate: 300, maxBitrate: 800,
    aspect: '9:16', audioQuality: 'low', orientation: 'vertical', localMirror: 'auto', remoteMirror: false, autoFocus: true, zoom: false, backgroundMute: false, customEffect: false,
    pictureInPictureMode: 'push', debug: false,
  });
  expect(asked).toEqual([]);
});

test('picture in picture takes one word, several in a list, or none', async () => {
  const pusher = render('pusher');
  for (const pictureInPictureMode of [['push', 'pop'], '']) {
    pusher.setData({ pictureInPictureMode });
    await rendered();
    expect(pusher.querySelector('#pusher')!.data['pictureInPictureMode']).toEqual(pictureInPictureMode);
  }
});

test('it starts when it is given an address, also before it was ready', async () => {
  const pusher = render('pusher', { url: 'rtmp://a' });
  await rendered();
  expect([asked, pusher.querySelector('#pusher')!.data['url']]).toEqual([['pusher start'], 'rtmp://a']);
});

test('a new address stops the old stream and starts the new one; an empty one stops', async () => {
  const pusher = render('pusher', { url: 'rtmp://a' });
  await rendered();
  pusher.setData({ url: 'rtmp://b' });
  await rendered();
  expect([asked, pusher.querySelector('#pusher')!.data['url']]).toEqual([['pusher start', 'pusher stop', 'pusher start'], 'rtmp://b']);
  pusher.setData({ url: '' });
  await rendered();
  expect(asked.slice(3)).toEqual(['pusher stop']);
});

test('mute and camera change without a restart', async () => {
  const pusher = render('pusher', { url: 'rtmp://a' });
  await rendered();
  pusher.setData({ muted: true, enableCamera: false });
  await rendered();
  expect(pusher.querySelector('#pusher')!.data).toMatchObject({ muted: true, enableCamera: false });
  expect(asked).toEqual(['pusher start']);
});

test('the other camera is asked of the context, since the attribute counts only at first', async () => {
  const pusher = render('pusher', { url: 'rtmp://a', devicePosition: 'front' });
  await rendered();
  pusher.setData({ devicePosition: 'back' });
  await rendered();
  expect(asked).toEqual(['pusher start', 'pusher switchCamera']);
  expect(pusher.querySelector('#pusher')!.data['devicePosition']).toBe('front');
});

test('codes come out as meanings, noise does not come out', () => {
  const pusher = render('pusher');
  const states = heard(pusher, 'state');
  [1001, 1003, 1002, 4999, -1307].forEach((code) => pusher.querySelector('#pusher')!.instance.triggerEvent('statechange', { code }));
  expect(states).toEqual([{ meaning: 'connecting', code: 1001 }, { meaning: 'live', code: 1002 }, { meaning: 'failed', code: -1307 }]);
});

test('a refused device, and the quality, are reported', () => {
  const pusher = render('pusher');
  const [denied, quality] = [heard(pusher, 'denied'), heard(pusher, 'quality')];
  const live = pusher.querySelector('#pusher')!.instance;
  [10001, 10002, 10003].forEach((errCode) => live.triggerEvent('error', { errCode, errMsg: '' }));
  live.triggerEvent('netstatus', { info: { videoBitrate: 400 } });
  expect(denied).toEqual([{ device: 'camera', code: 10001 }, { device: 'microphone', code: 10002 }]);
  expect(quality).toEqual([{ videoBitrate: 400 }]);
});

test('a start that WeChat refuses is a failed stream', async () => {
  refusals.isOn = true;
  const pusher = render('pusher');
  const states = heard(pusher, 'state');
  pusher.setData({ url: 'rtmp://a' });
  await rendered();
  expect(states).toEqual([{ meaning: 'failed', code: 0 }]);
});

test('where live-pusher does not run, a placeholder says so and nothing is asked', async () => {
  const pusher = render('pusher', { url: 'rtmp://a', placeholder: 'phones only' });
  await rendered();
  expect([textOf(pusher), pusher.querySelector('#pusher'), asked]).toEqual(['phones only', undefined, []]);
});
