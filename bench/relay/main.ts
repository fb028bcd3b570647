/**
 * What relaying costs: our relay beside nginx-rtmp, node-media-server and a pass-through that copies bytes unread, with the same
 * streams in the same run on the same cores; and what happens on a link slower than the stream.
 * `npm run bench:relay -- [--quick] [--rounds N] [--calls N,N] [--subjects NAME,NAME] [--only calls|slow-link] [--write]`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleServer } from '../../scripts/build/bundles';
import { fromRoot, ROOT } from '../../scripts/build/paths';
import { installPackages } from '../support/packages';
import { CAN_PIN, start } from '../support/processes';
import { machine, writeReport } from '../support/report';
import { callsText, refuseLoss, type CallFigures, type Figures, type SlowFigures } from './figures';
import { optionsOf, type Options } from './options';
import { CORES, LATE_MS, LATENCY_MS, LINK_KBPS, STREAM_KBPS, WINDOW_MS, type Plan, type SlowOutcome, type SlowPlan, type SlowWire } from './plan';
import { report } from './report';
import { Stand } from './stand';
import { SUBJECTS, type Subject, type SubjectName } from './subjects';

const PROGRAMS = ['load', 'slow-links', 'pass-through'] as const;

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  if (!CAN_PIN) throw new Error('this bench needs two cores and taskset: who serves and who pushes and plays have one each');
  const folder = await mkdtemp(join(tmpdir(), 'netcall-bench-'));
  try {
    await prepare(options.subjects, folder);
    const where = machine();
    const text = await report(await measure(options, folder), options, where);
    console.log(`\n${text}`);
    if (options.write) await writeReport('relay', text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything that has to be there: Debian's nginx, the peer's packages, our server, the programs of this bench. */
async function prepare(subjects: readonly SubjectName[], folder: string): Promise<void> {
  if (subjects.includes('nginx-rtmp')) await promisify(execFile)(fromRoot('scripts/system-packages'));
  if (subjects.includes('node-media-server')) await installPackages(fromRoot('bench/relay/peers'));
  if (subjects.includes('relay')) await bundleServer();
  const entryPoints = PROGRAMS.map((name) => fromRoot(`bench/relay/${name}.ts`));
  await build({ absWorkingDir: ROOT, entryPoints, outdir: folder, bundle: true, platform: 'node', format: 'cjs', outExtension: { '.js': '.cjs' }, logLevel: 'warning' });
}

async function measure({ plan, subjects, calls, parts }: Options, folder: string): Promise<Figures> {
  const figures = {
    calls: parts.includes('calls') ? calls.flatMap((count) => subjects.map((subject): CallFigures => ({ subject, calls: count, rounds: [] }))) : [],
    slow: parts.includes('slow-link') ? subjects.flatMap(slowOf) : [],
  };
  for (let round = 1; round <= plan.rounds; round++) {
    for (const each of figures.calls) {
      await measureCalls(each, plan, folder, round);
      console.log(`round ${round} of ${plan.rounds}, ${callsText(each.calls)}, ${SUBJECTS[each.subject].title}: ${each.rounds.at(-1)?.cpuPercent.toFixed(1)} % of a core, p95 ${each.rounds.at(-1)?.p95Ms.toFixed(2)} ms`);
    }
    if (figures.slow.length > 0) await measureSlow(figures.slow, plan, folder, round);
  }
  return figures;
}

function slowOf(name: SubjectName): SlowFigures[] {
  const { slow = [], slowAndFar = [] }: Subject = SUBJECTS[name];
  const figuresOf = (wire: SlowWire, joinsLate: boolean, latencyMs: number): SlowFigures => ({ subject: name, wire, joinsLate, latencyMs, rounds: [] });
  return [...[false, true].flatMap((joinsLate) => slow.map((wire) => figuresOf(wire, joinsLate, 0))), ...slowAndFar.map((wire) => figuresOf(wire, false, LATENCY_MS))];
}

/** A fresh server, alone on its core. */
async function measureCalls(figures: CallFigures, plan: Plan, folder: string, round: number): Promise<void> {
  const stand = await Stand.start(figures.subject, folder, join(folder, `${figures.subject}-${figures.calls}-${round}`));
  try {
    figures.rounds.push(await stand.measure(figures.calls, STREAM_KBPS, plan));
  } finally {
    await stand.end();
  }
  refuseLoss(figures);
}

/** All servers at once, each player with a link of its own. */
async function measureSlow(figures: readonly SlowFigures[], plan: Plan, folder: string, round: number): Promise<void> {
  const names = [...new Set(figures.map(({ subject }) => subject))];
  const stands: Stand[] = [];
  try {
    for (const name of names) stands.push(await Stand.start(name, folder, join(folder, `${name}-slow-${round}`)));
    const outcomes = await playSlowly(stands, folder, {
      addresses: Object.fromEntries(names.map((name, index) => [name, stands[index]?.address])), players: figures.map(({ subject, wire, joinsLate, latencyMs }) => ({ subject, wire, joinsLate, latencyMs })),
      streamKbps: STREAM_KBPS, linkKbps: LINK_KBPS, durationMs: plan.slowMs, windowMs: WINDOW_MS, lateMs: LATE_MS,
    });
    figures.forEach((each, index) => each.rounds.push(...outcomes.slice(index, index + 1)));
    console.log(`round ${round} of ${plan.rounds}, slow link: done`);
  } finally {
    await Promise.all(stands.map((stand) => stand.end()));
  }
}

async function playSlowly(stands: readonly Stand[], folder: string, plan: SlowPlan): Promise<SlowOutcome[]> {
  const load = start(CORES.load, [join(folder, 'slow-links.cjs'), JSON.stringify(plan)]);
  const line = (): Promise<string> => stands.reduce((work, stand) => stand.orEnded(work), load.line());
  try {
    await line();
    load.write('go\n');
    return JSON.parse(await line()) as SlowOutcome[];
  } finally {
    await load.end();
  }
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
});
