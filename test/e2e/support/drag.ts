import type { ScreenPhone } from './pair';

/** Drags what is labelled so by a finger, in two moves. */
export async function dragBy({ frame, page }: ScreenPhone, label: string, x: number, y: number): Promise<void> {
  const { left, top } = await placeOf(frame, label);
  await page.mouse.move(left + 40, top + 40);
  await page.mouse.down();
  await page.mouse.move(left + 40 + x / 2, top + 40 + y / 2);
  await page.mouse.move(left + 40 + x, top + 40 + y);
  await page.mouse.up();
}

/** Where it stands in the browser's window, once it no longer moves by itself. */
export async function placeOf(frame: ScreenPhone['frame'], label: string): Promise<{ readonly left: number; readonly top: number }> {
  const element = await frame.getByLabel(label).elementHandle();
  await element?.waitForElementState('stable');
  const box = await element?.boundingBox();
  if (!box) throw new Error(`${label} is not to be seen`);
  return { left: Math.round(box.x), top: Math.round(box.y) };
}
