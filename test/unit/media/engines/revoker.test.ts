import { Revoker, type RevokerOptions } from '../../../../server/src/media/engines/revoker';
import { until } from '../../../support/until';
import { FakeClock } from '../support/fake-clock';
import { SILENT } from '../support/testing-relay';

const revokers: Revoker[] = [];
afterEach(() => revokers.splice(0).forEach((revoker) => revoker.close()));

interface Stage { readonly revoker: Revoker; readonly clock: FakeClock; readonly live: Set<string>; readonly kicks: string[]; readonly gone: string[]; readonly warned: string[]; pass(ms: number): Promise<void> }

/** `failures` says how many kicks fail before they succeed. */
function stage({ failures = 0 } = {}): Stage {
  const clock = new FakeClock();
  const [live, kicks, gone, warned] = [new Set<string>(), [] as string[], [] as string[], [] as string[]];
  const startMs = clock.nowMs();
  const kick: RevokerOptions['kick'] = (streams) => {
    kicks.push(`${[...streams].join('+')} at ${clock.nowMs() - startMs}`);
    return kicks.length > failures ? Promise.resolve() : Promise.reject(new Error('no answer'));
  };
  const log = { ...SILENT, warn: (_facts: unknown, text: string) => { warned.push(text); } };
  const revoker = new Revoker({ kick, isLive: (stream) => live.has(stream), giveUp: (stream) => gone.push(stream), clock, log });
  revokers.push(revoker);
  const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
  const pass = async (ms: number): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += 100) {
      await settled();
      clock.advance(100);
      await settled();
    }
  };
  return { revoker, clock, live, kicks, gone, warned, pass };
}

test('a stream that is not live is kicked at once and once more, for a client that was just coming in', async () => {
  const { revoker, kicks, pass, gone } = stage();
  revoker.revoke('a');
  await until('the first kick', () => kicks.length === 1);
  await pass(60_000);
  expect([kicks, gone, revoker.waiting]).toEqual([['a at 0', 'a at 500'], [], 0]);
});

test('a live stream is kicked until the engine tells its end', async () => {
  const { revoker, kicks, live, pass, gone } = stage();
  live.add('a');
  revoker.revoke('a');
  await pass(1_900);
  live.delete('a');
  await pass(60_000);
  expect([kicks, gone]).toEqual([['a at 0', 'a at 500', 'a at 1000', 'a at 2000'], []]);
});

test('a stream whose end never comes is given up after seven kicks, and said so', async () => {
  const { revoker, kicks, live, pass, gone, warned } = stage();
  live.add('a');
  revoker.revoke('a');
  await pass(60_000);
  expect(kicks.map((kick) => kick.split(' ').pop())).toEqual(['0', '500', '1000', '2000', '4000', '8000', '16000']);
  expect([gone, warned, revoker.waiting]).toEqual([['a'], ['a revoked stream could not be confirmed to have ended'], 0]);
});

test('a kick that fails does not count as one: it is tried again although nothing is live', async () => {
  const { revoker, kicks, pass, gone } = stage({ failures: 3 });
  revoker.revoke('a');
  await pass(60_000);
  expect([kicks, gone]).toEqual([['a at 0', 'a at 500', 'a at 1000', 'a at 2000'], []]);
});

test('a stream revoked while others wait is kicked at once, those that fall due together in one kick', async () => {
  const { revoker, kicks, pass } = stage();
  revoker.revoke('a');
  revoker.revoke('b');
  await pass(200);
  revoker.revoke('c');
  await pass(1_000);
  expect(kicks).toEqual(['a+b at 0', 'c at 200', 'a+b at 500', 'c at 700']);
});

test('after close nothing is kicked', async () => {
  const { revoker, kicks, live, pass } = stage();
  live.add('a');
  revoker.revoke('a');
  await pass(100);
  revoker.close();
  await pass(60_000);
  expect(kicks).toEqual(['a at 0']);
});
