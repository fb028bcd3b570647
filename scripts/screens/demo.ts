import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { nameOf } from '../../miniprogram/services/people';
import { buildPreview, demoRoots, startPreview } from '../../preview/src/index';
import { Member } from '../../test/e2e/support/members';
import { connect, dial, dialSeveral, openPair, WORDS, type Pair } from '../../test/e2e/support/pair';
import { seeMoving, watchTiles } from '../../test/e2e/support/tiles';
import { makeSmallFile } from '../../test/support/foreign-client';
import { Phone } from '../../test/support/node-phone';
import { FOLDER } from './folder';
import { startStack, type Stack } from '../../test/support/stack';

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
  await Promise.all([alice, bob].map(({ frame }) => frame.locator('[class*="--up"]').waitFor()));
  await shoot('audio');
  await alice.tap(words.hangUp);
  await Promise.all([alice, bob].map((phone) => phone.id('tab-history').waitFor()));
  await Promise.all([alice, bob].map((phone) => phone.tapId('tab-history')));
  await alice.see(/00:0\d/);
  await shoot('history');
}

/** A call of nine: the two phones, and seven on Node who push a small file, one without microphone, one without camera, one who rings. */
async function photographGroup(pair: Pair, lang: 'en' | 'zh', members: readonly Member[]): Promise<void> {
  const { alice, bob } = pair;
  const words = WORDS[lang];
  const shoot = (name: string) => pair.page.screenshot({ path: join(FOLDER, `${name}-${lang === 'zh' ? 'zh-CN' : 'en'}.png`) });
  const [muted, unseen, , ...shown] = members as [Member, Member, Member, ...Member[]];
  for (const phone of [alice, bob]) await phone.tapId('tab-contacts');
  await dialSeveral(alice, members.map(({ account }) => account), words, () => shoot('group'));
  await bob.tap(words.accept);
  for (const member of [muted, unseen, ...shown]) await member.join();
  await Promise.all([muted.phone.netcall.switchMode(2), unseen.phone.netcall.switchMode(1)]);
  await Promise.all([alice, bob].map(watchTiles));
  await Promise.all([alice, bob].map((phone) => seeMoving(phone, [muted, ...shown].map(({ account }) => nameOf(account)))));
  await shoot('group-call');
  for (const phone of [alice, bob]) await phone.tap(words.hangUp);
  await alice.tap('Back'); // From the page on which she has chosen them.
}

/** The page that uses RTCSDK only, called by netcall, and its call. */
async function photographRtcSdk(pair: Pair, lang: 'en' | 'zh'): Promise<void> {
  const { alice, bob } = pair;
  const words = WORDS[lang];
  const shoot = (name: string) => pair.page.screenshot({ path: join(FOLDER, `${name}-${lang === 'zh' ? 'zh-CN' : 'en'}.png`) });
  for (const phone of [alice, bob]) await phone.tapId('tab-contacts');
  await alice.tapId('open-rtcsdk');
  await alice.id('rtc-dial').waitFor();
  await dial(bob, 'alice', 'video', words);
  await alice.id('caller').waitFor();
  await shoot('rtcsdk');
  await alice.tapId('accept-video');
  await Promise.all([alice, bob].map((phone) => phone.seeMovingPicture()));
  await shoot('rtcsdk-call');
  await bob.tap(words.hangUp);
}

async function withMembers(stack: Stack, file: string, run: (members: readonly Member[]) => Promise<void>): Promise<void> {
  const members = await Promise.all(['carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan'].map(async (name) => new Member(await Phone.signIn(stack, name), file)));
  await run(members).finally(() => Promise.all(members.map((member) => member.leave().then(() => member.phone.end()))));
}

/** Makes the pictures of the demo, in both languages, from real calls between two phones. */
export async function photographDemo(browser: Browser): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'netcall-screens-'));
  const file = join(folder, 'small.flv');
  await makeSmallFile(file);
  const stack = await startStack();
  const preview = await startPreview({ files: await buildPreview(demoRoots()), port: 0, signalPort: stack.signalPort, flvPort: stack.flvPort });
  try {
    for (const lang of ['en', 'zh'] as const) {
      const pair = await openPair(browser, preview.url, lang);
      await photograph(pair, lang);
      await withMembers(stack, file, (members) => photographGroup(pair, lang, members));
      for (const phone of [pair.alice, pair.bob]) await phone.id('tab-contacts').waitFor();
      await photographRtcSdk(pair, lang);
      await pair.context.close();
    }
  } finally {
    await preview.close();
    await stack.close();
    await rm(folder, { recursive: true });
  }
}
