import { connect as openSocket } from 'node:net';
import { accept, connect, usePhones } from '../support/node-phone';
import { isAlive, untilGone } from '../support/processes';
import { useStack } from '../support/stack';
import { until } from '../support/until';

const stack = useStack({ env: { NETCALL_CALLS_PER_MINUTE: '100' } });
const phones = usePhones(stack);

/** A ring time that outlasts a restart, and that a test can wait for. */
const RING_MS = 6_000;

/** Whether somebody listens on a port of this machine. */
function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy()).once('connect', () => socket.destroy());
  });
}

describe('row 21: the server is killed and starts again', () => {
  test('row 21: a connected call is still connected on both sides, hangs up, and is on the records once', async () => {
    const [alice, bob] = await Promise.all([phones.signIn('alice'), phones.signIn('bob')]);
    const cid = await connect(alice, bob);
    const [before, urlBefore] = [stack().pid, alice.all('syncDone')[0]!.userlist.find((user) => user.account === alice.account)!.url];
    await stack().kill();
    await Promise.all([alice.heard('willreconnect'), bob.heard('willreconnect')]);
    await stack().restart();
    expect(stack().pid).not.toBe(before);
    await Promise.all([alice.is('online', 20_000), bob.is('online', 20_000)]);
    for (const phone of [alice, bob]) {
      const synced = await phone.heard('syncDone');
      expect(synced.connectCount).toBe(1);
      expect(synced.userlist.map((user) => user.account).sort()).toEqual([alice.account, bob.account].sort());
      expect(phone.netcall.current).toMatchObject({ phase: 'inCall', cid });
    }
    await alice.netcall.control({ command: 5 });
    expect(await bob.heard('control')).toMatchObject({ cid, command: 5 });
    expect((await alice.netcall.members()).members.find((member) => member.account === alice.account)!.url.split('?')[0]).toBe(urlBefore.split('?')[0]);
    await bob.netcall.hangup();
    expect(await alice.heard('hangup')).toMatchObject({ cid, reason: 'hungUp' });
    for (const phone of [alice, bob]) expect((await phone.netcall.records()).records).toMatchObject([{ cid, reason: 'hungUp', endedBy: bob.account }]);
    expect([alice, bob].map((phone) => phone.phases)).toEqual([['placing', 'calling', 'inCall', 'ended'], ['ringing', 'inCall', 'ended']]);
    await stack().restart();
    await alice.is('online', 20_000);
    expect((await alice.netcall.records()).records).toHaveLength(1);
  }, 60_000);

  test('row 21: a call that rings goes on ringing, can be answered, and its ring time keeps its end', async () => {
    const [alice, bob, carol, dave] = await Promise.all(['alice', 'bob', 'carol', 'dave'].map((name) => phones.signIn(name)));
    await Promise.all([alice!.netcall.call({ type: 2, callee: bob!.account, ringMs: 60_000 }), carol!.netcall.call({ type: 2, callee: dave!.account, ringMs: RING_MS })]);
    await Promise.all([alice!.heard('peerRinging'), dave!.heard('beCalling')]);
    await stack().kill();
    await stack().restart();
    for (const phone of [alice, bob, carol, dave]) phone!.networkChanges(true); // They come back at once, however long they would have waited.
    await Promise.all([alice, bob, carol, dave].map((phone) => phone!.is('online', 20_000)));
    await accept(bob!);
    await alice!.heard('callAccepted');
    expect(await carol!.heard('callRejected', 2 * RING_MS)).toMatchObject({ account: dave!.account, reason: 'noAnswer' });
    const [record] = (await carol!.netcall.records()).records;
    const rangMs = record!.endedAtMs - record!.startedAtMs;
    expect(rangMs).toBeGreaterThanOrEqual(RING_MS);
    expect(rangMs).toBeLessThan(RING_MS + 2_000);
    expect(bob!.all('beCalling')).toHaveLength(1);
  }, 60_000);

  test('row 21: the relay of the killed server ends itself and frees its ports', async () => {
    const [relay = 0] = stack().relayPids();
    await stack().kill();
    await untilGone(relay);
    expect(await Promise.all([stack().signalPort, stack().rtmpPort, stack().flvPort].map(isTaken))).toEqual([false, false, false]);
    await stack().restart();
    expect(stack().relayPids()).not.toContain(relay);
    expect(await Promise.all([stack().signalPort, stack().rtmpPort, stack().flvPort].map(isTaken))).toEqual([true, true, true]);
  }, 30_000);
});

test('a server that is told to stop closes sockets as going away, ends with 0 and leaves no process', async () => {
  const alice = await phones.signIn('alice');
  const ours = [stack().pid, ...stack().relayPids()];
  expect(ours).toHaveLength(2);
  expect(await stack().stop()).toBe(0);
  expect(ours.filter(isAlive)).toEqual([]);
  await alice.heard('willreconnect');
  await stack().restart();
  await alice.is('online', 20_000);
}, 60_000);

test('a relay that dies is started again beside the running server', async () => {
  const [relay = 0] = stack().relayPids();
  process.kill(relay, 'SIGKILL');
  await untilGone(relay);
  expect(await until('there is another relay', () => stack().relayPids().find((pid) => pid !== relay))).toBeGreaterThan(0);
  expect(isAlive(stack().pid)).toBe(true);
});
