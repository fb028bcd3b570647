const BEEP_MS = 250;
const EVERY_MS = 1_000;

/**
 * Whether the test sound beeps at this time of the clock: a quarter of every second, so that two machines side by side
 * stay bearable. The test picture flashes at the same times; so one can see and hear how far the two are apart.
 */
export function beepsAt(nowMs: number): boolean {
  return nowMs % EVERY_MS < BEEP_MS;
}
