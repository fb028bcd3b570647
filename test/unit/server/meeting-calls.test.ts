import { faces, meetingOf, VIDEO } from '../../support/faces';
import { benches } from '../../support/server-bench';

const { start } = benches();
const { online, mixed } = faces(start);

const PUSH: unknown = expect.stringMatching(/\?push$/);
const PLAY: unknown = expect.stringMatching(/\?play$/);

describe('between two of RTCSDK', () => {
  test('a call names a meeting; it is told to both, it needs nobody in a room, and it outlives the call', async () => {
    const { bench, alice, bob } = await online(['ALICE', 'BOB']);
    const { meeting } = await alice.ask('createMeeting', {});
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob', meeting: meeting.id, custom: 'hello' });
    expect(bob.told).toMatchObject([{ t: 'invited', cid, custom: 'hello', meeting }]);
    const room = await bob.ask('enterMeeting', { meeting: meeting.id, mode: 0 }); // Before it answers, as its applications do.
    expect(await bob.ask('accept', { cid, custom: 'at once' })).toMatchObject({ meeting: { ...meeting, members: 1 } });
    expect(alice.told).toMatchObject([{ t: 'accepted', cid, account: 'bob', custom: 'at once', meeting: { ...meeting, members: 1 } }]);
    await bench.clock.advance(600_000);
    await alice.ask('hangup', { cid, custom: 'thanks' });
    expect(bob.told.at(-1)).toMatchObject({ t: 'ended', cid, reason: 'hungUp', account: 'alice', custom: 'thanks' });
    expect((await bob.ask('members', { cid: room.cid })).members).toHaveLength(1);
    expect(bench.media.revoked).toEqual([]);
  });

  test('the meeting that the callee accepts with takes the place of the first', async () => {
    const { alice, bob } = await online(['ALICE', 'BOB']);
    const [first, second] = [(await alice.ask('createMeeting', {})).meeting, (await bob.ask('createMeeting', {})).meeting];
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob', meeting: first.id });
    await bob.ask('accept', { cid, meeting: second.id });
    expect(meetingOf(alice, 'accepted')).toEqual(second);
    await alice.ask('hangup', { cid });
    for (const { id } of [first, second]) await expect(bob.ask('enterMeeting', { meeting: id, mode: 0 })).resolves.toHaveProperty('cid');
  });

  test('a call that names none has none, and lasts without a room', async () => {
    const { bench, alice, bob } = await online(['ALICE', 'BOB']);
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    expect(await bob.ask('accept', { cid })).toEqual({ uids: { alice: 1, bob: 2 } });
    expect([bob.heard('invited')[0], alice.heard('accepted')[0]].map((event) => event && 'meeting' in event)).toEqual([false, false]);
    await bench.clock.advance(60_000);
    expect(await bob.ask('hangup', { cid })).toEqual({});
    expect((await alice.ask('records', {})).records).toMatchObject([{ reason: 'hungUp', durationMs: 60_000 }]);
  });

  test.each(['call', 'accept'] as const)('%s with a number that is not open is refused, and changes nothing', async (request) => {
    const { alice, bob } = await online(['ALICE', 'BOB']);
    if (request === 'call') await expect(alice.ask('call', { ...VIDEO, callee: 'bob', meeting: '12345678' })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    if (request === 'accept') await expect(bob.ask('accept', { cid, meeting: '12345678' })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    expect(await bob.ask('accept', { cid })).toHaveProperty('uids');
    expect(bob.heard('invited')).toHaveLength(1);
  });

  test('of two who call each other the first call stays with its meeting, and the second caller is told of it', async () => {
    const { alice, bob } = await online(['ALICE', 'BOB']);
    const [first, second] = [(await alice.ask('createMeeting', {})).meeting, (await bob.ask('createMeeting', {})).meeting];
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob', meeting: first.id });
    expect(await bob.ask('call', { ...VIDEO, callee: 'alice', meeting: second.id, custom: 'you too?' })).toMatchObject({ cid, glare: true, meeting: first });
    expect(alice.told).toMatchObject([{ t: 'accepted', cid, account: 'bob', meeting: first, custom: 'you too?' }]);
    expect(bob.heard('accepted')).toMatchObject([{ cid, account: 'alice', meeting: first }]);
  });

  test('where the first of two who call each other names no meeting, that of the second holds', async () => {
    const { alice, bob } = await online(['ALICE', 'BOB']);
    const { meeting } = await bob.ask('createMeeting', {});
    await alice.ask('call', { ...VIDEO, callee: 'bob' });
    expect(await bob.ask('call', { ...VIDEO, callee: 'alice', meeting: meeting.id })).toMatchObject({ glare: true, meeting });
    expect(meetingOf(alice, 'accepted')).toEqual(meeting);
  });

  test.each([
    ['a ringing call', 'cancelled', 'alice'],
    ['a call that is declined by hanging up', 'rejected', 'bob'],
  ] as const)('what is said at the end of %s is told', async (_name, reason, by) => {
    const { alice, bob } = await online(['ALICE', 'BOB']);
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    const [asks, hears] = by === 'alice' ? [alice, bob] : [bob, alice];
    await asks.ask('hangup', { cid, custom: 'sorry' });
    expect(hears.heard('ended')).toMatchObject([{ cid, reason, account: by, custom: 'sorry' }]);
  });
});

describe('ring time and refusals', () => {
  test.each([
    ['ALICE', 'bob'],
    ['alice', 'BOB'],
    ['ALICE', 'BOB'],
  ] as const)('a call of %s to %s rings for 30 s at most', async (caller, callee) => {
    const { bench, alice, bob } = await online([caller, callee]);
    await alice.ask('call', { ...VIDEO, callee: 'bob', ringMs: 60_000 });
    expect(bob.heard('invited')[0]?.ringMsLeft).toBe(30_000);
    await bench.clock.advance(30_200);
    expect(alice.heard('ended')).toMatchObject([{ reason: 'noAnswer' }]);
    expect(bob.heard('ended')).toMatchObject([{ reason: 'noAnswer' }]);
  });

  test('a call between two of netcall rings for as long as its caller says, and for less when he says so', async () => {
    const { alice, bob, carol } = await online(['alice', 'bob', 'CAROL']);
    await alice.ask('call', { ...VIDEO, callee: 'bob', ringMs: 60_000 });
    expect(bob.heard('invited')[0]).toMatchObject({ ringMsLeft: 60_000 });
    await alice.ask('hangup', { cid: bob.heard('invited')[0]!.cid });
    await alice.ask('call', { callId: 'c-2', media: 'video', callee: 'carol', ringMs: 5_000 });
    expect(carol.heard('invited')[0]).toMatchObject({ ringMsLeft: 5_000 });
  });

  test('the answer says that the callee is busy, the second time too, and a meeting that was made for it is gone', async () => {
    const { bench, alice, bob, carol } = await online(['alice', 'BOB', 'CAROL']);
    await carol.ask('call', { callId: 'c-0', media: 'video', callee: 'bob' });
    for (const _ of [1, 2]) expect(await alice.ask('call', { ...VIDEO, callee: 'bob' })).toMatchObject({ busy: true });
    expect(alice.told).toMatchObject([{ t: 'ended', reason: 'busy' }]);
    expect(await bench.store.groups.live()).toEqual([]);
    expect(bob.heard('invited')).toHaveLength(1);
  });

  test('the answer says busy of one who does not want to be disturbed, and nothing of one who rings', async () => {
    const { alice, bob, carol } = await online(['alice', 'BOB', 'carol']);
    await bob.ask('settings', { dnd: true });
    expect(await alice.ask('call', { ...VIDEO, callee: 'bob' })).toMatchObject({ busy: true });
    expect(await alice.ask('call', { callId: 'c-2', media: 'video', callee: 'carol' })).not.toHaveProperty('busy');
    expect(carol.heard('invited')).toHaveLength(1);
  });
});

describe('a call of netcall to RTCSDK', () => {
  test('meets in a room that the server has made, which each knows by the number that its face knows', async () => {
    const { bench, alice, bob } = await online(['alice', 'BOB']);
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    const invited = meetingOf(bob, 'invited');
    expect(invited).toEqual({ id: expect.stringMatching(/^\d{8}$/) as string, creator: 'alice', startedAtMs: bench.clock.nowMs(), members: 0 });
    expect(await bob.ask('accept', { cid, meeting: invited.id })).toMatchObject({ uids: { alice: 1, bob: 2 }, meeting: invited });
    expect(alice.told).toMatchObject([{ t: 'accepted', cid, meeting: invited }]);
    const room = await bob.ask('enterMeeting', { meeting: invited.id, mode: 0 });
    expect(room).toMatchObject({ uid: 2, members: [{ account: 'bob', nick: 'BOB', url: PUSH }] });
    expect(room.cid).not.toBe(cid);
    expect(await alice.ask('join', { cid, mode: 1 })).toEqual({
      uid: 1, members: [{ uid: 2, account: 'bob', nick: 'BOB', mode: 0, url: PLAY }, { uid: 1, account: 'alice', mode: 1, url: PUSH }],
    });
    expect(bob.heard('memberJoined')).toMatchObject([{ cid: room.cid, member: { uid: 1, account: 'alice', mode: 1, url: PLAY } }]);
  });

  test('the netcall side hears of the meeting under the number of its call, and asks under it', async () => {
    const { bench, alice, bob, carol, cid, id, meetingCid } = await mixed();
    await bob.ask('setMode', { cid: meetingCid, mode: 1 });
    await bob.ask('control', { cid: meetingCid, command: 100, custom: 'hi' });
    await carol.ask('enterMeeting', { meeting: id, mode: 0 });
    await carol.drop();
    await bob.ask('leave', { cid: meetingCid });
    expect(alice.told).toMatchObject([
      { t: 'memberUpdated', cid, member: { account: 'bob', mode: 1, nick: 'BOB' } },
      { t: 'control', cid, account: 'bob', command: 100, custom: 'hi' },
      { t: 'memberJoined', cid, member: { uid: 3, account: 'carol' } },
      { t: 'peerState', cid, account: 'carol', state: 'reconnecting' },
      { t: 'memberLeft', cid, uid: 2, account: 'bob' },
    ]);
    await alice.ask('setMode', { cid, mode: 2 });
    const { url } = await alice.ask('renewStream', { cid });
    expect(url).toMatch(/\?push$/);
    expect((await alice.ask('members', { cid })).members).toMatchObject([{ account: 'alice', mode: 2, url: PUSH }, { account: 'carol' }]);
    await alice.ask('leave', { cid });
    await alice.ask('leave', { cid });
    await expect(alice.ask('members', { cid })).rejects.toMatchObject({ code: 'NOT_IN_ROOM' });
    await expect(alice.ask('setMode', { cid, mode: 0 })).rejects.toMatchObject({ code: 'NOT_IN_ROOM' });
    expect(await alice.ask('join', { cid, mode: 0 })).toMatchObject({ uid: 1 });
    await bench.clock.advance(60_000);
    expect(alice.heard('ended')).toEqual([]);
  });

  test('a control command of the call reaches the other side as ever', async () => {
    const { alice, bob, cid } = await mixed();
    await alice.ask('control', { cid, command: 8 });
    await bob.ask('control', { cid, command: 6 });
    expect(bob.told).toMatchObject([{ t: 'control', cid, account: 'alice', command: 8 }]);
    expect(alice.told).toMatchObject([{ t: 'control', cid, account: 'bob', command: 6 }]);
  });

  test.each(['alice', 'bob'] as const)('when %s hangs up the netcall side leaves, the RTCSDK side stays until it leaves, and the meeting goes with it', async (by) => {
    const all = await mixed();
    const { bench, alice, bob, cid, id, meetingCid } = all;
    await all[by].ask('hangup', { cid });
    const end = { t: 'ended', cid, reason: 'hungUp', account: by };
    expect(alice.told).toMatchObject(by === 'alice' ? [] : [end]);
    expect(bob.told).toMatchObject([...(by === 'alice' ? [end] : []), { t: 'memberLeft', cid: meetingCid, uid: 1, account: 'alice' }]);
    expect(bench.media.revoked).toHaveLength(1);
    expect((await bob.ask('members', { cid: meetingCid })).members).toMatchObject([{ account: 'bob' }]);
    await bob.ask('leave', { cid: meetingCid });
    await expect(bob.ask('enterMeeting', { meeting: id, mode: 0 })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    expect(await bench.store.groups.live()).toEqual([]);
  });

  test('the meeting of a call that nobody has answered is gone with it', async () => {
    const { bench, alice, bob } = await online(['alice', 'BOB']);
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    const { id } = meetingOf(bob, 'invited');
    await bob.ask('reject', { cid });
    await expect(bob.ask('enterMeeting', { meeting: id, mode: 0 })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    expect(await bench.store.groups.live()).toEqual([]);
  });

  test('the netcall side must enter within 15 s, the RTCSDK side need not', async () => {
    const { bench, alice, bob } = await online(['alice', 'BOB']);
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    await bob.ask('accept', { cid });
    await bench.clock.advance(15_200);
    expect([alice, bob].map((each) => each.heard('ended'))).toMatchObject([[{ reason: 'failed' }], [{ reason: 'failed' }]]);
    const again = await alice.ask('call', { callId: 'c-2', media: 'video', callee: 'bob' });
    await bob.ask('accept', { cid: again.cid });
    await alice.ask('join', { cid: again.cid, mode: 0 });
    await bench.clock.advance(60_000);
    expect(alice.heard('ended')).toHaveLength(1);
  });

  test('another device of the callee may answer, and both then meet there under the number of the call', async () => {
    const { bench, alice, bob } = await online(['alice', 'BOB']);
    const phone = await bench.device('bob', 'bob-phone');
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    await phone.ask('accept', { cid });
    expect(bob.heard('answeredElsewhere')).toMatchObject([{ cid, accepted: true }]);
    await alice.ask('join', { cid, mode: 0 });
    expect(await phone.ask('join', { cid, mode: 0 })).toMatchObject({ uid: 2, members: [{ uid: 1, account: 'alice' }, { uid: 2, account: 'bob' }] });
    expect(alice.heard('memberJoined')).toMatchObject([{ cid, member: { uid: 2, account: 'bob' } }]);
    await phone.ask('hangup', { cid });
    expect(await bench.store.groups.live()).toEqual([]);
    expect(bench.media.revoked).toHaveLength(2);
  });

  test('of two devices that answer at once the second changes nothing of where the first meets', async () => {
    const { bench, alice, bob } = await online(['alice', 'BOB']);
    const phone = await bench.device('bob', 'bob-phone');
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    await Promise.all([phone, bob].map((each) => each.burst(JSON.stringify({ t: 'accept', id: 50, cid }))));
    await alice.ask('join', { cid, mode: 0 });
    await expect(phone.ask('join', { cid, mode: 0 })).resolves.toMatchObject({ members: { length: 2 } });
    expect(bob.answers.at(-1)).toMatchObject({ err: { code: 'ANSWERED_ELSEWHERE' } });
  });

  test('the meeting that the callee accepts with takes the place of the server\'s, which is gone', async () => {
    const { bench, alice, bob } = await online(['alice', 'BOB']);
    const { meeting } = await bob.ask('createMeeting', {});
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    await bob.ask('accept', { cid, meeting: meeting.id });
    await expect(bob.ask('enterMeeting', { meeting: meetingOf(bob, 'invited').id, mode: 0 })).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
    await bob.ask('enterMeeting', { meeting: meeting.id, mode: 0 });
    expect(await alice.ask('join', { cid, mode: 0 })).toMatchObject({ uid: 2, members: [{ uid: 1, account: 'bob' }, { account: 'alice' }] });
    await alice.ask('hangup', { cid });
    expect(await bench.store.groups.live()).toHaveLength(1);
  });
});

describe('a call of RTCSDK to netcall', () => {
  test('without a meeting gets one with the answer', async () => {
    const { bench, alice, bob } = await online(['ALICE', 'bob']);
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob' });
    expect(bob.heard('invited')[0]).not.toHaveProperty('meeting');
    const { meeting } = await bob.ask('accept', { cid });
    expect(meeting).toMatchObject({ creator: 'alice', members: 0 });
    expect(meetingOf(alice, 'accepted')).toEqual(meeting);
    const room = await alice.ask('enterMeeting', { meeting: meeting!.id, mode: 0 });
    expect([room.uid, (await bob.ask('join', { cid, mode: 0 })).uid]).toEqual([1, 2]);
    await bob.ask('hangup', { cid });
    expect(alice.story).toEqual(['accepted', 'memberJoined', 'ended', 'memberLeft']);
    await alice.ask('leave', { cid: room.cid });
    expect(await bench.store.groups.live()).toEqual([]);
  });

  test('with a meeting meets there; it stays open when the call is over', async () => {
    const { alice, bob } = await online(['ALICE', 'bob']);
    const { meeting } = await alice.ask('createMeeting', {});
    const room = await alice.ask('enterMeeting', { meeting: meeting.id, mode: 0 });
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob', meeting: meeting.id });
    await bob.ask('accept', { cid });
    expect(await bob.ask('join', { cid, mode: 0 })).toMatchObject({ uid: 2, members: [{ uid: 1, account: 'alice', nick: 'ALICE' }, { account: 'bob' }] });
    await alice.ask('hangup', { cid });
    expect(bob.told.at(-1)).toMatchObject({ t: 'ended', cid, reason: 'hungUp' });
    expect((await alice.ask('members', { cid: room.cid })).members).toMatchObject([{ account: 'alice' }]);
  });

  test('whose meeting has closed before the answer gets another one', async () => {
    const { alice, bob } = await online(['ALICE', 'bob']);
    const { meeting } = await alice.ask('createMeeting', {});
    const { cid } = await alice.ask('call', { ...VIDEO, callee: 'bob', meeting: meeting.id });
    await alice.ask('destroyMeeting', { meeting: meeting.id });
    expect((await bob.ask('accept', { cid })).meeting?.id).not.toBe(meeting.id);
    await expect(bob.ask('join', { cid, mode: 0 })).resolves.toMatchObject({ uid: 2 });
  });

  test('of both who call each other, one of each face, meets in a room that the server makes', async () => {
    const { alice, bob } = await online(['ALICE', 'bob']);
    await alice.ask('call', { ...VIDEO, callee: 'bob' });
    const glare = await bob.ask('call', { ...VIDEO, callee: 'alice' });
    expect(glare).toMatchObject({ glare: true, meeting: { creator: 'alice' } });
    expect(meetingOf(alice, 'accepted')).toEqual(glare.meeting);
    await expect(bob.ask('join', { cid: glare.cid, mode: 0 })).resolves.toMatchObject({ uid: 2 });
  });

  test('its maker shows the netcall side out, or destroys the meeting: the call is over for both', async () => {
    const { alice, bob } = await online(['ALICE', 'bob']);
    for (const how of ['kick', 'destroy']) {
      const { meeting } = await alice.ask('createMeeting', {});
      const room = await alice.ask('enterMeeting', { meeting: meeting.id, mode: 0 });
      const { cid } = await alice.ask('call', { callId: how, media: 'video', callee: 'bob', meeting: meeting.id });
      await bob.ask('accept', { cid });
      await bob.ask('join', { cid, mode: 0 });
      if (how === 'kick') await alice.ask('kick', { cid: room.cid, account: 'bob' });
      else await alice.ask('destroyMeeting', { meeting: meeting.id });
      const reason = how === 'kick' ? 'kicked' : 'closed';
      expect([alice, bob].map((each) => each.heard('ended').at(-1))).toMatchObject([{ cid, reason }, { cid, reason }]);
      await expect(bob.ask('members', { cid })).rejects.toMatchObject({ code: 'CALL_ENDED', detail: { reason } });
    }
    expect(bob.heard('ended')).toHaveLength(2);
  });
});
