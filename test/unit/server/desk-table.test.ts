import { allQueuing, agentOf, EMPTY_DESK, queuingOf, statusesOf, type Standing } from '../../../server/src/signal/desk';
import { deskDeadlineAtMs, deskTransition } from '../../../server/src/signal/desk-table';
import { ACCOUNTS, CARDS, DeskStory, GOLD, LOANS, QUEUES } from '../../support/desk-story';

const story = (): DeskStory => new DeskStory();
const FREE: Standing = { inCall: false, dnd: false };

describe('the order', () => {
  test('in one queue the one who came first is offered first, each agent has one', () => {
    const desk = story().joins('carl').joins('cora').joins('cleo').serves('ann').serves('abe');
    expect(desk.told).toEqual(['ann+carl', 'abe+cora']);
    expect(desk.waiting).toEqual(['cleo']);
  });

  test('the queue with the lowest prio comes first; queues with the same prio are served by arrival', () => {
    const desk = story().joins('carl', CARDS).joins('cora', ACCOUNTS).joins('cleo', LOANS).joins('cid', GOLD).joins('cy', ACCOUNTS);
    expect(desk.waiting).toEqual(['cid', 'cora', 'cleo', 'cy', 'carl']);
    for (const queue of [CARDS, ACCOUNTS, LOANS, GOLD]) desk.serves('ann', queue, { dnd: true });
    const order = Array.from({ length: 5 }, () => {
      desk.asks('ann').answers('ann', true, { dnd: true });
      return desk.workOf('ann');
    });
    expect(order).toEqual(['serving cid', 'serving cora', 'serving cleo', 'serving cy', 'serving carl']);
  });

  test('the agent with the lowest priority in that queue is asked first, of these the one who has been free for longest', () => {
    const desk = story().serves('ann', LOANS, { priority: 5 }).serves('abe', LOANS, { priority: 1 }).serves('amy', LOANS, { priority: 1 });
    for (const client of ['carl', 'cora', 'cleo']) desk.joins(client);
    expect(desk.told).toEqual(['abe+carl', 'amy+cora', 'ann+cleo']);
    for (const agent of ['amy', 'abe', 'ann']) desk.answers(agent, true).calls(agent);
    desk.hangsUp('amy').hangsUp('abe').joins('cid');
    expect(desk.told.at(-1)).toBe('amy+cid');
  });

  test('the priority is that of the queue, not of the agent, and the newest word counts', () => {
    const desk = story().serves('ann', LOANS, { priority: 1 }).serves('ann', ACCOUNTS, { priority: 9 }).serves('abe', LOANS, { priority: 5 }).serves('abe', ACCOUNTS, { priority: 5 });
    desk.joins('carl', ACCOUNTS);
    expect(desk.told).toEqual(['abe+carl']);
    desk.does({ type: 'left', account: 'carl' }).serves('abe', LOANS, { priority: 0 }).joins('cora', LOANS);
    expect(desk.told.slice(2)).toEqual(['abe+cora']);
  });

  test('a client is not offered to an agent of another queue, nor to itself', () => {
    const desk = story().serves('ann', ACCOUNTS).serves('carl', LOANS).joins('carl', LOANS);
    expect(desk.told).toEqual([]);
    expect(desk.serves('abe', LOANS).told).toEqual(['abe+carl']);
  });
});

