import { opacityOf } from './boxes';
import type { Line } from './boxes';
import { colourOf, contrastOf, over } from './colours';
import type { Colour } from './colours';

/** Pixels on a side of the areas whose mean colour is what the eye sees behind a stroke. */
const AREA_PX = 4;

/** A picture of the whole window, a pixel for each CSS pixel. */
export class Backdrop {
  private constructor(private readonly pixels: ImageData) {}

  /** @param png - the file, in base 64 */
  static async of(png: string): Promise<Backdrop> {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no canvas to read pixels from');
    context.drawImage(bitmap, 0, 0);
    return new Backdrop(context.getImageData(0, 0, bitmap.width, bitmap.height));
  }

  /** The lowest contrast of a line with any area behind it, and that area's colour. */
  worstBehind({ element, box }: Line): { readonly contrast: number; readonly behind: Colour } {
    const [red, green, blue, alpha] = colourOf(getComputedStyle(element).color);
    const ink: Colour = [red, green, blue, alpha * opacityOf(element)];
    let worst = { contrast: Infinity, behind: [0, 0, 0, 1] as Colour };
    for (const behind of this.areasOf(box)) {
      const contrast = contrastOf(over(ink, behind), behind);
      if (contrast < worst.contrast) worst = { contrast, behind };
    }
    return worst;
  }

  /** How clearly strokes stand out that are drawn here and not in this picture: the contrast that a fifth of their pixels exceeds; null: nothing is drawn. */
  strokeContrast(drawn: Backdrop, box: Line['box']): number | null {
    const contrasts: number[] = [];
    for (let y = Math.ceil(box.top); y < Math.floor(box.bottom); y++) {
      for (let x = Math.ceil(box.left); x < Math.floor(box.right); x++) contrasts.push(contrastOf(this.pixelAt(x, y), drawn.pixelAt(x, y)));
    }
    const strokes = contrasts.filter((contrast) => contrast > 1.1).sort((a, b) => b - a);
    return strokes[Math.floor(strokes.length / 5)] ?? null;
  }

  private pixelAt(x: number, y: number): Colour {
    const { width, data } = this.pixels;
    const at = (y * width + x) * 4;
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0, 1];
  }

  private *areasOf(box: Line['box']): Generator<Colour> {
    const { width, height } = this.pixels;
    for (let y = Math.max(0, Math.floor(box.top)); y < Math.min(height, box.bottom); y += AREA_PX) {
      for (let x = Math.max(0, Math.floor(box.left)); x < Math.min(width, box.right); x += AREA_PX) yield this.meanAt(x, y);
    }
  }

  private meanAt(left: number, top: number): Colour {
    const { width, height } = this.pixels;
    const sum = [0, 0, 0];
    let count = 0;
    for (let y = top; y < Math.min(height, top + AREA_PX); y++) {
      for (let x = left; x < Math.min(width, left + AREA_PX); x++, count++) this.pixelAt(x, y).slice(0, 3).forEach((value, channel) => (sum[channel]! += value));
    }
    return [sum[0]! / count, sum[1]! / count, sum[2]! / count, 1];
  }
}
