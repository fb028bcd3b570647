import { useChromium } from '../support/chromium';
import { fixture, openPhone, type TestPhone, usePreview } from '../support/preview';

interface Logged {
  type: string;
  detail: Record<string, unknown>;
}

/** The fixture puts every event here. */
declare const log: (Logged | string)[];

jest.setTimeout(30_000);
const browser = useChromium({ fakeDevices: false });
const preview = usePreview(() => ({ miniprogram: fixture('behaviours') }));

let phone: TestPhone;
beforeEach(async () => {
  const context = await browser().newContext({ hasTouch: true });
  phone = await openPhone(context, preview().url, 'phone=a&as=alice&lang=en&page=pages/tags/tags');
  await phone.page.evaluate(() => log.splice(0));
});
afterEach(async () => {
  expect([phone.errors, phone.complaints]).toEqual([[], []]);
  await phone.page.context().close();
});

const events = async () => (await phone.page.evaluate(() => log.splice(0))).filter((each): each is Logged => typeof each !== 'string');
const types = async () => (await events()).map(({ type }) => type);
const setData = (data: object) => phone.page.evaluate((data) => (getCurrentPages() as unknown as { setData: (data: object) => void }[])[0]!.setData(data), data);
/** Waits until the fixture has logged an event of this type. */
const logged = (type: string) => phone.page.waitForFunction((type) => log.some((each) => typeof each !== 'string' && each.type === type), type);

describe('input', () => {
  test('writes what is typed into the page, and the page writes into it', async () => {
    await phone.page.fill('.name', 'Alice');
    expect(await phone.page.innerText('.echo')).toBe('Alice');
    await setData({ name: 'Bob' });
    expect(await phone.page.inputValue('.name')).toBe('Bob');
    await setData({ name: '' });
    expect(await phone.page.inputValue('.name')).toBe('');
  });

  test('tells focus, input, confirm and blur once each, with the value', async () => {
    await phone.page.focus('.name');
    await phone.page.keyboard.type('x');
    await phone.page.keyboard.press('Enter');
    const heard = await events();
    expect(heard.map(({ type, detail }) => [type, detail['value']])).toEqual([['focus', ''], ['input', 'x'], ['confirm', 'x'], ['blur', 'x']]);
  });

  test('takes no more than its length, and its placeholder wears its class', async () => {
    await phone.page.focus('.name');
    await phone.page.keyboard.type('123456789');
    expect(await phone.page.innerText('.echo')).toBe('12345678');
    expect(await phone.page.$eval('.name', (node) => getComputedStyle(node, '::placeholder').color)).toBe('rgb(200, 0, 0)');
  });
});

describe('taps', () => {
  test('catch keeps a tap from the outer view, bind does not', async () => {
    await phone.page.click('.inner');
    expect(await types()).toEqual(['tap']);
    await phone.page.click('.free');
    expect(await types()).toEqual(['tap']);
  });

  test('a finger taps once, though the browser gives mouse events for it too', async () => {
    await phone.page.tap('.free');
    await phone.page.tap('.inner');
    expect(await types()).toEqual(['tap', 'tap']);
  });

  test('a long press is told and no tap after it', async () => {
    const { x, y } = (await phone.page.locator('.free').boundingBox())!;
    await phone.page.mouse.move(x + 5, y + 5);
    await phone.page.mouse.down();
    await logged('longpress');
    await phone.page.mouse.up();
    expect(await types()).toEqual(['longpress']);
  });

  test('a finger that moves does not tap', async () => {
    const { x, y } = (await phone.page.locator('.free').boundingBox())!;
    await phone.page.mouse.move(x + 5, y + 5);
    await phone.page.mouse.down();
    await phone.page.mouse.move(x + 30, y + 5);
    await phone.page.mouse.move(x + 5, y + 5);
    await phone.page.mouse.up();
    expect(await types()).toEqual([]);
  });

  test('a disabled button does not answer; another answers the mouse and the keyboard and wears its hover class', async () => {
    await phone.page.click('.off', { force: true });
    expect(await types()).toEqual([]);
    await phone.page.click('.on');
    await phone.page.focus('.on');
    await phone.page.keyboard.press('Enter');
    expect(await types()).toEqual(['tap', 'tap']);
    await phone.page.hover('.on');
    await phone.page.mouse.down();
    await phone.page.waitForSelector('.on.pressed');
    await phone.page.mouse.up();
    await phone.page.waitForSelector('.on:not(.pressed)');
  });

  test('accessibility attributes reach the browser', async () => {
    expect(await phone.page.getByRole('button', { name: 'press me' }).count()).toBe(1);
  });
});

