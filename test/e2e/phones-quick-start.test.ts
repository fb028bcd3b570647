import { filesOfGuide, linesOfCode } from '../../scripts/wechat/quick-start';
import { useChromium } from '../support/chromium';
import { useNewUser } from '../support/new-user';
import { Phone } from '../support/node-phone';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { ScreenPhone } from './support/pair';

/* A mini-program of a new user: what the guide says, the published archives, a folder outside of the repository. */

const stack = useStack();
const browser = useChromium();
const newUser = useNewUser(stack);

test('the guide takes no more than ten lines, in both languages the same', async () => {
  for (const script of ['js', 'ts'] as const) {
    const files = await filesOfGuide(script);
    expect(linesOfCode(files)).toBeLessThanOrEqual(10);
    expect(await filesOfGuide(script, 'docs/quick-start.zh-CN.md')).toEqual(files);
  }
});

test.each(['js', 'ts'] as const)('what a new user writes in %s calls with sound and picture, and is called', async (script) => {
  const preview = await newUser().begin({ script, files: await filesOfGuide(script) });
  const context = await browser().newContext({ permissions: ['camera', 'microphone'], viewport: { width: 375, height: 720 } });
  const faults: string[] = [];
  const carol = await Phone.signIn(stack(), `carol-${script}`);
  try {
    const phones = await Promise.all([`alice-${script}`, 'bob'].map(async (account) => {
      const page = await context.newPage();
      page.on('pageerror', (fault) => faults.push(fault.message));
      await page.goto(`${preview.url}phone.html?phone=${account}&as=${account}&lang=en`);
      return new ScreenPhone(page.mainFrame(), page);
    }));
    const [alice, bob] = phones as [ScreenPhone, ScreenPhone];
    await until('both are signed in', () => carol.netcall.presence([`alice-${script}`, 'bob']).then((online) => online.length === 2, () => false)); // Asked too often it refuses.
    await alice.page.bringToFront();
    await alice.text('Call Bob').click();
    await bob.tap('Accept');
    for (const phone of phones) {
      await phone.page.bringToFront();
      await phone.seeMovingPicture();
    }
    await bob.tap('Hang up');
    await alice.see('Call Bob');
    void carol.netcall.call({ type: 1, callee: `alice-${script}` });
    await alice.see('invites you to a voice call');
    expect(faults).toEqual([]);
  } finally {
    await carol.end();
    await context.close();
    await preview.close();
  }
}, 120_000);
