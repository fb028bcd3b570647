import { NUMBER } from './matchers';
import { talk } from './play';
import { section } from './row';
import { QUEUES, type Player, type Stage } from './stage';

const row = section('1.7');

/** A queue that no proof uses. */
const OTHER = QUEUES.at(-1)!.id;

/** Queues are there for one who has asked for them. */
async function knowsQueues(stage: Stage, name: string): Promise<Player> {
  const person = await stage.person(name);
  person.rtcsdk.InitQueueDat(undefined);
  await person.hears('InitQueueDatRslt');
  return person;
}

/** An agent who serves the queue of the proof. */
async function agentOf(stage: Stage, name = 'agent', isDnd = false): Promise<Player> {
  const agent = await knowsQueues(stage, name);
  if (isDnd) {
    agent.rtcsdk.SetDNDStatus(1, undefined);
    await agent.hears('SetDNDStatusSuccess');
  }
  agent.rtcsdk.StartService(stage.queue, undefined, undefined);
  await agent.hears('StartServiceRslt');
  return agent;
}

/** A client who waits in the queue of the proof. */
async function clientOf(stage: Stage, name = 'client', usrExtDat = ''): Promise<Player> {
  const client = await knowsQueues(stage, name);
  client.rtcsdk.StartQueuing(stage.queue, usrExtDat, undefined);
  await client.hears('StartQueuingRslt');
  return client;
}

const own = (stage: Stage) => ({ queID }: { readonly queID: number }): boolean => queID === stage.queue;

