import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildPreview, demoRoots, startPreview } from '../../preview/src/index';
import { Stand } from '../../test/e2e/support/looks/stand';
import { fixture } from '../../test/support/preview';
import { composed, type Shot } from './compose';
import { FOLDER } from './folder';
import { galleryIndex } from './gallery-index';
import { SHEETS, type Sheet } from './sheets';

/**
 * Makes a sheet of each state of the call component, and their index.
 *
 * @param names - of the sheets to make; none: all
 */
export async function photographStates(browser: Browser, names: readonly string[]): Promise<void> {
  const preview = await startPreview({ files: await buildPreview({ ...demoRoots(), miniprogram: fixture('looks-app') }), port: 0, signalPort: 1, flvPort: 1 });
  const stands = new Map<number, Stand>();
  try {
    for (const sheet of SHEETS.filter(({ name }) => names.length === 0 || names.includes(name))) {
      const stand = stands.get(sheet.fontPx) ?? (await openStand(browser, preview.url, sheet.fontPx));
      stands.set(sheet.fontPx, stand);
      await writeFile(join(FOLDER, `${sheet.name}.webp`), await composed(browser, await shotsOf(stand, sheet), sheet));
    }
    await writeFile(join(FOLDER, 'README.md'), galleryIndex(SHEETS));
  } finally {
    await preview.close();
  }
}

async function openStand(browser: Browser, url: string, fontPx: number): Promise<Stand> {
  return Stand.open(await browser.newContext({ permissions: ['camera', 'microphone'] }), url, fontPx);
}

async function shotsOf(stand: Stand, { rows }: Sheet): Promise<Shot[][]> {
  const shots: Shot[][] = [];
  for (const row of rows) {
    const taken: Shot[] = [];
    for (const { state, wear, caption } of row) {
      await stand.show(state, wear);
      taken.push({ png: await stand.picture(), caption });
    }
    shots.push(taken);
  }
  return shots;
}
