import 'miniprogram-simulate';
import { asked, freshModules, heard, refusals, render, rendered, textOf } from './support/render';

beforeEach(freshModules);

test('live-player gets the properties under its own names, and the short caches of mode RTC', () => {
  const player = render('player', { soundMode: 'ear', objectFit: 'contain', muted: true });
  expect(player.querySelector('#player')!.data).toMatchObject({
    src: '', mode: 'RTC', autoplay: false, muted: true, soundMode: 'ear', objectFit: 'contain', orientation: 'vertical', minCache: 0.2, maxCache: 0.8,
    autoPauseIfNavigate: false, autoPauseIfOpenNative: false, backgroundMute: false, pictureInPictureMode: 'push', enableAutoRotation: false, enableCasting: false, referrerPolicy: 'no-referrer',
    debug: false,
  });
});

test('what a page says of pauses, background, windows and screens stands on live-player', () => {
  const said = {
    autoPauseIfNavigate: true, autoPauseIfOpenNative: true, backgroundMute: true, pictureInPictureMode: ['push', 'pop'], enableAutoRotation: true, enableCasting: true, referrerPolicy: 'origin',
    debug: true,
  };
  expect(render('player', said).querySelector('#player')!.data).toMatchObject(said);
});

test('it plays the address it was made with, by a context of the component', async () => {
  const player = render('player', { src: 'rtmp://a' });
  await rendered();
  expect([asked, player.querySelector('#player')!.data['src']]).toEqual([['player play'], 'rtmp://a']);
});

test('a new address is stopped and played once it has arrived', async () => {
  const player = render('player', { src: 'rtmp://a' });
  await rendered();
  player.setData({ src: 'rtmp://b' });
  await rendered();
  expect([asked, player.querySelector('#player')!.data['src']]).toEqual([['player play', 'player stop', 'player play'], 'rtmp://b']);
});

test('the same address is played anew when the attempt rises, and not otherwise', async () => {
  const player = render('player', { src: 'rtmp://a', attempt: 1 });
  await rendered();
  player.setData({ src: 'rtmp://a', attempt: 1 });
  player.setData({ attempt: 2 });
  await rendered();
  expect(asked).toEqual(['player play', 'player stop', 'player play']);
});

test('an empty address stops', async () => {
  const player = render('player', { src: 'rtmp://a' });
  await rendered();
  player.setData({ src: '' });
  await rendered();
  expect(asked).toEqual(['player play', 'player stop']);
});

test('codes come out as meanings, noise does not come out; the quality does', () => {
  const player = render('player');
  const [states, quality] = [heard(player, 'state'), heard(player, 'quality')];
  const live = player.querySelector('#player')!.instance;
  [2001, 2005, 2004, 6000, -2301].forEach((code) => live.triggerEvent('statechange', { code }));
  live.triggerEvent('netstatus', { info: { videoFPS: 15 } });
  expect(states).toEqual([{ meaning: 'connecting', code: 2001 }, { meaning: 'live', code: 2004 }, { meaning: 'failed', code: -2301 }]);
  expect(quality).toEqual([{ videoFPS: 15 }]);
});

test('a play that WeChat refuses is a failed stream', async () => {
  refusals.isOn = true;
  const player = render('player');
  const states = heard(player, 'state');
  player.setData({ src: 'rtmp://a' });
  await rendered();
  expect(states).toEqual([{ meaning: 'failed', code: 0 }]);
});

test('where live-player does not run, a placeholder says so and nothing is asked', async () => {
  const player = render('player', { src: 'rtmp://a', placeholder: 'phones only' });
  await rendered();
  expect([textOf(player), player.querySelector('#player'), asked]).toEqual(['phones only', undefined, []]);
});
