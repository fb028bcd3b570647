import { benches } from '../../support/server-bench';

const { start } = benches();
const VIDEO = { media: 'video' } as const;

describe('row 28: the callee is signed in nowhere', () => {
  test('the call is refused and leaves no trace', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    await expect(alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO })).rejects.toMatchObject({ code: 'CALLEE_OFFLINE' });
    expect(await alice.ask('records', {})).toEqual({ records: [] });
    await bench.device('bob');
    await expect(alice.ask('call', { callId: 'c-2', callee: 'bob', ...VIDEO })).resolves.toHaveProperty('cid');
  });

  test('with forceKeepCalling it rings when a device appears, with the time that is left', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', forceKeepCalling: true, ringMs: 60_000, ...VIDEO });
    await bench.clock.advance(20_000);
    await alice.ask('ping', {});
    const bob = await bench.device('bob');
    expect(bob.session!.snapshot.calls).toMatchObject([{ cid, phase: 'ringing', ringMsLeft: 40_000 }]);
    await bob.ask('accept', { cid });
    expect(alice.heard('accepted')).toHaveLength(1);
  });

  test('with forceKeepCalling and nobody appearing it ends as noAnswer, on the record of both', async () => {
    const bench = await start();
    const alice = await bench.device('alice');
    await alice.ask('call', { callId: 'c-1', callee: 'bob', forceKeepCalling: true, ...VIDEO });
    await bench.clock.advance(30_100);
    expect(alice.heard('ended')).toMatchObject([{ reason: 'noAnswer', account: null }]);
    expect((await (await bench.device('bob')).ask('records', {})).records).toMatchObject([{ reason: 'noAnswer', acceptedAtMs: null, durationMs: 0 }]);
  });
});

test.each([
  [undefined, 30_000],
  [5_000, 5_000],
  [120_000, 120_000],
])('row 31: asked to ring for %p ms the server ends the call for both after %i ms', async (ringMs, lastsMs) => {
  const bench = await start({ signal: { heartbeatMs: 1_000_000 } });
  const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
  const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO, ...(ringMs === undefined ? {} : { ringMs }) });
  await bench.clock.advance(lastsMs - 1);
  expect([...alice.story, ...bob.story]).not.toContain('ended');
  await bench.clock.advance(101);
  expect([alice, bob].map((each) => each.heard('ended').map(({ reason, account }) => [reason, account]))).toEqual([[['noAnswer', null]], [['noAnswer', null]]]);
  expect((await bob.ask('records', {})).records).toMatchObject([{ cid, reason: 'noAnswer', endedBy: null }]);
});

test('row 33: a call to oneself is refused', async () => {
  const alice = await (await start()).device('alice');
  await expect(alice.ask('call', { callId: 'c-1', callee: 'alice', ...VIDEO })).rejects.toMatchObject({ code: 'INVALID_CALLEE' });
});

test('row 34: an account in a call cannot place another, from any of its devices', async () => {
  const bench = await start();
  const [alice, tablet] = [await bench.device('alice'), await bench.device('alice', 'alice-tablet')];
  await bench.device('bob');
  await bench.device('carol');
  const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
  await expect(tablet.ask('call', { callId: 'c-2', callee: 'carol', ...VIDEO })).rejects.toMatchObject({ code: 'ALREADY_IN_CALL' });
  await alice.ask('hangup', { cid });
  await expect(tablet.ask('call', { callId: 'c-3', callee: 'carol', ...VIDEO })).resolves.toHaveProperty('cid');
});

