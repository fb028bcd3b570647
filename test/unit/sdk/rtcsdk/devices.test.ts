import { answer, inRoom, memberOf, signedIn, tell } from '../../../support/rtcsdk';

const orderOf = (custom: object) => ({ cid: 'm1g', account: 'bob', command: 201, custom: JSON.stringify(custom) });

describe("one's own devices", () => {
  test.each([
    ['OpenMic', [], 1, 'AudioStatusChanged', 2, 3], ['OpenVideo', [], 2, 'VideoStatusChanged', 2, 3], ['CloseMic', ['OpenMic', 'OpenVideo'], 2, 'AudioStatusChanged', 3, 2],
    ['CloseVideo', ['OpenMic', 'OpenVideo'], 1, 'VideoStatusChanged', 3, 2], ['OpenMic', ['OpenVideo'], 0, 'AudioStatusChanged', 2, 3],
  ] as const)('%s after %j tells mode %i and %s', async (method, before, mode, callback, from, to) => {
    const bench = await inRoom();
    before.forEach((each) => bench.sdk[each]('alice'));
    await bench.soon();
    bench.sdk[method]('alice');
    expect(bench.heard).toEqual([]);
    expect(await bench.soon()).toEqual([[callback, 'alice', from, to]]);
    expect(bench.server.all('setMode').at(-1)).toMatchObject({ cid: 'm1g', mode });
    expect(bench.sdk.media.view.push).toMatchObject({ mic: mode <= 1, camera: mode % 2 === 0 });
  });

  test('that are open already change nothing', async () => {
    const bench = await inRoom();
    bench.sdk.CloseMic('alice');
    expect(await bench.soon()).toEqual([]);
    expect(bench.server.all('setMode')).toEqual([]);
  });

  test('cannot be opened outside of a room: 800', async () => {
    const bench = await signedIn();
    bench.sdk.OpenMic('alice');
    bench.sdk.OpenVideo('alice');
    bench.sdk.CloseMic('alice');
    expect(await bench.soon()).toEqual([['OpenMicFailRslt', 800], ['OpenVideoFailRslt', 800]]);
  });

  test('that cannot be opened are told with the number, and are closed here and for the others', async () => {
    const bench = await inRoom();
    bench.sdk.OpenMic('alice');
    bench.sdk.OpenVideo('alice');
    await bench.soon();
    bench.sdk.media.failed('mic', 705);
    bench.sdk.media.failed('camera', 703);
    expect(await bench.soon()).toEqual([['AudioStatusChanged', 'alice', 3, 2], ['OpenMicFailRslt', 705], ['VideoStatusChanged', 'alice', 3, 2], ['OpenVideoFailRslt', 703]]);
    expect(bench.server.all('setMode').at(-1)).toMatchObject({ mode: 3 });
  });

  test('SetDefaultVideo changes between the two cameras, and a new room begins with the front one', async () => {
    const bench = await inRoom();
    bench.sdk.SetDefaultVideo('alice', '');
    expect(await bench.soon()).toEqual([['VideoDevChanged', 'alice']]);
    expect(bench.sdk.media.view.push?.facing).toBe('back');
    bench.sdk.SetDefaultVideo('alice');
    await bench.soon();
    expect(bench.sdk.media.view.push?.facing).toBe('front');
    bench.sdk.SetDefaultVideo('alice');
    await inRoom([], bench);
    expect(bench.sdk.media.view.push?.facing).toBe('front');
  });
});

