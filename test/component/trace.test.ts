import 'miniprogram-simulate';
import fc from 'fast-check';
import { CallError } from 'netcall-sdk';
import type { NetCallEvents } from 'netcall-sdk';
import { startTrace } from '../../components/src/trace';
import { valueOf } from '../../components/src/trace/text';
import { readTrace } from '../../scripts/trace/read';
import { answered, BOB, end } from '../support/sdk';
import { BOB_URL, CALLS, inRoom, OWN_URL } from './support/fake-client';
import { settle } from './support/fake-host';
import { appOnline } from './support/real-kit';
import { freshModules } from './support/render';
import { inCall, kit } from './support/service-kit';

/** What WeChat tells: who listens to what. */
const listeners = new Map<string, Set<(told: object) => void>>();

beforeEach(() => {
  freshModules();
  listeners.clear();
  const pair = (name: string) => ({
    [`on${name}`]: (listener: () => void) => listeners.set(name, (listeners.get(name) ?? new Set()).add(listener)),
    [`off${name}`]: (listener: () => void) => listeners.get(name)?.delete(listener),
  });
  Object.assign(wx, pair('AppShow'), pair('AppHide'), pair('NetworkStatusChange'), {
    getNetworkType: ({ success }: { success: (given: object) => void }) => success({ networkType: 'wifi' }),
    getSystemInfoSync: () => ({ SDKVersion: '3.8.12', version: '8.0.50', platform: 'android', system: 'Android 14', brand: 'netcall', model: 'one two' }),
  });
});

const told = (name: string, what: object = {}) => listeners.get(name)?.forEach((listener) => listener(what));

/** The facts of a trace without their times; the head is not among them. */
const facts = (text: string) => text.split('\n').slice(1).map((line) => line.replace(/^\+\d+\.\d{3} /, ''));

/** Nobody may read this in a trace. */
const SECRET = 'S3cretS3cret';

test('notes states, requests and how they end, codes, the network and the app, in their order', async () => {
  const { service, client } = kit();
  const trace = startTrace(service);
  client.failing.set('records', 'TIMEOUT');
  await service.records().catch(() => undefined);
  client.become(CALLS.calling);
  client.emit('callRejected', { cid: 'c1', account: 'bob', type: 2, reason: 'busy' });
  service.streamHeard('push', -1301);
  service.streamHeard('play 2', 2004);
  service.store.setMedia({ denied: 'camera', deniedBy: 'wechat' });
  told('AppHide');
  told('AppShow');
  told('NetworkStatusChange', { networkType: '4g', isConnected: true });
  expect(facts(trace.exportTrace())).toEqual([
    'trace connection=online phase=idle', 'network type=wifi', 'media camera=false mic=true speaker=true pushes=false push=connecting players= gaveUp=false',
    'ask name=records request=1', 'refused name=records request=1 code=TIMEOUT', 'media camera=true mic=true speaker=true pushes=false push=connecting players= gaveUp=false',
    'callChanged phase=calling call=id1 media=video peer=bob cid=c1', 'callRejected cid=c1 account=bob reason=busy', 'push code=-1301', 'play code=2004 uid=2',
    'media camera=true mic=true speaker=true pushes=false push=connecting players= denied=camera by=wechat gaveUp=false', 'app state=hidden', 'app state=shown', 'network type=4g',
  ]);
});

test('the head tells the format, the start and the device', () => {
  const head = startTrace(kit().service).exportTrace().split('\n')[0];
  expect(head).toMatch(/^netcall-trace 1 start=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z facts=3 lost=0 library=3\.8\.12 wechat=8\.0\.50 platform=android system=Android_14 brand=netcall model=one_two$/);
});

test("the head says which iPhone, whatever Apple's own name of it is", () => {
  const known = wx.getSystemInfoSync();
  Object.assign(wx, { getSystemInfoSync: () => ({ ...known, platform: 'ios', system: 'iOS 18.1', brand: 'iPhone', model: 'iPhone 15 Pro<iPhone16,1>' }) });
  expect(startTrace(kit().service).exportTrace().split('\n')[0]).toContain('platform=ios system=iOS_18.1 brand=iPhone model=iPhone_15_Pro_iPhone16_1');
});

