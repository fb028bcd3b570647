import { benches } from '../support/server-bench';
import { FakeClock } from '../support/server-clock';
import { play } from './run';
import type { Setting, Step } from './steps';

/** Faults of the product that the model has found: its first stories as short as it made them, or the one step that matters. */

const HERE: Setting = { people: 2, seed: 0, store: 'memory', isDistant: false, grainMs: 1_000, deciders: 0, isDiligent: false };
const ALICE_1 = 0;
const BOB_1 = 2;
const calls = (d: number): Step => ({ do: 'call', d, to: 0, type: 1, force: false });

test('a call that is asked for while the server restarts is not ended by the snapshot that is older than it', async () => {
  await expect(play(HERE, [calls(ALICE_1), calls(BOB_1), { do: 'restart', isKilled: false, downMs: 0 }])).resolves.toBeUndefined();
});

test('who has hung up a call that met the other one is not rung by the invitation that comes behind', async () => {
  const hangUp: Step = { do: 'hangup', d: ALICE_1 };
  const steps: Step[] = [calls(ALICE_1), hangUp, calls(BOB_1), { do: 'wait', ms: 23_037 }, calls(ALICE_1), hangUp, calls(ALICE_1)];
  await expect(play({ ...HERE, seed: 37_536_216, isDistant: true }, steps)).resolves.toBeUndefined();
});

test('a phone that stands still while the clock of the server is turned on by a minute hears the reason of its call, not that it was lost', async () => {
  const answer: Step = { do: 'accept', d: BOB_1 };
  const turned: Step[] = [{ do: 'wait', ms: 20_000 }, { do: 'serverClock', ms: 60_000 }, { do: 'wait', ms: 65_000 }];
  await expect(play(HERE, [calls(ALICE_1), { do: 'wait', ms: 100 }, answer, { do: 'wait', ms: 100 }, { do: 'freeze', d: ALICE_1 }, ...turned])).resolves.toBeUndefined();
});

test('who signs in anew while its entry is on its way to a store on another machine is not left in the room', async () => {
  const alice2 = 1;
  const enters = (d: number): Step => ({ do: 'joinChannel', d, room: 0, scene: 1, role: 0, liveEnable: 0, create: true });
  const calling: Step[] = [{ do: 'callTeam', d: ALICE_1, others: 1, type: 1, force: false }, { do: 'createChannel', d: ALICE_1, room: 0, scene: 1 }];
  const anew: Step[] = [{ do: 'cut', d: ALICE_1, who: 'client' }, { do: 'wait', ms: 20_521 }, enters(ALICE_1), calls(ALICE_1), enters(alice2)];
  const ended: Step[] = [{ do: 'hangup', d: ALICE_1 }, { do: 'hangup', d: alice2 }];
  await expect(play({ ...HERE, seed: -1_846_802_447, isDistant: true }, [...calling, ...anew, ...ended])).resolves.toBeUndefined();
});

test('whose application is killed while it enters a room in a store on another machine is not left there', async () => {
  const carol2 = 5;
  const enters: Step = { do: 'joinChannel', d: carol2, room: 0, scene: 1, role: 0, liveEnable: 0, create: true };
  const steps: Step[] = [{ do: 'wait', ms: 17_176 }, enters, { do: 'wait', ms: 20 }, { do: 'kill', d: carol2, who: 'both' }];
  for (let seed = 0; seed < 20; seed++) await expect(play({ ...HERE, people: 3, seed, isDistant: true }, steps)).resolves.toBeUndefined();
});

test('who signs out while it enters a room in a store on another machine is not left there', async () => {
  const renewed: Step[] = [{ do: 'network', d: BOB_1, state: 'up', isTold: true }, { do: 'wait', ms: 29 }];
  const steps: Step[] = [...renewed, { do: 'joinChannel', d: BOB_1, room: 0, scene: 1, role: 0, liveEnable: 0, create: true }, { do: 'logout', d: BOB_1 }];
  for (let seed = 0; seed < 20; seed++) await expect(play({ ...HERE, seed, isDistant: true }, steps)).resolves.toBeUndefined();
});

