import { hostOf } from '../../support/node-phone';
import { WebPerson } from '../../support/web-person';
import { pageElements } from '../../support/page-elements';
import { section } from './row';
import type { Stage } from './stage';

/** A row of the Web edition has its prefix. */
const web = (part: string) => {
  const row = section(part);
  return (names: readonly string[], says: string, prove: Parameters<typeof row>[2]) => row(names.map((name) => `CRVideo_${name}`), says, prove);
};
const [login, rooms, calls, status, channel, queues, devices] = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8'].map(web) as [ReturnType<typeof web>, ReturnType<typeof web>, ReturnType<typeof web>, ReturnType<typeof web>, ReturnType<typeof web>, ReturnType<typeof web>, ReturnType<typeof web>];

/** Somebody with the Web edition, not even initialised. */
async function fresh(stage: Stage, name: string, host: Partial<ConstructorParameters<typeof WebPerson>[1]> = {}): Promise<WebPerson> {
  const account = stage.named(name);
  const { platform, server, wire } = await hostOf(stage.stack);
  const person = new WebPerson(account, { platform, ...host }, { server, getToken: () => stage.stack.token(account) });
  stage.atEnd(async () => {
    person.sdk.Uninit();
    await wire.close();
  });
  return person;
}

const signedIn = async (stage: Stage, name: string) => (await fresh(stage, name)).signIn();

/** Both in a room of the first. */
async function together(stage: Stage): Promise<[WebPerson, WebPerson]> {
  const [alice, bob] = await Promise.all([signedIn(stage, 'alice'), signedIn(stage, 'bob')]);
  alice.sdk.CreateMeeting2();
  const [{ ID }] = await alice.hears('CreateMeetingSuccess');
  for (const person of [alice, bob]) {
    person.sdk.EnterMeeting3(ID);
    expect(await person.hears('EnterMeetingRslt')).toEqual([0, undefined]);
  }
  await alice.hears('UserEnterMeeting');
  return [alice, bob];
}

/** An agent who serves the queue of the proof, and a client who waits in it. */
async function atTheDesk(stage: Stage, dnd = 0): Promise<[agent: WebPerson, client: WebPerson]> {
  const [agent, client] = await Promise.all([signedIn(stage, 'agent'), signedIn(stage, 'client')]);
  agent.sdk.SetDNDStatus(dnd);
  await agent.hears('SetDNDStatusSuccess');
  for (const person of [agent, client]) {
    person.sdk.InitQueueDat();
    await person.hears('InitQueueDatRslt');
  }
  agent.sdk.StartService(stage.queue, 5, 'mine');
  expect(await agent.hears('StartServiceRslt')).toEqual([stage.queue, 0, 'mine']);
  client.sdk.StartQueuing(stage.queue, 'text', 'ours');
  expect(await client.hears('StartQueuingRslt')).toEqual([0, 'ours']);
  return [agent, client];
}

