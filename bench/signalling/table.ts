import type { Outcome } from './plan';

/** What was measured of one subject under one load. */
export interface Row extends Outcome {
  /** CPU time of the serving process, in microseconds. */
  readonly cpuUsPerCall: number;
}

/** Prints both subjects side by side, and how many times the bare echo our server takes. */
export function printTable(perS: number, serverClosed: Row, serverOpen: Row, echoClosed: Row, echoOpen: Row): void {
  const lines = [
    line('', 'netcall', 'ws echo', 'ratio'),
    numbers('calls per second, as many as go', rate(serverClosed), rate(echoClosed), 0),
    numbers('CPU per call at that load, µs', serverClosed.cpuUsPerCall, echoClosed.cpuUsPerCall, 0),
    numbers(`call to accepted at ${perS}/s, p50 ms`, quantile(serverOpen, 0.5), quantile(echoOpen, 0.5), 2),
    numbers(`call to accepted at ${perS}/s, p99 ms`, quantile(serverOpen, 0.99), quantile(echoOpen, 0.99), 2),
    line('calls made', String(serverClosed.done + serverOpen.done), String(echoClosed.done + echoOpen.done), ''),
    line('calls lost', String(lost(serverClosed) + lost(serverOpen)), String(lost(echoClosed) + lost(echoOpen)), ''),
  ];
  console.log(`\n${lines.join('\n')}`);
}

function rate({ done, elapsedMs }: Row): number {
  return (done * 1000) / elapsedMs;
}

function quantile({ latenciesMs }: Row, share: number): number {
  return latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? NaN;
}

function lost({ begun, done }: Row): number {
  return begun - done;
}

function numbers(name: string, server: number, echo: number, digits: number): string {
  return line(name, server.toFixed(digits), echo.toFixed(digits), (server / echo).toFixed(2));
}

function line(name: string, ...cells: string[]): string {
  return name.padEnd(40) + cells.map((cell) => cell.padStart(12)).join('');
}