test('whose place in a room was taken while it was away does not hear that the room was closed later', async () => {
  const [carol1, carol2] = [4, 5];
  const enters = (d: number, liveEnable: 0 | 1): Step => ({ do: 'joinChannel', d, room: 0, scene: 1, role: 0, liveEnable, create: true });
  const network = (state: 'up' | 'down'): Step => ({ do: 'network', d: carol1, state, isTold: true });
  const wait: Step = { do: 'wait', ms: 100 };
  const steps: Step[] = [enters(BOB_1, 1), wait, enters(carol1, 0), wait, network('down'), enters(carol2, 0), wait, { do: 'hangup', d: BOB_1 }, wait, { do: 'restart', isKilled: true, downMs: 0 }, network('up')];
  await expect(play({ ...HERE, people: 3 }, steps)).resolves.toBeUndefined();
});

test('who enters a room while an invitation into it is on the way does not ring beside the room it is in', async () => {
  const enters = (d: number): Step => ({ do: 'joinChannel', d, room: 0, scene: 1, role: 0, liveEnable: 0, create: true });
  const wait = (ms: number): Step => ({ do: 'wait', ms });
  const steps: Step[] = [enters(BOB_1), wait(3_000), { do: 'invite', d: BOB_1, others: 1, crowd: 0, force: false }, wait(2), enters(ALICE_1), wait(1)];
  await expect(play(HERE, steps)).resolves.toBeUndefined();
});

const bench = benches();
const CALL = { media: 'audio' } as const;

test('what is asked behind a sign-out is not done for the session that is gone', async () => {
  const server = await bench.start();
  const alice = await server.device('alice');
  const bob = await server.device('bob');
  await alice.burst(JSON.stringify({ t: 'signOut', id: 100 }), JSON.stringify({ t: 'call', id: 101, callId: 'c1', callee: 'bob', ...CALL }));
  expect(alice.answers.slice(-2)).toMatchObject([{ id: 100, ok: {} }, { id: 101, err: { code: 'UNAUTHENTICATED' } }]);
  expect(bob.story).toEqual([]);
});

test('what is asked on a new socket of a session that an old one has just signed out is not done, and the socket is closed', async () => {
  const server = await bench.start();
  const alice = await server.device('alice');
  await server.device('bob');
  await alice.ask('call', { callId: 'c1', callee: 'bob', ...CALL });
  const back = server.connect();
  const leaving = alice.sendText(JSON.stringify({ t: 'signOut', id: 90 }));
  await expect(back.resume(alice.session!, 0)).resolves.toMatchObject({ resumed: true });
  await leaving;
  await expect(back.ask('enterRoom', { name: 'daily', mode: 0, role: 0, create: true }, 100)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(back.closedWith).toBe(4401);
  const carol = await server.device('carol');
  await expect(carol.ask('enterRoom', { name: 'daily', mode: 0, role: 0 })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
});

test('a device that is signed in elsewhere enters no room on the socket that was closed for it', async () => {
  const server = await bench.start();
  const before = await server.device('alice');
  await server.device('alice');
  await before.sendText(JSON.stringify({ t: 'enterRoom', id: 90, name: 'daily', mode: 0, role: 0, create: true }));
  const carol = await server.device('carol');
  await expect(carol.ask('enterRoom', { name: 'daily', mode: 0, role: 0 })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
});

test('a call whose time was over while the server was down is not answered by the one that comes first', async () => {
  const data = bench.folder();
  const clock = new FakeClock();
  const before = await bench.start({ data, clock });
  const alice = await before.device('alice');
  await before.device('bob');
  const first = await alice.ask('call', { callId: 'c1', callee: 'bob', ...CALL });
  await before.close();
  await clock.advance(60_000);
  const after = await bench.start({ data, clock });
  const bob = await after.device('bob');
  const second = await bob.ask('call', { callId: 'c2', callee: 'alice', ...CALL });
  expect(second).not.toHaveProperty('glare');
  expect(second.cid).not.toBe(first.cid);
});
