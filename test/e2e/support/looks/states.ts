import type { Call, Connection, LocalEndReason } from 'netcall-sdk';
import type { MediaFacts, Player } from '../../../../components/src/call-kit/facts';
import type { Locale } from '../../../../components/src/i18n/translate';
import { ACCOUNTS, LONG } from './people';

/** What the clock of the store says while a state is looked at, in milliseconds since 1970. */
export const NOW_MS = 1_790_000_000_000;

/** A state of the call in which the components are looked at. */
export interface State {
  /** Name of its picture. */
  readonly name: string;
  readonly title: Readonly<Record<Locale, string>>;
  /** Where it is to be seen: the call's page, a page with float and banner, or one with the check. */
  readonly page: 'call' | 'home' | 'check';
  readonly call: Call;
  readonly media?: Partial<MediaFacts>;
  /** Default `online`. */
  readonly connection?: Connection;
  /** What pictures show: white text is hardest to read on a bright one. Default `bright`. */
  readonly picture?: 'bright' | 'dark';
  /** The application lets its user pick whom else to call. */
  readonly invites?: boolean;
  /** What the user, or the phone, does then. */
  readonly then?: 'swap' | 'refuse' | 'ready';
}

/** The reasons for which a call ends, each with its text. */
export const REASONS: readonly LocalEndReason[] = [
  'hungUp', 'cancelled', 'rejected', 'busy', 'noAnswer', 'missed', 'offline', 'dnd', 'answeredElsewhere', 'declinedElsewhere', 'failed', 'lost', 'kicked', 'closed', 'error',
];

type Media = 'audio' | 'video';

const facts = (media: Media, peer = 'bob') => ({ callId: 'shown', cid: 'c1', uids: {}, peer, media });
const team = (count: number) => ['alice', ...ACCOUNTS.slice(0, count)];

const calling = (media: Media, peerRings: boolean, peer?: string): Call => ({ phase: 'calling', ...facts(media, peer), peerRings });
const ringing = (media: Media, more: { peer?: string; team?: readonly string[]; answering?: boolean } = {}): Call => ({ phase: 'ringing', answering: false, ...facts(media), ...more });
const ended = (reason: LocalEndReason, durationMs = 0, peer?: string): Call => ({ phase: 'ended', ...facts('audio', peer), role: 'caller', reason, endedBy: null, durationMs });

/** A call that talks, or connects while there is no room. */
function talking(media: Media, more: Partial<Extract<Call, { phase: 'inCall' }>> = {}): Call {
  const room = { uid: 1, mode: 0, members: [], connectCount: 0 } as const;
  return { phase: 'inCall', ...facts(media), role: 'caller', sinceMs: NOW_MS - 754_000, room, peerLink: 'ok', ...more };
}

/** Who is in the call; their addresses name no stream, so that players wait for the picture that the test puts behind them. */
const player = (account: string, picture: boolean, bars = 4): Player => ({ uid: ACCOUNTS.findIndex((each) => each === account) + 2, account, url: `still:${account}`, attempt: 0, picture, state: 'live', bars });

/** What is known a few seconds after a call has begun. */
const sound = { players: [player('bob', false)], pushBars: 4 };
const picture = { players: [player('bob', true)], cameraOn: true, pushBars: 4 };

/** The same picture where nothing gets through: what was seen last stands still. */
const stalled = { ...picture, players: [{ ...player('bob', true), state: 'stalled' as const }], pushState: 'stalled' as const };

/** How good it is where several send, from the first on. */
const BARS = [4, 3, 4, 1, 4, 2, 4] as const;

/** A call with several others: some send a picture, the last ones are being called, are away or have no sound. */
function several(here: number, called: number): Pick<State, 'call' | 'media'> {
  const accounts = ACCOUNTS.slice(0, here);
  const members = accounts.map((account, index) => ({ uid: index + 2, account, mode: index === 1 ? 2 : 0, url: '' }) as const);
  return {
    call: talking('video', { team: team(here + called), room: { uid: 1, mode: 0, members, connectCount: 0 } }),
    media: {
      cameraOn: true, ownAccount: 'alice', pushBars: 4, players: accounts.map((account, index) => player(account, index % 3 !== 2, BARS[index])), awaited: ACCOUNTS.slice(here, here + called),
      away: here > 3 ? [ACCOUNTS[3]] : [],
    },
  };
}