/** The Web edition, where it differs: section 1.0. */
export const webEdition = [
  ...login(['Init'], 'is a promise; it rejects with the number of why the page cannot call, and then everything is 11', async (stage) => {
    const alice = await fresh(stage, 'alice', { readiness: () => Promise.resolve(8006) });
    await expect(alice.sdk.Init()).rejects.toBe(8006);
    alice.sdk.CreateMeeting2('c');
    expect(await alice.hears('CreateMeetingFail')).toEqual([11, 'c']);
    const bob = await signedIn(stage, 'bob');
    expect(bob.all.map(({ name }) => name)).toEqual(['LoginSuccess']);
  }),
  ...login(['SetSDKParams'], 'takes the server, the back end and the scheme of SetServerAddr, and leaves the rest as it was', async (stage) => {
    const alice = await fresh(stage, 'alice');
    await alice.sdk.Init();
    alice.sdk.SetSDKParams({ isHttp: true, getToken: () => stage.stack.token(alice.account) });
    alice.sdk.SetServerAddr(`127.0.0.1:${stage.stack.signalPort}`);
    alice.sdk.SetSDKParams({});
    alice.sdk.Login('demo', '', 'Dr Alice', alice.account);
    await alice.hears('LoginSuccess');
    const bob = await fresh(stage, 'bob');
    await bob.sdk.Init({ server: stage.stack.url });
    bob.sdk.Login('demo', '', 'Dr Bob', bob.account);
    expect(await bob.hears('LoginFail')).toEqual([15, undefined]);
  }),
  ...login(['Uninit', 'GetSDKVersion'], 'ends the session, and the version is that of sdkver', async (stage) => {
    const alice = await signedIn(stage, 'alice');
    expect(alice.sdk.GetSDKVersion()).toBe(alice.sdk.sdkver);
    alice.sdk.Uninit();
    alice.sdk.CreateMeeting2();
    expect(await alice.hears('CreateMeetingFail')).toEqual([11, undefined]);
  }),
  ...login(['UpdateTokenRslt'], 'hears 0, and 12 when nobody is signed in', async (stage) => {
    const alice = await signedIn(stage, 'alice');
    alice.sdk.UpdateToken(await stage.stack.token(alice.account));
    expect(await alice.hears('UpdateTokenRslt')).toEqual([0]);
    alice.sdk.Logout();
    await alice.hears('LogoutSuccess');
    alice.sdk.UpdateToken('x');
    expect(await alice.hears('UpdateTokenRslt')).toEqual([12]);
  }),
  ...rooms(['CreateMeeting2', 'SendMeetingCustomMsg'], 'makes a room; a text to it takes its cookie as the second argument', async (stage) => {
    const [alice, bob] = await together(stage);
    const cookie = {};
    alice.sdk.SendMeetingCustomMsg('hello', cookie);
    expect((await alice.hears('SendMeetingCustomMsgRslt'))[1]).toBe(cookie);
    expect(await bob.hears('NotifyMeetingCustomMsg')).toEqual([alice.account, 'hello']);
  }),
  ...rooms(['Kickout'], 'is a promise: the other is out, and who may not do so hears a number', async (stage) => {
    const [alice, bob] = await together(stage);
    await expect(bob.sdk.Kickout(alice.account)).rejects.toEqual(expect.any(Number));
    await alice.sdk.Kickout(bob.account);
    expect(await bob.hears('MeetingDropped')).toEqual([10]);
  }),
  ...calls(['HangupCall', 'HangupCallSuccess', 'HangupCallFail', 'NotifyCallHangup', 'HungupCall', 'NotifyCallHungup'], 'both spellings of hanging up do and hear the same', async (stage) => {
    const [alice, bob] = await Promise.all([signedIn(stage, 'alice'), signedIn(stage, 'bob')]);
    for (const name of ['HangupCall', 'HungupCall'] as const) {
      const callID = alice.sdk.Call(bob.account);
      expect(await bob.hears('NotifyCallIn')).toEqual([callID, null, alice.account, '']);
      await alice.hears('CallSuccess');
      alice.sdk[name](callID, 'bye', 7);
      expect(await alice.hears('HangupCallSuccess')).toEqual([callID, 7]);
      expect(await alice.hears('HungupCallSuccess')).toEqual([callID, 7]);
      expect([await bob.hears('NotifyCallHangup'), await bob.hears('NotifyCallHungup')]).toEqual([[callID, 'bye'], [callID, 'bye']]);
      alice.sdk[name](callID, '', 8);
      expect(await alice.hears('HangupCallFail')).toEqual([callID, 600, 8]);
      await alice.hears('HungupCallFail');
    }
  }),
  ...status(['GetOneUserStatus', 'NotifyUserStatus'], 'one user with DNDType; a change is told without a cookie', async (stage) => {
    const [alice, bob] = await Promise.all([signedIn(stage, 'alice'), signedIn(stage, 'bob')]);
    alice.sdk.GetOneUserStatus(bob.account);
    expect((await alice.hears('GetUserStatusSuccess'))[0]).toMatchObject([{ userID: bob.account, userStatus: 1, DNDType: 0 }]);
    alice.sdk.StartUserStatusNotify('c');
    await alice.hears('StartUserStatusNotifyRslt');
    bob.sdk.SetDNDStatus(3);
    const heard = await alice.hears('NotifyUserStatus', ({ userID, DNDType }) => userID === bob.account && DNDType === 3);
    expect(heard).toHaveLength(1);
  }),
  ...channel(['SendCmdRslt'], 'hears the task, 0 and the cookie', async (stage) => {
    const [alice, bob] = await Promise.all([signedIn(stage, 'alice'), signedIn(stage, 'bob')]);
    const taskID = alice.sdk.SendCmd(bob.account, 'go', 'c');
    expect(await alice.hears('SendCmdRslt')).toEqual([taskID, 0, 'c']);
    expect(await bob.hears('NotifyCmdData')).toEqual([alice.account, 'go']);
  }),
  ...channel(['SendFile', 'SendFileRslt', 'NotifyFileData'], 'a file arrives as bytes with its name, and is no buffer', async (stage) => {
    const [alice, bob] = await Promise.all([signedIn(stage, 'alice'), signedIn(stage, 'bob')]);
    const bytes = Uint8Array.from({ length: 50_000 }, (_, at) => at % 251);
    const cookie = {};
    const taskID = alice.sdk.SendFile(bob.account, new File([bytes], '合同.pdf'), cookie);
    const [UID, data, name] = await bob.hears('NotifyFileData');
    expect([UID, name, Buffer.from(data).equals(Buffer.from(bytes))]).toEqual([alice.account, '合同.pdf', true]);
    const [id, sdkErr, given] = await alice.hears('SendFileRslt');
    expect([id, sdkErr]).toEqual([taskID, 0]);
    expect(given).toBe(cookie);
    expect([...alice.all, ...bob.all].filter(({ name: told }) => /Buffer(Rslt|Data)/.test(told))).toEqual([]);
    alice.sdk.SendBuffer(bob.account, 'plain');
    expect(await bob.hears('NotifyBufferData')).toEqual([alice.account, 'plain']);
  }),
  ...channel(['CancelSend'], 'what is given up before it was sent arrives nowhere, and has no result', async (stage) => {
    const [alice, bob] = await Promise.all([signedIn(stage, 'alice'), signedIn(stage, 'bob')]);
    alice.sdk.CancelSend(alice.sdk.SendFile(bob.account, new File(['x'], 'x')));
    alice.sdk.CancelSend(alice.sdk.SendBuffer(bob.account, 'y'.repeat(1_000_000)));
    alice.sdk.SendCmd(bob.account, 'last');
    await bob.hears('NotifyCmdData');
    expect([...alice.all, ...bob.all].filter(({ name }) => /Send(File|Buffer)Rslt|Notify(File|Buffer)Data/.test(name))).toEqual([]);
  }),
  ...queues(['GetQueueStatusRslt', 'StartQueuingRslt', 'StartServiceRslt', 'AutoAssignUser'], 'the Web order of arguments and names of fields', async (stage) => {
    const [agent, client] = await atTheDesk(stage);
    const [user] = await agent.hears('AutoAssignUser');
    expect(user).toEqual({ queID: stage.queue, userID: client.account, nickname: `Dr ${client.account}`, queuingTime: expect.any(Number) as number, usrExtDat: 'text' });
    agent.sdk.GetQueueStatus(stage.queue, 'c');
    const [state, sdkErr, cookie] = await agent.hears('GetQueueStatusRslt');
    expect([state?.queID, sdkErr, cookie]).toEqual([stage.queue, 0, 'c']);
  }),
  ...queues(['StopQueuing', 'GetQueuingInfo'], 'the place is there at once, and after a new InitQueueDat; StopQueuing takes the cookie alone', async (stage) => {
    const [, client] = await atTheDesk(stage, 1);
    expect(client.sdk.GetQueuingInfo()).toMatchObject({ queID: stage.queue, position: 1 });
    client.sdk.InitQueueDat('again');
    expect(await client.hears('InitQueueDatRslt')).toEqual([0, 'again']);
    expect(client.sdk.GetQueuingInfo()).toMatchObject({ queID: stage.queue, position: 1 });
    client.sdk.StopQueuing('c');
    expect(await client.hears('StopQueuingRslt')).toEqual([0, 'c']);
    expect(client.sdk.GetQueuingInfo().queID).toBe(0);
    expect(client.all.filter(({ name }) => name === 'GetClientStatusRslt')).toEqual([]);
  }),
  ...queues(['StopServiceRslt', 'GetServingQueues'], 'the queues served are there at once; StopServiceRslt names the queue', async (stage) => {
    const [agent] = await atTheDesk(stage, 1);
    agent.sdk.ReqAssignUser('r');
    expect(await agent.hears('ReqAssignUserRslt')).toMatchObject([0, { queID: stage.queue, nickname: expect.any(String) as string }, 'r']);
    expect(agent.sdk.GetServingQueues()).toEqual([stage.queue]);
    agent.sdk.StopService(stage.queue, 'c');
    expect(await agent.hears('StopServiceRslt')).toEqual([stage.queue, 0, 'c']);
    expect(agent.sdk.GetServingQueues()).toEqual([]);
  }),
  ...queues(['GetSessionInfo'], 'the call that goes on, at once; without one its callID is empty', async (stage) => {
    const [alice, bob] = await Promise.all([signedIn(stage, 'alice'), signedIn(stage, 'bob')]);
    expect(alice.sdk.GetSessionInfo().callID).toBe('');
    alice.sdk.CreateMeeting2();
    const [meeting] = await alice.hears('CreateMeetingSuccess');
    const callID = alice.sdk.Call(bob.account, meeting);
    await bob.hears('NotifyCallIn');
    bob.sdk.AcceptCall(callID, meeting);
    await alice.hears('NotifyCallAccepted');
    expect(alice.sdk.GetSessionInfo()).toEqual({ callID, peerID: bob.account, peerName: bob.account, bCallAccepted: true, meetingID: meeting.ID, meetingPswd: '', duration: 0 });
  }),
  ...devices(['DefVideoChanged', 'GetVideoStatus', 'GetAudioStatus'], 'status by number, and the other camera is told', async (stage) => {
    const [alice, bob] = await together(stage);
    bob.sdk.OpenMic(bob.account);
    await alice.hears('AudioStatusChanged');
    expect([alice.sdk.GetAudioStatus(bob.account), alice.sdk.GetVideoStatus(bob.account), alice.sdk.GetVideoStatus('nobody')]).toEqual([3, 2, 0]);
    bob.sdk.SetDefaultVideo(bob.account, 1);
    expect(await bob.hears('DefVideoChanged')).toEqual([bob.account, 1]);
  }),
  ...devices(['OpenMicFailed', 'OpenVideoFailed'], 'hears the number and a text', async (stage) => {
    const [, bob] = await together(stage);
    bob.sdk.OpenMic(bob.account);
    bob.media.host.media.failed('mic', 8002);
    expect(await bob.hears('OpenMicFailed')).toEqual([8002, 'refused by the user']);
    bob.media.host.media.failed('camera', 8007);
    expect(await bob.hears('OpenVideoFailed')).toEqual([8007, 'cannot be opened']);
    expect(bob.sdk.GetAudioStatus(bob.account)).toBe(2);
  }),
  ...devices(['SetVideoCfg', 'GetVideoCfg', 'SetAudioCfg', 'GetAudioCfg', 'GetAudioMicNames', 'GetAudioSpkNames', 'GetMicEnergy'], 'keeps what was set, within its limits, and lists what the browser does', async (stage) => {
    const alice = await signedIn(stage, 'alice');
    alice.sdk.SetVideoCfg({ size: 9, fps: 1, ratio: 5 });
    expect(alice.sdk.GetVideoCfg()).toEqual({ size: 4, fps: 5, ratio: 5, aspectRatio: '9:16' });
    alice.sdk.SetAudioCfg({ micID: 'm1', noiseSuppression: false });
    expect(alice.sdk.GetAudioCfg()).toMatchObject({ micID: 'm1', noiseSuppression: false, echoCancellation: true });
    expect([alice.sdk.GetAudioMicNames(), alice.sdk.GetAudioSpkNames()]).toEqual([[{ micID: 'm1', micName: 'Desk' }], [{ speakerID: 's1', speakerName: 'Room' }]]);
    expect([alice.sdk.GetMicEnergy(alice.account), alice.media.reconfigured]).toEqual([4, 2]);
    expect(alice.media.host.configuration.options()).toEqual({ width: 720, height: 1280, fps: 5, maxBitrateKbps: 2000, minBitrateKbps: 500, audioProcessing: true, microphoneId: 'm1' });
  }),
  ...devices(['CreatVideoObj'], 'an element of the page that shows whom it is told to, with the name', async (stage) => {
    const restore = pageElements();
    try {
      const [alice, bob] = await together(stage);
      const view = alice.sdk.CreatVideoObj({ poster: 'p.png', style: { width: '320px' } });
      view.setVideo(bob.account, 1);
      view.setVisibleNickName(true);
      const [canvas, label] = view.handler().children as unknown as [HTMLElement, HTMLElement];
      expect([view.handler().style.width, canvas.tagName, label.textContent, label.style.display]).toEqual(['320px', 'CANVAS', `Dr ${bob.account}`, 'block']);
      view.setNickNameContent('Bobby');
      view.setNickNameStyle({ color: 'red' });
      view.left(10);
      view.hide();
      expect([label.textContent, label.style.color, view.handler().style.left, view.handler().style.visibility]).toEqual(['Bobby', 'red', '10px', 'hidden']);
      view.clear();
      view.show();
      expect([canvas.style.display, view.handler().style.visibility]).toEqual(['none', 'visible']);
    } finally {
      restore();
    }
  }),
];
