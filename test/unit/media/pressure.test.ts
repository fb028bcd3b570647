import { AckFlow } from '../../../server/src/media/ack-flow';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { PlayerGauge } from '../../../server/src/media/player-gauge';

const { ackWindowBytes, inFlightBytes, videoLagMs, audioLagMs, queueBytes, audioQueueBytes, queueMaxBytes, joinGraceMs, playerStalledMs, ackStepMaxBytes } = RELAY_LIMITS;

describe('acknowledgements', () => {
  /** A player that has acknowledged the first window and then stops, while `extra` bytes follow at time 1,000. */
  function stopped(extra: number): AckFlow {
    const flow = new AckFlow(RELAY_LIMITS);
    flow.wrote(ackWindowBytes, 0);
    flow.acknowledged(ackWindowBytes);
    flow.wrote(extra, 1_000);
    return flow;
  }

  test('a player is late by the age of the bytes whose acknowledgement is due, once enough is on its way', () => {
    expect(stopped(inFlightBytes + ackWindowBytes).lateMs(1_500)).toBe(0);
    expect(stopped(inFlightBytes + ackWindowBytes + 1).lateMs(1_500)).toBe(500);
  });

  test('an acknowledgement makes it punctual again', () => {
    const flow = stopped(2 * inFlightBytes);
    flow.acknowledged(ackWindowBytes + inFlightBytes);
    expect(flow.lateMs(1_500)).toBe(0);
  });

  test('a player that never acknowledged is never late', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    flow.wrote(1_000_000, 0);
    expect(flow.lateMs(60_000)).toBe(0);
  });

  test('a player that acknowledges only in large steps is never late', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    flow.wrote(ackStepMaxBytes + 1, 0);
    flow.acknowledged(ackStepMaxBytes + 1);
    flow.wrote(ackStepMaxBytes, 0);
    expect(flow.lateMs(60_000)).toBe(0);
  });

  test('numbers that go backwards, repeat, or claim more than was sent change nothing for the worse', () => {
    const flow = stopped(2 * inFlightBytes);
    flow.acknowledged(0);
    flow.acknowledged(ackWindowBytes);
    expect(flow.lateMs(1_500)).toBe(500);
    flow.acknowledged(0x7000_0000);
    expect(flow.lateMs(1_500)).toBe(0);
  });

  test('counting goes on past 2^32 bytes', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    let total = 0;
    for (const end = 2 ** 32 + 200_000; total < end; total += 200_000) {
      flow.wrote(200_000, 0);
      flow.acknowledged(total + 200_000);
    }
    flow.wrote(500_000, 5_000);
    expect(flow.lateMs(5_100)).toBe(100);
  });
});

describe('a player', () => {
  const later: number = joinGraceMs;
  const read = (queuedBytes: number, lateMs: number, nowMs = later) => new PlayerGauge(RELAY_LIMITS, 0).pressure({ nowMs, queuedBytes, lateMs });

  test.each([[queueBytes - 1, 'clear'], [queueBytes, 'clear'], [queueBytes + 1, 'behind'], [audioQueueBytes, 'behind'], [audioQueueBytes + 1, 'stuck']])('with %i bytes waiting is %s', (queued, pressure) => {
    expect(read(queued, 0)).toBe(pressure);
  });

  test.each([[videoLagMs - 1, 'clear'], [videoLagMs, 'clear'], [videoLagMs + 1, 'behind'], [audioLagMs, 'behind'], [audioLagMs + 1, 'stuck']])('late by %i ms is %s', (lateMs, pressure) => {
    expect(read(0, lateMs)).toBe(pressure);
  });

  test('may drain the cached pictures before anything is dropped', () => {
    expect([read(queueBytes + 1, videoLagMs + 1, later - 1), read(queueBytes + 1, videoLagMs + 1, later)]).toEqual(['clear', 'behind']);
  });

  test('overflows above the hard limit only', () => {
    const gauge = new PlayerGauge(RELAY_LIMITS, 0);
    expect([queueMaxBytes - 1, queueMaxBytes, queueMaxBytes + 1].map((bytes) => gauge.overflows(bytes))).toEqual([false, false, true]);
  });

  test('whose socket takes nothing while bytes wait is dead after a while; taking one byte, or nothing waiting, keeps it alive', () => {
    const gauge = new PlayerGauge(RELAY_LIMITS, 0);
    const looks = (nowMs: number, queuedBytes: number, written: number) => gauge.stalls({ nowMs, queuedBytes, lateMs: 0 }, written);
    expect(looks(0, 100, 1_000)).toBe(false);
    expect(looks(playerStalledMs - 1, 200, 1_100)).toBe(false);
    expect(looks(playerStalledMs, 299, 1_200)).toBe(false);
    expect(looks(2 * playerStalledMs - 1, 299, 1_200)).toBe(false);
    expect(looks(2 * playerStalledMs, 299, 1_200)).toBe(true);
    expect(looks(2 * playerStalledMs, 0, 1_200)).toBe(false);
  });
});
