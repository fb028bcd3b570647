import { join } from 'node:path';
import type * as Rtcsdk from 'netcall-sdk/rtcsdk';
import { SDK_SHARED, toCommonJs } from '../../../../scripts/build/shrink';
import { ROOT, textOf } from '../../../support/repo';
import { answer, atLoad, entered, invitation, memberOf, MEET_OBJ, MEETING, mine, ROOM, tell, type Heard, type RtcBench } from '../../../support/rtcsdk';

const STATUS = { id: 7, agents: 2, waiting: 3, serving: 1, offered: 1 };

/** The server's half of the day: everything that this face asks for is answered with something. */
function answers(bench: RtcBench): void {
  const user = { queue: 7, account: 'bob', nick: 'Dr Bob', sinceMs: bench.clock.nowMs, custom: 'x' };
  answer(bench, 'enterMeeting', ({ mode }) => ({ ...entered([memberOf('bob', 2)]), members: [memberOf('alice', 1, { mode }), memberOf('bob', 2)] }));
  answer(bench, 'queues', () => ({ queues: [{ id: 7, name: 'Sales', desc: '', prio: 1 }], status: [STATUS], serving: [7], queuing: { queue: 7, position: 1, sinceMs: bench.clock.nowMs }, offered: user }));
  answer(bench, 'assign', () => ({ user }));
  answer(bench, 'userStatus', () => ({ users: [{ account: 'bob', status: 1, dnd: 0 }] }));
  answer(bench, 'members', () => ({ uid: 1, members: [memberOf('alice', 1), memberOf('bob', 2, { url: 'fresh' })] }));
}

/** What all users do in a day, and the server tells. */
async function aDay(make: typeof Rtcsdk.createRTCSDK): Promise<{ bench: RtcBench; heard: Heard[]; returned: unknown[] }> {
  const bench = atLoad({ lostMs: 30_000 }, make);
  const { sdk, server } = bench;
  const heard: Heard[] = [];
  const soon = async (): Promise<void> => void heard.push(...(await bench.soon()));
  answers(bench);
  const views: unknown[] = [];
  sdk.media.subscribe((view) => views.push(view));
  const returned: unknown[] = [sdk.MD5('secret'), sdk.sdkver, sdk.Init({ isCallSer: true })];
  const exp = (bench.clock.nowMs + 3_600_000) / 1000;
  sdk.LoginByToken(`x.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`, 'Dr Alice', 'alice', '', 1);
  await soon();
  sdk.InitQueueDat(2);
  sdk.GetClientStatus(3);
  sdk.GetServingStatus(4);
  sdk.GetQueueStatus(7, 5);
  sdk.StartQueuing(7, 'x', 6);
  sdk.StopQueuing(7, 7);
  sdk.StartService(7, 1, 8);
  sdk.ReqAssignUser(9);
  sdk.AcceptAssignUser(7, 'bob', 10);
  sdk.SetDNDStatus(1, 11);
  sdk.StartUserStatusNotify(12);
  sdk.GetUserStatus(13);
  await soon();
  sdk.CreateMeeting(14);
  const callID = sdk.Call('bob', MEET_OBJ, 'ext', 15);
  await soon();
  tell(bench, 'accepted', { cid: 'c1', account: 'bob', media: 'video', uids: { alice: 1, bob: 2 }, custom: 'yes', meeting: MEETING });
  sdk.EnterMeeting2(ROOM, 'alice', 'Dr Alice', 16);
  await soon();
  sdk.OpenMic('alice');
  sdk.OpenVideo('bob');
  sdk.SetDefaultVideo('alice');
  sdk.SendMeetingCustomMsg('hi', undefined, 17);
  sdk.media.renewPush();
  sdk.media.refresh();
  sdk.media.failed('mic', 705);
  returned.push(sdk.GetAllMembers(), sdk.GetAllVideoInfo('bob'), sdk.GetWatchableVideos(), sdk.GetAllQueueInfo(), sdk.media.view);
  await soon();
  const taskID = sdk.SendBuffer('bob', new Uint8Array(20_000), 18);
  const file = { t: 'bulk', from: 'bob', transfer: 't1', kind: 'file', text: false, seq: 0, offset: 0, total: 3, data: 'AQID', name: 'x' };
  server.send(JSON.stringify(file));
  await soon();
  [0, 1, 2].forEach((seq) => server.send(JSON.stringify({ t: 'bulkSeen', from: 'bob', transfer: taskID, seq })));
  await soon();
  tell(bench, 'userStatus', { user: { account: 'bob', status: 2, dnd: 1 } });
  tell(bench, 'queueStatus', { status: STATUS });
  tell(bench, 'assigned', { user: { queue: 7, account: 'bob', nick: 'Bob', sinceMs: 1, custom: '' } });
  tell(bench, 'memberUpdated', { cid: 'm1g', member: memberOf('bob', 2, { mode: 0 }) });
  tell(bench, 'control', { cid: 'm1g', account: 'bob', command: 201, custom: '{"to":"alice","camera":true}' });
  tell(bench, 'inviteIn', { inviteId: 'i1', from: 'bob', custom: '' });
  sdk.AcceptInvite('i1', 'yes', 19);
  await soon();
  server.resume = 'gap';
  server.snapshot.calls = [mine({ callId: callID }), { ...mine({ cid: 'm1g', callId: '' }), channel: ROOM, room: { uid: 1, members: [memberOf('alice', 1), memberOf('carol', 3)] } }];
  server.cut();
  await bench.clock.advance(1_000);
  await soon();
  sdk.HungupCall(callID, 'bye', 20);
  sdk.ExitMeeting();
  await soon();
  tell(bench, 'invited', invitation());
  await soon();
  sdk.RejectCall('bobs', 'no', 21);
  sdk.CreateCloudMixer({}, 22);
  sdk.GetMediaInfo(23);
  await soon();
  server.reachable = false;
  server.cut();
  await bench.clock.advance(31_000);
  await soon();
  return { bench, heard, returned: [...returned, ...views] };
}

