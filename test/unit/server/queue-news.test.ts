import { GOLD, LOANS, offersTo, PLAN, queueBenches } from '../../support/queue-bench';
import { benches, type Bench, type Client } from '../../support/server-bench';
import { settled } from '../../support/server-clock';

const { start, restarted, folder } = benches();
const { online, offered } = queueBenches(start);

/** How a queue was as the client heard it, oldest first: `waiting/offered/serving`. */
const statusesOf = (client: Client, queue: number): string[] =>
  client.rtcHeard('queueStatus').filter(({ status }) => status.id === queue).map(({ status: { waiting, offered: given, serving } }) => `${waiting}/${given}/${serving}`);
const positionsOf = (client: Client): number[] => client.rtcHeard('queuing').map(({ position }) => position);

async function crowd(bench: Bench, count: number, queue: number = LOANS): Promise<Client[]> {
  const clients: Client[] = [];
  for (let index = 0; index < count; index++) {
    const client = await bench.rtc(`client-${index}`);
    await client.ask('queueJoin', { queue });
    clients.push(client);
  }
  return clients;
}

describe('the status of queues', () => {
  test('is told to those who have asked, once a second for each queue, however much has happened', async () => {
    const { bench, ann, carl } = await online(['ann', 'carl']);
    await ann.ask('queues', {});
    await crowd(bench, 20);
    expect(statusesOf(ann, LOANS)).toEqual([]);
    await bench.clock.advance(1_000);
    expect([statusesOf(ann, LOANS), statusesOf(ann, GOLD)]).toEqual([['20/0/0'], []]);
    await bench.clock.advance(10_000);
    expect(statusesOf(ann, LOANS)).toHaveLength(1);
    expect(carl.events).toEqual([]);
  });

  test('is told again to all when somebody has asked in between and it is as before by then', async () => {
    const { bench, ann, carl } = await online(['ann', 'carl', 'bob']);
    await ann.ask('queues', {});
    await bench.clock.advance(1_000);
    await carl.ask('queueJoin', { queue: LOANS });
    const bob = await bench.rtc('bob');
    expect((await bob.ask('queues', {})).status[1]).toMatchObject({ waiting: 1 });
    await carl.ask('queueLeave', {});
    await bench.clock.advance(1_000);
    expect([statusesOf(ann, LOANS), statusesOf(bob, LOANS)]).toEqual([['0/0/0'], ['0/0/0']]);
  });

  test('is not kept for a session without a socket; when it is back it is told all, once', async () => {
    const { bench, ann, carl } = await online(['ann', 'carl']);
    await ann.ask('queues', {});
    await ann.drop();
    for (let round = 0; round < 5; round++) {
      await carl.ask('queueJoin', { queue: LOANS });
      await bench.clock.advance(1_000);
      await carl.ask('queueLeave', {});
      await bench.clock.advance(1_000);
    }
    await carl.ask('queueJoin', { queue: GOLD });
    await bench.clock.advance(1_000);
    const back = bench.connect();
    await back.resume(ann.session!, 0);
    await bench.clock.advance(2_000);
    expect([back.answers.at(-1), statusesOf(back, LOANS), statusesOf(back, GOLD)]).toMatchObject([{ ok: { resumed: true } }, ['0/0/0'], ['1/0/0']]);
  });

  test('goes to the session that has asked, not to the next one of its account, and to nobody who has signed out', async () => {
    const { bench, ann, carl } = await online(['ann', 'carl']);
    await ann.ask('queues', {});
    const anew = await bench.rtc('ann');
    await carl.ask('queues', {});
    await carl.ask('signOut', {});
    await crowd(bench, 1);
    await bench.clock.advance(1_000);
    expect([anew.events, carl.rtcHeard('queueStatus')]).toEqual([[], []]);
  });

  test('is told after a restart to those who ask again', async () => {
    const data = folder();
    const { bench, ann } = await offered({ data });
    await ann.ask('queues', {});
    const next = await restarted(bench, data, { queues: PLAN });
    const back = next.connect();
    await back.resume(ann.session!, 0);
    await back.ask('queues', {});
    await (await next.rtc('cy')).ask('queueJoin', { queue: LOANS });
    await next.clock.advance(1_000);
    expect(statusesOf(back, LOANS)).toEqual(['2/1/0']);
  });
});

describe('the position of one who waits', () => {
  test('is told once a second to those for whom it has changed, and to nobody else', async () => {
    const { bench, ann } = await online(['ann']);
    const [first, second, third] = (await crowd(bench, 3)) as [Client, Client, Client];
    await bench.clock.advance(5_000);
    expect([first, second, third].map(positionsOf)).toEqual([[], [], []]); // They know from their answers.
    await ann.ask('serve', { queue: LOANS });
    await second.ask('queueLeave', {});
    await bench.clock.advance(1_000);
    expect([first, second, third].map(positionsOf)).toEqual([[], [], [1]]);
    await ann.ask('answerAssigned', { queue: LOANS, account: 'client-0', accepted: false });
    await third.ask('queueLeave', {});
    await third.ask('queueJoin', { queue: LOANS });
    await bench.clock.advance(1_000);
    expect(third.rtcHeard('queuing').map(({ position, queue }) => [queue, position])).toEqual([[LOANS, 1]]);
  });

  test('is told to a session that has come back', async () => {
    const { bench } = await online([]);
    const [first, second] = (await crowd(bench, 2)) as [Client, Client];
    await second.drop();
    await first.ask('queueLeave', {});
    await bench.clock.advance(3_000);
    const back = bench.connect();
    await back.resume(second.session!, 0);
    await bench.clock.advance(1_000);
    expect(positionsOf(back)).toEqual([1]);
  });
});