const CALL_STATES: readonly Omit<State, 'page'>[] = [
  { name: 'dialling-audio', title: { en: 'Dialling, voice', 'zh-CN': '语音呼叫中' }, call: calling('audio', false) },
  { name: 'dialling-video', title: { en: 'Dialling, video', 'zh-CN': '视频呼叫中' }, call: calling('video', false), media: { cameraOn: true } },
  { name: 'ringing-there', title: { en: "The callee's device rings", 'zh-CN': '对方设备正在响铃' }, call: calling('audio', true) },
  { name: 'incoming-audio', title: { en: 'Incoming voice call', 'zh-CN': '语音来电' }, call: ringing('audio') },
  { name: 'incoming-video', title: { en: 'Incoming video call', 'zh-CN': '视频来电' }, call: ringing('video', { peer: 'carol' }) },
  { name: 'incoming-group', title: { en: 'Incoming call with several', 'zh-CN': '多人来电' }, call: ringing('video', { team: team(6) }), media: { ownAccount: 'alice' } },
  { name: 'answering', title: { en: 'Answered, waiting for the server', 'zh-CN': '已接听，等待服务器' }, call: ringing('audio', { answering: true }) },
  { name: 'connecting-audio', title: { en: 'Connecting, voice', 'zh-CN': '语音接通中' }, call: talking('audio', { room: null }) },
  { name: 'connecting-video', title: { en: 'Connecting, video', 'zh-CN': '视频接通中' }, call: talking('video', { room: null }), media: { cameraOn: true } },
  { name: 'audio', title: { en: 'Voice call', 'zh-CN': '语音通话' }, call: talking('audio'), media: sound },
  { name: 'video-bright', title: { en: 'Video call, bright pictures', 'zh-CN': '视频通话（明亮画面）' }, call: talking('video'), media: picture },
  { name: 'video-dark', title: { en: 'Video call, dark pictures', 'zh-CN': '视频通话（昏暗画面）' }, call: talking('video'), media: picture, picture: 'dark' },
  { name: 'video-swapped', title: { en: 'Own picture big, after a tap on the small one', 'zh-CN': '点按小画面后自己的画面放大' }, call: talking('video'), media: picture, then: 'swap' },
  { name: 'video-no-peer-picture', title: { en: 'The other side has switched its camera off', 'zh-CN': '对方已关闭摄像头' }, call: talking('video'), media: { ...sound, cameraOn: true } },
  { name: 'camera-off', title: { en: 'Own camera off', 'zh-CN': '自己的摄像头已关' }, call: talking('video'), media: { ...picture, cameraOn: false } },
  { name: 'muted', title: { en: 'Microphone off, earpiece', 'zh-CN': '麦克风已关，听筒' }, call: talking('audio'), media: { ...sound, micOn: false, speakerOn: false } },
  { name: 'muted-video', title: { en: 'Microphone off in a video call', 'zh-CN': '视频通话中麦克风已关' }, call: talking('video'), media: { ...picture, micOn: false, speakerOn: false } },
  { name: 'asked-for-video', title: { en: 'The other side asks for video', 'zh-CN': '对方请求视频' }, call: talking('audio'), media: { ...sound, videoTurn: 'asked' } },
  { name: 'asking-for-video', title: { en: 'Asking the other side for video', 'zh-CN': '正在请求对方视频' }, call: talking('audio'), media: { ...sound, videoTurn: 'asking' } },
  { name: 'video-refused', title: { en: 'The other side stays with voice', 'zh-CN': '对方暂不开启视频' }, call: talking('audio'), media: { ...sound, remark: { key: 'videoRefused', untilMs: NOW_MS + 1 } } },
  { name: 'weak', title: { en: 'Weak network', 'zh-CN': '网络不佳' }, call: talking('video'), media: { ...picture, pushBars: 1, weakUntilMs: NOW_MS + 1 } },
  { name: 'reconnecting', title: { en: 'Reconnecting', 'zh-CN': '正在重新连接' }, call: talking('video'), media: stalled, connection: 'connecting' },
  { name: 'peer-away', title: { en: 'The other side is reconnecting', 'zh-CN': '对方正在重新连接' }, call: talking('audio', { peerLink: 'reconnecting' }), media: { ...sound, players: [{ ...player('bob', false), state: 'stalled' }] } },
  { name: 'media-lost', title: { en: 'Media could not be restored', 'zh-CN': '声音和画面未能恢复' }, call: talking('video'), media: { ...stalled, gaveUp: true } },
  { name: 'denied-by-app', title: { en: "Camera refused in the mini-program's settings", 'zh-CN': '小程序设置中拒绝了摄像头' }, call: talking('video'), media: { ...picture, pushBars: -1, denied: 'camera', deniedBy: 'app' } },
  { name: 'denied-by-wechat', title: { en: 'Microphone refused to WeChat', 'zh-CN': '微信没有麦克风权限' }, call: talking('audio'), media: { ...sound, pushBars: -1, denied: 'microphone', deniedBy: 'wechat' } },
  { name: 'denied-by-phone', title: { en: 'The phone gives no camera or microphone', 'zh-CN': '手机未提供摄像头或麦克风' }, call: talking('video'), media: { ...picture, pushBars: -1, denied: 'camera', deniedBy: 'phone' } },
  { name: 'ended', title: { en: 'Ended after a talk', 'zh-CN': '通话结束' }, call: ended('hungUp', 754_000) },
  { name: 'ended-with-text', title: { en: 'Declined with a text', 'zh-CN': '对方附言拒绝' }, call: ended('rejected'), media: { farewell: 'In a meeting until 15:30 · 会议中，稍后回电' } },
  { name: 'long-name', title: { en: 'A long name, voice', 'zh-CN': '长名字，语音' }, call: talking('audio', { peer: LONG }), media: { ...sound, videoTurn: 'asked' } },
  { name: 'long-name-video', title: { en: 'A long name, video', 'zh-CN': '长名字，视频' }, call: talking('video', { peer: LONG }), media: picture },
  { name: 'long-name-incoming', title: { en: 'A long name, incoming', 'zh-CN': '长名字，来电' }, call: ringing('video', { peer: LONG, team: [...team(8), LONG] }), media: { ownAccount: 'alice' } },
  { name: 'group-dialling', title: { en: 'Calling several', 'zh-CN': '呼叫多人' }, call: { ...calling('video', true), team: team(3) } as Call, media: { cameraOn: true, ownAccount: 'alice', awaited: ACCOUNTS.slice(0, 3) } },
  { name: 'group-2', title: { en: 'Two in a room', 'zh-CN': '房间中两人' }, ...several(1, 0) },
  { name: 'group-4', title: { en: 'Four', 'zh-CN': '四人' }, ...several(3, 0) },
  { name: 'group-invite', title: { en: 'Four, where more can be invited', 'zh-CN': '四人，可邀请更多人' }, ...several(3, 0), invites: true },
  { name: 'group-6', title: { en: 'Six, two of them just invited', 'zh-CN': '六人，其中两人刚被邀请' }, ...several(3, 2), invites: true },
  { name: 'group-9', title: { en: 'Nine', 'zh-CN': '九人' }, ...several(7, 1), invites: true },
  { name: 'group-remark', title: { en: 'One of several declines', 'zh-CN': '多人通话中一人拒绝' }, ...withRemark() },
  { name: 'group-camera-off', title: { en: 'With several, own camera off', 'zh-CN': '多人通话，自己的摄像头已关' }, ...withoutCamera() },
];