/** Section 1.7: queues, as clients and agents know them. */
export const queues = [
  ...row(['InitQueueDat', 'InitQueueDatRslt', 'GetAllQueueInfo'], 'fetches the queues: 0 and the very cookie; then they are there at once', async (stage) => {
    const alice = await stage.person('alice');
    const cookie = { isAgain: false };
    alice.rtcsdk.InitQueueDat(cookie);
    const [sdkErr, given] = await alice.hears('InitQueueDatRslt');
    expect(sdkErr).toBe(0);
    expect(given).toBe(cookie);
    expect(alice.rtcsdk.GetAllQueueInfo().find(own(stage))).toEqual({ queID: stage.queue, name: `Queue ${stage.queue}`, desc: 'of a proof', prio: 1 });
  }),
  ...row('InitQueueDatRslt', 'without a session it is 12', async (stage) => {
    const alice = await stage.fresh('alice');
    alice.rtcsdk.Init({ isCallSer: true });
    alice.rtcsdk.InitQueueDat(true);
    expect(await alice.hears('InitQueueDatRslt')).toEqual([12, true]);
  }),
  ...row(['GetQueueStatus', 'GetQueueStatusRslt'], 'the mini-program\'s order: sdkErr, status, cookie', async (stage) => {
    await clientOf(stage);
    const alice = await knowsQueues(stage, 'alice');
    const cookie = { of: 'Status' };
    alice.rtcsdk.GetQueueStatus(stage.queue, cookie);
    const [sdkErr, status, given] = await alice.hears('GetQueueStatusRslt');
    expect([sdkErr, status]).toEqual([0, { queID: stage.queue, agent_num: 0, wait_num: 1, srv_num: 0, prepare_num: 0 }]);
    expect(given).toBe(cookie);
  }),
  ...row('GetQueueStatusRslt', '400: there is no such queue', async (stage) => {
    const alice = await knowsQueues(stage, 'alice');
    alice.rtcsdk.GetQueueStatus(99, 'cookie');
    const [sdkErr, , cookie] = await alice.hears('GetQueueStatusRslt');
    expect([sdkErr, cookie]).toEqual([400, 'cookie']);
  }),
  ...row(['RefreshAllQueueStatus', 'QueueStatusChanged'], 'tells the state of every queue', async (stage) => {
    const alice = await knowsQueues(stage, 'alice');
    alice.rtcsdk.RefreshAllQueueStatus();
    expect(await alice.hears('QueueStatusChanged', own(stage))).toEqual([{ queID: stage.queue, agent_num: 0, wait_num: 0, srv_num: 0, prepare_num: 0 }]);
  }),
  ...row('QueueStatusChanged', 'comes by itself when somebody waits or serves', async (stage) => {
    const alice = await knowsQueues(stage, 'alice');
    await clientOf(stage);
    await alice.hears('QueueStatusChanged', (status) => own(stage)(status) && status.wait_num === 1);
    await agentOf(stage);
    await alice.hears('QueueStatusChanged', (status) => own(stage)(status) && status.agent_num === 1 && status.prepare_num === 1);
  }),
  ...row(['GetClientStatus', 'GetClientStatusRslt'], 'a client that is started again: where it waits, and its call', async (stage) => {
    const client = await clientOf(stage);
    const cookie = { of: 'Client' };
    client.rtcsdk.GetClientStatus(cookie);
    const [sdkErr, status, given] = await client.hears('GetClientStatusRslt');
    expect([sdkErr, status.queuingInfo, status.callInfo]).toEqual([0, { queID: stage.queue, position: 1, queuingTime: NUMBER }, undefined]);
    expect(given).toBe(cookie);
    const [alice, bob] = [await stage.person('alice'), await knowsQueues(stage, 'bob')];
    const { callID, meeting } = await talk(alice, bob);
    bob.rtcsdk.GetClientStatus(2);
    expect((await bob.hears('GetClientStatusRslt'))[1]).toEqual({
      callInfo: { callID, peerID: alice.account, peerName: `Dr ${alice.account}`, callState: 1, meetInfo: expect.objectContaining({ ID: meeting.ID }) as unknown, duration: NUMBER },
    });
  }),
  ...row(['GetServingStatus', 'GetServingStatusRslt'], 'an agent that is started again: the queues that it serves, as a list', async (stage) => {
    const alice = await knowsQueues(stage, 'alice');
    alice.rtcsdk.GetServingStatus(1);
    expect(await alice.hears('GetServingStatusRslt')).toEqual([0, { queIDs: [] }, 1]);
    const agent = await agentOf(stage);
    const cookie = { of: 'Serving' };
    agent.rtcsdk.GetServingStatus(cookie);
    const [sdkErr, status, given] = await agent.hears('GetServingStatusRslt');
    expect([sdkErr, status]).toEqual([0, { queIDs: [stage.queue] }]);
    expect(given).toBe(cookie);
  }),
  ...row(['StartQueuing', 'StartQueuingRslt'], 'the mini-program\'s order: sdkErr, position, cookie', async (stage) => {
    await clientOf(stage, 'first');
    const second = await knowsQueues(stage, 'second');
    const cookie = { of: 'Queuing' };
    second.rtcsdk.StartQueuing(stage.queue, '', cookie);
    const [sdkErr, position, given] = await second.hears('StartQueuingRslt');
    expect([sdkErr, position]).toEqual([0, 2]);
    expect(given).toBe(cookie);
  }),
  ...row('StartQueuingRslt', '404: it waits in another queue; 400: there is no such queue', async (stage) => {
    const client = await clientOf(stage);
    client.rtcsdk.StartQueuing(OTHER, '', 1);
    expect(await client.hears('StartQueuingRslt')).toEqual([404, 0, 1]);
    const alice = await knowsQueues(stage, 'alice');
    alice.rtcsdk.StartQueuing(99, '', 2);
    expect(await alice.hears('StartQueuingRslt')).toEqual([400, 0, 2]);
  }),
  ...row('QueuingInfoChanged', 'hears the new place when somebody before has gone', async (stage) => {
    const [first, second] = [await clientOf(stage, 'first'), await clientOf(stage, 'second')];
    first.rtcsdk.StopQueuing(stage.queue, undefined);
    expect(await second.hears('QueuingInfoChanged', ({ position }) => position === 1)).toEqual([{ queID: stage.queue, position: 1, queuingTime: NUMBER }]);
  }),
  ...row(['StopQueuing', 'StopQueuingRslt'], 'gives the place up: queue and cookie', async (stage) => {
    const client = await clientOf(stage);
    const cookie = { of: 'Stop' };
    client.rtcsdk.StopQueuing(stage.queue, cookie);
    const [sdkErr, given] = await client.hears('StopQueuingRslt');
    expect(sdkErr).toBe(0);
    expect(given).toBe(cookie);
    client.rtcsdk.GetClientStatus(1);
    expect((await client.hears('GetClientStatusRslt'))[1]).toEqual({});
  }),
  ...row(['StartService', 'StartServiceRslt', 'StopService', 'StopServiceRslt'], 'the mini-program\'s order: sdkErr, cookie', async (stage) => {
    const agent = await knowsQueues(stage, 'agent');
    const [start, stop] = [{ of: 'Start' }, { of: 'Stop' }];
    agent.rtcsdk.StartService(stage.queue, undefined, start);
    const started = await agent.hears('StartServiceRslt');
    expect(started).toHaveLength(2);
    expect(started[0]).toBe(0);
    expect(started[1]).toBe(start);
    agent.rtcsdk.StopService(stage.queue, stop);
    const stopped = await agent.hears('StopServiceRslt');
    expect(stopped).toHaveLength(2);
    expect(stopped[0]).toBe(0);
    expect(stopped[1]).toBe(stop);
    agent.rtcsdk.StartService(99, undefined, 3);
    expect(await agent.hears('StartServiceRslt')).toEqual([400, 3]);
  }),
  ...row('AutoAssignUser', 'hears the client by queue, usrID, name, time and text', async (stage) => {
    const agent = await agentOf(stage);
    const client = await clientOf(stage, 'client', '{"vip":true}');
    expect(await agent.hears('AutoAssignUser')).toEqual([{ queID: stage.queue, usrID: client.account, name: `Dr ${client.account}`, queuingTime: NUMBER, usrExtDat: '{"vip":true}' }]);
  }),
  ...row(['ReqAssignUser', 'ReqAssignUserRslt'], 'an agent with DND asks; nobody is given by itself', async (stage) => {
    const agent = await agentOf(stage, 'agent', true);
    const client = await clientOf(stage);
    await agent.settled();
    expect(agent.names).not.toContain('AutoAssignUser');
    const cookie = { of: 'Req' };
    agent.rtcsdk.ReqAssignUser(cookie);
    const [sdkErr, user, given] = await agent.hears('ReqAssignUserRslt');
    expect([sdkErr, user]).toEqual([0, { queID: stage.queue, usrID: client.account, name: `Dr ${client.account}`, queuingTime: NUMBER, usrExtDat: '' }]);
    expect(given).toBe(cookie);
  }),
  ...row('ReqAssignUserRslt', '401: nobody waits; 403: it serves no queue', async (stage) => {
    const agent = await agentOf(stage, 'agent', true);
    agent.rtcsdk.ReqAssignUser(1);
    expect(await agent.hears('ReqAssignUserRslt')).toEqual([401, undefined, 1]);
    const other = await knowsQueues(stage, 'other');
    other.rtcsdk.SetDNDStatus(1, 0);
    await other.hears('SetDNDStatusSuccess');
    other.rtcsdk.ReqAssignUser(2);
    expect(await other.hears('ReqAssignUserRslt')).toEqual([403, undefined, 2]);
  }),
  ...row(['AcceptAssignUser', 'ResponseAssignUserRslt'], 'takes the client, who no longer waits; with the very cookie', async (stage) => {
    const agent = await agentOf(stage);
    const client = await clientOf(stage);
    await agent.hears('AutoAssignUser');
    const cookie = { of: 'accept' };
    agent.rtcsdk.AcceptAssignUser(stage.queue, client.account, cookie);
    const [sdkErr, given] = await agent.hears('ResponseAssignUserRslt');
    expect(sdkErr).toBe(0);
    expect(given).toBe(cookie);
    agent.rtcsdk.GetQueueStatus(stage.queue, 1);
    expect((await agent.hears('GetQueueStatusRslt'))[1]).toMatchObject({ wait_num: 0, srv_num: 1, prepare_num: 0 });
    await talk(agent, client);
  }),
  ...row(['RejectAssignUser', 'ResponseAssignUserRslt'], 'puts the client back at its place: another agent is given it', async (stage) => {
    const agent = await agentOf(stage);
    const client = await clientOf(stage);
    await agent.hears('AutoAssignUser');
    const other = await agentOf(stage, 'other');
    agent.rtcsdk.RejectAssignUser(stage.queue, client.account, 'reject');
    expect(await agent.hears('ResponseAssignUserRslt')).toEqual([0, 'reject']);
    expect((await other.hears('AutoAssignUser'))[0]).toMatchObject({ queID: stage.queue, usrID: client.account });
  }),
  ...row('CancelAssignUser', 'hears queue and client when the client has gone', async (stage) => {
    const agent = await agentOf(stage);
    const client = await clientOf(stage);
    await agent.hears('AutoAssignUser');
    client.rtcsdk.StopQueuing(stage.queue, undefined);
    expect(await agent.hears('CancelAssignUser')).toEqual([stage.queue, client.account]);
  }),
];
