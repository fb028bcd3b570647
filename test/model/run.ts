import fc from 'fast-check';
import { checkGroups, checkGroupsAtEnd, checkGroupsAtRest } from './group-invariants';
import { checkCalm, checkEnd, checkStep } from './invariants';
import type { Plant } from './sim-server';
import { STORIES, type Setting, type Step } from './steps';
import { titleOf, wordsOf } from './words';
import { World } from './world';

/** Longer than every time limit of a server and of a client together: after it nothing is under way. */
const CALM_MS = 230_000;
/** Enough for everybody to hang up and to sign out. */
const FAREWELL_MS = 30_000;

/** How often, and from which seed. */
export interface ModelOptions {
  readonly runs: number;
  readonly seed: number;
  /** Number of the first story, from 0. Default 0; the stories behind it are the same as without it. */
  readonly from?: number;
  /** Of a failing run: plays it and its shrunken forms only. */
  readonly path?: string;
  /** A fault to be found. */
  readonly plant?: () => Plant;
  /** Whether a failing story is made as short as it can be. Default true. */
  readonly isShrunk?: boolean;
  /** Hears of every step, frame and phase. */
  readonly trace?: (text: string) => void;
  /** Hears after every story, and after every shorter form of a failing one, whether it keeps the rules. */
  readonly onTold?: (isKept: boolean) => void;
}

/** What became of the runs. `story` tells the failing one in words, or is null. */
export interface ModelResult {
  readonly runs: number;
  readonly story: string | null;
}

/** Plays one story and checks it throughout. @throws Violation */
export async function play(setting: Setting, steps: readonly Step[], plant?: Plant, trace?: (text: string) => void): Promise<void> {
  const world = new World(setting, plant, trace);
  try {
    await world.begin();
    checkStep(world);
    for (const step of steps) {
      trace?.(wordsOf(step, setting));
      await world.perform(step);
      checkStep(world);
      checkGroups(world);
    }
    await world.calm(CALM_MS);
    checkCalm(world);
    checkGroups(world);
    checkGroupsAtRest(world);
    for (const device of world.devices) {
      device.owns();
      device.wish('hangup', (netcall) => netcall.hangup());
    }
    await world.clock.advance(FAREWELL_MS / 2);
    for (const device of world.devices) device.wish('logout', (netcall) => netcall.logout());
    await world.clock.advance(FAREWELL_MS / 2);
    await checkEnd(world);
    await checkGroupsAtEnd(world);
  } finally {
    world.server.clear();
  }
}

/** Plays stories until one breaks a rule or all are told. */
export async function runModel(options: ModelOptions): Promise<ModelResult> {
  const { runs, seed, from = 0, path = from > 0 ? String(from) : '', plant, isShrunk = true, trace, onTold } = options;
  const property = fc.asyncProperty(STORIES, async ([setting, steps]) => {
    let isKept = false;
    try {
      await play(setting, steps, plant?.(), trace);
      isKept = true;
    } finally {
      onTold?.(isKept);
      await turned();
    }
  });
  const details = await withoutStacks(options.path === undefined, () => fc.check(property, { numRuns: runs, seed, path, endOnFailure: !isShrunk }));
  if (!details.failed) return { runs: details.numRuns, story: null };
  const [[setting, steps]] = details.counterexample ?? [STORIES_NONE];
  const fault = details.errorInstance instanceof Error ? details.errorInstance : new Error(String(details.errorInstance));
  return { runs: details.numRuns, story: tell(setting, steps, fault, details.seed, details.counterexamplePath ?? '') };
}

/** No story lets Node's loop turn, and only there what closed databases held is freed, and signals are heard. */
function turned(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Refusals are thrown by the thousand, and where nobody reads: only a replay takes the time to note from where. */
async function withoutStacks<T>(isSo: boolean, run: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  if (isSo) Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const STORIES_NONE: readonly [Setting, readonly Step[]] = [{ people: 2, seed: 0, store: 'memory', isDistant: false, grainMs: 1_000, deciders: 0, isDiligent: false }, []];

function tell(setting: Setting, steps: readonly Step[], fault: Error, seed: number, path: string): string {
  const what = fault.name === 'Violation' ? fault.message : (fault.stack ?? fault.message);
  const lines = steps.map((step, index) => `  ${index + 1}. ${wordsOf(step, setting)}`);
  return [what, titleOf(setting), ...lines, `  Replay: npm run model -- --seed ${seed} --path "${path}"`].join('\n');
}
