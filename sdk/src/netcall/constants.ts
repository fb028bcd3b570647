/** Constants of the original that go up from a first one: what all names of a row begin with, the first, and the names. After an empty text they are texts. */
const ROWS = [
  ['NETCALL_TYPE_', 1, 'AUDIO VIDEO'],
  ['NETCALL_MODE_', 0, 'AUDIO_VIDEO ONLY_AUDIO ONLY_VIDEO NOAUDIO_NOVIDEO'],
  [
    'NETCALL_CONTROL_COMMAND_', 1,
    'NOTIFY_AUDIO_ON NOTIFY_AUDIO_OFF NOTIFY_VIDEO_ON NOTIFY_VIDEO_OFF SWITCH_AUDIO_TO_VIDEO SWITCH_AUDIO_TO_VIDEO_AGREE SWITCH_AUDIO_TO_VIDEO_REJECT SWITCH_VIDEO_TO_AUDIO BUSY SELF_CAMERA_INVALID SELF_ON_BACKGROUND START_NOTIFY_RECEIVED',
  ],
  ['ROLE_', 0, 'HOST AUDIENCE'],
  ['', 0, 'P2P MEETING'],
  ['LIVE_ENABLE_', 0, 'CLOSE OPEN'],
  ['RTMP_RECORD_', 0, 'CLOSE OPEN'],
  ['RECORD_AUDIO_', 0, 'CLOSE OPEN'],
  ['RECORD_VIDEO_', 0, 'CLOSE OPEN'],
  ['RECORD_TYPE_', '', 'MIX_SINGLE ONLY_MIX ONLY_SINGLE'],
] as const;

type Words<T extends string> = T extends `${infer First} ${infer Rest}` ? First | Words<Rest> : T;
type Row = (typeof ROWS)[number];
type NamesIn<R extends Row> = R extends readonly [infer Prefix extends string, unknown, infer Names extends string] ? `${Prefix}${Words<Names>}` : never;
type TextRow = Extract<Row, readonly [string, '', string]>;

/**
 * The constants that an application reads from its instance (`netcall.NETCALL_TYPE_VIDEO`). Names and values are those of
 * netcall 7.7.0; a test pins the list.
 */
export type Constants = Readonly<Record<NamesIn<TextRow>, string> & Record<NamesIn<Exclude<Row, TextRow>>, number>>;

class ConstantHolder {
  constructor() {
    Object.assign(this, ...ROWS.flatMap(([prefix, first, names]) => names.split(' ').map((name, index) => ({ [prefix + name]: (first as number) + index }))));
  }
}

/** A class whose instances have the constants as properties: applications read them there. */
export const WithConstants = ConstantHolder as unknown as new () => Constants;
