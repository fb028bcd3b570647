/** Makes the pictures of docs/screens: every screen of the demo in both languages, from a real call between two phones. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildPreview, demoRoots, startPreview } from '../preview/src/index';
import { connect, dial, openPair, WORDS, type Pair } from '../test/e2e/support/pair';
import { launchChromium } from '../test/support/chromium';
import { ROOT } from '../test/support/repo';
import { startStack } from '../test/support/stack';

const FOLDER = join(ROOT, 'docs/screens');

async function photograph(pair: Pair, lang: 'en' | 'zh'): Promise<void> {
  const words = WORDS[lang];
  const tag = lang === 'zh' ? 'zh-CN' : 'en';
  const shoot = (name: string) => pair.page.screenshot({ path: join(FOLDER, `${name}-${tag}.png`) });
  const { alice, bob } = pair;
  await shoot('contacts');
  await dial(alice, 'bob', 'video', words);
  await bob.button(words.accept).waitFor();
  await pair.page.waitForTimeout(600);
  await shoot('ringing');
  await bob.tap(words.accept);
  await Promise.all([alice, bob].map((phone) => phone.seeMovingPicture()));
  await alice.see(/00:0[2-9]/);
  await shoot('call');
  await bob.tap(words.hangUp);
  await pair.page.waitForTimeout(400);
  await shoot('ended');
  await alice.id('audio-bob').waitFor();
  await connect(alice, bob, 'bob', 'audio', words);
  await alice.see(/00:0[1-9]/);
  await shoot('audio');
  await alice.tap(words.hangUp);
  await Promise.all([alice, bob].map((phone) => phone.id('tab-history').waitFor()));
  await Promise.all([alice, bob].map((phone) => phone.tapId('tab-history')));
  await alice.see(/00:0\d/);
  await shoot('history');
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const stack = await startStack();
  const preview = await startPreview({ files: await buildPreview(demoRoots()), port: 0, signalPort: stack.signalPort, flvPort: stack.flvPort });
  const browser = await launchChromium();
  try {
    for (const lang of ['en', 'zh'] as const) {
      const pair = await openPair(browser, preview.url, lang);
      await photograph(pair, lang);
      await pair.context.close();
    }
  } finally {
    await browser.close();
    await preview.close();
    await stack.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
