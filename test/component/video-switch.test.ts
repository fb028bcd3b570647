import { REMARK_SHOWN_MS } from '../../components/src/call-kit/facts';
import { ASKED_MS, ASKING_MS } from '../../components/src/call-kit/video-switch';
import { CALLS } from './support/fake-client';
import { settle } from './support/fake-host';
import { inCall, messages } from './support/service-kit';

const ON = ['pusher camera true mic true', 'switchMode 0'];
const OFF = ['pusher camera false mic true', 'switchMode 1'];

const audioCall = () => inCall('audio');
const videoCall = () => inCall('video');

type Kit = Awaited<ReturnType<typeof inCall>>;

/** What the page shows of it all. */
const shown = ({ store }: Kit) => ({ media: store.media, camera: store.cameraOn, prompt: store.isAskedForVideo, hint: store.hint });

const ASKING = { media: 'audio', camera: false, prompt: false, hint: 'Asking the other side for video…' };
const VIDEO = { media: 'video', camera: true, prompt: false, hint: '' };
const AUDIO = { media: 'audio', camera: false, prompt: false, hint: '' };

describe('whoever asks for video', () => {
  test('waits with the camera off, and has it on once the other side agrees', async () => {
    const kit = await audioCall();
    await kit.service.askForVideo();
    expect([kit.client.log, shown(kit)]).toEqual([['control 5'], ASKING]);
    kit.client.hear(6);
    await settle();
    expect([kit.client.log, shown(kit)]).toEqual([['control 5', ...ON], VIDEO]);
  });

  test('sends one request for two taps', async () => {
    const kit = await audioCall();
    await Promise.all([kit.service.askForVideo(), kit.service.askForVideo()]);
    await kit.service.askForVideo();
    expect(kit.client.log).toEqual(['control 5']);
  });

  test('reads for a while that the other side refused, and may ask again', async () => {
    const kit = await audioCall();
    await kit.service.askForVideo();
    kit.client.hear(7);
    expect(shown(kit)).toEqual({ ...AUDIO, hint: 'The other side stays with voice' });
    await kit.host.advance(REMARK_SHOWN_MS);
    expect(shown(kit)).toEqual(AUDIO);
    await kit.service.askForVideo();
    expect(kit.client.log).toEqual(['control 5', 'control 5']);
  });

  test('reads that there was no answer when its time is over, and no sooner', async () => {
    const kit = await audioCall();
    await kit.service.askForVideo();
    await kit.host.advance(ASKING_MS - 1);
    expect(shown(kit)).toEqual(ASKING);
    await kit.host.advance(1);
    expect(shown(kit)).toEqual({ ...AUDIO, hint: 'No answer to your video request' });
  });

  test('keeps the camera off when the agreement comes after the request has lapsed', async () => {
    const kit = await audioCall();
    await kit.service.askForVideo();
    await kit.host.advance(ASKING_MS + REMARK_SHOWN_MS);
    kit.client.hear(6);
    await settle();
    expect([kit.client.log, shown(kit)]).toEqual([['control 5'], { ...VIDEO, camera: false }]);
  });

  test('waits longer than the other side may think, so that an agreement of the last moment counts', () => {
    expect(ASKING_MS - ASKED_MS).toBeGreaterThanOrEqual(2_000);
  });

  test('may try again at once when the request could not be sent', async () => {
    const kit = await audioCall();
    kit.client.failing.set('control', 'NOT_CONNECTED');
    await kit.service.askForVideo();
    expect([shown(kit), messages(kit.errors)]).toEqual([AUDIO, ['NOT_CONNECTED']]);
    kit.client.failing.clear();
    await kit.service.askForVideo();
    expect(shown(kit)).toEqual(ASKING);
  });

  test('has the camera on when the agreement itself was lost and the call says so after a reconnect', async () => {
    const kit = await audioCall();
    await kit.service.askForVideo();
    kit.client.become({ ...CALLS.accepted, media: 'video', room: null });
    await settle();
    expect(kit.store.cameraOn).toBe(true);
  });
});

describe('whoever is asked', () => {
  test('sees a question and goes on talking, and nothing changes by itself', async () => {
    const kit = await audioCall();
    kit.client.hear(5);
    await settle();
    expect([kit.client.log, shown(kit), kit.store.status]).toEqual([[], { ...AUDIO, prompt: true }, 'connected']);
  });

  test('agrees: the other side is told first, then the camera comes on; a second tap does nothing', async () => {
    const kit = await audioCall();
    kit.client.hear(5);
    await Promise.all([kit.service.answerVideo(true), kit.service.answerVideo(true), kit.service.answerVideo(false)]);
    await settle();
    expect([kit.client.log, shown(kit)]).toEqual([['control 6', ...ON], VIDEO]);
  });

  test('refuses: the other side is told and nothing else changes; a second tap does nothing', async () => {
    const kit = await audioCall();
    kit.client.hear(5);
    await Promise.all([kit.service.answerVideo(false), kit.service.answerVideo(true)]);
    await settle();
    expect([kit.client.log, shown(kit)]).toEqual([['control 7'], AUDIO]);
  });

  test('agrees by pressing "video" too', async () => {
    const kit = await audioCall();
    kit.client.hear(5);
    await kit.service.askForVideo();
    await settle();
    expect([kit.client.log, shown(kit)]).toEqual([['control 6', ...ON], VIDEO]);
  });

  test('is asked no longer than the request lasts; an answer afterwards says nothing', async () => {
    const kit = await audioCall();
    kit.client.hear(5);
    await kit.host.advance(ASKED_MS - 1);
    expect(kit.store.isAskedForVideo).toBe(true);
    await kit.host.advance(1);
    await kit.service.answerVideo(true);
    expect([kit.client.log, shown(kit)]).toEqual([[], AUDIO]);
  });

  test('keeps the microphone muted when it was: the mode says camera only', async () => {
    const kit = await audioCall();
    await kit.service.toggleMic();
    kit.client.log = [];
    kit.client.hear(5);
    await kit.service.answerVideo(true);
    await settle();
    expect(kit.client.log).toEqual(['control 6', 'pusher camera true mic false', 'switchMode 2']);
  });

  test('stays with sound when the agreement could not be sent', async () => {
    const kit = await audioCall();
    kit.client.hear(5);
    kit.client.failing.set('control', 'NOT_CONNECTED');
    await kit.service.answerVideo(true);
    await settle();
    expect([kit.client.log, shown(kit), messages(kit.errors)]).toEqual([['control 6'], AUDIO, ['NOT_CONNECTED']]);
  });
});

