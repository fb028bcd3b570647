import { CallError } from 'netcall-protocol';
import { answer, invitation, MEET_OBJ, MEETING, signedIn, tell } from '../../../support/rtcsdk';

describe('Call', () => {
  test('gives the id at once; the same cookie comes back with CallSuccess, and the acceptance brings the room of AcceptCall', async () => {
    const bench = await signedIn();
    const cookie = { deep: () => undefined };
    const callID = bench.sdk.Call('bob', MEET_OBJ, '{"a":1}', cookie);
    expect(callID).toMatch(/^alice-\d+$/);
    expect(bench.heard).toEqual([]);
    const [success, ...rest] = await bench.soon();
    expect(success).toEqual(['CallSuccess', callID, cookie]);
    expect(success?.[2]).toBe(cookie);
    expect(rest).toEqual([]);
    expect(bench.server.all('call')).toMatchObject([{ callId: callID, callee: 'bob', media: 'video', ringMs: 30_000, custom: '{"a":1}', meeting: '12345678' }]);
    tell(bench, 'accepted', { cid: 'c1', account: 'bob', media: 'video', uids: { alice: 1, bob: 2 }, custom: 'come', meeting: { ...MEETING, id: '87654321' } });
    expect(await bench.soon()).toEqual([['NotifyCallAccepted', callID, { ...MEET_OBJ, ID: 87654321 }, 'come']]);
  });

  test('leaves a cookie that was not given undefined, and gives extended data that was not given as an empty text', async () => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob');
    expect(await bench.soon()).toEqual([['CallSuccess', callID, undefined]]);
    expect(Object.keys(bench.server.all('call')[0]!).sort()).toEqual(['callId', 'callee', 'id', 'media', 'ringMs', 't']);
    tell(bench, 'accepted', { cid: 'c1', account: 'bob', media: 'video', uids: { alice: 1, bob: 2 } });
    expect(await bench.soon()).toEqual([['NotifyCallAccepted', callID, null, '']]);
  });

  test.each([
    ['CALLEE_OFFLINE', 603], ['ALREADY_IN_CALL', 601], ['ROOM_UNKNOWN', 800], ['RATE_LIMITED', 8], ['INVALID_CALLEE', 605],
  ] as const)('%s of the server is CallFail with %i', async (code, number) => {
    const bench = await signedIn();
    answer(bench, 'call', () => new CallError(code));
    const callID = bench.sdk.Call('bob', MEET_OBJ, '', true);
    expect(await bench.soon()).toEqual([['CallFail', callID, number, true]]);
  });

  test('to somebody who is busy is CallFail 602 and nothing else, and the next one may begin in that callback', async () => {
    const bench = await signedIn();
    answer(bench, 'call', () => ({ cid: 'c1', uids: { alice: 1, bob: 2 }, busy: true }));
    const callID = bench.sdk.Call('bob', MEET_OBJ, '', 'k');
    let second = '';
    bench.sdk.CallFail.callback = () => {
      second = bench.sdk.Call('carol');
    };
    await bench.clock.advance(5);
    tell(bench, 'ended', { cid: 'c1', reason: 'busy', account: 'bob', at: 1 });
    expect(await bench.soon()).toEqual([]);
    expect(bench.server.all('call').map(({ callId }) => callId)).toEqual([callID, second]);
  });

  test.each([['rejected', 606], ['noAnswer', 604], ['lost', 204]] as const)('that ends as %s is NotifyCallRejected with %i and what the other has sent', async (reason, number) => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob');
    await bench.soon();
    tell(bench, 'ended', { cid: 'c1', reason, account: 'bob', at: 1, custom: 'no' });
    expect(await bench.soon()).toEqual([['NotifyCallRejected', callID, number, 'no']]);
    bench.sdk.HungupCall(callID, '', 'h');
    expect(await bench.soon()).toEqual([['HungupCallFail', callID, 600, 'h']]);
  });

  test('during a call is CallFail 601 without asking the server', async () => {
    const bench = await signedIn();
    bench.sdk.Call('bob');
    await bench.soon();
    const second = bench.sdk.Call('carol', null, '', false);
    expect(await bench.soon()).toEqual([['CallFail', second, 601, false]]);
    expect(bench.server.all('call')).toHaveLength(1);
  });

  test('while both call is an accepted call under the id of each: no ring, success before acceptance', async () => {
    const bench = await signedIn();
    answer(bench, 'call', () => ({ cid: 'c9', uids: { alice: 2, bob: 1 }, glare: true, meeting: MEETING }));
    const callID = bench.sdk.Call('bob', null, '', 1);
    tell(bench, 'invited', invitation());
    expect(await bench.soon()).toEqual([['CallSuccess', callID, 1], ['NotifyCallAccepted', callID, MEET_OBJ, '']]);
    bench.sdk.HungupCall(callID, 'bye', 2);
    expect(await bench.soon()).toEqual([['HungupCallSuccess', callID, 2]]);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c9', custom: 'bye' }]);
  });

  test('hung up before the server has answered fails with 600, then the hang-up succeeds; nothing more comes', async () => {
    const bench = await signedIn();
    const callID = bench.sdk.Call('bob', null, '', 'c');
    bench.sdk.HungupCall(callID, '', 'h');
    expect(await bench.soon()).toEqual([['CallFail', callID, 600, 'c'], ['HungupCallSuccess', callID, 'h']]);
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
  });
});
