import 'miniprogram-simulate';
import type { PusherOptions } from '../../components/src/call-kit/pusher-options';
import { withPusher } from '../../components/src/call-kit/pusher-options';
import { textOf } from '../support/repo';
import { CALLS, enterRoom, FakeClient } from './support/fake-client';
import { FakeHost } from './support/fake-host';
import { freshModules, render, rendered, withService } from './support/render';

beforeEach(freshModules);

/** Everything that can be set, each other than WeChat has it. */
const ALL: Required<PusherOptions> = {
  beauty: 5, whiteness: 3, beautyStyle: 'nature', skinSmoothness: 0.1, skinWhiteness: 0.2, faceThinness: 0.3, eyeBigness: 0.4, filter: 'pink', mode: 'HD', aspect: '3:4', videoWidth: 540,
  videoHeight: 960, fps: 20, minBitrate: 300, maxBitrate: 1500, audioQuality: 'low', audioVolumeType: 'media', audioReverbType: 2, voiceChangerType: 4, enableAgc: true, enableAns: true,
  localMirror: 'disable', remoteMirror: true, waitingImage: 'https://example.com/wait.png', waitingImageHash: '5d41402abc4b2a76b9719d911017c592', autoFocus: false, zoom: true, backgroundMute: true, customEffect: true,
};

/** A connected call of the kit. */
async function connected() {
  const client = new FakeClient();
  const { service, store } = withService(client, new FakeHost());
  const kit = render('call-kit');
  client.become(CALLS.accepted);
  await rendered(kit);
  enterRoom(client);
  await rendered(kit);
  return { service, store, kit, pusher: () => kit.querySelector('#pusher')!.querySelector('#pusher')!.data };
}

test('what is set stands on live-pusher at once, everything that there is, and an undefined one is as WeChat has it again', async () => {
  const { service, kit, pusher } = await connected();
  const before = pusher();
  service.setPusher(ALL);
  await rendered(kit);
  expect(pusher()).toMatchObject(ALL);
  service.setPusher({ beauty: undefined, filter: 'cool' });
  await rendered(kit);
  expect(pusher()).toMatchObject({ ...ALL, beauty: before['beauty'], filter: 'cool' });
});

test('what is set holds in the next call too', async () => {
  const { service, store, kit, pusher } = await connected();
  service.setPusher({ beauty: 7 });
  store.setCall(CALLS.ended);
  await rendered(kit);
  store.setCall({ ...CALLS.accepted, callId: 'id2' });
  await rendered(kit);
  expect(pusher()['beauty']).toBe(7);
});

test("without settings the pusher has WeChat's defaults", async () => {
  const { pusher } = await connected();
  expect(pusher()).toMatchObject({ mode: 'RTC', beauty: 0, whiteness: 0, filter: 'standard', minBitrate: 200, maxBitrate: 1000, videoWidth: 360, videoHeight: 640, fps: 15, audioVolumeType: 'voicecall' });
});

test('settings hand over what they change, and nothing else', () => {
  const alone = render('pusher');
  const set: object[] = [];
  const handOver = alone.instance.setData.bind(alone.instance);
  alone.instance.setData = (data: object) => (set.push(data), handOver(data));
  for (const effects of [{}, { beauty: 0 }, { beauty: 1, filter: 'standard' }, {}]) alone.setData({ effects });
  expect(set.filter((data) => !('effects' in data))).toEqual([{ beauty: 1 }, { beauty: 0 }]);
});

const WORDS_OF_FILTER = 'standard or pink or nostalgia or blues or romantic or cool or fresher or solor or aestheticism or whitening or cerisered';

test.each<[string, object, field: string, expected: string]>([
  ['a setting that there is not', { beuty: 5 }, 'beuty', `one of ${Object.keys(ALL).join(', ')}`],
  ['one that every object has', { toString: 5 }, 'toString', `one of ${Object.keys(ALL).join(', ')}`],
  ['a number below the least', { beauty: -1 }, 'beauty', '0 to 9'],
  ['a number above the most', { beauty: 10 }, 'beauty', '0 to 9'],
  ['no number', { fps: Number.NaN }, 'fps', '1 to 30'],
  ['a text for a number', { eyeBigness: '0.5' }, 'eyeBigness', '0 to 1'],
  ['a word that WeChat does not know', { filter: 'sepia' }, 'filter', WORDS_OF_FILTER],
  ['a number for a word', { mode: 1 }, 'mode', 'RTC or SD or HD or FHD'],
  ['a text for a switch', { enableAns: 'true' }, 'enableAns', 'true or false'],
  ['a number for an address', { waitingImage: 1 }, 'waitingImage', 'a text'],
])('%s is BAD_ARGUMENT naming the field, and nothing changes', async (_, wrong, field, expected) => {
  const { service, store } = await connected();
  service.setPusher({ beauty: 3 });
  expect(() => service.setPusher({ whiteness: 2, ...wrong })).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT', detail: { field: `pusher.${field}`, expected } }) as Error);
  expect(store.pusher).toEqual({ beauty: 3 });
});

test.each([['beauty', 0], ['beauty', 9], ['faceThinness', 1], ['fps', 1], ['fps', 30]] as const)('%s may be %i', (field, value) => {
  expect(withPusher({}, { [field]: value })).toEqual({ [field]: value });
});

test('whatever can be set is an attribute of live-pusher and stands in both manuals of the pusher', () => {
  const template = textOf('components/src/pusher/index.wxml');
  for (const name of Object.keys(ALL)) {
    expect(template).toContain(`${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="{{${name}}}"`);
    for (const manual of ['README.md', 'README.zh-CN.md']) expect(textOf(`components/src/pusher/${manual}`)).toContain(`\`${name}\``);
  }
});
