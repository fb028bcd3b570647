import type { AxeResults, RunOptions } from 'axe-core';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from '../../support/repo';

/** Has axe on every page that is loaded from now on. */
export const withAxe = (page: Page) => page.addInitScript({ path: join(ROOT, 'node_modules/axe-core/axe.min.js') });

/** What axe finds serious in a part of the page. Contrast is left to those who measure the pixels that are really there. */
export async function seriousIn(page: Page, part: string): Promise<string[]> {
  const { violations } = await page.evaluate(
    ({ part, options }) => (window as unknown as { axe: { run(context: string, options: RunOptions): Promise<AxeResults> } }).axe.run(part, options),
    { part, options: { rules: { 'color-contrast': { enabled: false } }, resultTypes: ['violations' as const] } },
  );
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
