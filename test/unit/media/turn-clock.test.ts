import { onceATurn } from '../../../server/src/media/turn-clock';

test('one turn of the event loop sees one time, the next another', async () => {
  let reads = 0;
  const nowMs = onceATurn(() => { reads += 1; return reads * 10; });
  expect([nowMs(), nowMs(), reads]).toEqual([10, 10, 1]);
  await new Promise(setImmediate);
  expect([nowMs(), nowMs(), reads]).toEqual([20, 20, 2]);
});
