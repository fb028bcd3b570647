import { CallError } from 'netcall-sdk';
import { answered, answerOf, BOB, end, inCall, invitation, online, outcomeOf, ringing, UIDS } from '../../support/sdk';

const video = { type: 2, callee: BOB };

describe('two things at once', () => {
  test('row 1: when both call each other Alice is in the first call, hears callAccepted with its cid and media, and nothing rings', async () => {
    const bench = await online();
    bench.server.answers.call = () => {
      bench.server.tell('invited', { ...invitation('c0'), media: 'audio' });
      return { cid: 'c0', uids: UIDS, glare: true };
    };
    const call = bench.alice.call(video);
    await bench.soon();
    expect(await call).toEqual(UIDS);
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', cid: 'c0', callId: 'bob-c0', media: 'audio', role: 'callee' });
    expect(bench.heard('callAccepted')).toEqual([{ cid: 'c0', account: BOB, type: 1 }]);
    expect(bench.phases()).toEqual(['placing', 'inCall']);
    expect(bench.names).toEqual(['callAccepted']);
  });

  test('row 1: the order of the invitation and the answer does not matter', async () => {
    const bench = await online();
    bench.server.answers.call = () => ({ cid: 'c0', uids: UIDS, glare: true });
    const call = bench.alice.call(video);
    bench.server.tell('invited', { ...invitation('c0'), media: 'audio' });
    await bench.soon();
    await call;
    bench.server.tell('invited', invitation('c0'));
    await bench.soon();
    expect(bench.alice.current).toMatchObject({ phase: 'inCall', media: 'audio' });
    expect(bench.names).toEqual(['callAccepted']);
  });

  test('row 2: an accept after the cancel fails with CALL_ENDED and its reason, and Alice is never in a call', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.answers.accept = () => new CallError('CALL_ENDED', { reason: 'cancelled' });
    const response = outcomeOf(bench.alice.response(answerOf('c9', true)));
    await bench.soon();
    expect(await response).toEqual({ code: 'CALL_ENDED', reason: 'cancelled' });
    bench.server.tell('ended', end('c9', 'cancelled'));
    await bench.soon();
    expect(bench.phases()).toEqual(['ringing', 'ended']);
    expect(bench.alice.current).toMatchObject({ reason: 'missed' });
    expect(bench.names).toEqual(['beCalling', 'hangup', 'disconnect']);
  });

  test('row 2: when the cancel overtakes the answer, the accept fails though the server took it', async () => {
    const bench = await online();
    await ringing(bench);
    const response = outcomeOf(bench.alice.response(answerOf('c9', true)));
    bench.server.tell('ended', end('c9', 'cancelled'));
    await bench.soon();
    expect(await response).toEqual({ code: 'CALL_ENDED', reason: 'missed' });
    expect(bench.phases()).toEqual(['ringing', 'ended']);
  });

  test('a call that is hung up while the one before is still being declined is not asked for, and keeps nobody waiting', async () => {
    const bench = await online();
    await ringing(bench);
    const rejected = bench.alice.response(answerOf('c9', false));
    const first = outcomeOf(bench.alice.call(video));
    const hungUp = bench.alice.hangup();
    const second = bench.alice.call(video);
    await bench.soon();
    await Promise.all([rejected, hungUp]);
    expect(await first).toEqual({ code: 'CALL_ENDED', reason: 'cancelled' });
    expect(await second).toEqual(UIDS);
    expect(bench.server.all('call')).toHaveLength(1);
    expect(bench.alice.current.phase).toBe('calling');
  });

  test('row 3: when another device has answered, the accept fails with ANSWERED_ELSEWHERE and callerAckSync comes once', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.answers.accept = () => {
      bench.server.tell('answeredElsewhere', { cid: 'c9', media: 'video', accepted: true, clientType: 'wechat', at: 77 });
      return new CallError('ANSWERED_ELSEWHERE');
    };
    const response = outcomeOf(bench.alice.response(answerOf('c9', true)));
    await bench.soon();
    expect(await response).toEqual({ code: 'ANSWERED_ELSEWHERE' });
    expect(bench.heard('callerAckSync')).toEqual([{ timetag: '77', cid: 'c9', type: 2, accepted: true, fromClientType: 16 }]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'answeredElsewhere', endedBy: null });
    expect(bench.names).toEqual(['beCalling', 'callerAckSync', 'disconnect']);
  });

  test('row 4: when the ring time has passed the accept fails with CALL_ENDED and its reason, and Alice is never in a call', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.answers.accept = () => {
      bench.server.tell('ended', end('c9', 'noAnswer', null));
      return new CallError('CALL_ENDED', { reason: 'noAnswer' });
    };
    const response = outcomeOf(bench.alice.response(answerOf('c9', true)));
    await bench.soon();
    expect(await response).toEqual({ code: 'CALL_ENDED', reason: 'noAnswer' });
    expect(bench.phases()).toEqual(['ringing', 'ended']);
    expect(bench.alice.current).toMatchObject({ reason: 'missed' });
    expect(bench.names).toEqual(['beCalling', 'hangup', 'disconnect']);
  });

  test('row 5: when another device declines, this one stops ringing with callerAckSync {accepted: false}', async () => {
    const bench = await online();
    await ringing(bench);
    bench.server.tell('answeredElsewhere', { cid: 'c9', media: 'video', accepted: false, clientType: 'node', at: 7 });
    await bench.soon();
    expect(bench.heard('callerAckSync')).toMatchObject([{ accepted: false, fromClientType: 32 }]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'declinedElsewhere' });
    expect(bench.names).toEqual(['beCalling', 'callerAckSync', 'disconnect']);
  });

  test('row 6: an invitation that comes while Alice is calling rings when her call could not be made', async () => {
    const bench = await online();
    bench.server.answers.call = () => new CallError('ALREADY_IN_CALL');
    const call = outcomeOf(bench.alice.call({ type: 2, callee: 'carol' }));
    bench.server.tell('invited', invitation());
    await bench.soon();
    expect(await call).toEqual({ code: 'ALREADY_IN_CALL' });
    expect(bench.alice.current).toMatchObject({ phase: 'ringing', cid: 'c9', peer: BOB });
    expect(bench.names).toEqual(['disconnect', 'beCalling']);
  });

  test('row 7: a double tap on call is one promise and one message, and one that comes later has the same answer', async () => {
    const bench = await online();
    const first = bench.alice.call(video);
    expect(bench.alice.call(video)).toBe(first);
    await bench.soon();
    expect(await bench.alice.call(video)).toEqual(await first);
    expect(bench.server.all('call')).toHaveLength(1);
  });

  test('row 7: a double tap on accept is one promise, one message, and still succeeds when it is slow', async () => {
    const bench = await online();
    await ringing(bench);
    const first = bench.alice.response(answerOf('c9', true));
    expect(bench.alice.response(answerOf('c9', true))).toBe(first);
    await bench.soon();
    await Promise.all([first, bench.alice.response(answerOf('c9', true))]);
    expect(bench.server.all('accept')).toHaveLength(1);
  });

  test('row 7: a double tap on decline is one promise, one message and one disconnect', async () => {
    const bench = await online();
    await ringing(bench);
    const first = bench.alice.response(answerOf('c9', false));
    expect(bench.alice.response(answerOf('c9', false))).toBe(first);
    await bench.soon();
    await first;
    expect(bench.server.all('reject')).toHaveLength(1);
    expect(bench.heard('disconnect')).toHaveLength(1);
  });

  test('row 7: a double tap on hang up is one promise, one message and one disconnect', async () => {
    const bench = await online();
    await inCall(bench);
    const first = bench.alice.hangup();
    expect(bench.alice.hangup()).toBe(first);
    await bench.soon();
    await Promise.all([first, bench.alice.hangup()]);
    expect(bench.server.all('hangup')).toHaveLength(1);
    expect(bench.heard('disconnect')).toHaveLength(1);
  });

  test('row 7: a double tap on startRtc is one promise and one message', async () => {
    const bench = await online();
    await inCall(bench);
    const first = bench.alice.startRtc({ mode: 0 });
    expect(bench.alice.startRtc({ mode: 0 })).toBe(first);
    await bench.soon();
    expect(bench.server.all('join')).toHaveLength(1);
    expect(bench.heard('syncDone')).toHaveLength(1);
  });

  test('row 8: a hang-up while call is pending cancels the call once the server has it, and what follows is ignored', async () => {
    const bench = await online();
    const call = outcomeOf(bench.alice.call(video));
    const hangup = bench.alice.hangup();
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'cancelled', endedBy: 'alice' });
    await bench.soon();
    expect(await call).toEqual({ code: 'CALL_ENDED', reason: 'cancelled' });
    await hangup;
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c1' }]);
    bench.server.tell('accepted', answered);
    bench.server.tell('ended', end('c1', 'cancelled', 'alice'));
    await bench.soon();
    expect(bench.phases()).toEqual(['placing', 'ended']);
    expect(bench.names).toEqual(['disconnect']);
  });

  test('row 8: a new call right after it goes out when the old one is cancelled', async () => {
    const bench = await online();
    void outcomeOf(bench.alice.call(video));
    void bench.alice.hangup();
    const next = bench.alice.call({ type: 1, callee: 'carol' });
    await bench.soon();
    await next;
    expect(bench.server.got.map(({ t }) => t).filter((t) => t === 'call' || t === 'hangup')).toEqual(['call', 'hangup', 'call']);
    expect(bench.alice.current).toMatchObject({ phase: 'calling', peer: 'carol' });
  });

  test('row 8: a hang-up while the accept is pending leaves nobody in the call', async () => {
    const bench = await online();
    await ringing(bench);
    const response = outcomeOf(bench.alice.response(answerOf('c9', true)));
    void bench.alice.hangup();
    await bench.soon();
    expect(await response).toEqual({ code: 'CALL_ENDED', reason: 'rejected' });
    expect(bench.server.all('hangup')).toMatchObject([{ cid: 'c9' }]);
    expect(bench.phases()).toEqual(['ringing', 'ended']);
  });

  test('row 9: a cancel while the incoming call is still being shown stops the ring at once', async () => {
    const bench = await online();
    bench.server.tell('invited', invitation());
    bench.server.tell('ended', end('c9', 'cancelled'));
    await bench.soon();
    expect(bench.heard('hangup')).toEqual([{ cid: 'c9', timetag: '5', account: BOB, reason: 'cancelled' }]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'missed' });
  });

  test('row 10: hang-up against hang-up gives no hangup event and one reason, the first', async () => {
    const bench = await online();
    await inCall(bench);
    bench.server.answers.hangup = () => ({ already: 'hungUp' });
    const hangup = bench.alice.hangup();
    bench.server.tell('ended', end('c1', 'hungUp'));
    await bench.soon();
    await hangup;
    expect(bench.heard('hangup')).toEqual([]);
    expect(bench.alice.current).toMatchObject({ phase: 'ended', reason: 'hungUp', endedBy: 'alice' });
  });
});
