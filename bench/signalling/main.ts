/**
 * What a call costs: ours beside Kamailio, ejabberd, Socket.IO, PeerJS and a bare `ws` echo, the same call (call, accept, hang
 * up) in the same run on the same cores. `npm run bench:signalling -- [--only NAME]… [--quick] [--write]`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { bundleServer } from '../../scripts/build/bundles';
import { fromRoot } from '../../scripts/build/paths';
import { installPackages } from '../support/packages';
import { CAN_PIN } from '../support/processes';
import { machine, writeReport } from '../support/report';
import { FULL, PAIRS, QUICK, RATES, type Plan } from './plan';
import { complaints, type Figures, type Round } from './figures';
import { report, tableOf } from './report';
import { Stand } from './stand';
import { SUBJECT_NAMES, SUBJECTS, type SubjectName } from './subjects';

const SAMPLE_MS = 500;
/** Programs in C and what they are made of. */
const GENERATORS = [['ws-calls', 'flow', 'websocket', 'sasl', 'load'], ['sip-calls', 'sip-transport', 'websocket', 'load']] as const;
const execute = promisify(execFile);

interface Options {
  readonly names: readonly SubjectName[];
  readonly plan: Plan;
  readonly write: boolean;
}

async function main(): Promise<void> {
  const { names, plan, write } = optionsOf(process.argv.slice(2));
  if (!CAN_PIN) throw new Error('this bench needs two cores and taskset: who serves and who calls have one each');
  const folder = await mkdtemp(join(tmpdir(), 'netcall-bench-'));
  try {
    await prepare(names, folder);
    const where = machine();
    const figures = await measureCalls(names, plan, folder);
    for (const each of figures) each.bytesPerUser = await measureMemory(each.name, plan, folder);
    console.log(`\n${tableOf(figures)}\n`);
    const text = await report(figures, plan, where);
    console.log(text.notes);
    if (write) await writeReport('signalling', `${text.table}\n\n${text.notes}`);
    for (const complaint of complaints(figures)) {
      console.error(complaint);
      process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws Error for an option or a name that there is not */
function optionsOf(args: readonly string[]): Options {
  const options = { only: { type: 'string', multiple: true }, quick: { type: 'boolean' }, write: { type: 'boolean' } } as const;
  const { only = SUBJECT_NAMES, quick = false, write = false } = parseArgs({ args: [...args], options }).values;
  const unknown = only.filter((name) => !SUBJECT_NAMES.some((each) => each === name));
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}; there are ${SUBJECT_NAMES.join(', ')}`);
  if (write && only !== SUBJECT_NAMES) throw new Error('only a run of all subjects is written');
  return { names: SUBJECT_NAMES.filter((name) => only.includes(name)), plan: quick ? QUICK : FULL, write };
}

/** Everything that has to be there: Debian's servers, the peers' packages, our server, the generators. */
async function prepare(names: readonly SubjectName[], folder: string): Promise<void> {
  const peers = fromRoot('bench/signalling/peers');
  await execute(join(peers, 'system-packages'));
  if (names.includes('socket.io') || names.includes('peerjs')) await installPackages(peers);
  if (names.includes('netcall')) await bundleServer();
  for (const [generator, ...parts] of GENERATORS) {
    const sources = [generator, ...parts].map((name) => fromRoot(`bench/signalling/c/${name}.c`));
    await execute('gcc', ['-O2', '-Wall', '-Wextra', '-Werror', '-o', join(folder, generator), ...sources]);
  }
}

async function measureCalls(names: readonly SubjectName[], plan: Plan, folder: string): Promise<Figures[]> {
  const figures = names.map((name): Figures => ({ name, rounds: [], bytesPerUser: NaN }));
  for (let round = 1; round <= plan.rounds; round++) {
    for (const { name, rounds } of figures) {
      const measured = await measureRound(name, plan, folder, round);
      rounds.push(measured);
      console.log(`round ${round} of ${plan.rounds}, ${SUBJECTS[name].title}: ${(measured.busy.serverCpuUs / measured.busy.done).toFixed(0)} µs of CPU per call`);
    }
  }
  return figures;
}

/** A fresh server, alone on its core: the timers of others that stand by would cost it some percent. */
async function measureRound(name: SubjectName, plan: Plan, folder: string, round: number): Promise<Round> {
  const stand = await Stand.start(name, folder, `calls-${round}`);
  try {
    await stand.signIn(PAIRS);
    await stand.busy(plan.warmUpMs);
    const busy = await stand.busy(plan.closedMs);
    const steady = [];
    for (const perS of RATES) steady.push(await stand.steady(plan.openMs, perS));
    return { busy, steady };
  } finally {
    await stand.end();
  }
}

/** Growth of a fresh server's memory by one silent user. */
async function measureMemory(name: SubjectName, plan: Plan, folder: string): Promise<number> {
  const stand = await Stand.start(name, folder, 'users');
  try {
    const before = await leastMemory(stand, plan.restMs / 2);
    const beganMs = Date.now();
    await stand.signIn(plan.idleUsers / 2);
    console.log(`${SUBJECTS[name].title}: ${plan.idleUsers} users have signed in within ${((Date.now() - beganMs) / 1000).toFixed(1)} s`);
    return ((await leastMemory(stand, plan.restMs)) - before) / plan.idleUsers;
  } finally {
    await stand.end();
  }
}

/** The least within a while: what waits for the garbage collector is nobody's. */
async function leastMemory(stand: Stand, ms: number): Promise<number> {
  let least = Infinity;
  for (const endMs = Date.now() + ms; Date.now() < endMs; await wait(SAMPLE_MS)) least = Math.min(least, stand.memoryBytes());
  return least;
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
});