describe('scroll-view', () => {
  test('scrolls to the child that scroll-into-view names', async () => {
    await setData({ into: 'row2' });
    await phone.page.waitForFunction(() => document.querySelector('.list')?.scrollTop === 80);
  });

  test('tells once that its end is near', async () => {
    await phone.page.$eval('.list', (list) => list.scrollTo(0, 1000));
    await logged('scrolltolower');
    expect(await events()).toEqual([{ type: 'scrolltolower', detail: { direction: 'bottom' } }]);
  });
});

describe('swiper', () => {
  const shown = () => phone.page.locator('.pages').evaluate((swiper) => [...swiper.querySelectorAll('swiper-item')].findIndex((item) => (item as HTMLElement).style.transform.includes('calc(0%')));

  test('shows the item that current says, and tells that it turned', async () => {
    await setData({ current: 2 });
    expect(await shown()).toBe(2);
    expect(await events()).toEqual([{ type: 'turn', detail: { current: 2, currentItemId: '', source: '' } }]);
  });

  test('turns by a drag of a third, and not by a shorter one', async () => {
    const drag = async (by: number) => {
      const { x, y, width } = (await phone.page.locator('.pages').boundingBox())!;
      await phone.page.mouse.move(x + width / 2, y + 20);
      await phone.page.mouse.down();
      await phone.page.mouse.move(x + width / 2 - width * by, y + 20);
      await phone.page.mouse.up();
    };
    await drag(0.25);
    expect([await shown(), await types()]).toEqual([0, []]);
    await drag(0.35);
    expect([await shown(), await events()]).toEqual([1, [{ type: 'turn', detail: { current: 1, currentItemId: '', source: 'touch' } }]]);
  });
});

describe('switch and form', () => {
  test('a switch turns with the page and hides what depends on it', async () => {
    expect(await phone.page.isVisible('.gone')).toBe(true);
    await phone.page.click('.toggle');
    expect(await events()).toEqual([{ type: 'change', detail: { value: true } }]);
    expect(await phone.page.isVisible('.gone')).toBe(false);
  });

  test('a form submits the values of its named controls', async () => {
    await phone.page.click('.send');
    expect(await events()).toEqual([{ type: 'submit', detail: { value: { city: "Xi'an" } } }]);
  });
});

describe('movable-view', () => {
  test('follows a finger within its area, stays where it is left, tells each move, and takes no drag for a tap', async () => {
    const stone = phone.page.locator('.stone');
    await stone.scrollIntoViewIfNeeded();
    const home = (await stone.boundingBox())!;
    const moved = async () => {
      const box = (await stone.boundingBox())!;
      return [Math.round(box.x - home.x), Math.round(box.y - home.y)];
    };
    const dragBy = async (x: number, y: number) => {
      await stone.hover();
      await phone.page.mouse.down();
      await phone.page.mouse.move(home.x + 25 + x, home.y + 20 + y, { steps: 2 });
      await phone.page.mouse.up();
    };
    await dragBy(60, 30);
    expect(await moved()).toEqual([60, 30]);
    expect((await events()).map(({ type, detail }) => [type, Math.round(Number(detail['x'])), detail['source']])).toEqual([['change', 30, 'touch'], ['change', 60, 'touch']]);
    await stone.hover();
    await phone.page.mouse.down();
    await phone.page.mouse.move(home.x + 900, home.y + 900);
    await phone.page.mouse.up();
    expect(await moved()).toEqual([150, 60]);
    await phone.page.evaluate(() => log.splice(0));
    await stone.click();
    expect(await types()).toEqual(['tap']);
  });
});
