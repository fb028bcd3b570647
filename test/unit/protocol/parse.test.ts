import { CallError, EVENT_NAMES, readAnswer, readServerFrame, type ServerFrame } from 'netcall-protocol';

const member = { uid: 2, account: 'bob', mode: 0, url: 'rtmp://host/live/x' };

const record = {
  cid: 'c', caller: 'alice', callee: 'bob', media: 'video', startedAtMs: 1, acceptedAtMs: null, endedAtMs: 2, durationMs: 0, reason: 'busy', endedBy: null,
};

const FRAMES: Record<string, object> = {
  invited: { cid: 'c', callId: 'k', caller: 'alice', media: 'video', ringMsLeft: 30000, uids: { alice: 1, bob: 2 } },
  ringing: { cid: 'c', account: 'bob' },
  accepted: { cid: 'c', account: 'bob', media: 'audio', uids: { alice: 1 } },
  answeredElsewhere: { cid: 'c', media: 'audio', accepted: true, clientType: 'wechat', at: 1 },
  ended: { cid: 'c', reason: 'hungUp', account: null, at: 1 },
  control: { cid: 'c', account: 'bob', command: 5 },
  memberJoined: { cid: 'c', member },
  memberLeft: { cid: 'c', uid: 2, account: 'bob' },
  memberUpdated: { cid: 'c', member },
  peerState: { cid: 'c', account: 'bob', state: 'ok' },
  declined: { cid: 'c', account: 'bob', reason: 'busy' },
  calledMore: { cid: 'c', account: 'bob', callees: ['dave'], uids: { alice: 1, dave: 4 } },
  recorded: { record },
  message: { message: { id: 'm', from: 'alice', to: 'bob', kind: 'tip', content: 'hello', at: 1 } },
};

/** A frame that is read without a complaint. */
function read(json: string): ServerFrame | null {
  return readServerFrame(json, (error) => {
    throw error;
  });
}

/** What is said of a frame that cannot be read, and what is made of it. */
function faultOf(json: string): unknown {
  let fault: unknown = 'no fault';
  const frame = readServerFrame(json, (error) => (fault = error));
  return fault instanceof CallError ? [fault.code, fault.detail['field'], frame] : fault;
}

test('there is a sample of every event', () => {
  expect(Object.keys(FRAMES).sort()).toEqual([...EVENT_NAMES].sort());
});

test.each(Object.entries(FRAMES))('reads %s as it was sent', (t, fields) => {
  expect(read(JSON.stringify({ t, s: 7, ...fields }))).toEqual({ t, s: 7, ...fields });
});

test.each(Object.entries(FRAMES).flatMap(([t, fields]) => ['s', ...Object.keys(fields)].map((field) => [t, field] as const)))(
  'refuses %s without %s and names the field',
  (t, field) => {
    const frame: Record<string, unknown> = { t, s: 7, ...FRAMES[t] };
    delete frame[field];
    expect(faultOf(JSON.stringify(frame))).toEqual(['BAD_MESSAGE', field, field === 's' ? null : { t: 'skipped', s: 7 }]);
  },
);

test.each([
  ['not JSON', '{', 'frame'],
  ['null', 'null', 'frame'],
  ['a list', '[]', 'frame'],
  ['a frame without a type', '{}', 't'],
  ['an answer without an id', '{"t":"ack"}', 'id'],
])('refuses %s', (_, json, field) => {
  expect(faultOf(json)).toEqual(['BAD_MESSAGE', field, null]);
});

test('an event of a newer server, or one named like a property of objects, is skipped', () => {
  expect(read('{"t":"tomorrow","s":1,"state":"new"}')).toEqual({ t: 'skipped', s: 1 });
  expect(read('{"t":"__proto__","s":1}')).toEqual({ t: 'skipped', s: 1 });
  expect(read('{"t":"tomorrow","s":"1"}')).toBeNull();
});

test('a field that a newer server adds does no harm, whatever its name', () => {
  const fields = { t: 'ringing', s: 1, cid: 'c', account: 'bob', tomorrow: 1, constructor: 2 };
  expect(read(JSON.stringify(fields))).toEqual(fields);
});

test('an account called __proto__ keeps its uid', () => {
  const frame = read('{"t":"accepted","s":1,"cid":"c","account":"__proto__","media":"audio","uids":{"__proto__":5}}');
  expect(JSON.stringify(frame)).toContain('"uids":{"__proto__":5}');
});

test('an error code of a newer server is passed on', () => {
  const frame = { t: 'ack', id: 1, err: { code: 'TOMORROW', detail: { x: 1 } } };
  expect(read(JSON.stringify(frame))).toEqual(frame);
});

test.each([
  ['null', null, 'err'],
  ['no code', {}, 'err.code'],
  ['a detail that is a text', { code: 'TIMEOUT', detail: 'x' }, 'err.detail'],
])('refuses an error that is or has %s', (_, err, field) => {
  expect(faultOf(JSON.stringify({ t: 'ack', id: 1, err }))).toEqual(['BAD_MESSAGE', field, null]);
});

test('an answer is read as its request asks', () => {
  const placed = { cid: 'c', uids: { a: 1 }, glare: true } as const;
  expect(readAnswer('call', placed)).toEqual(placed);
  expect(readAnswer('join', { uid: 1, members: [member] })).toEqual({ uid: 1, members: [member] });
  expect(readAnswer('leave', {})).toEqual({});
  expect(() => readAnswer('join', { uid: 1, members: [{ ...member, mode: 9 }] })).toThrow(/ok.members\[0\].mode/);
  expect(() => readAnswer('call', { cid: 'c', uids: { a: 'x' } })).toThrow(/ok.uids.a/);
  expect(() => readAnswer('signIn', { ...signedIn, snapshot: { calls: [{}], ended: [] } })).toThrow(/ok.snapshot.calls\[0\].cid/);
});

const signedIn = { resumed: false, sid: 's', account: 'alice', resumeToken: 'r', epoch: 'e', heartbeatMs: 1, now: 1, snapshot: { calls: [], ended: [] } };
const resumed = { resumed: true, resumeToken: 'r', now: 1 };

test.each([
  ['signIn', signedIn], ['resume', signedIn], ['resume', resumed], ['ping', { now: 1 }], ['call', { cid: 'c', uids: {} }], ['accept', { uids: {} }],
  ['callTeam', { cid: 'c', uids: {} }], ['enterRoom', { cid: 'c', uid: 1, uids: {}, members: [] }], ['send', { id: 'm', at: 1 }],
  ['inbox', { records: [], messages: [], now: 1 }], ['settings', { dnd: true, blocked: [] }], ['join', { uid: 1, members: [] }], ['members', { uid: 1, members: [] }], ['renewStream', { url: 'u' }], ['records', { records: [] }], ['presence', { online: [] }],
] as const)('refuses an answer to %s that lacks a field, and names it', (name, ok) => {
  expect(readAnswer(name, ok)).toEqual(ok);
  for (const field of Object.keys(ok).filter((each) => each !== 'resumed')) {
    expect(() => readAnswer(name, { ...ok, [field]: undefined })).toThrow(expect.objectContaining({ code: 'BAD_MESSAGE', detail: expect.objectContaining({ field: `ok.${field}` }) as object }) as Error);
  }
});
