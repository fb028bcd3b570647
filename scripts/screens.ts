/** Makes docs/screens: the demo in real calls, and every state of the call component. `npm run screens -- demo` or `-- states` makes one of both; `-- states audio` one sheet. */
import { mkdirSync } from 'node:fs';
import { launchChromium } from '../test/support/chromium';
import { photographDemo } from './screens/demo';
import { FOLDER } from './screens/folder';
import { photographStates } from './screens/gallery';

async function main([part = '', ...names]: readonly string[]): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await launchChromium();
  try {
    if (part !== 'states') await photographDemo(browser);
    if (part !== 'demo') await photographStates(browser, names);
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
