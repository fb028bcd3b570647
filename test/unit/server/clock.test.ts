import { steadyTime } from '../../../server/src/clock';

const BEGIN_MS = 1_750_000_000_000;

/** A host that is five seconds old, its clocks in a test's hand. */
class Host {
  wallMs = BEGIN_MS;
  passedMs = 5_000.25;
  readonly #time = steadyTime(() => this.wallMs, () => this.passedMs);
  readonly nowMs = this.#time.nowMs;
  readonly notBefore = this.#time.notBefore;

  pass(ms: number): void {
    this.wallMs += ms;
    this.passedMs += ms;
  }
}

test('begins with what the host says, and passes with it', () => {
  const host = new Host();
  expect(host.nowMs()).toBe(BEGIN_MS);
  host.pass(86_400_000);
  expect(host.nowMs()).toBe(BEGIN_MS + 86_400_000);
});

test.each([['on', 60_000], ['back', -60_000]])('a clock that is turned %s by a minute changes nothing at once, and two minutes by two seconds and a half at most', (_way, turnMs) => {
  const host = new Host();
  host.wallMs += turnMs;
  expect(host.nowMs()).toBe(BEGIN_MS);
  host.pass(120_000);
  expect(Math.abs(host.nowMs() - BEGIN_MS - 120_000)).toBeGreaterThan(0);
  expect(Math.abs(host.nowMs() - BEGIN_MS - 120_000)).toBeLessThanOrEqual(2_500);
});

test.each([['on', 60_000], ['back', -60_000]])('after fifty minutes it says again what the host says, which was turned %s by one', (_way, turnMs) => {
  const host = new Host();
  host.wallMs += turnMs;
  for (let minute = 0; minute < 49; minute++) host.pass(60_000);
  expect(host.nowMs()).not.toBe(host.wallMs);
  for (let minute = 0; minute < 2; minute++) host.pass(60_000);
  expect(host.nowMs()).toBe(host.wallMs);
});

test('never goes back, however often the clock is turned back', () => {
  const host = new Host();
  for (let turn = 0, beforeMs = host.nowMs(); turn < 500; turn++) {
    host.wallMs -= 3_000;
    host.pass(10);
    const nowMs = host.nowMs();
    expect(nowMs).toBeGreaterThan(beforeMs);
    beforeMs = nowMs;
  }
});

test.each([['under', 3_600_000, 0], ['over', 3_600_001, 3_600_001]])('a turn of just %s an hour is followed by %i: a host without a true time gets it at once', (_which, turnMs, followedMs) => {
  const host = new Host();
  host.wallMs += turnMs;
  expect(host.nowMs()).toBe(BEGIN_MS + followedMs);
});

test('goes on from after what was written before a restart, and nears the host from there; over an hour ahead was no true time', () => {
  const host = new Host();
  host.notBefore(BEGIN_MS - 1);
  expect(host.nowMs()).toBe(BEGIN_MS);
  host.notBefore(BEGIN_MS + 60_000);
  expect(host.nowMs()).toBe(BEGIN_MS + 60_001);
  host.pass(100_000);
  expect(host.nowMs()).toBe(BEGIN_MS + 158_001);
  host.notBefore(host.nowMs() + 3_600_000);
  expect(host.nowMs()).toBe(BEGIN_MS + 158_001);
});