test('of a call with fifteen others it tells the state of each, and again only when one has changed', () => {
  const { service } = kit();
  const trace = startTrace(service);
  const players = Array.from({ length: 15 }, (_, index) => ({ uid: index + 2, account: `guest-${index}`, url: BOB_URL, attempt: 0, picture: true, state: 'live' as const }));
  service.store.setMedia({ players });
  service.store.setMedia({ players: players.map((player) => ({ ...player, attempt: 1 })) });
  const told = facts(trace.exportTrace()).filter((line) => line.includes(':live'));
  expect(told).toEqual([expect.stringContaining(` players=${players.map(({ uid }) => `${uid}:live`).join('+')} `)]);
});

test('it notes that do not disturb was asked for, and not what was answered', async () => {
  const { service } = kit();
  const trace = startTrace(service);
  await service.doNotDisturb(true);
  expect(facts(trace.exportTrace()).slice(-2)).toEqual(['ask name=settings request=1', 'answer name=settings request=1']);
});

test.each([[3, 3, 0], [4, 4, 0], [5, 4, 1], [900, 4, 896]])('of %i facts with room for four it keeps the last %i, and says that %i are lost', (count, kept, lost) => {
  const { service } = kit();
  const trace = startTrace(service, { capacity: 4 });
  for (let index = 3; index < count; index++) service.streamHeard('push', index);
  const text = trace.exportTrace();
  expect([facts(text).length, text.split('\n')[0]]).toEqual([kept, expect.stringContaining(`facts=${kept} lost=${lost} `)]);
  if (count > 3) expect(facts(text).at(-1)).toBe(`push code=${count - 1}`);
});

test('without a number of its own it keeps 200', () => {
  const { service } = kit();
  const trace = startTrace(service);
  for (let index = 0; index < 300; index++) service.streamHeard('push', index);
  expect(facts(trace.exportTrace()).length).toBe(200);
});

test('before it begins and after it ends nothing of it is left in netcall, kit or WeChat; what was noted stays', async () => {
  const { service, client } = kit();
  const methods = () => ({ ...client, listening: client.listening, heard: service.streamHeard });
  const before = methods();
  const trace = startTrace(service);
  expect(client.listening).toBeGreaterThan(before.listening);
  trace.stop();
  trace.stop();
  expect(methods()).toEqual(before);
  expect([...listeners.values()].map(({ size }) => size)).toEqual([0, 0, 0]);
  const text = trace.exportTrace();
  client.become(CALLS.calling);
  await service.hangup();
  expect(facts(trace.exportTrace())).toEqual(facts(text));
});

/** Each event of netcall with a secret in every text that is not a name, an id or a code. */
const EVENTS_WITH_SECRETS: { [E in keyof NetCallEvents]: NetCallEvents[E] } = {
  beCalling: { cid: 'c1', caller: 'bob', type: 2, custom: SECRET, team: [SECRET] }, callAccepted: { cid: 'c1', account: 'bob', type: 2 },
  callRejected: { cid: 'c1', account: 'bob', type: 2, reason: 'busy' }, callerAckSync: { timetag: SECRET, cid: 'c1', type: 2, accepted: true, fromClientType: 1 },
  syncDone: { code: 200, errmsg: '', userlist: [{ uid: 1, account: 'alice', mode: 0, url: `rtmp://a/${SECRET}`, pusher_secret: '', scene: 0 }], connectCount: 0 },
  clientJoin: { cid: 'c1', uid: 2, account: 'bob', mode: 0, url: `rtmp://a/${SECRET}` }, clientUpdate: { cid: 'c1', uid: 2, account: 'bob', mode: 0, url: SECRET },
  clientLeave: { account: 'bob', uid: 2, cid: 'c1' }, hangup: { cid: 'c1', timetag: SECRET, account: 'bob', reason: 'hungUp' },
  control: { cid: 'c1', account: 'bob', command: 1, custom: SECRET }, joinChannel: { uid: 2, account: 'bob', cid: 'c1' }, liveRoomClose: { cid: 'c1' },
  kicked: { cid: 'c1', reason: 'kicked' }, sendCommandOverTime: undefined, disconnect: { code: '403', desc: SECRET }, willreconnect: { count: 1 },
  error: { code: 'LISTENER', desc: `token ${SECRET}` }, callChanged: { call: { ...inRoom, room: { ...inRoom.room, members: [{ uid: 1, account: 'alice', mode: 0, url: `rtmp://a/${SECRET}` }] } } },
  peerRinging: { cid: 'c1', account: 'bob' }, peerState: { cid: 'c1', account: 'bob', state: 'ok' }, connection: { state: 'online' },
  callRecord: { record: { cid: SECRET } as never }, message: { message: { content: SECRET } as never },
};

