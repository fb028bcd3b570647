import { RECOVERY, Recovery, recoveryDelayMs } from '../../components/src/call-kit/recovery';
import { FakeHost, settle } from './support/fake-host';

function recovering(renew: () => Promise<string>) {
  const clock = new FakeHost();
  const log: string[] = [];
  const steps = { stop: () => log.push('stop'), start: (url: string) => log.push(`start ${url}`), giveUp: () => log.push('give up'), renew };
  return { clock, log, recovery: new Recovery(clock, steps) };
}

test('the waits double up to their limit and end after the last try', () => {
  const delays = Array.from({ length: RECOVERY.tries + 1 }, (_, attempt) => recoveryDelayMs(attempt));
  expect(delays).toEqual([1000, 2000, 4000, 8000, 8000, 8000, null]);
});

test('row 23: a lost stream is stopped at once and started with a new address after the first wait', async () => {
  const { clock, log, recovery } = recovering(() => Promise.resolve('new'));
  recovery.failed();
  await clock.advance(999);
  expect(log).toEqual(['stop']);
  await clock.advance(1);
  expect(log).toEqual(['stop', 'start new']);
  expect([recovery.isDown, clock.waiting]).toEqual([false, 0]);
});

test('two words about one failure are one failure', async () => {
  const { clock, log, recovery } = recovering(() => Promise.resolve('new'));
  recovery.failed();
  recovery.failed();
  await clock.advance(60_000);
  expect(log).toEqual(['stop', 'start new']);
});

test('it gives up after the last try and leaves no timer', async () => {
  const { clock, log, recovery } = recovering(() => Promise.reject(new Error('offline')));
  recovery.failed();
  await clock.advance(120_000);
  expect(log).toEqual(['stop', 'give up']);
  expect([recovery.isDown, clock.waiting]).toEqual([true, 0]);
});

test('after giving up it tries again when asked', async () => {
  let reachable = false;
  const { clock, log, recovery } = recovering(() => (reachable ? Promise.resolve('new') : Promise.reject(new Error('offline'))));
  recovery.failed();
  await clock.advance(120_000);
  reachable = true;
  recovery.retryNow();
  await settle();
  expect(log).toEqual(['stop', 'give up', 'start new']);
});

test('a stream that fails again at once waits longer; one that has lived long starts counting anew', async () => {
  const { clock, log, recovery } = recovering(() => Promise.resolve('new'));
  recovery.failed();
  await clock.advance(1000);
  recovery.live();
  recovery.failed();
  await clock.advance(1999);
  expect(log).toEqual(['stop', 'start new', 'stop']);
  await clock.advance(1);
  recovery.live();
  await clock.advance(RECOVERY.steadyMs);
  recovery.failed();
  await clock.advance(1000);
  expect(log).toEqual(['stop', 'start new', 'stop', 'start new', 'stop', 'start new']);
});

test('an address that arrives after the stream was replaced is dropped', async () => {
  let give: (url: string) => void = () => undefined;
  const { clock, log, recovery } = recovering(() => new Promise((resolve) => (give = resolve)));
  recovery.failed();
  await clock.advance(1000);
  recovery.reset();
  give('late');
  await settle();
  expect(log).toEqual(['stop']);
  expect(recovery.isDown).toBe(false);
});

test('a stream that is not down is left alone when the network is back', async () => {
  const { log, recovery } = recovering(() => Promise.resolve('new'));
  recovery.retryNow();
  await settle();
  expect(log).toEqual([]);
});

test('a stream that was replaced counts its tries anew', async () => {
  const { clock, log, recovery } = recovering(() => Promise.resolve('new'));
  recovery.failed();
  await clock.advance(1000);
  recovery.reset();
  recovery.failed();
  await clock.advance(1000);
  expect(log).toEqual(['stop', 'start new', 'stop', 'start new']);
});