describe('the writer of desks', () => {
  const writesOf = (commits: jest.SpyInstance): number => commits.mock.calls.filter(([{ key }]: [{ key: string }]) => key === 'desk').length;

  test('a thousand events in one tick are a few writes, and everybody has the place in which he came', async () => {
    const { bench } = await online([]);
    const clients = await Promise.all(Array.from({ length: 300 }, (_, index) => bench.rtc(`client-${index}`)));
    const commits = jest.spyOn(bench.store.docs, 'commit');
    await Promise.all(clients.map((client) => client.ask('queueJoin', { queue: LOANS })));
    const places = await Promise.all(clients.map(async (client) => (await client.ask('queues', {})).queuing!.position));
    expect(places).toEqual(clients.map((_, index) => index + 1));
    expect(writesOf(commits)).toBeLessThan(5);
  });

  test('when another process is faster it reads again; a desk that changes under it sixteen times is given up', async () => {
    const { bench, ann, carl } = await online(['ann', 'carl']);
    await carl.ask('queueJoin', { queue: LOANS, custom: 'a car' });
    const commits = jest.spyOn(bench.store.docs, 'commit').mockResolvedValueOnce(false);
    await ann.ask('serve', { queue: LOANS });
    expect([writesOf(commits), offersTo(ann)]).toEqual([2, ['+carl']]);
    commits.mockResolvedValue(false);
    await expect(carl.ask('queueLeave', {})).rejects.toMatchObject({ code: 'INTERNAL' });
    commits.mockRestore();
    await expect(carl.ask('queueLeave', {})).resolves.toEqual({});
    expect(bench.log.texts('error')).toEqual(['a request failed']);
  });

  test('a fault of one event is nobody else\'s', async () => {
    const { bench, ann, carl, cora } = await online(['ann', 'carl', 'cora']);
    jest.spyOn(bench.store.presence, 'statusOf').mockRejectedValueOnce(new Error('the other machine is away'));
    const joined = carl.ask('queueJoin', { queue: LOANS });
    const served = expect(ann.ask('serve', { queue: LOANS })).rejects.toMatchObject({ code: 'INTERNAL' });
    await Promise.all([joined, served, cora.ask('queueJoin', { queue: LOANS })]);
    await settled();
    expect((await ann.ask('queues', {})).status[1]).toMatchObject({ agents: 0, waiting: 2 });
  });

  test('what a client says stands beside the desk, which is written at every step, and goes when it is served or leaves', async () => {
    const { bench, ann, carl, cora } = await offered();
    const wordsOf = async (on = bench): Promise<string[]> => (await on.store.docs.all('words')).map(({ key }) => key);
    expect(await wordsOf()).toEqual(['words/carl', 'words/cora']);
    expect(JSON.stringify((await bench.store.docs.read('default', 'desk'))!.body)).not.toContain('a car');
    await carl.ask('queueJoin', { queue: LOANS, custom: 'another' });
    expect((await ann.ask('queues', {})).offered).toMatchObject({ custom: 'a car' });
    await ann.ask('answerAssigned', { queue: LOANS, account: 'carl', accepted: true });
    expect(await wordsOf()).toEqual(['words/cora']);
    await cora.ask('queueLeave', {});
    expect(await wordsOf()).toEqual([]);
  });

  test('a server that was killed between the two finds the words of nobody, and forgets them', async () => {
    const data = folder();
    const { bench } = await offered({ data });
    for (const [app, key] of [['default', 'words/eve'], ['shop', 'words/carl']] as const) await bench.store.docs.commit({ app, key, was: 0, body: { nick: '', custom: '' }, deadlineAtMs: null, tell: [] });
    const next = await restarted(bench, data, { queues: PLAN });
    expect((await next.store.docs.all('words')).map(({ app, key }) => [app, key])).toEqual([['default', 'words/carl'], ['default', 'words/cora']]);
  });

  test('a desk at which nobody is left is forgotten, and begun anew', async () => {
    const { bench, carl } = await online(['carl']);
    await carl.ask('queueJoin', { queue: LOANS });
    expect(await bench.store.docs.all('desk')).toEqual([{ app: 'default', key: 'desk' }]);
    await carl.ask('queueLeave', {});
    expect(await bench.store.docs.all('desk')).toEqual([]);
    expect(await carl.ask('queueJoin', { queue: LOANS })).toMatchObject({ position: 1 });
  });

  test('agents are told from their calls only where there are queues', async () => {
    const listens = async (queues?: typeof PLAN): Promise<boolean> => ((await start(queues === undefined ? {} : { queues })).store.presence.isHeard);
    expect([await listens(), await listens(PLAN)]).toEqual([false, true]);
  });
});
