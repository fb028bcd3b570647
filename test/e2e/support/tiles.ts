import type { Frame } from 'playwright-core';
import type { ScreenPhone } from './pair';

/** What was seen of one tile of a grid since the watch began. */
export interface Watched {
  /** How often its picture has changed; the first one is a change. */
  readonly changes: number;
  /** The longest time for which it stood still since the first one, in milliseconds; times in which the page could not look do not count. */
  readonly stillMs: number;
  /** Whether the player is still the one of the beginning. */
  readonly isSame: boolean;
}

/** How often a tile is looked at, in milliseconds: as often as its picture changes. */
const LOOK_MS = 200;

/** How different the darkest and the brightest spot of a picture are, at least, that is not blank. */
const CONTRAST = 40;

/** Looks at every player again and again, from within the page; it runs there as it stands here. */
const WATCH = `(() => {
  clearInterval(window.watch);
  window.watched = new Map();
  const small = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
  const context = small.getContext('2d', { willReadFrequently: true });
  const hashOf = (canvas) => {
    if (canvas.width === 0) return 0;
    context.drawImage(canvas, 0, 0, small.width, small.height);
    const levels = context.getImageData(0, 0, small.width, small.height).data.filter((_, index) => index % 4 === 1);
    return Math.max(...levels) - Math.min(...levels) < ${CONTRAST} ? 0 : levels.reduce((hash, level) => (Math.imul(hash, 31) + level) >>> 0, 1);
  };
  const lookAt = (canvas) => {
    const name = canvas.closest('[aria-label]')?.getAttribute('aria-label') ?? '';
    const hash = hashOf(canvas);
    const tile = window.watched.get(name) ?? { canvas, hash: 0, changes: 0, sinceChangeMs: 0, stillMs: 0, isSame: true };
    const changes = tile.changes + (hash !== 0 && hash !== tile.hash);
    const sinceChangeMs = changes === 0 || changes > tile.changes ? 0 : tile.sinceChangeMs + ${LOOK_MS};
    const stillMs = Math.max(tile.stillMs, sinceChangeMs);
    window.watched.set(name, { canvas, hash, changes, sinceChangeMs, stillMs, isSame: tile.isSame && tile.canvas === canvas });
  };
  const look = () => document.querySelectorAll('live-player canvas').forEach(lookAt);
  look();
  window.watch = setInterval(look, ${LOOK_MS});
})()`;

/**
 * Watches what the players of a phone's grid draw, each found by the name on its tile, from now on. A picture that is blank
 * does not change.
 */
export async function watchTiles({ frame }: ScreenPhone): Promise<void> {
  await frame.evaluate(WATCH);
}

/** What the watch has seen, by the names on the tiles. */
export function watched({ frame }: ScreenPhone): Promise<Record<string, Watched>> {
  return frame.evaluate(() => {
    const state = window as unknown as { watched: Map<string, Watched> };
    return Object.fromEntries([...state.watched].map(([name, { changes, stillMs, isSame }]) => [name, { changes, stillMs, isSame }]));
  });
}

/** Waits until each of these tiles has a picture that has changed a few times since now. */
export async function seeMoving({ frame }: ScreenPhone, names: readonly string[], withinMs = 30_000): Promise<void> {
  const from = await changesOf(frame);
  await frame.waitForFunction(([all, before]) => {
    const state = window as unknown as { watched: Map<string, { changes: number }> };
    return all.every((name) => (state.watched.get(name)?.changes ?? 0) >= (before[name] ?? 0) + 3);
  }, [names, from] as const, { timeout: withinMs, polling: LOOK_MS });
}

/** The names on the tiles of the grid, in their order; that of the own picture has none. */
export function namesOf({ frame }: ScreenPhone): Promise<string[]> {
  return frame.locator('wx-page live-player').evaluateAll((players) => players.map((player) => player.closest('[aria-label]')?.getAttribute('aria-label') ?? ''));
}

async function changesOf(frame: Frame): Promise<Record<string, number>> {
  return frame.evaluate(() => {
    const state = window as unknown as { watched: Map<string, { changes: number }> };
    return Object.fromEntries([...state.watched].map(([name, { changes }]) => [name, changes]));
  });
}