test('two who ask at the same moment have agreed', async () => {
  const kit = await audioCall();
  const asking = kit.service.askForVideo();
  kit.client.hear(5);
  await asking;
  kit.client.hear(6);
  await settle();
  expect([kit.client.log, shown(kit)]).toEqual([['control 5', 'control 6', ...ON], VIDEO]);
});

test('a camera is never turned on by an agreement that nobody has asked for', async () => {
  const kit = await audioCall();
  kit.client.hear(6);
  await settle();
  expect([kit.client.log, shown(kit)]).toEqual([[], { ...VIDEO, camera: false }]);
});

describe('back to sound', () => {
  test('happens at once: the other side is told, the camera is off, and there is no remark; a second tap does nothing', async () => {
    const kit = await videoCall();
    await Promise.all([kit.service.backToAudio(), kit.service.backToAudio()]);
    await settle();
    expect([kit.client.log, shown(kit)]).toEqual([['control 8', ...OFF], AUDIO]);
  });

  test('of the other side is followed, with a remark', async () => {
    const kit = await videoCall();
    kit.client.hear(8);
    await settle();
    expect([kit.client.log, shown(kit)]).toEqual([OFF, { ...AUDIO, hint: 'The other side has switched to voice' }]);
  });

  test('of both at once is one', async () => {
    const kit = await videoCall();
    const returning = kit.service.backToAudio();
    kit.client.hear(8);
    await returning;
    await settle();
    expect([kit.client.log, shown(kit)]).toEqual([['control 8', ...OFF], AUDIO]);
  });

  test('turns the camera off even when the other side cannot be told, and can be tried again', async () => {
    const kit = await videoCall();
    kit.client.failing.set('control', 'NOT_CONNECTED').set('switchMode', 'NOT_CONNECTED');
    await kit.service.backToAudio();
    await settle();
    expect(shown(kit)).toEqual({ ...VIDEO, camera: false });
    kit.client.failing.clear();
    await kit.service.backToAudio();
    expect(shown(kit)).toEqual(AUDIO);
  });

  test('and forth: a call goes from sound to picture and back as often as both like', async () => {
    const kit = await audioCall();
    for (let round = 0; round < 2; round++) {
      await kit.service.askForVideo();
      kit.client.hear(6);
      await settle();
      await kit.service.backToAudio();
      await settle();
    }
    expect(kit.client.log).toEqual([...Array<string[]>(2)].flatMap(() => ['control 5', ...ON, 'control 8', ...OFF]));
  });
});

describe('the end of a call', () => {
  test.each(['asks', 'is asked'])('ends the request of one who %s, and leaves no timer', async (who) => {
    const kit = await audioCall();
    if (who === 'asks') await kit.service.askForVideo();
    else kit.client.hear(5);
    kit.client.become({ ...CALLS.ended, media: 'audio', reason: 'lost' });
    await kit.host.advance(60_000);
    await kit.service.answerVideo(true);
    expect([kit.client.log.filter((entry) => entry !== 'control 5'), kit.store.videoTurn, kit.host.waiting]).toEqual([[], 'none', 0]);
  });

  test('while the request is on its way: its failure does not touch the next call', async () => {
    const kit = await audioCall();
    kit.client.failing.set('control', 'CALL_ENDED');
    const asking = kit.service.askForVideo();
    kit.client.become({ ...CALLS.ended, media: 'audio' });
    kit.client.become({ ...CALLS.accepted, callId: 'id2', media: 'audio' });
    kit.client.hear(5);
    await asking;
    expect(kit.store.isAskedForVideo).toBe(true);
  });

  test('a lost connection of the other side leaves the question, and it lapses in its time', async () => {
    const kit = await audioCall();
    kit.client.hear(5);
    if (kit.client.current.phase === 'inCall') kit.client.become({ ...kit.client.current, peerLink: 'reconnecting' });
    expect(shown(kit)).toEqual({ ...AUDIO, prompt: true, hint: 'The other side is reconnecting…' });
    await kit.host.advance(ASKED_MS);
    expect(kit.store.isAskedForVideo).toBe(false);
  });
});

test('nothing is asked before the call talks, in a video call, or of another call', async () => {
  const kit = await videoCall();
  await kit.service.askForVideo();
  kit.client.hear(5);
  kit.client.become({ ...CALLS.calling, callId: 'id2', cid: 'c2', media: 'audio' });
  await kit.service.askForVideo();
  await kit.service.backToAudio();
  kit.client.become({ ...CALLS.accepted, callId: 'id2', cid: 'c2', media: 'audio' });
  kit.client.emit('control', { cid: 'c1', account: 'bob', command: 5 });
  await settle();
  expect([kit.client.log.filter((entry) => entry.startsWith('control')), kit.store.videoTurn]).toEqual([[], 'none']);
});
