import { addedMs, cpuBeside, refuseLoss, share, verdict, windowsS, type CallFigures, type Cell, type Figures, type SlowFigures } from '../../../bench/relay/figures';
import { optionsOf } from '../../../bench/relay/options';
import type { SlowOutcome } from '../../../bench/relay/plan';

const CELL: Cell = { sent: 10_000, received: 10_000, p50Ms: 0.2, p95Ms: 1, p99Ms: 4, cpuPercent: 20, loadPercent: 15, memoryBytes: 70_000_000 };
const SLOW: SlowOutcome = { windowsS: [0.4, 0.5, 0.6], pictureWindowsS: [0.8, 0.7, 0.9], sound: 1, pictures: 0.4 };

/** One subject, each of whose rounds differs from `CELL` in what is given. */
function cells(subject: CallFigures['subject'], calls: number, ...rounds: Partial<Cell>[]): CallFigures {
  return { subject, calls, rounds: rounds.map((each) => ({ ...CELL, ...each })) };
}

function slow(wire: SlowFigures['wire'], ...rounds: Partial<SlowOutcome>[]): SlowFigures {
  return { subject: 'relay', wire, joinsLate: false, latencyMs: 0, rounds: rounds.map((each) => ({ ...SLOW, ...each })) };
}

/** The same player, but between two key frames. */
const late = (...of: Parameters<typeof slow>): SlowFigures => ({ ...slow(...of), joinsLate: true });

/** The same player, but at the end of a long wire. */
const far = (...of: Parameters<typeof slow>): SlowFigures => ({ ...slow(...of), latencyMs: 50 });

/** A run in which every limit is held, with exactly what it may be where it may be that. */
function good(): Figures {
  return {
    calls: [50, 100].flatMap((calls) => [
      cells('relay', calls, { cpuPercent: 18, p95Ms: 10.5 }), cells('pass-through', calls, { cpuPercent: 10 }), cells('node-media-server', calls, { cpuPercent: 18.1 }), cells('direct', calls, { p95Ms: 0.5 }),
    ]),
    slow: [far('rtmp', { windowsS: [9] }), slow('rtmp', {}), slow('ws-flv', { windowsS: [1, 2, 3] }), slow('ws-flv-reports', {}), late('rtmp', {}), late('ws-flv-reports', {})],
  };
}

const missed = (figures: Figures): string[] => verdict(figures).filter(({ held }) => held !== true).map(({ name, limit, value, held }) => `${name}: ${value} (${limit}) ${held}`);

test('a run with every figure at its limit or below holds all nine limits; a wire with latency is not judged', () => {
  expect(verdict(good())).toHaveLength(9);
  expect(missed(good())).toEqual([]);
});

test.each<[string, (figures: Figures) => Figures, string]>([
  ['a hundredth more CPU beside the pass-through at 100 calls', (figures) => ({ ...figures, calls: figures.calls.map((each) => each.subject === 'pass-through' && each.calls === 100 ? cells('pass-through', 100, { cpuPercent: 9.94 }) : each) }), 'CPU beside a pass-through, 100 calls: 1.81 × (≤ 1.8 ×) false'],
  ['as much CPU as node-media-server at 50 calls', (figures) => ({ ...figures, calls: figures.calls.map((each) => each.subject === 'node-media-server' && each.calls === 50 ? cells('node-media-server', 50, { cpuPercent: 18 }) : each) }), 'CPU beside node-media-server, 50 calls: 1.00 × (< 1 ×) false'],
  ['a load generator that is as fast as the relay is slow', (figures) => ({ ...figures, calls: figures.calls.map((each) => each.subject === 'direct' && each.calls === 50 ? cells('direct', 50, { p95Ms: 0.4 }) : each) }), 'added delay p95, 50 calls: 10.10 ms (≤ 10 ms) false'],
  ['one window above the limit by RTMP', (figures) => ({ ...figures, slow: [slow('rtmp', { windowsS: [0.2, 0.61, 0.2] }), ...figures.slow.slice(2)] }), 'slow link, RTMP, median of all packets, worst window: 0.61 s (≤ 0.6 s) false'],
  ['a window in which nothing came by WS-FLV', (figures) => ({ ...figures, slow: [...figures.slow.slice(0, 3), slow('ws-flv-reports', { windowsS: [0.2, null, 0.2] }), ...figures.slow.slice(4)] }), 'slow link, WS-FLV that reports, median of all packets, worst window: Infinity s (≤ 0.6 s) false'],
  ['a first window above the limit for who joins late', (figures) => ({ ...figures, slow: [...figures.slow.slice(0, 4), late('rtmp', { windowsS: [0.7, 0.2, 0.2] }), ...figures.slow.slice(5)] }), 'slow link, RTMP, joins late, median of all packets, worst window: 0.70 s (≤ 0.6 s) false'],
])('%s misses that limit alone', (_, changed, complaint) => {
  expect(missed(changed(good()))).toEqual([complaint]);
});

