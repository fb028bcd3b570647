import fc from 'fast-check';
import { GROUP_STEPS, type GroupStep } from './group-steps';
import type { Cut } from './network';

/** Who and how the world of a run is. */
export interface Setting {
  /** 2 to 4, with two devices each. */
  readonly people: number;
  /** Of delays and all other chance of the run. */
  readonly seed: number;
  readonly store: 'memory' | 'sqlite';
  readonly isDistant: boolean;
  readonly grainMs: number;
  /** Whose applications decide about second calls themselves: a bit per person. */
  readonly deciders: number;
  readonly isDiligent: boolean;
}

/** One thing that happens. `d` counts through all devices, `to` through the other people. */
export type Step =
  | GroupStep
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'call'; readonly d: number; readonly to: number; readonly type: 1 | 2; readonly force: boolean }
  | { readonly do: 'accept' | 'reject' | 'hangup' | 'startRtc' | 'renew' | 'control' | 'login' | 'logout'; readonly d: number }
  | { readonly do: 'start' | 'stream' | 'destroy'; readonly d: number }
  | { readonly do: 'switchMode'; readonly d: number; readonly mode: 0 | 1 | 2 | 3 }
  | { readonly do: 'cut' | 'kill'; readonly d: number; readonly who: Cut }
  | { readonly do: 'network'; readonly d: number; readonly state: 'up' | 'down' | 'hole'; readonly isTold: boolean }
  | { readonly do: 'slow'; readonly d: number; readonly delayMs: number }
  | { readonly do: 'freeze'; readonly d: number }
  | { readonly do: 'thaw'; readonly d: number; readonly isToldFirst: boolean }
  | { readonly do: 'repeat'; readonly d: number; readonly side: 'client' | 'server'; readonly which: number }
  | { readonly do: 'turnClock'; readonly d: number; readonly ms: number }
  | { readonly do: 'serverClock'; readonly ms: number }
  | { readonly do: 'restart'; readonly isKilled: boolean; readonly downMs: number }
  | { readonly do: 'intrude'; readonly t: 'hangup' | 'accept' | 'reject' | 'control' | 'join'; readonly which: number };

const d = fc.nat(7);
const who = fc.constantFrom<Cut>('both', 'client', 'server', 'nobody');
const just = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);

/** Most waits are so short that what is on its way is overtaken; some are longer than every time limit. */
const wait = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 3, arbitrary: fc.integer({ min: 60, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 3_000, max: 40_000 }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ do: just('wait'), ms: wait }) },
  { weight: 16, arbitrary: fc.record({ do: just('call'), d, to: fc.nat(2), type: fc.constantFrom<1 | 2>(1, 2), force: fc.boolean() }) },
  { weight: 14, arbitrary: fc.record({ do: just('accept'), d }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constantFrom('hangup', 'startRtc'), d }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constantFrom('reject', 'renew', 'control', 'control', 'login', 'logout', 'start', 'stream', 'destroy'), d }) },
  { weight: 2, arbitrary: fc.record({ do: just('switchMode'), d, mode: fc.constantFrom<0 | 1 | 2 | 3>(0, 1, 2, 3) }) },
  { weight: 7, arbitrary: fc.record({ do: just('cut'), d, who }) },
  { weight: 1, arbitrary: fc.record({ do: just('kill'), d, who }) },
  { weight: 4, arbitrary: fc.record({ do: just('network'), d, state: fc.constantFrom<'up' | 'down' | 'hole'>('up', 'up', 'down', 'hole'), isTold: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: just('slow'), d, delayMs: fc.constantFrom(1, 20, 300, 900, 4_000) }) },
  { weight: 2, arbitrary: fc.record({ do: just('freeze'), d }) },
  { weight: 3, arbitrary: fc.record({ do: just('thaw'), d, isToldFirst: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: just('repeat'), d, side: fc.constantFrom<'client' | 'server'>('client', 'server'), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: just('turnClock'), d, ms: fc.constantFrom(-3_600_000, -5_000, 5_000, 3_600_000) }) },
  { weight: 1, arbitrary: fc.record({ do: just('serverClock'), ms: fc.constantFrom(-60_000, 5_000, 60_000) }) },
  { weight: 3, arbitrary: fc.record({ do: just('restart'), isKilled: fc.boolean(), downMs: fc.constantFrom(0, 300, 5_000, 25_000) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: just('intrude'), t: fc.constantFrom<'hangup' | 'accept' | 'reject' | 'control' | 'join'>('hangup', 'hangup', 'accept', 'reject', 'control', 'join'), which: fc.nat(5) }),
  },
);

/**
 * `isDistant` goes with applications that leave second calls to the server: who decides itself need not be free to call,
 * so two of them that call each other meet only in the step that an engine on another machine would have to make whole.
 */
const settingOf = (...people: readonly number[]): fc.Arbitrary<Setting> => fc.record({
  people: fc.constantFrom(...people),
  seed: fc.noBias(fc.integer()),
  store: fc.noBias(fc.nat(49)).map((one): Setting['store'] => (one === 17 ? 'sqlite' : 'memory')),
  isDistant: fc.constantFrom(false, false, true),
  grainMs: fc.constantFrom(1_000, 1_000, 1_000, 100),
  deciders: fc.constantFrom(0, 0, 0, 1, 2, 15),
  isDiligent: fc.boolean(),
}).map((each) => (each.isDistant ? { ...each, deciders: 0 } : each));

const several: fc.Arbitrary<Step> = fc.oneof(
  { weight: 60, arbitrary: step },
  { weight: 26, arbitrary: GROUP_STEPS },
  { weight: 14, arbitrary: fc.record({ do: just('accept'), d }) },
);

const stories = (settings: fc.Arbitrary<Setting>, each: fc.Arbitrary<Step>): fc.Arbitrary<readonly [Setting, readonly Step[]]> =>
  fc.tuple(settings, fc.array(each, { minLength: 4, maxLength: 40, size: 'max' }));

/** A world and what happens in it. One run in fifty is on SQLite, and in one of three more than two come together. */
export const STORIES = fc.oneof(
  { weight: 2, arbitrary: stories(settingOf(2, 2, 2, 3, 4), step) },
  { weight: 1, arbitrary: stories(settingOf(2, 3, 3, 4), several) },
);
