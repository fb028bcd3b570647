import type { Browser } from 'playwright-core';
import type { Sheet } from './sheets';

/** A picture with a line above it. */
export interface Shot {
  readonly png: Buffer;
  readonly caption: string;
}

/** How much of a sheet may be lost to keep it small, as browsers count it. */
const QUALITY = 0.72;

/** Puts pictures side by side, row below row. @returns a file in WebP */
export async function composed(browser: Browser, rows: readonly (readonly Shot[])[], { scale, part }: Pick<Sheet, 'scale' | 'part'>): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const plan = rows.map((row) => row.map(({ png, caption }) => {
      const [from, to] = part ?? [0, png.readUInt32BE(20)];
      return { caption, png: png.toString('base64'), width: png.readUInt32BE(16), from, height: to - from };
    }));
    return Buffer.from(await page.evaluate(drawSheet, { rows: plan, scale, quality: QUALITY }), 'base64');
  } finally {
    await page.close();
  }
}

interface Plan {
  readonly rows: readonly (readonly { readonly caption: string; readonly png: string; readonly width: number; readonly from: number; readonly height: number }[])[];
  readonly scale: number;
  readonly quality: number;
}

/** Runs in the browser. */
async function drawSheet({ rows, scale, quality }: Plan): Promise<string> {
  const [gap, line] = [12, 18];
  const width = gap + Math.max(...rows.map((row) => row.reduce((sum, shot) => sum + shot.width * scale + gap, 0)));
  const tops = rows.map((_, index) => gap + rows.slice(0, index).reduce((sum, row) => sum + Math.max(...row.map((shot) => shot.height)) * scale + line + gap, 0));
  const height = (tops.at(-1) ?? 0) + line + gap + Math.max(...(rows.at(-1) ?? []).map((shot) => shot.height)) * scale;
  const canvas = new OffscreenCanvas(Math.round(width), Math.round(height));
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#8a94a0';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = '12px sans-serif';
  for (const [index, row] of rows.entries()) {
    let left = gap;
    for (const shot of row) {
      const top = tops[index] ?? 0;
      context.fillStyle = '#10151c';
      context.fillText(shot.caption, left, top + 13, shot.width * scale);
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot.png}`)).blob());
      context.drawImage(bitmap, 0, shot.from, shot.width, shot.height, left, top + line, shot.width * scale, shot.height * scale);
      left += shot.width * scale + gap;
    }
  }
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
