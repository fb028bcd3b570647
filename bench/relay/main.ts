/**
 * What relaying costs: our relay (tickets, parsing, key-frame cache) beside a pass-through that copies bytes unread, with
 * the same streams, in the same run, on the same cores. `npm run bench:relay`.
 */
import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot, ROOT } from '../../scripts/build/paths';
import { CAN_PIN, cpuUs, start, type Program } from '../signalling/processes';
import type { Outcome, Plan, Target } from './plan';

/** Who relays runs on the one core, who pushes and plays on the other. */
const CORES = { server: 0, load: 1 } as const;
const CALLS = [1, 10, 50] as const;
const KBPS = 500;
const WARM_UP_MS = 3_000;
const DURATION_MS = 10_000;
/** Packets that may be missing: what crosses the beginning and the end of the measurement. */
const LOST_SHARE = 0.01;

interface Row extends Outcome {
  /** Share of one core, in percent. */
  readonly cpuPercent: number;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'netcall-bench-'));
  const programs: Program[] = [];
  try {
    await bench(folder, programs);
  } finally {
    await Promise.all(programs.map((program) => program.end()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function bench(folder: string, programs: Program[]): Promise<void> {
  const entryPoints = ['relay-server', 'pass-through', 'load'].map((name) => fromRoot(`bench/relay/${name}.ts`));
  await build({ absWorkingDir: ROOT, entryPoints, outdir: folder, bundle: true, platform: 'node', format: 'cjs', outExtension: { '.js': '.cjs' }, logLevel: 'warning' });
  console.log(`A call is two streams of ${KBPS} kb/s, one player each. ${CAN_PIN ? 'Server and load have a core each.' : 'Cores are shared.'}`);
  console.log(line('', 'relay', 'pass-through', 'ratio'));
  const rows: Row[] = [];
  for (const calls of CALLS) {
    const relay = await measure(folder, programs, 'relay', calls);
    const pass = await measure(folder, programs, 'pass-through', calls);
    console.log([
      numbers(`${calls} calls: CPU, % of a core`, relay.cpuPercent, pass.cpuPercent),
      numbers(`${calls} calls: delay p50, ms`, relay.p50Ms, pass.p50Ms),
      numbers(`${calls} calls: delay p95, ms`, relay.p95Ms, pass.p95Ms),
    ].join('\n'));
    rows.push(relay, pass);
  }
  const lost = rows.find(({ sent, received }) => received < sent * (1 - LOST_SHARE));
  if (lost !== undefined) throw new Error(`only ${lost.received} of ${lost.sent} packets arrived`);
}

async function measure(folder: string, programs: Program[], target: Target, calls: number): Promise<Row> {
  const server = start(CORES.server, [join(folder, target === 'relay' ? 'relay-server.cjs' : 'pass-through.cjs')]);
  programs.push(server);
  const plan: Plan = { target, port: Number(await server.line()), calls, kbps: KBPS, durationMs: DURATION_MS };
  const load = start(CORES.load, [join(folder, 'load.cjs'), JSON.stringify(plan)]);
  programs.push(load);
  await load.line();
  await new Promise((resolve) => { setTimeout(resolve, WARM_UP_MS); });
  const beforeUs = cpuUs(server.pid);
  load.write('go\n');
  const outcome = JSON.parse(await load.line()) as Outcome;
  const cpuPercent = (cpuUs(server.pid) - beforeUs) / (DURATION_MS * 1000) * 100;
  await Promise.all([load.end(), server.end()]);
  return { ...outcome, cpuPercent };
}

function numbers(name: string, relay: number, pass: number): string {
  return line(name, relay.toFixed(2), pass.toFixed(2), (relay / pass).toFixed(2));
}

function line(name: string, ...cells: string[]): string {
  return name.padEnd(34) + cells.map((cell) => cell.padStart(14)).join('');
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
});
