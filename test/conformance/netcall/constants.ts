import { section } from './row';

const OF_COMMANDS = {
  NETCALL_CONTROL_COMMAND_NOTIFY_AUDIO_ON: 1, NETCALL_CONTROL_COMMAND_NOTIFY_AUDIO_OFF: 2, NETCALL_CONTROL_COMMAND_NOTIFY_VIDEO_ON: 3,
  NETCALL_CONTROL_COMMAND_NOTIFY_VIDEO_OFF: 4, NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO: 5, NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO_AGREE: 6,
  NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO_REJECT: 7, NETCALL_CONTROL_COMMAND_SWITCH_VIDEO_TO_AUDIO: 8, NETCALL_CONTROL_COMMAND_BUSY: 9,
  NETCALL_CONTROL_COMMAND_SELF_CAMERA_INVALID: 10, NETCALL_CONTROL_COMMAND_SELF_ON_BACKGROUND: 11, NETCALL_CONTROL_COMMAND_START_NOTIFY_RECEIVED: 12,
};

/** Constants that the room edition lacks: it does not call. */
const OF_CALLS = { NETCALL_TYPE_AUDIO: 1, NETCALL_TYPE_VIDEO: 2, ...OF_COMMANDS };

const OF_ROOMS = {
  NETCALL_MODE_AUDIO_VIDEO: 0, NETCALL_MODE_ONLY_AUDIO: 1, NETCALL_MODE_ONLY_VIDEO: 2, NETCALL_MODE_NOAUDIO_NOVIDEO: 3, ROLE_HOST: 0, ROLE_AUDIENCE: 1, P2P: 0, MEETING: 1,
  LIVE_ENABLE_OPEN: 1, LIVE_ENABLE_CLOSE: 0, RTMP_RECORD_OPEN: 1, RTMP_RECORD_CLOSE: 0, RECORD_AUDIO_OPEN: 1, RECORD_AUDIO_CLOSE: 0, RECORD_VIDEO_OPEN: 1, RECORD_VIDEO_CLOSE: 0,
  RECORD_TYPE_MIX_SINGLE: '0', RECORD_TYPE_ONLY_MIX: '1', RECORD_TYPE_ONLY_SINGLE: '2',
};

const VALUES: Readonly<Record<string, number | string>> = { ...OF_CALLS, ...OF_ROOMS };

const { both, dropIn, modern } = section('1.2');

/** What an instance has under a name; undefined when it has no such property of its own. */
const own = (instance: object, name: string): unknown => Object.getOwnPropertyDescriptor(instance, name)?.value;
const namesOf = (instance: object): string[] => Object.keys(instance).filter((name) => /^[A-Z][A-Z0-9_]+$/.test(name)).sort();

/** Section 1.2: names and values of 7.7.0. */
export const constants = [
  ...Object.entries(VALUES).map(([name, value]) =>
    both(name, `is ${JSON.stringify(value)} on the instance`, async (stage) => {
      expect(own((await stage.person('alice')).netcall, name)).toBe(value);
    }),
  ),
  both('33 constants in the IM edition', 'the instance has these and no other', async (stage) => {
    expect(Object.keys(VALUES)).toHaveLength(33);
    expect(namesOf((await stage.person('alice')).netcall)).toEqual(Object.keys(VALUES).sort());
  }),
  dropIn('19 constants in NRTC', 'the room edition lacks those of calls', async (stage) => {
    expect(Object.keys(OF_ROOMS)).toHaveLength(19);
    expect(namesOf((await stage.roomEdition()).netcall)).toEqual(Object.keys(OF_ROOMS).sort());
  }),
  modern('19 constants in NRTC', 'has no editions: one instance calls and meets, and has all 33', async (stage) => {
    expect(namesOf((await stage.modern('alice')).netcall)).toEqual(Object.keys(VALUES).sort());
  }),
  dropIn('on the instance, none on the class', 'the class has none of them', async (stage) => {
    expect(namesOf((await stage.dropIn('alice')).classes.Netcall)).toEqual([]);
  }),
  modern('on the instance, none on the class', 'the class has none of them', async (stage) => {
    expect(namesOf((await stage.modern('alice')).netcall.constructor)).toEqual([]);
  }),
  both('7.7.0, not 5.8.0', 'there is no SELF_AUDIO_INVALID that would shift 11 and 12', async (stage) => {
    expect((await stage.person('alice')).netcall).not.toHaveProperty('NETCALL_CONTROL_COMMAND_SELF_AUDIO_INVALID');
  }),
];
