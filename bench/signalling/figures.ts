import { median } from '../support/median';
import type { Measured } from './stand';
import { SUBJECTS, type SubjectName } from './subjects';

/** As many calls as go, and calls at each rate. */
export interface Round {
  readonly busy: Measured;
  readonly steady: readonly Measured[];
}

/** What was measured of one subject. */
export interface Figures {
  readonly name: SubjectName;
  readonly rounds: Round[];
  bytesPerUser: number;
}

/** Who must cost more for a call than we do. Kamailio that keeps nothing and has ample memory does not: docs/performance.md says why. */
const DEARER: readonly SubjectName[] = ['kamailio-512', 'kamailio-calls', 'ejabberd'];
/** A core that is so busy has nothing left to give. */
const BUSY = 0.95;
/** A rate counts as reached with so many of its calls begun. */
const REACHED = 0.99;

/** CPU time of the server for one call when it is as many as go, in microseconds. */
export function busyCpuUs({ rounds }: Figures): number {
  return median(rounds.map(({ busy }) => busy.serverCpuUs / busy.done));
}

/** Calls per second when it is as many as go. */
export function callsPerS({ rounds }: Figures): number {
  return median(rounds.map(({ busy }) => perSecond(busy)));
}

/** Shares of their cores that server and generator had meanwhile. */
export function shares({ rounds }: Figures): { server: number; load: number } {
  const share = (us: number, ms: number): number => Math.min(1, us / 1000 / ms);
  return {
    server: median(rounds.map(({ busy }) => share(busy.serverCpuUs, busy.elapsedMs))),
    load: median(rounds.map(({ busy }) => share(busy.loadCpuUs, busy.elapsedMs))),
  };
}

/** What a call takes in frames and bytes, everybody's together. */
export function traffic({ rounds }: Figures): { frames: number; bytes: number } {
  return { frames: median(rounds.map(({ busy }) => busy.frames / busy.done)), bytes: median(rounds.map(({ busy }) => busy.bytes / busy.done)) };
}

/** At the rate of this index: the set-up time in milliseconds, the server's CPU time per call, the calls per second that went. */
export function atRate({ rounds }: Figures, index: number): { p50Ms: number; p99Ms: number; cpuUs: number; perS: number; reached: boolean } {
  const runs = rounds.flatMap(({ steady }) => steady.slice(index, index + 1));
  return {
    p50Ms: median(runs.map(({ p50Us }) => p50Us / 1000)),
    p99Ms: median(runs.map(({ p99Us }) => p99Us / 1000)),
    cpuUs: median(runs.map(({ serverCpuUs, done }) => serverCpuUs / done)),
    perS: median(runs.map(perSecond)),
    reached: median(runs.map(({ begun, unbegun }) => begun / (begun + unbegun))) >= REACHED,
  };
}

/** All calls that began, and those that never ended. */
export function count({ rounds }: Figures): { made: number; lost: number; resent: number } {
  const runs = rounds.flatMap(({ busy, steady }) => [busy, ...steady]);
  const sum = (of: (run: Measured) => number): number => runs.reduce((total, run) => total + of(run), 0);
  return { made: sum(({ begun }) => begun), lost: sum(({ begun, done }) => begun - done), resent: sum(({ resent }) => resent) };
}

/** Why a run falls short, a line each: lost calls, a generator that was too slow, a peer that is cheaper than we are. */
export function complaints(figures: readonly Figures[]): string[] {
  const ours = figures.find(({ name }) => name === 'netcall');
  return figures.flatMap((each) => {
    const { title } = SUBJECTS[each.name];
    const { lost } = count(each);
    const { server, load } = shares(each);
    return [
      ...(lost > 0 ? [`${title}: ${lost} calls were lost`] : []),
      ...(load > BUSY && server < BUSY ? [`${title}: the generator was too slow (${percent(load)} of its core, the server ${percent(server)})`] : []),
      ...(ours !== undefined && DEARER.includes(each.name) && busyCpuUs(ours) >= busyCpuUs(each) ? [`netcall costs no less CPU per call than ${title}`] : []),
    ];
  });
}

function perSecond({ inTime, elapsedMs }: Measured): number {
  return (inTime * 1000) / elapsedMs;
}

/** A share in percent, without decimals. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