test('has no token, secret, address of a stream or text of an application, whatever an event, a request or an error carries', async () => {
  const { service, client } = await inCall();
  const trace = startTrace(service);
  for (const [name, payload] of Object.entries(EVENTS_WITH_SECRETS)) client.emit(name as keyof NetCallEvents, payload);
  service.store.setMedia({ pushUrl: `rtmp://relay/live/${SECRET}?t=${SECRET}`, players: [{ uid: 2, account: 'bob', url: `${BOB_URL}${SECRET}`, attempt: 0, picture: true, state: 'live' }] });
  await service.call({ callee: SECRET, media: 'video', custom: SECRET });
  const errors: readonly Error[] = [
    new Error(`fail ${SECRET}`), Object.assign(new Error(SECRET), { code: SECRET }), new CallError('UNAUTHENTICATED', { token: SECRET }), SECRET as unknown as Error,
    { code: `token-${SECRET}` } as unknown as Error,
  ];
  for (const error of errors) {
    client.login = () => Promise.reject(error);
    const failing = startTrace(service);
    await service.login().catch(() => undefined);
    failing.stop();
    expect(failing.exportTrace()).not.toContain(SECRET);
  }
  const text = trace.exportTrace();
  expect([text.includes(SECRET), text.includes('rtmp:'), text.includes(OWN_URL)]).toEqual([false, false, false]);
  expect(facts(text).filter((line) => line.startsWith('ask name=call')).length).toBe(1);
});

test('a value that is no short plain word does not get through, whatever it is', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => {
    const value = valueOf(text);
    return value === '…' || (value === text && text.length <= 64 && !/[\s/?&=%"']/.test(text));
  }));
  for (const word of ['rtmp://relay/live/1?e=push', 'eyJhbGciOiJIUzI1NiJ9.e30.abc', 'a'.repeat(65), 'two words', 'line\nbreak', 'a=b']) expect(valueOf(word)).toBe('…');
  for (const word of ['a'.repeat(64), 'alice@example.com', 'id-1.2:3', '小明', '', '12', '-1301']) expect(valueOf(word)).toBe(word);
});

test('a whole call of the real client is in it, and none of its addresses and tokens', async () => {
  const app = await appOnline({ getToken: () => `token-${SECRET}` });
  const trace = startTrace(app.service);
  void app.service.call({ callee: BOB, media: 'video', custom: SECRET });
  await app.happen();
  app.server.tell('accepted', answered);
  await app.happen();
  app.server.tell('memberJoined', { cid: 'c1', member: { uid: 2, account: BOB, mode: 0, url: `rtmp://relay/live/1_2_1?${SECRET}` } });
  await app.happen();
  app.server.tell('ended', end('c1', 'hungUp'));
  await app.happen();
  const text = trace.exportTrace();
  expect([text.includes(SECRET), text.includes('rtmp'), text.includes('live/')]).toEqual([false, false, false]);
  const phases = facts(text).flatMap((line) => /^callChanged phase=(\w+)/.exec(line)?.[1] ?? []);
  expect(phases.filter((phase, index) => phase !== phases[index - 1])).toEqual(['placing', 'calling', 'inCall', 'ended']);
  expect(readTrace(text)).toContain('a call with bob ended: hungUp');
});

test('a method of netcall that throws at once is noted and throws as before', async () => {
  const { service, client } = kit();
  client.call = () => {
    throw new CallError('BAD_ARGUMENT', { argument: 'callee' });
  };
  const trace = startTrace(service);
  await expect(service.call({ callee: '', media: 'audio' })).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
  await settle();
  expect(facts(trace.exportTrace()).slice(-2)).toEqual(['ask name=call request=1', 'refused name=call request=1 code=BAD_ARGUMENT']);
});