function withRemark(): Pick<State, 'call' | 'media'> {
  const { call, media } = several(3, 0);
  return { call, media: { ...media, remark: { account: 'erin', reason: 'rejected', text: '', untilMs: NOW_MS + 1 } } };
}

function withoutCamera(): Pick<State, 'call' | 'media'> {
  const { call, media } = several(3, 0);
  return { call, media: { ...media, cameraOn: false, micOn: false } };
}

const OTHER_STATES: readonly State[] = [
  { name: 'float', title: { en: 'Minimised: the float on another page', 'zh-CN': '最小化：其他页面上的悬浮窗' }, page: 'home', call: talking('audio'), media: { ...sound, isMinimised: true } },
  { name: 'float-long-name', title: { en: 'The float, a long name', 'zh-CN': '悬浮窗，长名字' }, page: 'home', call: calling('audio', true, LONG), media: { isMinimised: true } },
  { name: 'banner-audio', title: { en: 'The banner, a voice call', 'zh-CN': '来电横幅，语音' }, page: 'home', call: ringing('audio'), media: { isBannered: true } },
  { name: 'banner-long-name', title: { en: 'The banner, a long name', 'zh-CN': '来电横幅，长名字' }, page: 'home', call: ringing('video', { peer: LONG, team: team(4) }), media: { isBannered: true, ownAccount: 'alice' } },
  { name: 'check-ready', title: { en: 'Check before a call: ready', 'zh-CN': '通话前检测：就绪' }, page: 'check', call: { phase: 'idle' }, then: 'ready' },
  { name: 'check-refused', title: { en: 'Check before a call: what is missing', 'zh-CN': '通话前检测：缺少的条件' }, page: 'check', call: { phase: 'idle' }, then: 'refuse' },
];

/** Every state that is looked at on every phone, in both themes and languages. */
export const STATES: readonly State[] = [...CALL_STATES.map((state): State => ({ ...state, page: 'call' })), ...OTHER_STATES];

/** How a call ends, for each reason. */
export const ENDS: readonly State[] = REASONS.map((reason) => ({
  name: `ended-${reason}`, title: { en: `Ended: ${reason}`, 'zh-CN': `结束：${reason}` }, page: 'call', call: ended(reason, reason === 'hungUp' || reason === 'lost' ? 754_000 : 0),
}));

/** The state of this name. */
export function stateOf(name: string): State {
  const found = [...STATES, ...ENDS].find((state) => state.name === name);
  if (!found) throw new Error(`there is no state ${name}`);
  return found;
}