test('what a run has left out is neither held nor missed', () => {
  expect(verdict({ calls: [], slow: [] }).map(({ value, held }) => [value, held])).toEqual(Array.from({ length: 9 }, () => ['not measured', null]));
});

test('CPU and delay are medians of the rounds: one bad round changes nothing', () => {
  const figures: Figures = {
    calls: [
      cells('relay', 50, { cpuPercent: 15, p95Ms: 2 }, { cpuPercent: 90, p95Ms: 300 }, { cpuPercent: 16, p95Ms: 3 }),
      cells('pass-through', 50, { cpuPercent: 10 }, { cpuPercent: 9 }, { cpuPercent: 70 }), cells('direct', 50, { p95Ms: 1 }, { p95Ms: 1.5 }, { p95Ms: 100 }),
    ],
    slow: [],
  };
  expect(cpuBeside(figures, 'pass-through', 50)).toBe(1.6);
  expect(addedMs(figures, 'relay', 50, 'p95Ms')).toBe(1.5);
});

test('each window is the median of that window over the rounds, of pictures alone too; where most rounds got nothing, the delay is endless', () => {
  const figures = slow('rtmp', { windowsS: [0.3, 0.9, 0.4] }, { windowsS: [0.1, null, 0.5] }, { windowsS: [0.2, null, 9] });
  expect(windowsS(figures)).toEqual([0.2, Infinity, 0.5]);
  expect(windowsS(slow('rtmp', { pictureWindowsS: [1, null] }, { pictureWindowsS: [3, 2] }, { pictureWindowsS: [2, 4] }), 'pictureWindowsS')).toEqual([2, 4]);
  expect(share(slow('rtmp', { sound: 0.9 }, { sound: 0.2 }, { sound: 1 }), 'sound')).toBe(0.9);
});

test('one packet in a hundred may be lost in a round; one more is an error that says whose, and so is a round without any', () => {
  expect(() => refuseLoss(cells('nginx-rtmp', 10, {}, { received: 9_900 }))).not.toThrow();
  expect(() => refuseLoss(cells('nginx-rtmp', 10, {}, { received: 9_899 }))).toThrow('nginx-rtmp with 10 calls: only 9899 of 10000 packets arrived');
  expect(() => refuseLoss(cells('relay', 1, { sent: 0, received: 0 }))).toThrow('relay with 1 call: only 0 of 0 packets arrived');
});

test('without options the bench measures everything three times; with them what they say, in the order of the tables', () => {
  expect(optionsOf([])).toMatchObject({ plan: { rounds: 3 }, calls: [1, 10, 50, 100], subjects: ['relay', 'nginx-rtmp', 'node-media-server', 'pass-through', 'direct'], parts: ['calls', 'slow-link'], isWhole: true });
  expect(optionsOf(['--quick', '--write'])).toMatchObject({ plan: { rounds: 1 }, isWhole: false, write: true });
  expect(optionsOf(['--rounds', '5', '--calls', '50,7', '--subjects', 'direct,relay', '--only', 'calls'])).toMatchObject({
    plan: { rounds: 5 }, calls: [50, 7], subjects: ['relay', 'direct'], parts: ['calls'], isWhole: false,
  });
});

test.each([
  [['--quik'], "Unknown option '--quik'"], [['quick'], "Unexpected argument 'quick'"], [['--calls', '0'], '--calls 0'], [['--rounds', 'two'], '--rounds two'],
  [['--subjects', 'relay,srs'], '--subjects: there is no srs; there are relay'], [['--only', 'delay'], '--only: there is no delay; there are calls, slow-link'], [['--write', '--calls', '5', '--only', 'calls'], 'only a run of everything is written, not one with --calls, --only'],
])('%j is refused by name', (args, complaint) => {
  expect(() => optionsOf(args)).toThrow(complaint);
});
