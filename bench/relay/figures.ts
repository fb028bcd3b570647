import { median } from '../support/median';
import type { Outcome, SlowOutcome, SlowPlayer, SlowWire } from './plan';
import type { SubjectName } from './subjects';

/** One subject with so many calls, in one round. */
export interface Cell extends Outcome {
  /** Of one core. */
  readonly cpuPercent: number;
  /** The load generator's share of its core. */
  readonly loadPercent: number;
  /** 0 where there is no server. */
  readonly memoryBytes: number;
}

/** One subject with so many calls, in all rounds. */
export interface CallFigures {
  readonly subject: SubjectName;
  readonly calls: number;
  readonly rounds: Cell[];
}

/** One player on the slow link, in all rounds. */
export interface SlowFigures extends SlowPlayer {
  readonly rounds: SlowOutcome[];
}

/** Everything that a run has measured. */
export interface Figures {
  readonly calls: readonly CallFigures[];
  readonly slow: readonly SlowFigures[];
}

/** An acceptance figure: what it is, what it may be, what it was. */
export interface Limit {
  readonly name: string;
  readonly limit: string;
  readonly value: string;
  /** Null when this run has not measured it. */
  readonly held: boolean | null;
}

/** Packets that may be missing. */
const LOST_SHARE = 0.01;
/** Of the relay beside others. */
const MOST = { besidePass: 1.8, besideNodeMediaServer: 1, addedP95Ms: 10, slowS: 0.6 } as const;
const CPU_AT = [50, 100] as const;
const DELAY_AT = 50;
const SLOW = [['rtmp', 'RTMP'], ['ws-flv-reports', 'WS-FLV that reports']] as const;

/** How many calls, in words. */
export function callsText(count: number): string {
  return `${count} ${count === 1 ? 'call' : 'calls'}`;
}

/** The median of one figure over the rounds; NaN when there is none. */
export function middle(figures: CallFigures | undefined, of: (cell: Cell) => number): number {
  return median((figures?.rounds ?? []).map(of));
}

/** What was measured of a subject with so many calls. */
export function at({ calls }: Figures, subject: SubjectName, count: number): CallFigures | undefined {
  return calls.find((each) => each.subject === subject && each.calls === count);
}

/** A quantile of a subject's delay, less the same quantile of the load generator's own delay: medians of the rounds, in milliseconds. */
export function addedMs(figures: Figures, subject: SubjectName, count: number, quantile: 'p50Ms' | 'p95Ms' | 'p99Ms'): number {
  const of = (cell: Cell): number => cell[quantile];
  return middle(at(figures, subject, count), of) - middle(at(figures, 'direct', count), of);
}

/** CPU of the relay as a multiple of another subject's: the ratio of the medians. */
export function cpuBeside(figures: Figures, other: SubjectName, count: number): number {
  const of = (cell: Cell): number => cell.cpuPercent;
  return middle(at(figures, 'relay', count), of) / middle(at(figures, other, count), of);
}

/** Median delay in seconds of what arrived in each window, or of the pictures of it, the median of the rounds; infinite where nothing did in most of them. */
export function windowsS({ rounds }: SlowFigures, of: 'windowsS' | 'pictureWindowsS' = 'windowsS'): number[] {
  const windows = Math.max(0, ...rounds.map((round) => round[of].length));
  return Array.from({ length: windows }, (_, index) => median(rounds.map((round) => round[of][index] ?? Infinity)));
}

/** Share of what was pushed that arrived, the median of the rounds. */
export function share({ rounds }: SlowFigures, of: 'sound' | 'pictures'): number {
  return median(rounds.map((round) => round[of]));
}

/** @throws Error when a subject has lost more than a hundredth of the packets: its other figures mean nothing then */
export function refuseLoss({ subject, calls, rounds }: CallFigures): void {
  const lossy = rounds.find(({ sent, received }) => sent === 0 || received < sent * (1 - LOST_SHARE));
  if (lossy !== undefined) throw new Error(`${subject} with ${callsText(calls)}: only ${lossy.received} of ${lossy.sent} packets arrived`);
}

/** Every acceptance figure of the relay with its limit. */
export function verdict(figures: Figures): Limit[] {
  return [
    ...CPU_AT.map((count) => limit(`CPU beside a pass-through, ${count} calls`, cpuBeside(figures, 'pass-through', count), '≤', MOST.besidePass, ' ×')),
    ...CPU_AT.map((count) => limit(`CPU beside node-media-server, ${count} calls`, cpuBeside(figures, 'node-media-server', count), '<', MOST.besideNodeMediaServer, ' ×')),
    limit(`added delay p95, ${DELAY_AT} calls`, addedMs(figures, 'relay', DELAY_AT, 'p95Ms'), '≤', MOST.addedP95Ms, ' ms'),
    ...SLOW.flatMap(([wire, title]) => [
      limit(`slow link, ${title}, median of all packets, worst window`, worstS(figures, wire, false), '≤', MOST.slowS, ' s'),
      limit(`slow link, ${title}, joins late, median of all packets, worst window`, worstS(figures, wire, true), '≤', MOST.slowS, ' s'),
    ]),
  ];
}

function worstS({ slow }: Figures, wire: SlowWire, joinsLate: boolean): number {
  const ours = slow.find((each) => each.subject === 'relay' && each.wire === wire && each.joinsLate === joinsLate && each.latencyMs === 0);
  return ours === undefined || ours.rounds.length === 0 ? NaN : Math.max(...windowsS(ours));
}

function limit(name: string, value: number, relation: '≤' | '<', most: number, unit: string): Limit {
  const held = relation === '≤' ? value <= most : value < most;
  const measured = !Number.isNaN(value);
  return { name, limit: `${relation} ${most}${unit}`, value: measured ? `${value.toFixed(2)}${unit}` : 'not measured', held: measured ? held : null };
}
