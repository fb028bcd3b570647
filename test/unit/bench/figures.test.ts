import { atRate, busyCpuUs, complaints, type Figures } from '../../../bench/signalling/figures';
import type { Measured } from '../../../bench/signalling/stand';

const RUN: Measured = {
  begun: 1_000, done: 1_000, inTime: 1_000, unbegun: 0, elapsedMs: 1_000, p50Us: 400, p99Us: 900, frames: 11_000, bytes: 1_300_000, resent: 0,
  serverCpuUs: 990_000, loadCpuUs: 300_000,
};

/** One subject, each of whose rounds differs from `RUN` in what is given. */
function figures(name: Figures['name'], ...rounds: Partial<Measured>[]): Figures {
  return { name, rounds: rounds.map((each) => ({ busy: { ...RUN, ...each }, steady: [{ ...RUN, ...each }] })), bytesPerUser: 7_000 };
}

test('a bench in which nobody loses a call and the peers are dearer has no complaints', () => {
  const dearer = { serverCpuUs: 1_001_000 };
  const peers = (['kamailio-512', 'kamailio-calls', 'ejabberd'] as const).map((name) => figures(name, dearer));
  expect(complaints([figures('netcall', {}), ...peers, figures('echo', { serverCpuUs: 1 })])).toEqual([]);
});

test('a peer that costs no more than netcall is a complaint, but only where it has to be dearer', () => {
  const cheap = { serverCpuUs: 980_000 };
  const peers = (['kamailio', 'kamailio-512', 'kamailio-ws', 'ejabberd', 'peerjs'] as const).map((name) => figures(name, cheap));
  expect(complaints([figures('netcall', {}), ...peers, figures('kamailio-calls', {})])).toEqual(
    ['Kamailio, UDP, 512 MB', 'ejabberd', 'Kamailio, same work'].map((title) => `netcall costs no less CPU per call than ${title}`),
  );
});

test('lost calls are a complaint, in whichever round they were lost', () => {
  expect(complaints([figures('echo', {}, { done: 998 })])).toEqual(['bare ws echo: 4 calls were lost']);
});

test('a generator that is busier than the server is a complaint: it is what was measured', () => {
  expect(complaints([figures('echo', { loadCpuUs: 970_000, serverCpuUs: 900_000 })])).toEqual(['bare ws echo: the generator was too slow (97 % of its core, the server 90 %)']);
});

test('figures are the median of the rounds: one bad round changes nothing', () => {
  const three = figures('netcall', { serverCpuUs: 100_000 }, { serverCpuUs: 110_000 }, { serverCpuUs: 9_000_000, unbegun: 5_000 });
  expect(busyCpuUs(three)).toBe(110);
  expect(atRate(three, 0)).toMatchObject({ cpuUs: 110, reached: true });
});

test('a rate at which calls found no free pair in most rounds was not reached', () => {
  expect(atRate(figures('ejabberd', {}, { unbegun: 11 }, { unbegun: 500 }), 0).reached).toBe(false);
});
