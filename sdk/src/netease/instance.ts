import { badArgument, CallError } from 'netcall-protocol';
import type { CallOptions, ControlOptions, ResponseOptions, StartOptions } from '../netcall/arguments';
import type { Call } from '../core/call';
import { CAN_BEGIN } from '../core/call-table';
import { WithConstants } from '../netcall/constants';
import type { CallResult, RtcStarted } from '../netcall/events';
import type { Netcall } from '../netcall/netcall';
import type { Platform } from '../platform/platform';
import type { NeteaseEvents } from './events';
import { missing, need, TEXTS, tooEarly, worded } from './failures';
import { roomOf, type Line } from './line';
import { Slots } from './slots';

/** Types of media encryption that the original knows. */
const ENCRYPT_TYPES = [0, 2, 3, 4, 5, 6];
/** What an instance without a client has. */
const IDLE: Call = { phase: 'idle' };
/** `event.code` of a `call` that fails for something that applications do not look at. */
const OTHER_CODE = 500;

/**
 * What both editions of the original's instance have: names, arguments, texts, order and listeners of netcall 7.7.0, over
 * one client with the modern face. A missing option throws at once, `参数缺失 <name>`.
 */
export abstract class NeteaseNetcall extends WithConstants {
  /** Which edition: that with an IM instance, or that of rooms alone. */
  protected abstract readonly isRoomEdition: boolean;
  private readonly slots: Slots;
  /** True once destroyed. */
  isGone = false;
  private encryptType = 0;
  private encryptKey = '';
  /** The last `disconnect`. */
  private closeEvent: unknown = null;

  constructor(
    platform: Platform,
    /** Null until the room edition has signed in. */
    protected line: Line | null,
  ) {
    super();
    this.slots = new Slots(platform);
    this.hearLine();
  }

  /**
   * Calls `callee` (or `account`); a list makes a call with several. Rejects while there is a call, and otherwise as the
   * modern face does: with an error that has `event.code`, 11001 when the callee is offline.
   *
   * @throws CallError BAD_ARGUMENT naming the option
   */
  call(options: CallOptions): Promise<CallResult> {
    const { account, callee = account } = need(options, 'type');
    need({ callee }, 'callee');
    if (!CAN_BEGIN[this.ownCall.phase]) {
      return Promise.reject(Object.assign(worded(TEXTS.calling, new CallError('ALREADY_IN_CALL')), { event: { code: OTHER_CODE } }));
    }
    return this.ask((client) => client.call(options));
  }

  /** Answers or declines a call that rings; `type` and `cid` may be texts. @throws CallError BAD_ARGUMENT naming the option */
  response(options: ResponseOptions): Promise<void> {
    need(options, 'caller', 'accepted', 'type', 'cid');
    return this.ask((client) => client.response(options));
  }

  /**
   * Enters the room of the accepted call; `syncDone` follows. Rejects when an encryption type is set without a key.
   *
   * @throws CallError BAD_ARGUMENT naming the option; TypeError (code BAD_STATE) before the first call
   */
  startRtc(options: StartOptions): Promise<RtcStarted> {
    need(options, 'mode');
    if (this.ownCall.phase === 'idle') throw tooEarly('BAD_STATE');
    return this.ask((client) => this.withoutKey() ?? client.startRtc(options));
  }

  /**
   * Hangs up, cancels, leaves the room; `disconnect` follows. Resolves without waiting for the server, which the original's
   * order asks for. Without any of these it does nothing; never rejects.
   */
  hangup(): Promise<void> {
    if (!this.isGone) void this.client?.hangup();
    return Promise.resolve();
  }

  /** Sends the others a command, in the current call unless `cid` names it. Rejects without a call. @throws CallError BAD_ARGUMENT */
  control(options: ControlOptions): Promise<void> {
    need(options, 'command');
    return this.ask((client) => client.control(options));
  }

