/** Commands of `control`, numbered from 1 in this order. */
const COMMANDS = [
  'NOTIFY_AUDIO_ON', 'NOTIFY_AUDIO_OFF', 'NOTIFY_VIDEO_ON', 'NOTIFY_VIDEO_OFF', 'SWITCH_AUDIO_TO_VIDEO', 'SWITCH_AUDIO_TO_VIDEO_AGREE',
  'SWITCH_AUDIO_TO_VIDEO_REJECT', 'SWITCH_VIDEO_TO_AUDIO', 'BUSY', 'SELF_CAMERA_INVALID', 'SELF_ON_BACKGROUND', 'START_NOTIFY_RECEIVED',
] as const;

/** What is opened with 1 and closed with 0. */
const SWITCHES = ['LIVE_ENABLE', 'RTMP_RECORD', 'RECORD_AUDIO', 'RECORD_VIDEO'] as const;

const OTHERS = {
  NETCALL_TYPE_AUDIO: 1,
  NETCALL_TYPE_VIDEO: 2,
  NETCALL_MODE_AUDIO_VIDEO: 0,
  NETCALL_MODE_ONLY_AUDIO: 1,
  NETCALL_MODE_ONLY_VIDEO: 2,
  NETCALL_MODE_NOAUDIO_NOVIDEO: 3,
  ROLE_HOST: 0,
  ROLE_AUDIENCE: 1,
  P2P: 0,
  MEETING: 1,
  RECORD_TYPE_MIX_SINGLE: '0',
  RECORD_TYPE_ONLY_MIX: '1',
  RECORD_TYPE_ONLY_SINGLE: '2',
} as const;

type Switch = (typeof SWITCHES)[number];

/**
 * The constants that an application reads from its instance (`netcall.NETCALL_TYPE_VIDEO`). Names and values are those of
 * netcall 7.7.0; a test pins the list.
 */
export type Constants = typeof OTHERS &
  Readonly<Record<`NETCALL_CONTROL_COMMAND_${(typeof COMMANDS)[number]}`, number> & Record<`${Switch}_OPEN`, 1> & Record<`${Switch}_CLOSE`, 0>>;

class ConstantHolder {
  constructor() {
    const commands = COMMANDS.map((name, index) => ({ [`NETCALL_CONTROL_COMMAND_${name}`]: index + 1 }));
    const switches = SWITCHES.map((name) => ({ [`${name}_OPEN`]: 1, [`${name}_CLOSE`]: 0 }));
    Object.assign(this, OTHERS, ...commands, ...switches);
  }
}

/** A class whose instances have the constants as properties: applications read them there. */
export const WithConstants = ConstantHolder as unknown as new () => Constants;