test('the published file does in a day what its source does: the same frames, callbacks, views and lines of the log', async () => {
  const { createRTCSDK: fromSource } = jest.requireActual<typeof Rtcsdk>('../../../../sdk/src/rtcsdk/index');
  const { createRTCSDK: fromBundle } = jest.requireActual<typeof Rtcsdk>(join(ROOT, 'sdk/miniprogram_dist/rtcsdk.js'));
  const [source, bundle] = [await aDay(fromSource), await aDay(fromBundle)];
  expect(source.heard.map(([name]) => name)).toEqual(expect.arrayContaining(['LoginSuccess', 'GetServingStatusRslt', 'NotifyCallAccepted', 'EnterMeetingRslt', 'SendBufferRslt', 'NotifyBufferData', 'VideoStatusChanged', 'UserLeftMeeting', 'HungupCallSuccess', 'LineOff']));
  expect(bundle.heard).toEqual(source.heard);
  expect(bundle.returned).toEqual(source.returned);
  expect(bundle.bench.server.got).toEqual(source.bench.server.got);
  expect(bundle.bench.platform.lines.map(({ level, text }) => [level, text])).toEqual(source.bench.platform.lines.map(({ level, text }) => [level, text]));
  expect(bundle.bench.platform.held).toEqual({ timers: 0, sockets: 0, subscriptions: 0 });
});

test.each([
  ['./core', 'shared-core'],
  ['./index', 'shared'],
] as const)('the list of what %s shares with the other files of the sdk is what %s.ts exports beside its face', (file, entry) => {
  const exported = textOf(`sdk/src/${entry}.ts`).matchAll(/^export \{([^}]*)\}/gm);
  const names = [...exported].flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
  expect([...SDK_SHARED[file]].sort()).toEqual(names.sort());
});

test('what is shared goes over in one list, by its places', () => {
  const shared = { './index': ['one', 'two', 'three'], './core': ['four'] };
  expect(toCommonJs('var a=1,b=2;export{a as A,b as two,a as three};', shared, './index')).toBe('var a=1,b=2;exports.A=a;exports.$=[,b,a];');
  expect(toCommonJs('import{A as c,two as d}from"./index";import{four as e}from"./core";c(d,e);', shared, './other')).toBe('const{A:c,$:[,d]}=require("./index");const{$:[e]}=require("./core");c(d,e);');
});