  /**
   * Tells the others what this client sends. Rejects for a number outside 0 to 3.
   *
   * @throws CallError BAD_ARGUMENT for what is no number; TypeError (code NOT_IN_ROOM) before `startRtc`
   */
  switchMode(mode: number): Promise<void> {
    if (typeof mode !== 'number') throw missing('mode');
    const { ownCall } = this;
    if (ownCall.phase === 'idle' || (ownCall.phase === 'inCall' && ownCall.room === null)) throw tooEarly('NOT_IN_ROOM');
    if (mode !== (mode & 3)) return Promise.reject(badArgument('mode', '0, 1, 2 or 3'));
    return this.ask((client) => client.switchMode(mode));
  }

  /** Accepted and kept: a type that is not 0 asks for a key. Media is not encrypted by it. @throws CallError BAD_ARGUMENT for a type that is none */
  setEncryptType(type: number): void {
    if (!ENCRYPT_TYPES.includes(type)) throw badArgument('encryptType', '0 or 2 to 6');
    this.encryptType = type;
  }

  /** Accepted and kept, see `setEncryptType`. @throws CallError BAD_ARGUMENT when it is no text */
  setEncryptKey(key: string): void {
    if (typeof key !== 'string') throw missing('encryptKey');
    this.encryptKey = key;
  }

  /** Hangs up and lets go of the client; `disconnect {code: '0'}` is the last event. Safe to call twice. */
  destroy(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.line?.drop();
    this.emit('disconnect', { code: '0', desc: 'destroyed' });
    this.slots.close();
  }

  /** A plain picture of the instance, for logs and for applications that look at its flags. */
  getStatus() {
    const { isRoomEdition, ownCall, client } = this;
    const room = roomOf(ownCall);
    const { role = 0, url = '' } = room?.members.find(({ uid }) => uid === room.uid) ?? {};
    return {
      signalInited: false, calling: false, onTheCall: false, isCaller: false, ...(client && client.getStatus()),
      RTC: !isRoomEdition, NRTC: isRoomEdition, isTeamCall: 'team' in ownCall,
      closeEvent: ownCall.phase === 'ended' ? this.closeEvent : null, role, rtmpPushAddress: url,
    };
  }

  /** Hears an event; a second `on` for it takes the place of the first. @throws CallError BAD_ARGUMENT without a function */
  on<N extends keyof NeteaseEvents>(event: N, listener: (payload: NeteaseEvents[N]) => void): void;
  on(event: string, listener: (payload: never) => void): void;
  on(event: string, listener: (payload: never) => void): void {
    this.slots.put(event, listener, false);
  }

  /** Hears one event, before the listener of `on`. @throws CallError BAD_ARGUMENT without a function */
  once<N extends keyof NeteaseEvents>(event: N, listener: (payload: NeteaseEvents[N]) => void): void;
  once(event: string, listener: (payload: never) => void): void;
  once(event: string, listener: (payload: never) => void): void {
    this.slots.put(event, listener, true);
  }

  /** Stops both listeners of an event. @throws CallError BAD_ARGUMENT for a name that is no event and was never listened to */
  off(event: string): void {
    this.slots.clear(event);
  }

  /** Tells this instance's own listeners something, later, as every event. */
  emit(event: string, payload?: unknown): void {
    this.slots.emit(event, payload);
  }

  /** Forgets every listener. */
  eventReset(): void {
    this.slots.reset();
  }

  /** This instance hears its line from now on. */
  protected hearLine(): void {
    this.line?.take((event, payload) => {
      if (event === 'disconnect') this.closeEvent = payload;
      this.emit(event, payload);
    });
  }

  /** Asks the client. Rejects with CLOSED after `destroy`, with NOT_CONNECTED before the room edition has signed in. */
  protected ask<T>(start: (client: Netcall) => Promise<T>): Promise<T> {
    const { isGone, client } = this;
    return isGone || client === null ? Promise.reject(new CallError(isGone ? 'CLOSED' : 'NOT_CONNECTED')) : start(client);
  }

  /** The refusal to start media when an encryption type is set and no key is. */
  protected withoutKey(): Promise<never> | undefined {
    const { encryptType, encryptKey } = this;
    return encryptType !== 0 && encryptKey === '' ? Promise.reject(missing('encryptKey')) : undefined;
  }

  private get client(): Netcall | null {
    return this.line && this.line.client;
  }

  private get ownCall(): Call {
    return this.client === null ? IDLE : this.client.current;
  }
}
