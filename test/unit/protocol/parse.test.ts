import { ANSWERS, CallError, EVENT_NAMES, parseServerFrame } from 'netcall-protocol';

const member = { uid: 2, account: 'bob', mode: 0, url: 'rtmp://host/live/x' };

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
};

function faultOf(json: string): unknown {
  try {
    parseServerFrame(json);
  } catch (error) {
    return error instanceof CallError ? [error.code, error.detail['field']] : error;
  }
  return 'no fault';
}

test('there is a sample of every event', () => {
  expect(Object.keys(FRAMES).sort()).toEqual([...EVENT_NAMES].sort());
});

test.each(Object.entries(FRAMES))('reads %s as it was sent', (t, fields) => {
  expect(parseServerFrame(JSON.stringify({ t, s: 7, ...fields }))).toEqual({ t, s: 7, ...fields });
});

test.each(Object.entries(FRAMES).flatMap(([t, fields]) => ['s', ...Object.keys(fields)].map((field) => [t, field] as const)))(
  'refuses %s without %s and names the field',
  (t, field) => {
    const frame: Record<string, unknown> = { t, s: 7, ...FRAMES[t] };
    delete frame[field];
    expect(faultOf(JSON.stringify(frame))).toEqual(['BAD_MESSAGE', field]);
  },
);

test.each([
  ['not JSON', '{', 'frame'],
  ['null', 'null', 'frame'],
  ['a list', '[]', 'frame'],
  ['a frame without a type', '{}', 't'],
  ['an answer without an id', '{"t":"ack"}', 'id'],
])('refuses %s', (_, json, field) => {
  expect(faultOf(json)).toEqual(['BAD_MESSAGE', field]);
});

test('an event of a newer server, or one named like a property of objects, is skipped', () => {
  expect(parseServerFrame('{"t":"tomorrow","s":1}')).toBeNull();
  expect(parseServerFrame('{"t":"__proto__","s":1}')).toBeNull();
});

test('a field that a newer server adds is dropped', () => {
  expect(parseServerFrame('{"t":"ringing","s":1,"cid":"c","account":"bob","tomorrow":1}')).toEqual({ t: 'ringing', s: 1, cid: 'c', account: 'bob' });
});

test('an account called __proto__ keeps its uid', () => {
  const frame = parseServerFrame('{"t":"accepted","s":1,"cid":"c","account":"__proto__","media":"audio","uids":{"__proto__":5}}');
  expect(JSON.stringify(frame)).toContain('"uids":{"__proto__":5}');
});

test('an error code of a newer server becomes INTERNAL and keeps its name', () => {
  expect(parseServerFrame('{"t":"ack","id":1,"err":{"code":"TOMORROW","detail":{"x":1}}}')).toEqual({
    t: 'ack', id: 1, err: { code: 'INTERNAL', detail: { x: 1, code: 'TOMORROW' } },
  });
});

test('an answer is read by the parser of its request', () => {
  expect(ANSWERS.call({ cid: 'c', uids: { a: 1 }, glare: true }, 'ok')).toEqual({ cid: 'c', uids: { a: 1 }, glare: true });
  expect(ANSWERS.join({ uid: 1, members: [member] }, 'ok')).toEqual({ uid: 1, members: [member] });
  expect(() => ANSWERS.join({ uid: 1, members: [{ ...member, mode: 9 }] }, 'ok')).toThrow(/ok.members\[0\].mode/);
});