describe('in the room', () => {
  async function inRoom() {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await expect(alice.ask('join', { cid, mode: 0 })).rejects.toMatchObject({ code: 'BAD_STATE', detail: { phase: 'ringing' } });
    await bob.ask('accept', { cid });
    await expect(bob.ask('members', { cid })).rejects.toMatchObject({ code: 'NOT_IN_ROOM' });
    const first = await alice.ask('join', { cid, mode: 0 });
    await bob.ask('join', { cid, mode: 0 });
    return { bench, alice, bob, cid, url: first.members[0]!.url };
  }

  test('row 23: a renewed stream has a new name, the old one is revoked, and the other gets the new URL', async () => {
    const { bench, alice, bob, cid, url } = await inRoom();
    const renewed = await alice.ask('renewStream', { cid });
    expect(renewed.url).not.toBe(url);
    expect(bench.media.revoked.map((stream) => bench.media.pushUrl(stream))).toEqual([url]);
    expect(bob.heard('memberUpdated')).toMatchObject([{ member: { uid: 1, url: renewed.url.replace('push', 'play') } }]);
  });

  test('a second join gives the same number with a new stream', async () => {
    const { bench, alice, bob, cid, url } = await inRoom();
    const again = await alice.ask('join', { cid, mode: 3 });
    expect(again.members.find(({ uid }) => uid === 1)).toMatchObject({ mode: 3, account: 'alice' });
    expect(bench.media.revoked.map((stream) => bench.media.pushUrl(stream))).toEqual([url]);
    expect(bob.heard('memberUpdated')).toMatchObject([{ member: { uid: 1, mode: 3 } }]);
    expect(bob.heard('memberJoined')).toEqual([]);
  });

  test('a mode is told to the other; who leaves is told and its stream revoked, while the call goes on', async () => {
    const { bench, alice, bob, cid } = await inRoom();
    await alice.ask('setMode', { cid, mode: 1 });
    expect(bob.heard('memberUpdated')).toMatchObject([{ member: { uid: 1, mode: 1 } }]);
    await alice.ask('leave', { cid });
    expect(bob.heard('memberLeft')).toEqual([expect.objectContaining({ cid, uid: 1, account: 'alice' })]);
    expect(bench.media.revoked).toHaveLength(1);
    await bench.clock.advance(20_000);
    expect(bob.story).not.toContain('ended');
    await expect(alice.ask('join', { cid, mode: 0 })).resolves.toMatchObject({ uid: 1 });
  });

  test('who does not enter within 15 s ends the call as failed', async () => {
    const bench = await start();
    const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
    const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
    await bob.ask('accept', { cid });
    await alice.ask('join', { cid, mode: 0 });
    await bench.clock.advance(15_100);
    expect([alice, bob].map((each) => each.heard('ended').map(({ reason }) => reason))).toEqual([['failed'], ['failed']]);
  });
});

test('records come newest first, in pages that join without a gap, and only those of the account', async () => {
  const bench = await start();
  const [alice, carol] = [await bench.device('alice'), await bench.device('carol')];
  await bench.device('bob');
  for (let n = 0; n < 5; n++) {
    const { cid } = await (n % 2 === 0 ? alice : carol).ask('call', { callId: `c-${n}`, callee: n === 4 ? 'carol' : 'bob', ...VIDEO });
    await (n % 2 === 0 ? alice : carol).ask('hangup', { cid });
    await bench.clock.advance(1_000);
  }
  const first = await carol.ask('records', { limit: 2 });
  const second = await carol.ask('records', { limit: 2, before: first.next! });
  expect([first, second].map(({ records }) => records.map(({ caller, callee }) => `${caller}→${callee}`))).toEqual([['alice→carol', 'carol→bob'], ['carol→bob']]);
  expect(second.next).toBeUndefined();
});

test('one line is logged per call at info; lines name the call and the people, and never a token or a URL', async () => {
  const bench = await start();
  const [alice, bob] = [await bench.device('alice'), await bench.device('bob')];
  const { cid } = await alice.ask('call', { callId: 'c-1', callee: 'bob', ...VIDEO });
  await bob.ask('accept', { cid });
  await alice.ask('join', { cid, mode: 0 });
  await alice.ask('hangup', { cid });
  expect(bench.log.texts('info')).toEqual(['call ended']);
  expect(bench.log.texts('debug')).toEqual(expect.arrayContaining(['call ringing', 'call connected']));
  expect(bench.log.lines.filter(({ text }) => text.startsWith('call ')).every(({ facts }) => facts['cid'] === cid && facts['caller'] === 'alice')).toBe(true);
  const all = JSON.stringify(bench.log.lines);
  for (const secret of [alice.session!.resumeToken, 'rtmp://', 'eyJ']) expect(all).not.toContain(secret);
});
