/**
 * What a call costs: the real server (signed-in users, validation, busy locks, records in SQLite) beside a bare `ws` echo
 * server with as many frames and bytes, in the same run, on the same cores. `npm run bench:signalling`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleServer } from '../../scripts/build/bundles';
import { fromRoot } from '../../scripts/build/paths';
import { FRAMES_PER_CALL, type Outcome, type Plan } from './plan';
import { CAN_PIN, cpuUs, start, type Program } from './processes';
import { readyPort, tokenOf } from './server';
import { printTable, type Row } from './table';

/** Who serves runs on the one core, who asks on the other. */
const CORES = { server: 0, load: 1 } as const;
const PAIRS = 50;
const WARM_UP_MS = 2_500;
const CLOSED_MS = 6_000;
const OPEN_MS = 8_000;
/** Load at which the latency is measured. */
const OPEN_PER_S = 200;

/** Limits that a bench has to raise; everything else is as in production. */
const RAISED = {
  NETCALL_MESSAGES_PER_S: '1000000', NETCALL_MESSAGES_BURST: '1000000', NETCALL_CALLS_PER_MINUTE: '100000000', NETCALL_PAIR_CALLS_PER_MINUTE: '100000000',
  NETCALL_CONNECTS_PER_S: '100000',
};

interface Subject {
  readonly target: Plan['target'];
  readonly program: Program;
  readonly url: string;
  readonly users: Plan['users'];
  readonly frameBytes: number;
}

async function main(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'netcall-bench-'));
  const programs: Program[] = [];
  try {
    await bench(data, programs);
  } finally {
    await Promise.all(programs.map((program) => program.end()));
    await rm(data, { recursive: true, force: true });
  }
}

async function bench(data: string, programs: Program[]): Promise<void> {
  const server = await startServer(data, programs);
  await measure(server, WARM_UP_MS, 0);
  const serverClosed = await measure(server, CLOSED_MS, 0);
  const serverOpen = await measure(server, OPEN_MS, OPEN_PER_S);

  const echo = await startEcho(Math.round(serverClosed.bytes / serverClosed.frames), programs);
  await measure(echo, WARM_UP_MS, 0);
  const echoClosed = await measure(echo, CLOSED_MS, 0);
  const echoOpen = await measure(echo, OPEN_MS, OPEN_PER_S);

  console.log(`\nRaised limits: ${Object.entries(RAISED).map(([name, value]) => `${name}=${value}`).join(' ')}`);
  console.log(`A call: ${(serverClosed.frames / serverClosed.done).toFixed(1)} frames (call, accept, hang-up, their answers, invited, accepted, ended)`);
  console.log(`  of ${Math.round(serverClosed.bytes / serverClosed.frames)} bytes on average; the echo has ${FRAMES_PER_CALL}. ${PAIRS} pairs. ${CAN_PIN ? 'Server and load have a core each.' : 'Cores are shared.'}`);
  printTable(OPEN_PER_S, serverClosed, serverOpen, echoClosed, echoOpen);
  const lost = [serverClosed, serverOpen, echoClosed, echoOpen].reduce((sum, { begun, done }) => sum + begun - done, 0);
  if (lost > 0) throw new Error(`${lost} calls were lost`);
}

async function startServer(data: string, programs: Program[]): Promise<Subject> {
  await bundleServer();
  const env = {
    PATH: process.env['PATH'], ...RAISED, NETCALL_MODE: 'development', NETCALL_DATA: data, NETCALL_PORT: '0', NETCALL_RTMP_PORT: '0', NETCALL_FLV_PORT: '0',
  };
  const program = start(CORES.server, [fromRoot('server/dist/main.mjs')], env);
  programs.push(program);
  const port = await readyPort(program);
  const users: { account: string; token: string }[] = [];
  for (let index = 0; index < 2 * PAIRS; index++) users.push({ account: `user-${index}`, token: await tokenOf(port, `user-${index}`) });
  return { target: 'server', program, url: `ws://127.0.0.1:${port}/ws`, users, frameBytes: 0 };
}

async function startEcho(frameBytes: number, programs: Program[]): Promise<Subject> {
  const program = start(CORES.server, ['--import', 'tsx', fromRoot('bench/signalling/echo.ts')]);
  programs.push(program);
  return { target: 'echo', program, url: `ws://127.0.0.1:${await program.line()}`, users: [], frameBytes };
}

async function measure({ target, program, url, users, frameBytes }: Subject, durationMs: number, perS: number): Promise<Outcome & Row> {
  const plan: Plan = { target, url, users, pairs: PAIRS, durationMs, perS, frameBytes };
  const load = start(CORES.load, ['--import', 'tsx', fromRoot('bench/signalling/load.ts'), JSON.stringify(plan)]);
  try {
    await load.line();
    const beforeUs = cpuUs(program.pid);
    load.write('go\n');
    const outcome = JSON.parse(await load.line()) as Outcome;
    return { ...outcome, cpuUsPerCall: (cpuUs(program.pid) - beforeUs) / outcome.done };
  } finally {
    await load.end();
  }
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
});