describe('who waits', () => {
  test('has a place in its queue, keeps it when it joins again, and cannot wait in two', () => {
    const desk = story().joins('carl').joins('cora', GOLD).joins('cleo');
    expect(queuingOf(desk.desk, desk.clientOf('cleo')!)).toEqual({ queue: LOANS, position: 2, sinceMs: 1_000_000 });
    desk.passes(500).joins('carl');
    expect(queuingOf(desk.desk, desk.clientOf('carl')!)).toEqual({ queue: LOANS, position: 1, sinceMs: 1_000_000 });
    expect(desk.joins('carl', GOLD).refusal).toEqual({ code: 'ALREADY_QUEUING', detail: { queue: LOANS } });
    expect(desk.joins('cid', 77).refusal).toMatchObject({ code: 'QUEUE_UNKNOWN' });
    expect(Object.fromEntries(allQueuing(desk.desk))).toMatchObject({ carl: { position: 1 }, cora: { queue: GOLD, position: 1 }, cleo: { position: 2 } });
  });

  test('keeps its place while it is offered, and those behind it come nearer', () => {
    const desk = story().joins('carl').joins('cora').serves('ann');
    expect(desk.workOf('ann')).toBe('offered carl');
    expect(Object.fromEntries(allQueuing(desk.desk))).toMatchObject({ carl: { position: 1 }, cora: { position: 1 } });
    expect(desk.joins('carl', GOLD).refusal?.code).toBe('ALREADY_QUEUING');
  });

  test('leaves: the agent it was offered to hears of it and has the next one', () => {
    const desk = story().joins('carl').joins('cora').joins('cleo').serves('ann');
    desk.does({ type: 'left', account: 'cora' }).does({ type: 'left', account: 'carl' });
    expect(desk.told).toEqual(['ann+carl', 'ann-carl', 'ann+cleo']);
    expect(desk.does({ type: 'left', account: 'carl' }).refusal).toMatchObject({ code: 'NOT_QUEUING' });
  });

  test.each([
    [29_999, ['carl', 'cora']],
    [30_000, ['cora']],
  ])('and is lost for %i ms: those who are left are %j', (ms, left) => {
    const desk = story().joins('carl').joins('cora').does({ type: 'lost', account: 'carl' }).passes(ms);
    expect(desk.waiting).toEqual(left);
  });

  test('and is lost is offered to nobody; back in time, it has its place', () => {
    const desk = story().joins('carl').joins('cora').does({ type: 'lost', account: 'carl' }).serves('ann');
    expect(desk.told).toEqual(['ann+cora']);
    desk.passes(29_000).does({ type: 'lost', account: 'carl' }).passes(900).does({ type: 'back', account: 'carl' });
    expect(desk.serves('abe').told).toEqual(['ann+cora', 'abe+carl']);
    expect(desk.passes(60_000).waiting).toEqual([]);
  });

  test('and is lost while it is offered goes after 30 s from the agent as well', () => {
    const desk = story().joins('carl').serves('ann').passes(20_000).does({ type: 'lost', account: 'carl' }).passes(9_999);
    expect(desk.workOf('ann')).toBe('offered carl');
    desk.passes(1); // The agent's time is over; the client keeps its place until its own is.
    expect([desk.told.at(-1), desk.waiting]).toEqual(['ann-carl', ['carl']]);
    desk.passes(20_000);
    expect([desk.waiting, desk.workOf('ann')]).toEqual([[], '-']);
  });

  test('signs out: it is gone at once', () => {
    const desk = story().joins('carl').serves('ann').does({ type: 'signedOut', account: 'carl' });
    expect(desk.told).toEqual(['ann+carl', 'ann-carl']);
    expect(desk.joins('cora').does({ type: 'signedOut', account: 'cora' }).told).toEqual(['ann+carl', 'ann-carl', 'ann+cora', 'ann-cora']);
  });
});

