import type { Answers, CallSnapshot, Member, RequestName, Requests, RtcEvents, ServerEvents } from 'netcall-protocol';
import { createRTCSDK, type CallbackName, type RTCSDK, type RTCSDKOptions } from 'netcall-sdk/rtcsdk';
import { FakeClock } from './fake-clock';
import { FakePlatform } from './fake-platform';
import { FakeServer } from './fake-server';
import { SOON_MS } from './sdk';

/** What a callback has heard. */
export type Heard = [name: CallbackName, ...args: unknown[]];

/** Alice's application with its server and its host, and a note of all that its callbacks hear. */
export interface RtcBench {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly platform: FakePlatform;
  readonly sdk: RTCSDK;
  readonly heard: Heard[];
  /** What was heard, and forgets it. */
  take(): Heard[];
  /** Lets a request, its answer and what follows happen; then as `take`. */
  soon(): Promise<Heard[]>;
}

/** The number of the room in all tests. */
export const ROOM = '12345678';
export const MEETING = { id: ROOM, creator: 'alice', startedAtMs: 5_000_000, members: 0 };
export const MEET_OBJ = { ID: 12345678, pswd: '', subject: '', pubMeetUrl: '', creator: 'alice', memberCount: 0, startTime: 5_000 };

/** Somebody in the room. */
export const memberOf = (account: string, uid: number, change: Partial<Member> = {}): Member => ({
  uid, account, mode: 3, url: `rtmp://relay/live/1_${uid}_1?k=1`, nick: `Dr ${account}`, ...change,
});

/** Names of all callbacks that are there. */
export function callbackNames(sdk: RTCSDK): CallbackName[] {
  return Object.keys(sdk).filter((name) => name !== 'SendCmdRslt' && Object.hasOwn(Object(sdk[name as CallbackName]) as object, 'callback')) as CallbackName[];
}

/** An application that has not called anything. */
export function atLoad(options: RTCSDKOptions = {}, make = createRTCSDK): RtcBench {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  const platform = new FakePlatform(clock, server, 'alice');
  const sdk = make({ server: 'wss://call.example.com/ws', getToken: ({ UID, secret }) => `${UID} ${secret}`, platform, ...options });
  const heard: Heard[] = [];
  callbackNames(sdk).forEach((name) => {
    sdk[name].callback = (...args: readonly unknown[]) => void heard.push([name, ...args]);
  });
  return {
    clock, server, platform, sdk, heard,
    take: () => heard.splice(0),
    async soon() {
      await clock.advance(SOON_MS);
      return heard.splice(0);
    },
  };
}

/** An application that is signed in. */
export async function signedIn(options: RTCSDKOptions = {}, make = createRTCSDK): Promise<RtcBench> {
  const bench = atLoad(options, make);
  bench.sdk.Init({ isCallSer: true });
  bench.sdk.Login('app', 'md5', 'Dr Alice', 'alice', '', 'login');
  await bench.soon();
  return bench;
}

/** Alice is in the room, and so is whoever is named. */
export async function inRoom(others: readonly Member[] = [], bench?: RtcBench): Promise<RtcBench> {
  const made = bench ?? (await signedIn());
  answer(made, 'enterMeeting', () => entered(others));
  made.sdk.EnterMeeting2(ROOM, 'alice', 'Dr Alice', 'enter');
  await made.soon();
  return made;
}

/** What the server says to who enters. */
export const entered = (others: readonly Member[] = [], cid = 'm1g', uid = 1) => ({
  cid, uid, uids: { alice: uid }, members: [memberOf('alice', uid), ...others],
});

/** Changes what the server answers. */
export function answer<N extends Exclude<RequestName, 'signIn' | 'resume'>>({ server }: RtcBench, name: N, give: (fields: Requests[N]) => Answers[N] | Error | null): void {
  Object.assign(server.answers, { [name]: give });
}

/** The server tells an event of the RTCSDK face. */
export function tell<N extends keyof (RtcEvents & ServerEvents)>({ server }: RtcBench, t: N, fields: (RtcEvents & ServerEvents)[N]): void {
  server.tell(t as keyof ServerEvents, fields as never);
}

/** Bob calls. */
export const invitation = (change: Partial<ServerEvents['invited']> = {}): ServerEvents['invited'] => ({
  cid: 'c9', callId: 'bobs', caller: 'bob', media: 'video', ringMsLeft: 30_000, uids: { alice: 1, bob: 2 }, ...change,
});

/** A call of Alice's in a snapshot. */
export const mine = (change: Partial<CallSnapshot> = {}): CallSnapshot => ({
  cid: 'c1', callId: 'k1', caller: 'alice', callee: 'bob', media: 'video', phase: 'connected', mine: true, ringMsLeft: 0, acceptedAtMs: 990_000, uids: { alice: 1, bob: 2 },
  meeting: MEETING, peerNick: 'Dr Bob', ...change,
});
