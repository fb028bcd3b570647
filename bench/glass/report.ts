import { quantile } from '../../test/unit/media/support/traffic';
import type { SoundFigures, Way } from './figures';

/** What is asked for, in milliseconds. */
const LIMITS = { glassP50: 150, glassP95: 300, lipSync: 80, firstP50: 1_000 } as const;

/** From the tap on the answering button to the first picture of the other, at either phone. */
export interface FirstPictures {
  readonly callerMs: number;
  readonly calleeMs: number;
}

const STATIONS: readonly (readonly [keyof Way, string])[] = [
  ['capturedMs', 'camera to encoder'], ['encodedMs', 'encoding'], ['carriedMs', 'socket, relay, socket'], ['decodedMs', 'decoding'], ['queuedMs', 'waiting for the sound, drawing'],
];

/** Delay, where it arises, and how well picture and sound fit. */
export function delayLines(pictures: readonly Way[], sounds: readonly SoundFigures[], seconds: number): string[] {
  const of = (key: keyof Way): number[] => pictures.map((each) => each[key]);
  const all = (key: 'delaysMs' | 'offsetsMs' | 'bufferedMs' | 'targetMs'): number[] => sounds.flatMap((each) => each[key]);
  const total = of('totalMs');
  const offsets = all('offsetsMs').map(Math.abs);
  return [
    `glass to glass      ${spread(total)}; ${pictures.length} pictures, ${(pictures.length / seconds / 2).toFixed(1)} a second each way`,
    ...STATIONS.map(([key, name]) => `  ${name.padEnd(32)}${spread(of(key))}`),
    `sound               ${spread(all('delaysMs'))}; ${all('delaysMs').length} beeps`,
    `  jitter buffer                   ${spread(all('bufferedMs'))}; target ${quantile(all('targetMs'), 0.5).toFixed(0)} ms`,
    `  gaps                            ${sounds.map((each) => each.underruns).join(' and ')} in ${seconds} s`,
    `lip sync            ${spread(offsets)}, median ${quantile(all('offsetsMs'), 0.5).toFixed(0)} (positive: picture late), most ${Math.max(...offsets).toFixed(0)}; ${offsets.length} beeps`,
    verdict('glass to glass, p50', quantile(total, 0.5), LIMITS.glassP50),
    verdict('glass to glass, p95', quantile(total, 0.95), LIMITS.glassP95),
    verdict('lip sync, p95', quantile(offsets, 0.95), LIMITS.lipSync),
  ];
}

/** How soon both see each other. */
export function callLines(firsts: readonly FirstPictures[]): string[] {
  const both = firsts.map(({ callerMs, calleeMs }) => Math.max(callerMs, calleeMs));
  return [
    `first picture       ${spread(both)}; ${firsts.length} calls, the later of both phones`,
    `  at the caller                   ${spread(firsts.map(({ callerMs }) => callerMs))}`,
    `  at the callee                   ${spread(firsts.map(({ calleeMs }) => calleeMs))}`,
    verdict('first picture, p50', quantile(both, 0.5), LIMITS.firstP50),
  ];
}

function spread(values: readonly number[]): string {
  return [0.5, 0.95, 0.99].map((part) => `p${part * 100} ${quantile(values, part).toFixed(0)}`).join(', ');
}

function verdict(what: string, ms: number, limitMs: number): string {
  return `${ms <= limitMs ? 'kept  ' : 'MISSED'}  ${what}: ${ms.toFixed(0)} ms, limit ${limitMs} ms`;
}