describe('an agent', () => {
  test('who declines is not offered that client again while another one is free, and again when there is none', () => {
    const desk = story().serves('ann').serves('abe', LOANS, { priority: 9 }).joins('carl').answers('ann', false);
    expect(desk.told).toEqual(['ann+carl', 'abe+carl']);
    desk.answers('abe', false).passes(10_000);
    expect(desk.told.slice(2)).toEqual(['ann+carl']); // Of two who have let it pass, the one that did so longest ago.
    desk.does({ type: 'signedOut', account: 'abe' }).answers('ann', false).passes(10_000);
    expect(desk.told.slice(3)).toEqual(['ann+carl']);
  });

  test.each([
    [9_999, '-'],
    [10_000, 'offered carl'],
  ])('who declines and is the only one is offered that client again after 10 s: after %i ms it is busy with "%s"', (ms, work) => {
    const desk = story().serves('ann').joins('carl').answers('ann', false);
    expect([desk.workOf('ann'), desk.waiting]).toEqual(['-', ['carl']]);
    expect(desk.hangsUp('ann').serves('ann').passes(ms).workOf('ann')).toBe(work);
  });

  test('who is silent has its 10 s as well, and is offered others meanwhile', () => {
    const desk = story().serves('ann').joins('carl').passes(30_000);
    expect([desk.workOf('ann'), desk.told]).toEqual(['-', ['ann+carl', 'ann-carl']]);
    expect(desk.joins('cora').answers('ann', true).passes(10_000).workOf('ann')).toBe('serving cora');
    expect(desk.does({ type: 'left', account: 'cora' }).calls('ann').hangsUp('ann').told.slice(2)).toEqual(['ann+cora', 'ann+carl']);
  });

  test('who has declined is given that client at once when it asks, and a new agent need not ask', () => {
    const desk = story().serves('ann').joins('carl').answers('ann', false).asks('ann', false);
    expect(desk.workOf('ann')).toBe('offered carl');
    expect(desk.answers('ann', false).serves('abe').workOf('abe')).toBe('offered carl');
    expect(desk.passes(10_000).workOf('ann')).toBe('-');
  });

  test.each([
    [29_999, 'offered carl', '-'],
    [30_000, '-', 'offered carl'],
  ])('who is silent for %i ms is busy with "%s", another with "%s"', (ms, silent, other) => {
    const desk = story().serves('ann').serves('abe').joins('carl').joins('cora').does({ type: 'left', account: 'cora' }).passes(ms);
    expect([desk.workOf('ann'), desk.workOf('abe')]).toEqual([silent, other]);
    expect(desk.told.includes('ann-carl')).toBe(other !== '-');
  });

  test('who is silent loses the client to its place, before those who came later', () => {
    const desk = story().serves('ann').joins('carl').joins('cora').passes(30_000);
    expect(desk.told).toEqual(['ann+carl', 'ann-carl', 'ann+cora']);
    expect(desk.answers('ann', false).waiting).toEqual(['carl', 'cora']);
  });

  test('with DND is offered nobody, asks, and hears nobody waits, or that it does not serve', () => {
    const desk = story().serves('ann', LOANS, { dnd: true });
    expect(desk.asks('ann').refusal).toMatchObject({ code: 'QUEUE_EMPTY' });
    desk.joins('carl').joins('cora', ACCOUNTS);
    expect([desk.told, desk.waiting]).toEqual([[], ['carl', 'cora']]);
    desk.asks('ann');
    expect([desk.workOf('ann'), desk.told]).toEqual(['offered carl', []]);
    expect(desk.asks('ann').refusal).toBeUndefined(); // The same answer again.
    expect(desk.workOf('ann')).toBe('offered carl');
    expect(desk.asks('abe').refusal).toMatchObject({ code: 'NOT_SERVING' });
  });

  test('who asks is given those it has let pass when there is nobody else', () => {
    const desk = story().joins('carl').joins('cora').serves('ann', LOANS, { dnd: true });
    const declined = [1, 2, 3].map(() => {
      desk.asks('ann');
      const work = desk.workOf('ann');
      desk.answers('ann', false, { dnd: true });
      return work;
    });
    expect(declined).toEqual(['offered carl', 'offered cora', 'offered carl']);
  });

  test('who turns DND off is offered somebody, who turns it on keeps the one that is offered', () => {
    const desk = story().joins('carl').serves('ann', LOANS, { dnd: true }).does({ type: 'changed', account: 'ann', ...FREE });
    expect(desk.told).toEqual(['ann+carl']);
    desk.does({ type: 'changed', account: 'ann', inCall: false, dnd: true });
    expect(desk.workOf('ann')).toBe('offered carl');
  });

  test('serves the accepted client until its next call is over, and is offered nobody meanwhile', () => {
    const desk = story().serves('ann').joins('carl').joins('cora').answers('ann', true).passes(59_000);
    expect([desk.workOf('ann'), desk.waiting]).toEqual(['serving carl', ['cora']]);
    desk.calls('ann').passes(3_600_000);
    expect(desk.workOf('ann')).toBe('serving carl');
    expect(desk.hangsUp('ann').workOf('ann')).toBe('offered cora');
  });

  test('may call before it accepts: then that call is the one', () => {
    const desk = story().serves('ann').joins('carl').calls('ann').answers('ann', true, { inCall: true }).passes(100_000);
    expect(desk.workOf('ann')).toBe('serving carl');
    expect(desk.hangsUp('ann').workOf('ann')).toBe('-');
  });

  test.each([
    [59_999, 'serving carl'],
    [60_000, 'offered cora'],
  ])('without a call is after %i ms: %s', (ms, work) => {
    const desk = story().serves('ann').joins('carl').answers('ann', true).joins('cora').passes(ms);
    expect(desk.workOf('ann')).toBe(work);
  });

  test('who asks for the next one is done with the one before, but not in a call', () => {
    const desk = story().serves('ann', LOANS, { dnd: true }).joins('carl').joins('cora').asks('ann').answers('ann', true, { dnd: true });
    expect(desk.does({ type: 'asked', account: 'ann', inCall: true, dnd: true }).refusal).toEqual({ code: 'BAD_STATE', detail: { method: 'assign', phase: 'inCall' } });
    expect(desk.asks('ann').workOf('ann')).toBe('offered cora');
  });

  test('answers for nobody but the client that it has been offered, and once', () => {
    const desk = story().serves('ann').serves('abe').joins('carl').joins('cora');
    const answer = { type: 'answered', account: 'ann', queue: LOANS, client: 'carl', accepted: true, ...FREE } as const;
    for (const wrong of [{ client: 'cora' }, { account: 'eve' }, { queue: GOLD }]) expect(desk.does({ ...answer, ...wrong }).refusal).toMatchObject({ code: 'NOT_OFFERED' });
    expect(desk.does(answer).refusal).toBeUndefined();
    expect(desk.does(answer).refusal).toMatchObject({ code: 'NOT_OFFERED' });
  });

  test('in a call is offered nobody, and somebody when it is over', () => {
    const desk = story().serves('ann', LOANS, { inCall: true }).joins('carl');
    expect(desk.told).toEqual([]);
    expect(desk.hangsUp('ann').told).toEqual(['ann+carl']);
  });

  test('without a connection is offered nobody until it is back; what it was offered waits its 30 s', () => {
    const desk = story().serves('ann').joins('carl').does({ type: 'lost', account: 'ann' }).passes(30_000).joins('cora');
    expect([desk.told, desk.waiting]).toEqual([['ann+carl', 'ann-carl'], ['carl', 'cora']]);
    expect(desk.does({ type: 'back', account: 'ann' }).told.at(-1)).toBe('ann+cora'); // Carl has been let pass just now.
  });

  test('stops serving one queue, and the client of it goes back; that of another stays', () => {
    const desk = story().serves('ann', LOANS).serves('ann', ACCOUNTS).joins('carl', LOANS).does({ type: 'unserved', account: 'ann', queue: ACCOUNTS });
    expect(desk.workOf('ann')).toBe('offered carl');
    desk.does({ type: 'unserved', account: 'ann', queue: LOANS });
    expect([desk.told, desk.waiting, desk.desk.agents]).toEqual([['ann+carl', 'ann-carl'], ['carl'], []]);
    expect(desk.does({ type: 'unserved', account: 'ann', queue: LOANS }).refusal).toMatchObject({ code: 'NOT_SERVING' });
    expect(desk.serves('ann', 77).refusal).toMatchObject({ code: 'QUEUE_UNKNOWN' });
  });

  test('signs out: its offered client is the next one again, its served one is done with', () => {
    const desk = story().serves('ann').serves('abe').joins('carl').joins('cora').joins('cleo').answers('ann', true).calls('ann');
    desk.does({ type: 'signedOut', account: 'ann' }).does({ type: 'signedOut', account: 'abe' });
    expect([desk.waiting, desk.desk.agents]).toEqual([['cora', 'cleo'], []]);
    expect(deskDeadlineAtMs(desk.desk)).toBeNull();
  });

  test('who serves no queue any more is forgotten when its call is over', () => {
    const desk = story().serves('ann').joins('carl').answers('ann', true).calls('ann').does({ type: 'unserved', account: 'ann', queue: LOANS });
    expect(statusesOf(desk.desk, QUEUES)[0]).toEqual({ id: LOANS, agents: 0, waiting: 0, serving: 1, offered: 0 });
    expect(desk.hangsUp('ann').desk.agents).toEqual([]);
  });
});

