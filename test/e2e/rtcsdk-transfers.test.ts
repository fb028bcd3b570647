import { createHash, randomBytes } from 'node:crypto';
import { Stage } from '../conformance/rtcsdk/stage';
import { accept } from '../conformance/rtcsdk/play';
import { useStack } from '../support/stack';

const stack = useStack();
let stage: Stage;
beforeEach(() => {
  stage = new Stage(stack(), 1);
});
afterEach(() => stage.close());

/** 20 MB, and the time that they may take at 2 MB a second, with base64 and names, on a busy machine. */
const BYTES = 20 * 1024 * 1024;
const WITHIN_MS = 60_000;
/** Two calls that are set up meanwhile, and do not wait for what is on its way before them, leave the most of it to come. */
const SENT_MEANWHILE = BYTES / 2;

const digestOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

test('SendBuffer of 20 MB arrives intact with progress, and a call that is set up meanwhile does not wait for it', async () => {
  const [alice, bob, carol] = await stage.people('alice', 'bob', 'carol');
  const bytes = new Uint8Array(randomBytes(BYTES));
  const taskID = alice.rtcsdk.SendBuffer(bob.account, bytes.buffer, 'cookie');
  await alice.hears('SendProgress', (_task, sent) => sent > BYTES / 10, WITHIN_MS);
  for (const [caller, callee] of [[alice, bob], [bob, carol]] as const) {
    const { callID } = await accept(caller, callee);
    expect(alice.heards('SendProgress').at(-1)![1]).toBeLessThan(SENT_MEANWHILE);
    caller.rtcsdk.HungupCall(callID, '', undefined);
    await callee.hears('NotifyCallHungup');
  }
  expect(alice.heards('SendBufferRslt')).toEqual([]);
  expect(await alice.hears('SendBufferRslt', () => true, WITHIN_MS)).toEqual([taskID, 0, 'cookie']);
  const [from, data] = await bob.hears('NotifyBufferData');
  expect([from, digestOf(new Uint8Array(data as ArrayBuffer))]).toEqual([alice.account, digestOf(bytes)]);
  const sent = alice.heards('SendProgress').map(([, units]) => units);
  expect(sent.length).toBeGreaterThan(50);
  expect(sent.every((units, index) => index === 0 || units > sent[index - 1]!)).toBe(true);
  expect(sent.at(-1)).toBe(BYTES);
}, 120_000);
