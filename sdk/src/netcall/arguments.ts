import { badArgument, type Media, type RoomRole, type Scene } from 'netcall-protocol';
import type { PlaceRequest } from '../core/commands';
import { objectOf, textOf } from '../core/given';

/** What `call` takes. */
export interface CallOptions {
  /** 1 audio, 2 video; the texts `'1'` and `'2'` are taken too. */
  readonly type: number | string;
  /** Whom to call; a list of up to 15 makes a call with several. JavaScript applications may write `account` instead. */
  readonly callee: string | readonly string[];
  /** True: rings when a device of the callee appears, though none is signed in now. */
  readonly forceKeepCalling?: boolean;
  readonly pushConfig?: {
    /** A text for the callee's application: `custom` of its `beCalling`. */
    readonly custom?: string;
  };
  /** How long it rings; 5,000 to 120,000. Default: that of the constructor. */
  readonly ringMs?: number;
}

/** What `invite` takes. */
export interface InviteOptions extends Pick<CallOptions, 'forceKeepCalling' | 'pushConfig' | 'ringMs'> {
  /** Whom to call, up to 15. */
  readonly callees: readonly string[];
  /** Default: the current call. */
  readonly cid?: string | number;
}

/** What `response` takes. `type` and `cid` may be texts: they often come through a page's address. */
export interface ResponseOptions {
  readonly accepted: boolean;
  readonly caller: string;
  readonly type: number | string;
  readonly cid: string | number;
  /** A text for the caller's application, when declining. */
  readonly custom?: string;
}

/** What `startRtc` takes. */
export interface StartOptions {
  /** What is told to the others: 0 both, 1 microphone only, 2 camera only, 3 nothing. It never stops media by itself. */
  readonly mode: number | string;
}

/** What `control` takes. */
export interface ControlOptions {
  /** One of `NETCALL_CONTROL_COMMAND_…`, or a number of one's own up to 255. */
  readonly command: number;
  /** Default: the current call. */
  readonly cid?: string | number;
  readonly custom?: string;
}

/** What `createChannel` takes. */
export interface ChannelOptions {
  readonly channelName: string;
  /** 0 for two people, 1 (default) for a meeting of up to 16. */
  readonly scene?: Scene;
  /** A text that everybody who enters gets. */
  readonly custom?: string;
}

/** What `joinChannel` takes. */
export interface JoinOptions extends Pick<ChannelOptions, 'channelName' | 'scene'> {
  /** As that of `startRtc`. */
  readonly mode: number | string;
  /** 0 host; 1 audience, which plays and does not push. */
  readonly role: RoomRole;
  /** 1: when the room's maker leaves, it is dissolved for all. */
  readonly liveEnable?: 0 | 1;
  /** True: opens the room if it is not open. */
  readonly create?: boolean;
}

/** Which records: those before one, at most so many. */
export interface RecordRange {
  readonly before?: string;
  /** 1 to 50. */
  readonly limit?: number;
}

/*
 * What follows looks at what must be there, and takes texts for numbers where applications send them so. Ranges and sizes are the
 * server's: it refuses them by the name of the field, and nothing of the kind is known in two places.
 */

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readCall(options: CallOptions, account: string, defaultRingMs: number): PlaceRequest {
  const { type, callee, account: alias } = objectOf(options);
  const media = mediaOf(type);
  const whom = callee ?? alias;
  const how = howToRing(options, defaultRingMs);
  const { ringMs, custom } = how;
  const callees = accountsOf(whom, 'callee');
  const [peer = ''] = callees;
  const several = Array.isArray(whom);
  return {
    name: several ? 'callTeam' : 'call', ringMs,
    fields: { ...how, media, ...(several ? { callees } : { callee: peer }) },
    facts: { media, custom, ...(several ? { peer: '', team: [account, ...callees] } : { peer }) },
  };
}

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readInvite(options: InviteOptions, defaultRingMs: number) {
  const { cid, callees } = objectOf(options);
  return { ...howToRing(options, defaultRingMs), cid: cid as string | undefined, callees: accountsOf(callees, 'callees') };
}

/** What a call and an invitation have in common. */
function howToRing(options: object, defaultRingMs: number) {
  const { forceKeepCalling, ringMs = defaultRingMs, pushConfig } = objectOf(options);
  return { forceKeepCalling: forceKeepCalling as boolean | undefined, ringMs: ringMs as number, custom: objectOf(pushConfig || {})['custom'] as string | undefined };
}

/** One account, or several. */
function accountsOf(whom: unknown, field: string): string[] {
  return ([] as unknown[]).concat(whom).map((each) => textOf(each, field));
}

/** @throws CallError BAD_ARGUMENT naming what is missing */
export function readChannel(options: ChannelOptions) {
  const { channelName, scene = 1, custom } = objectOf(options);
  return { name: textOf(channelName, 'channelName'), scene: scene as Scene, custom: custom as string | undefined };
}

/** @throws CallError BAD_ARGUMENT naming what is missing */
export function readJoin(options: JoinOptions): PlaceRequest {
  const { name, scene } = readChannel(options);
  const { mode, role, liveEnable, create } = objectOf(options);
  return {
    name: 'enterRoom', ringMs: 0, fields: { name, scene, mode: numberOf(mode, 'mode'), role: numberOf(role, 'role'), live: liveEnable === 1, create },
    facts: { peer: '', media: 'video', channel: name, scene },
  };
}

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readResponse(options: ResponseOptions) {
  const { caller, accepted, type, cid, custom } = objectOf(options);
  textOf(caller, 'caller');
  if (typeof accepted !== 'boolean') throw badArgument('accepted', 'true or false');
  mediaOf(type);
  return { accepted, cid: textOf(cid, 'cid'), custom: custom as string | undefined };
}

/** @throws CallError BAD_ARGUMENT naming what is missing */
export function readControl(options: ControlOptions) {
  const { command, cid, custom } = objectOf(options);
  return { command: numberOf(command, 'command'), cid: cid as string | undefined, custom: custom as string | undefined };
}

/** @throws CallError BAD_ARGUMENT naming what is missing */
export function numberOf(value: unknown, field: string): number {
  return Number(textOf(value, field));
}

function mediaOf(type: unknown): Media {
  const media = (['audio', 'video'] as const)[Number(type) - 1];
  if (!media) throw badArgument('type', '1 or 2');
  return media;
}
