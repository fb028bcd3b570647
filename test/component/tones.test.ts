import { createCallKit } from '../../components/src/call-kit/create';
import { wxHost } from '../../components/src/call-kit/host';
import { toneOf } from '../../components/src/call-kit/tones';
import { CALLS, FakeClient } from './support/fake-client';
import { kit } from './support/service-kit';

/** A tone as numbers between -1 and 1. */
const soundOf = (ring: 'incoming' | 'outgoing') => Array.from(new Int16Array(toneOf(ring), 44), (sample) => sample / 0x7fff);

/** How loud a part of it is, from second to second. */
function loudness(sound: readonly number[], fromS: number, toS: number): number {
  const part = sound.slice(fromS * 16_000, toS * 16_000);
  return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
}

test.each([['incoming', 3], ['outgoing', 4]] as const)('the %s tone is a WAV file of %i seconds, mono, with 16 bits', (ring, seconds) => {
  const [tone, text] = [new DataView(toneOf(ring)), (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((index) => tone.getUint8(at + index)))];
  expect([text(0), text(8), text(12), text(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
  expect([tone.getUint32(4, true) + 8, tone.getUint32(40, true) + 44]).toEqual([tone.byteLength, tone.byteLength]);
  expect([tone.getUint16(20, true), tone.getUint16(22, true), tone.getUint32(24, true), tone.getUint32(28, true), tone.getUint16(32, true), tone.getUint16(34, true)]).toEqual([1, 1, 16_000, 32_000, 2, 16]);
  expect((tone.byteLength - 44) / 32_000).toBe(seconds);
});

test.each(['incoming', 'outgoing'] as const)('the %s tone is loud without being cut off, and begins and ends in silence, so that it can follow itself', (ring) => {
  const sound = soundOf(ring);
  const most = Math.max(...sound.map(Math.abs));
  expect([most > 0.5, most < 0.98]).toEqual([true, true]);
  expect([Math.abs(sound[0]!), Math.abs(sound.at(-1)!)].every((edge) => edge < 0.001)).toBe(true);
  const lastS = sound.length / 16_000;
  expect([loudness(sound, 0, 0.6) > 0.1, loudness(sound, lastS - 0.5, lastS) < 0.002]).toEqual([true, true]);
});

test('without ring tones of its own an application has those of the kit, each written once', () => {
  const { client, host } = kit({ ringtones: {} });
  client.become(CALLS.ringing);
  expect(host.playing).toEqual(['wxfile://usr/netcall-incoming.wav']);
  client.become({ ...CALLS.peerRings, callId: 'id2' });
  expect(host.playing).toEqual(['wxfile://usr/netcall-outgoing.wav']);
  expect([...host.kept.keys()]).toEqual(['netcall-incoming.wav', 'netcall-outgoing.wav']);
});

test('a tone that is false is silent, and the incoming call vibrates all the same', () => {
  const { client, host } = kit({ ringtones: { incoming: false, outgoing: '/out.mp3' } });
  client.become(CALLS.ringing);
  expect([host.playing, host.vibrations, host.kept.size]).toEqual([[], 1, 0]);
  client.become({ ...CALLS.peerRings, callId: 'id2' });
  expect(host.playing).toEqual(['/out.mp3']);
});

/** A `wx` that plays, and writes until its storage is full. Gives what was written and played. */
function phone() {
  const told = { written: [] as string[], played: [] as string[], isFull: false };
  const quiet = () => undefined;
  const writeFileSync = (path: string, data: ArrayBuffer) => {
    if (told.isFull) throw new Error('writeFileSync:fail the maximum size of the file storage limit is exceeded');
    told.written.push(`${path} ${data.byteLength}`);
  };
  const createInnerAudioContext = () => ({ src: '', play(this: { src: string }) { told.played.push(this.src); }, stop: quiet, destroy: quiet, onError: quiet });
  const names = ['setKeepScreenOn', 'vibrateLong', 'navigateBack', 'redirectTo', 'onAppShow', 'onAppHide', 'offAppShow', 'offAppHide', 'onAudioInterruptionBegin', 'onAudioInterruptionEnd', 'offAudioInterruptionBegin', 'offAudioInterruptionEnd'];
  Object.assign(globalThis, {
    getCurrentPages: () => [{ route: 'pages/call/index' }],
    wx: {
      ...Object.fromEntries(names.map((name) => [name, quiet])), createInnerAudioContext, getSystemInfoSync: () => ({ language: 'en', platform: 'ios' }),
      env: { USER_DATA_PATH: 'wxfile://usr' }, getFileSystemManager: () => ({ writeFileSync }),
    },
  });
  return told;
}

test('a file of its own is written once in the folder of the mini-program, and when the phone is full there is none, until there is room', () => {
  const told = phone();
  const { keepFile } = wxHost();
  const make = () => new ArrayBuffer(8);
  told.isFull = true;
  expect([keepFile('a.wav', make), told.written]).toEqual(['', []]);
  told.isFull = false;
  expect([keepFile('a.wav', make), keepFile('a.wav', make), told.written]).toEqual(['wxfile://usr/a.wav', 'wxfile://usr/a.wav', ['wxfile://usr/a.wav 8']]);
});

test.each([
  ['without ring tones the kit plays its own', {}, ['wxfile://usr/netcall-incoming.wav']],
  ['with a file it plays that', { ringtones: { incoming: '/assets/ring.mp3' } }, ['/assets/ring.mp3']],
  ['with false for the incoming one it is silent', { ringtones: { incoming: false } }, []],
  ['with false for all it is silent', { ringtones: false }, []],
] as const)('%s', (_, options, played) => {
  const [told, netcall] = [phone(), new FakeClient()];
  const kitOfApp = createCallKit({ netcall, ...options });
  netcall.become(CALLS.ringing);
  expect(told.played).toEqual(played);
  kitOfApp.destroy();
});

test('a phone that is full is silent, and the call is to be seen', () => {
  const [told, netcall] = [phone(), new FakeClient()];
  wx.getFileSystemManager = () => ({ writeFileSync: () => { throw new Error('full'); } }) as never;
  const kitOfApp = createCallKit({ netcall });
  netcall.become({ ...CALLS.peerRings, callId: 'id7' });
  expect([told.played, kitOfApp.store.status]).toEqual([[], 'dialling']);
  kitOfApp.destroy();
});
