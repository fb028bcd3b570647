import type { Call, NetCallEvents, SyncUser } from 'netcall-sdk';
import type { CallClient, Mode } from '../../../components/src/call-kit/client';

type Listener = (payload: never) => void;

/** A netcall without a server: a test tells it what happens and reads what it was asked. */
export class FakeClient implements CallClient {
  current: Call = { phase: 'idle' };
  connection: CallClient['connection'] = 'online';
  account = 'alice';
  /** What was asked, in order, as short texts. */
  log: string[] = [];
  /** Methods that shall reject, with the code. */
  failing = new Map<string, string>();
  private readonly listeners = new Map<string, Set<Listener>>();
  private streams = 0;

  on: CallClient['on'] = (event: string, listener: Listener) => {
    const all = this.listeners.get(event) ?? new Set<Listener>();
    this.listeners.set(event, all.add(listener));
    return () => all.delete(listener);
  };

  login = () => this.answer('login', { account: this.account });
  logout = () => this.answer('logout', undefined);
  destroy = () => void this.log.push('destroy');
  call: CallClient['call'] = ({ type, callee, pushConfig }) =>
    this.answer('call', { [String(callee)]: 2 }, `${type} ${String(callee)}${pushConfig?.custom === undefined ? '' : ` ${pushConfig.custom}`}`);
  invite: CallClient['invite'] = ({ callees, cid }) => this.answer('invite', {}, `${callees.join(',')} ${cid ?? ''}`.trim());
  response: CallClient['response'] = ({ accepted, caller, type, cid, custom }) =>
    this.answer('response', undefined, `${accepted} ${caller} ${type} ${cid} ${custom ?? ''}`.trim());
  startRtc: CallClient['startRtc'] = ({ mode }) => this.answer('startRtc', { uid: 1, account: this.account, cid: 'c1' }, String(mode));
  switchMode: CallClient['switchMode'] = (mode) => this.answer('switchMode', undefined, String(mode));
  hangup = () => this.answer('hangup', undefined);
  control: CallClient['control'] = async ({ command }) => {
    await this.answer('control', undefined, String(command));
    this.turn(command);
  };
  joinChannel: CallClient['joinChannel'] = ({ channelName, mode, role, scene, create }) =>
    this.answer('joinChannel', { cid: 'r1', uid: 1, account: this.account, accountUidMap: {} }, `${channelName} ${mode} ${role} ${scene} ${create}`);
  renewStream = () => this.answer('renewStream', { url: `rtmp://relay/live/1_1_${++this.streams}?e=push` });
  members: CallClient['members'] = () =>
    this.answer('members', { uid: 1, members: this.current.phase === 'inCall' ? (this.current.room?.members ?? []) : [] });
  settings: CallClient['settings'] = ({ dnd = false } = {}) => this.answer('settings', { dnd, blocked: [] }, `dnd ${dnd}`);
  records: CallClient['records'] = () => this.answer('records', { records: [] });

  /** Delivers an event to whoever listens. */
  emit<N extends keyof NetCallEvents>(event: N, payload: NetCallEvents[N]): void {
    [...(this.listeners.get(event) ?? [])].forEach((listener) => listener(payload as never));
  }

  /** Bob sends a command. As netcall does it, an agreement to video and the way back change the call. */
  hear(command: number): void {
    this.turn(command);
    this.emit('control', { cid: 'c1', account: 'bob', command });
  }

  /** How many listeners there are, of all events. */
  get listening(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** The call is this one now. */
  become(call: Call): void {
    this.current = call;
    this.emit('callChanged', { call });
  }

  private turn(command: number): void {
    const media = command === 6 ? 'video' : command === 8 ? 'audio' : null;
    if (media !== null && this.current.phase === 'inCall' && this.current.media !== media) this.become({ ...this.current, media });
  }

  private async answer<T>(name: string, value: T, detail = ''): Promise<T> {
    this.log.push(`${name} ${detail}`.trim());
    await Promise.resolve();
    const code = this.failing.get(name);
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    return value;
  }
}

const FACTS = { callId: 'id1', peer: 'bob', media: 'video' } as const;
const UIDS = { alice: 1, bob: 2 };

/** Calls of Alice with Bob, one per phase. */
export const CALLS = {
  placing: { phase: 'placing', ...FACTS },
  calling: { phase: 'calling', ...FACTS, cid: 'c1', uids: UIDS, peerRings: false },
  peerRings: { phase: 'calling', ...FACTS, cid: 'c1', uids: UIDS, peerRings: true },
  ringing: { phase: 'ringing', ...FACTS, cid: 'c1', uids: UIDS, answering: false },
  answering: { phase: 'ringing', ...FACTS, cid: 'c1', uids: UIDS, answering: true },
  accepted: { phase: 'inCall', ...FACTS, cid: 'c1', uids: UIDS, role: 'caller', sinceMs: 1_000_000, room: null, peerLink: 'ok' },
  ended: { phase: 'ended', ...FACTS, cid: 'c1', role: 'caller', reason: 'hungUp', endedBy: 'bob', durationMs: 0 },
} as const satisfies Record<string, Call>;

/** A user of `syncDone`. */
export const user = (uid: number, account: string, url: string, mode: Mode = 0): SyncUser => ({ uid, account, url, mode, pusher_secret: '', scene: 0 });

/** Addresses of the two streams. */
export const OWN_URL = 'rtmp://relay/live/1_1_0?e=push';
export const BOB_URL = 'rtmp://relay/live/1_2_0?e=play';

/** The accepted call after both have entered the room. */
export const inRoom = {
  ...CALLS.accepted,
  room: { connectCount: 0, uid: 1, mode: 0, members: [{ uid: 1, account: 'alice', mode: 0, url: OWN_URL }, { uid: 2, account: 'bob', mode: 0, url: `${BOB_URL}fresh` }] },
} as const satisfies Call;

/** Brings the client into the room with Bob. */
export function enterRoom(client: FakeClient, media: 'audio' | 'video' = 'video'): void {
  const mode = media === 'video' ? 0 : 1;
  client.become({ ...inRoom, media });
  client.emit('syncDone', { code: 200, errmsg: '', userlist: [user(1, 'alice', OWN_URL, mode), user(2, 'bob', BOB_URL, mode)], connectCount: 0 });
}
