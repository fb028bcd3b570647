import type { CallKit } from 'netcall-miniprogram';
import { offerUnseenCall } from '../../../miniprogram/services/unseen-call';

const FAILURE = Object.assign(new Error('the call page could not be opened'), { code: 'CALL_PAGE_FAILED' });

/** A phone whose user answers the question when the test says so. */
function phone(status: string) {
  const asked: string[] = [];
  const done: string[] = [];
  let reply: (answer: { confirm: boolean }) => void = () => undefined;
  let refuse: (reason: Error) => void = () => undefined;
  const showModal = ({ content }: { content: string }) => new Promise((resolve, reject) => {
    asked.push(content);
    reply = resolve;
    refuse = reject;
  });
  Object.assign(globalThis, { wx: { showModal, getStorageSync: () => 'en' } });
  const store = { status, media: 'video', title: 'Alice', callId: 'id1' };
  const kit = {
    store,
    accept: () => Promise.resolve(void done.push('accept')),
    hangup: () => Promise.resolve(void done.push('hangup')),
  } as unknown as CallKit;
  return { asked, done, kit, store, press: (confirm: boolean) => reply({ confirm }), fail: () => refuse(new Error('showModal:fail')) };
}

test.each([[true, 'accept'], [false, 'hangup']])('a call that rings without its page is asked about; yes is %s: %s', async (confirm, wish) => {
  const { asked, done, kit, press } = phone('incoming');
  const over = offerUnseenCall(kit, FAILURE);
  press(confirm);
  await over;
  expect(asked).toEqual([expect.stringContaining('Alice invites you to a video call')]);
  expect(done).toEqual([wish]);
});

test.each([[true, []], [false, ['hangup']]])('a call under way without its page goes on or ends; yes is %s', async (confirm, wishes) => {
  const { asked, done, kit, press } = phone('dialling');
  const over = offerUnseenCall(kit, FAILURE);
  press(confirm);
  await over;
  expect(asked).toEqual(['The call with Alice cannot be shown. Go on with it?']);
  expect(done).toEqual(wishes);
});

test('there is one question however often the page fails, and another one after the answer', async () => {
  const { asked, kit, press } = phone('incoming');
  const first = offerUnseenCall(kit, FAILURE);
  await offerUnseenCall(kit, FAILURE);
  press(false);
  await first;
  const second = offerUnseenCall(kit, FAILURE);
  press(false);
  await second;
  expect(asked).toHaveLength(2);
});

test('a call that is over when the user says yes is not answered', async () => {
  const { done, kit, store, press } = phone('incoming');
  const over = offerUnseenCall(kit, FAILURE);
  store.status = 'ended';
  press(true);
  await over;
  expect(done).toEqual([]);
});

test.each([true, false])('the answer to a question about a call that is over (%s) neither takes nor declines the one that rings by then', async (confirm) => {
  const { done, kit, store, press } = phone('incoming');
  const over = offerUnseenCall(kit, FAILURE);
  store.callId = 'id2';
  press(confirm);
  await over;
  expect(done).toEqual([]);
});

test('a question that WeChat does not show is asked again at the next failure', async () => {
  const { asked, kit, press, fail } = phone('incoming');
  const first = offerUnseenCall(kit, FAILURE).catch(() => undefined);
  fail();
  await first;
  const second = offerUnseenCall(kit, FAILURE);
  press(false);
  await second;
  expect(asked).toHaveLength(2);
});

test('other failures, and a call that is over already, ask nothing', async () => {
  const ringing = phone('incoming');
  await offerUnseenCall(ringing.kit, new Error('TIMEOUT'));
  const ended = phone('ended');
  await offerUnseenCall(ended.kit, FAILURE);
  expect([ringing.asked, ended.asked]).toEqual([[], []]);
});