test('a served client that waits again has a new place, and its agent is free when no call is on', () => {
  const desk = story().serves('ann').joins('carl').answers('ann', true).joins('cora').joins('carl');
  expect([desk.workOf('ann'), desk.waiting]).toEqual(['offered cora', ['carl']]);
});

test('the status of a queue counts its agents and its clients where they are', () => {
  const desk = story().serves('ann').serves('abe').serves('abe', GOLD).joins('carl').joins('cora').joins('cleo').answers('abe', true);
  expect(statusesOf(desk.desk, QUEUES)).toEqual([
    { id: LOANS, agents: 2, waiting: 1, serving: 1, offered: 1 }, { id: ACCOUNTS, agents: 0, waiting: 0, serving: 0, offered: 0 },
    { id: CARDS, agents: 0, waiting: 0, serving: 0, offered: 0 }, { id: GOLD, agents: 1, waiting: 0, serving: 0, offered: 0 },
  ]);
});

describe('after a restart', () => {
  const everybody = (desk: DeskStory, ...names: string[]) => desk.does({ type: 'restarted', standings: new Map(names.map((name) => [name, FREE])) });

  test('everybody has 30 s to come back, and an offer keeps its end', () => {
    const desk = story().serves('ann').joins('carl').joins('cora').passes(10_000);
    everybody(desk, 'ann', 'carl', 'cora').does({ type: 'back', account: 'cora' }).does({ type: 'back', account: 'carl' }).passes(19_999);
    expect(desk.workOf('ann')).toBe('offered carl');
    expect(desk.passes(1).waiting).toEqual(['carl', 'cora']);
    expect(desk.does({ type: 'back', account: 'ann' }).workOf('ann')).toBe('offered cora');
    expect(desk.waiting).toEqual(['carl']);
  });

  test('who does not come back leaves; who has no session is gone at once', () => {
    const desk = story().serves('ann').joins('carl').joins('cora').joins('cleo');
    everybody(desk, 'cora', 'cleo');
    expect([desk.waiting, desk.desk.agents]).toEqual([['cora', 'cleo'], []]);
    expect(desk.does({ type: 'back', account: 'cleo' }).passes(30_000).waiting).toEqual(['cleo']);
  });

  test('a call that ended meanwhile frees its agent; what belongs to a queue that is gone goes with it', () => {
    const desk = story().serves('ann').serves('ann', GOLD).serves('abe', GOLD).joins('carl').answers('ann', true).calls('ann').joins('cora', GOLD).joins('cleo');
    const standings = new Map(['ann', 'abe', 'carl', 'cora', 'cleo'].map((name) => [name, FREE]));
    const { desk: after, effects } = deskTransition(desk.desk, { type: 'restarted', standings }, desk.nowMs, new Map([...QUEUES].filter(([id]) => id !== GOLD)));
    expect(after.waiting.map(({ account }) => account)).toEqual(['cleo']);
    expect(after.agents.map(({ account, work, services }) => [account, work.is, services.length])).toEqual([['ann', 'none', 1]]);
    expect(effects).toMatchObject([{ do: 'withdraw', agent: 'abe', client: { account: 'cora' } }]);
  });
});

test('late and repeated events change nothing', () => {
  const desk = story().serves('ann').joins('carl');
  for (const event of [{ type: 'timeUp' }, { type: 'back', account: 'carl' }, { type: 'lost', account: 'nobody' }, { type: 'changed', account: 'carl', ...FREE }, { type: 'changed', account: 'ann', ...FREE }] as const) {
    expect(deskTransition(desk.desk, event, desk.nowMs, QUEUES)).toEqual({ desk: desk.desk, effects: [] });
  }
  expect(deskDeadlineAtMs(EMPTY_DESK)).toBeNull();
  expect(agentOf(desk.desk, '__proto__')).toBeUndefined();
});
