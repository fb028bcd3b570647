import { LOANS, offersTo, queueBenches } from '../../support/queue-bench';
import { benches, type Client } from '../../support/server-bench';
import { settled } from '../../support/server-clock';

const { start } = benches();
const { online } = queueBenches(start);
const CALL = { callee: 'bob', media: 'video', forceKeepCalling: true, ringMs: 60_000 } as const;
const heard = (client: Client): string[] => client.rtcHeard('userStatus').map(({ user: { account, dnd } }) => `${account} ${dnd}`);

describe('who is blocked', () => {
  test('cannot tell from how long its call rings whether the other speaks RTCSDK', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.rtc('bob')];
    await bob.ask('settings', { block: ['alice'] });
    await alice.ask('call', { callId: 'c-1', ...CALL });
    await bench.clock.advance(30_200);
    expect(alice.heard('ended')).toEqual([]); // As with one who is away.
    await bench.clock.advance(30_000);
    expect(alice.heard('ended')).toMatchObject([{ reason: 'noAnswer' }]);
  });

  test('is not told the name of the one it calls when it signs in again', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.rtc('bob')];
    await bob.ask('settings', { block: ['alice'] });
    await alice.ask('call', { callId: 'c-1', ...CALL });
    const again = await bench.device('alice');
    expect(again.session!.snapshot.calls).toMatchObject([{ callee: 'bob', phase: 'ringing' }]);
    expect(again.session!.snapshot.calls[0]).not.toHaveProperty('peerNick');
  });
});

describe('the device of the RTCSDK face', () => {
  test('is nobody else\'s: another face cannot take its place, and what the face has stays as it was', async () => {
    const { bench, carl, cora } = await online(['carl', 'cora']);
    for (const each of [carl, cora]) await each.ask('queueJoin', { queue: LOANS });
    await expect(bench.device('carl', 'rtcsdk')).rejects.toMatchObject({ code: 'BAD_MESSAGE', detail: { field: 'device.id' } });
    expect(carl.closedWith).toBeNull();
    await carl.ask('signOut', {});
    expect(await cora.ask('queueJoin', { queue: LOANS })).toMatchObject({ position: 1 });
  });
});

describe('who signs out while it signs in elsewhere', () => {
  test('keeps what it has begun there: the place in a queue and the news of it', async () => {
    const { bench, ann, carl, cora } = await online(['ann', 'carl', 'cora']);
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const close = bench.store.closeSession.bind(bench.store);
    jest.spyOn(bench.store, 'closeSession').mockImplementationOnce((app, sid) => held.then(() => close(app, sid)));
    await carl.sendText(JSON.stringify({ t: 'signOut', id: 90 }));
    const again = await bench.rtc('carl');
    await again.ask('queues', {});
    await cora.ask('queueJoin', { queue: LOANS });
    await again.ask('queueJoin', { queue: LOANS });
    goOn();
    await settled();
    await cora.ask('queueLeave', {});
    await bench.clock.advance(1_100);
    expect(again.rtcHeard('queuing')).toMatchObject([{ queue: LOANS, position: 1 }]);
    await ann.ask('serve', { queue: LOANS });
    expect(offersTo(ann)).toEqual(['+carl']);
  });
});

describe('floods', () => {
  test('an account is in so many meetings at once and no more', async () => {
    const bench = await start();
    const alice = await bench.rtc('alice');
    const cids: string[] = [];
    for (let index = 0; index < 20; index++) {
      const { meeting } = await alice.ask('createMeeting', {});
      cids.push((await alice.ask('enterMeeting', { meeting: meeting.id, mode: 0 })).cid);
    }
    const { meeting: { id } } = await alice.ask('createMeeting', {});
    await expect(alice.ask('enterMeeting', { meeting: id, mode: 0 })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await alice.ask('leave', { cid: cids[0]! });
    const entered = await alice.ask('enterMeeting', { meeting: id, mode: 0 });
    await expect(alice.ask('enterMeeting', { meeting: id, mode: 3 })).resolves.toMatchObject({ cid: entered.cid }); // Again the same.
  });

  test('whoever changes again and again is told of a few times in a second, and of how it is in the end', async () => {
    const bench = await start();
    const [alice, bob, carol] = [await bench.rtc('alice'), await bench.rtc('bob'), await bench.rtc('carol')];
    await alice.ask('watchStatus', { on: true });
    for (let level = 1; level <= 30; level++) await bob.ask('setDnd', { level });
    expect(heard(alice)).toEqual(['bob 1', 'bob 2', 'bob 3', 'bob 4', 'bob 5']);
    await carol.ask('setDnd', { level: 9 });
    expect(heard(alice).slice(5)).toEqual(['carol 9']); // Nobody else waits for that.
    await bench.clock.advance(1_100);
    expect(heard(alice).slice(6)).toEqual(['bob 30']);
    await bob.ask('setDnd', { level: 0 });
    expect(heard(alice).slice(7)).toEqual(['bob 0']);
  });
});