describe("others' devices", () => {
  test('are opened and closed by a command that their client obeys', async () => {
    const bench = await inRoom([memberOf('bob', 2)]);
    bench.sdk.OpenMic('bob');
    bench.sdk.CloseVideo('bob');
    bench.sdk.SetDefaultVideo('bob');
    expect(await bench.soon()).toEqual([]);
    expect(bench.server.all('control').map(({ command, custom }) => [command, JSON.parse(custom ?? '') as unknown])).toEqual([[201, { mic: true, to: 'bob' }], [201, { camera: false, to: 'bob' }], [201, { flip: true, to: 'bob' }]]);
    expect(bench.server.all('setMode')).toEqual([]);
  });

  test('ask for ours: what is for this user is done, what is for somebody else or is no order is not', async () => {
    const bench = await inRoom([memberOf('bob', 2)]);
    tell(bench, 'control', orderOf({ to: 'alice', mic: true }));
    tell(bench, 'control', orderOf({ to: 'carol', camera: true }));
    tell(bench, 'control', { cid: 'm1g', account: 'bob', command: 201, custom: 'not json' });
    tell(bench, 'control', orderOf({ x: 1 }));
    expect(await bench.soon()).toEqual([['AudioStatusChanged', 'alice', 2, 3]]);
    expect(bench.server.all('setMode')).toMatchObject([{ mode: 1 }]);
  });

  test('SetAllAudioClose closes every microphone, and all hear who did it', async () => {
    const bench = await inRoom([memberOf('bob', 2)]);
    bench.sdk.OpenMic('alice');
    await bench.soon();
    bench.sdk.SetAllAudioClose();
    expect(await bench.soon()).toEqual([['AudioStatusChanged', 'alice', 3, 2], ['NotifyAllAudioClose', 'alice']]);
    expect(JSON.parse(bench.server.all('control')[0]?.custom ?? '')).toEqual({ mic: false });
    bench.sdk.OpenMic('alice');
    await bench.soon();
    tell(bench, 'control', orderOf({ mic: false }));
    expect(await bench.soon()).toEqual([['AudioStatusChanged', 'alice', 3, 2], ['NotifyAllAudioClose', 'bob']]);
  });

  test('have one camera each, which can be watched while it is open', async () => {
    const { sdk } = await inRoom([memberOf('bob', 2, { mode: 0 }), memberOf('carol', 3)]);
    expect(sdk.GetAllVideoInfo('bob')).toEqual([{ userID: 'bob', videoID: 1, videoName: 'camera' }]);
    expect(sdk.GetAllVideoInfo('dan')).toEqual([]);
    expect([sdk.GetDefaultVideo('carol'), sdk.GetDefaultVideo('dan')]).toEqual([1, 0]);
    expect(sdk.GetWatchableVideos()).toEqual([{ userID: 'bob', videoID: 1 }]);
    expect([sdk.GetWatchableVideos('bob'), sdk.GetWatchableVideos('carol')]).toEqual([[{ userID: 'bob', videoID: 1 }], []]);
  });
});

describe('the media view', () => {
  test('is heard at once and after each change, until the listener is let go; what a listener throws harms none', async () => {
    const bench = await signedIn();
    const seen: unknown[] = [];
    bench.sdk.media.subscribe(() => {
      throw new Error('broken');
    });
    const leave = bench.sdk.media.subscribe((view) => seen.push(view));
    expect(seen.splice(0)).toEqual([{ push: null, play: [] }]);
    await inRoom([memberOf('bob', 2, { mode: 0 }), memberOf('eve', 3, { url: '' })], bench);
    const push = { url: 'rtmp://relay/live/1_1_1?k=1', mic: false, camera: false, facing: 'front' };
    const bob = { userID: 'bob', url: 'rtmp://relay/live/1_2_1?k=1', mic: true, camera: true };
    expect(seen.splice(0)).toEqual([{ push, play: [bob] }]);
    tell(bench, 'memberUpdated', { cid: 'm1g', member: memberOf('bob', 2, { mode: 1, url: 'rtmp://relay/live/1_2_2' }) });
    tell(bench, 'memberUpdated', { cid: 'm1g', member: memberOf('bob', 2, { mode: 1, url: 'rtmp://relay/live/1_2_2', nick: 'Bobby' }) });
    await bench.soon();
    expect(seen.splice(0)).toEqual([{ push, play: [{ ...bob, camera: false, url: 'rtmp://relay/live/1_2_2' }] }]);
    leave();
    bench.sdk.ExitMeeting();
    expect(seen).toEqual([]);
    expect(bench.sdk.media.view).toEqual({ push: null, play: [] });
  });

  test('gets a new address to push to, and fresh ones to play from while the own stays; each is asked for once at a time', async () => {
    const bench = await inRoom([memberOf('bob', 2)]);
    const { media } = bench.sdk;
    media.renewPush();
    media.renewPush();
    await bench.soon();
    expect(media.view.push?.url).toBe('rtmp://relay/live/1_1_2');
    answer(bench, 'members', () => ({ uid: 1, members: [memberOf('alice', 1, { url: 'rtmp://relay/live/1_1_2?k=9' }), memberOf('bob', 2, { url: 'rtmp://relay/live/1_2_1?k=9' })] }));
    media.refresh();
    media.refresh();
    await bench.soon();
    expect(media.view).toMatchObject({ push: { url: 'rtmp://relay/live/1_1_2' }, play: [{ url: 'rtmp://relay/live/1_2_1?k=9' }] });
    media.refresh();
    await bench.soon();
    expect([bench.server.all('renewStream').length, bench.server.all('members').length]).toEqual([1, 2]);
  });

  test('asks for nothing outside of a room', async () => {
    const bench = await signedIn();
    bench.sdk.media.renewPush();
    bench.sdk.media.refresh();
    await bench.soon();
    expect(bench.server.got.map(({ t }) => t)).toEqual(['signIn']);
  });
});
