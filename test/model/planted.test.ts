import { PLANTED_BUGS } from './planted-bugs';
import { PLANTED_GROUP_BUGS } from './planted-group-bugs';
import { runModel } from './run';

/** Far more than any of them needs: 270 at most with this seed, 1,000 in all. */
const RUNS = 3_000;
const SEED = 35;

/** What the model must say of each: found for another reason, it would not have been found. */
const FINDINGS: Readonly<Record<keyof typeof PLANTED_BUGS, RegExp>> = {
  'accept after cancel connects': /changed after its end/,
  'busy not checked under concurrency': /is in two (calls|at once)/,
  'resume replays an event twice': /hears .* [2-9] times/,
  'ring timer not cancelled': /goes off that is not its own/,
  'second device not told': /expected (answeredElsewhere|declinedElsewhere)/,
  'record written twice': /has \d+ records of \d+ calls|the server logs/,
  'hangup of a foreign cid': /who did nothing|which has ended|, which ended as (cancelled|hungUp)/,
  'invite retried creates a second call': /one tap has made two calls/,
  'glare leaves both ringing': /is in two (calls|at once)|ring each other|lost every race/,
  'restart forgets a ring deadline': /rings for longer than it may|\(noAnswer\), which ended as cancelled/,
};

const GROUP_FINDINGS: Readonly<Record<keyof typeof PLANTED_GROUP_BUGS, RegExp>> = {
  'who declines is told to nobody': /has not heard callRejected/,
  'who is lost stays a member': /goes on without|which is (idle|ended|undefined)/,
  'a kicked device keeps its place': /which has it no more/,
  'one who leaves is not told': / knows in .* and there is /,
  'a group is no call': /is in two at once/,
  'a record is of the wrong one': /is not what happened/,
  'whom somebody calls more is told to nobody': /has not heard callInvited/,
  'an invitation leaves no record': /has \d+ records of \d+ calls|has not heard of the record/,
};

test.each(Object.entries({ ...PLANTED_BUGS, ...PLANTED_GROUP_BUGS }))('finds: %s', async (name, plant) => {
  const { story, runs } = await runModel({ runs: RUNS, seed: SEED, plant, isShrunk: false });
  expect(story).toMatch({ ...FINDINGS, ...GROUP_FINDINGS }[name]!);
  expect(runs).toBeLessThan(RUNS);
}, 60_000);

test('a failing story is told in words, with the seed and the path that replay it', async () => {
  const plant = PLANTED_BUGS['record written twice']!;
  const { story } = await runModel({ runs: RUNS, seed: SEED, plant, isShrunk: false });
  expect(story).toContain(' calls ');
  const [, seed = '', path = ''] = /--seed (-?\d+) --path "([\d:]+)"/.exec(story ?? '') ?? [];
  const replayed = await runModel({ runs: 1, seed: Number(seed), path, plant, isShrunk: false });
  expect(replayed.story).toBe(story);
}, 60_000);
