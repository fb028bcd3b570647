import { CallError, type ErrorCode, type Scene } from 'netcall-protocol';
import type { ChannelOptions, JoinOptions } from '../netcall/arguments';
import type { Joined } from '../netcall/events';
import type { Netcall } from '../netcall/netcall';
import type { Platform } from '../platform/platform';
import { missing, need, reworded, TEXTS, worded } from './failures';
import { NeteaseNetcall } from './instance';
import type { Line } from './line';

/** What `joinChannel` of the IM edition takes. */
export type ImJoinOptions = Omit<JoinOptions, 'scene' | 'create'>;

/** What `joinChannel` of the room edition takes. */
export interface RoomJoinOptions extends ImJoinOptions {
  /** 0 two people, 1 a meeting. */
  readonly scene: Scene;
  /** Who enters; signs in under this name in small letters. */
  readonly accid: string;
  /** Passed on to `getToken`. */
  readonly token?: string;
}

/** What `joinChannel` of the room edition resolves with. */
export interface RoomJoined {
  readonly cid: string;
  readonly code: 200;
  readonly uid: number;
}

/** What `joinChannel` of the room edition rejects with: an error with the original's numbers. */
export type RoomRefusal = Error & { readonly code: number; readonly desc: string; readonly cause: unknown };

const OK = 200;
/** The original's numbers; 500 is all else. */
const REFUSALS: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 414, ROOM_MISMATCH: 414, ROOM_UNKNOWN: 417, ROOM_FULL: 600 };
const OTHER_REFUSAL = 500;
/** Constants that the room edition lacks: it does not call. */
const OF_CALLS = /^NETCALL_(TYPE|CONTROL)_/;

/** The IM edition: `getInstance({ nim })`. */
export class ImNetcall extends NeteaseNetcall {
  protected readonly isRoomEdition = false;

  /** Opens a room by name. Rejects with ROOM_EXISTS. @throws CallError BAD_ARGUMENT naming the option */
  createChannel(options: Omit<ChannelOptions, 'scene'>): Promise<void> {
    need(options, 'channelName');
    return this.ask((client) => client.createChannel({ custom: '', ...options }));
  }

  /**
   * Enters a room; `syncDone` follows. Rejects with `已经在房间中了`, with ROOM_UNKNOWN and ROOM_FULL, and when an encryption
   * type is set without a key.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  joinChannel(options: ImJoinOptions): Promise<Joined> {
    need(options, 'channelName', 'mode', 'role');
    return this.ask((client) => this.withoutKey() ?? enter(client, options));
  }

  /** Leaves the room. Rejects with `未处于房间中`. */
  leaveChannel(): Promise<void> {
    return this.ask((client) => reworded(client.leaveChannel(), 'NOT_IN_ROOM', TEXTS.notInRoom));
  }
}

/** The stand-alone room edition: `getInstance({ appkey })`. It signs in when it enters a room. */
export class RoomNetcall extends NeteaseNetcall {
  protected readonly isRoomEdition = true;

  private accid = '';

  constructor(
    platform: Platform,
    /** A client for an account, not signed in. */
    private readonly lineFor: (accid: string, token: string) => Line,
  ) {
    super(platform, null);
    for (const name of Object.keys(this)) if (OF_CALLS.test(name)) Reflect.deleteProperty(this, name);
  }

  /** Rejects: a room of this edition is opened by the first who enters it. */
  createChannel(): Promise<never> {
    return Promise.reject(new CallError('BAD_STATE', { method: 'createChannel', phase: 'NRTC' }));
  }

  /**
   * Signs in as `accid` and enters the room, which is opened if it is not; `syncDone` follows. Rejects with
   * `已经在房间中了`, otherwise with a `RoomRefusal`: 414 another scene or a refused token, 417 no such room, 600 a third in
   * a room for two, 500 all else.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  joinChannel(options: RoomJoinOptions): Promise<RoomJoined> {
    const { accid, token = '' } = need(options, 'channelName', 'scene', 'accid', 'mode', 'role');
    const keyless = this.withoutKey();
    if (keyless !== undefined) return keyless;
    this.changeTo(String(accid).toLowerCase(), String(token));
    return this.ask((client) => client.login().then(() => enter(client, options, { scene: options.scene === 0 ? 0 : 1, create: true }))).then(
      ({ cid, uid }) => ({ cid, code: OK, uid }),
      (error: unknown) => {
        throw refusalOf(error);
      },
    );
  }

  /** Leaves the room. Rejects with `不在房间中了，请勿重复离开`. */
  leaveChannel(): Promise<void> {
    const left = this.line === null ? Promise.reject(new CallError('NOT_IN_ROOM')) : this.ask((client) => client.leaveChannel());
    return reworded(left, 'NOT_IN_ROOM', TEXTS.leftAlready);
  }

  /** As the other edition's, but what is no number rejects. */
  override switchMode(mode: number): Promise<void> {
    return typeof mode === 'number' ? super.switchMode(mode) : Promise.reject(missing('mode'));
  }

  /** The line of an account: the one there is, while it is signed in as this one or in a room. */
  private changeTo(accid: string, token: string): void {
    const { line } = this;
    if (line !== null && (line.isBusy || (this.accid === accid && line.client.connection !== 'offline'))) return;
    line?.drop();
    this.accid = accid;
    this.line = this.lineFor(accid, token);
    this.hearLine();
  }
}

function enter(client: Netcall, { channelName, mode, role, liveEnable = 0 }: ImJoinOptions, more: Pick<JoinOptions, 'scene' | 'create'> = {}): Promise<Joined> {
  return reworded(client.joinChannel({ channelName, mode, role, liveEnable, ...more }), 'ALREADY_IN_CALL', TEXTS.inRoom);
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof CallError) || error.code === 'ALREADY_IN_CALL') return error;
  const { message } = error;
  return worded(message, Object.assign(new Error(message), { code: REFUSALS[error.code] ?? OTHER_REFUSAL, desc: message, cause: error }));
}
