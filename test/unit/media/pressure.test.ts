import { AckFlow } from '../../../server/src/media/ack-flow';
import { RELAY_LIMITS } from '../../../server/src/media/limits';
import { PlayerGauge } from '../../../server/src/media/player-gauge';

const { ackCalmCount, ackCalmWindowBytes, ackWindowBytes, inFlightBytes, videoLagMs, audioLagMs, queueBytes, audioQueueBytes, queueMaxBytes, joinGraceMs, joinAheadMs, joinBytes, joinWaitMs, playerStalledMs, ackStepMaxBytes } = RELAY_LIMITS;

describe('acknowledgements', () => {
  /** A player that has acknowledged the first window and then stops, while `extra` bytes follow at time 1,000. */
  function stopped(extra: number, wayMs = 0): AckFlow {
    const flow = new AckFlow(RELAY_LIMITS);
    flow.wrote(ackWindowBytes, 0);
    flow.acknowledged(ackWindowBytes, wayMs);
    flow.wrote(extra, 1_000);
    return flow;
  }

  test('a player is late by the age of the bytes whose acknowledgement is due, once enough is on its way', () => {
    expect(stopped(inFlightBytes + ackWindowBytes).lateMs(1_500)).toBe(0);
    expect(stopped(inFlightBytes + ackWindowBytes + 1).lateMs(1_500)).toBe(500);
  });

  test.each([[0, 500], [60, 440], [100, 400], [300, 400]])('a way of %i ms there and back makes %i ms of 500', (wayMs, lateMs) => {
    expect(stopped(2 * inFlightBytes + ackWindowBytes, wayMs).lateMs(1_500)).toBe(lateMs);
  });

  test('an acknowledgement makes it punctual again', () => {
    const flow = stopped(2 * inFlightBytes + ackWindowBytes);
    flow.acknowledged(ackWindowBytes + 2 * inFlightBytes, 1_500);
    expect(flow.lateMs(1_500)).toBe(0);
  });

  test('in the middle of several writes, the one that is due counts', () => {
    const flow = stopped(ackWindowBytes);
    expect(flow.lateMs(1_500)).toBe(0);
    for (let atMs = 1_010; atMs < 1_100; atMs += 10) flow.wrote(ackWindowBytes, atMs);
    expect(flow.lateMs(1_500)).toBe(500);
    flow.acknowledged(3 * ackWindowBytes, 1_500);
    expect(flow.lateMs(1_500)).toBe(500 - 20);
    flow.acknowledged(3.5 * ackWindowBytes, 1_500);
    expect(flow.lateMs(1_500)).toBe(500 - 30);
  });

  /** Acknowledged in steps of the small window, each after `tookMs`. */
  function acknowledging(flow: AckFlow, count: number, tookMs: number, fromBytes = 0): void {
    for (let index = 1; index <= count; index += 1) {
      flow.wrote(ackWindowBytes, 1_000);
      flow.acknowledged(fromBytes + index * ackWindowBytes, 1_000 + tookMs);
    }
  }

  test('a player that is punctual for a while is asked for fewer acknowledgements, and judged by those', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    acknowledging(flow, ackCalmCount - 1, 0);
    expect(flow.ask()).toBeNull();
    acknowledging(flow, 1, 0, (ackCalmCount - 1) * ackWindowBytes);
    expect([flow.ask(), flow.ask()]).toEqual([ackCalmWindowBytes, null]);
    flow.wrote(inFlightBytes + ackCalmWindowBytes, 2_000);
    expect(flow.lateMs(2_500)).toBe(0);
    flow.wrote(1, 2_000);
    expect(flow.lateMs(2_500)).toBe(500);
  });

  test('one late acknowledgement, and it is asked for more of them again', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    acknowledging(flow, ackCalmCount, 0);
    flow.ask();
    acknowledging(flow, 1, videoLagMs / 2, ackCalmCount * ackWindowBytes);
    expect(flow.ask()).toBeNull();
    acknowledging(flow, 1, videoLagMs / 2 + 1, (ackCalmCount + 1) * ackWindowBytes);
    expect(flow.ask()).toBe(ackWindowBytes);
    flow.wrote(inFlightBytes + ackCalmWindowBytes, 2_000);
    expect(flow.lateMs(60_000)).toBe(0);
    flow.acknowledged((ackCalmCount + 3) * ackWindowBytes, 2_000);
    expect(flow.lateMs(2_500)).toBe(500);
  });

  test('a player that acknowledges in steps of its own is judged by them, also when it was asked for others', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    const ownBytes = 250_000;
    let sentBytes = 0;
    for (let index = 0; index < ackCalmCount; index += 1) {
      flow.wrote(ownBytes, 1_000);
      flow.acknowledged(sentBytes += ownBytes, 1_000);
    }
    expect(flow.ask()).toBe(ackCalmWindowBytes);
    flow.wrote(inFlightBytes + ownBytes, 2_000);
    expect(flow.lateMs(60_000)).toBe(0);
    flow.wrote(1, 2_000);
    expect(flow.lateMs(2_500)).toBe(500);
  });

  describe('of a player that seems late', () => {
    /** It has acknowledged a window, and holds back a second of bytes. */
    const seeming = () => {
      const flow = stopped(inFlightBytes + ackWindowBytes + 1_000);
      expect([flow.probes(1_000), flow.probes(1_500), flow.probes(1_600)]).toEqual([false, true, false]);
      return flow;
    };

    test('the answer to a question, asked once, says that it has all, and that its steps are larger', () => {
      const flow = seeming();
      flow.wrote(ackStepMaxBytes, 1_600);
      flow.answered(1_700);
      expect([flow.inFlightBytes, flow.isAnswered, flow.lateMs(60_000), flow.probes(60_000)]).toEqual([ackStepMaxBytes, false, 0, false]);
      const ownBytes = inFlightBytes + ackWindowBytes + 1_000 + 150_000;
      flow.acknowledged(ackWindowBytes + ownBytes, 1_700);
      expect([flow.inFlightBytes, flow.isAnswered]).toEqual([ackStepMaxBytes - 150_000, true]);
      flow.wrote(inFlightBytes + ownBytes - flow.inFlightBytes, 2_000);
      expect(flow.lateMs(60_000)).toBe(0);
      flow.wrote(1, 2_000);
      expect(flow.lateMs(60_000)).toBeGreaterThan(0);
    });

    test('acknowledgements from before the answer change nothing, and later ones go on', () => {
      const flow = seeming();
      flow.answered(1_700);
      flow.acknowledged(ackWindowBytes + 1_000, 1_800);
      expect(flow.inFlightBytes).toBe(0);
      flow.wrote(5_000, 2_000);
      flow.acknowledged(2 * ackWindowBytes + inFlightBytes + 1_000 + 4_000, 2_000);
      expect(flow.inFlightBytes).toBe(1_000);
    });

    test('an answer behind what it acknowledged meanwhile leaves its steps as they are, and one to no question is nothing', () => {
      const flow = seeming();
      flow.acknowledged(2 * ackWindowBytes + inFlightBytes, 1_600);
      flow.answered(1_700);
      flow.wrote(inFlightBytes + ackWindowBytes + 1, 2_000);
      flow.answered(2_100);
      expect([flow.isAnswered, flow.lateMs(2_500)]).toEqual([true, 500]);
    });
  });

  test('a player that never acknowledged is never late', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    flow.wrote(1_000_000, 0);
    expect([flow.lateMs(60_000), flow.isAnswered]).toEqual([0, false]);
  });

  test('a player that acknowledges only in large steps is never late', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    flow.wrote(ackStepMaxBytes + 1, 0);
    flow.acknowledged(ackStepMaxBytes + 1, 0);
    flow.wrote(ackStepMaxBytes, 0);
    expect([flow.lateMs(60_000), flow.isAnswered]).toEqual([0, false]);
  });

  test('numbers that go backwards, repeat, or claim more than was sent change nothing for the worse', () => {
    const flow = stopped(2 * inFlightBytes + ackWindowBytes);
    flow.acknowledged(0, 1_200);
    flow.acknowledged(ackWindowBytes, 1_200);
    expect(flow.lateMs(1_500)).toBe(500);
    flow.acknowledged(0x7000_0000, 1_300);
    expect([flow.lateMs(1_500), flow.inFlightBytes]).toEqual([0, 0]);
  });

  test('counting goes on past 2^32 bytes', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    let total = 0;
    for (const end = 2 ** 32 + 200_000; total < end; total += 200_000) {
      flow.wrote(200_000, 0);
      flow.acknowledged(total + 200_000, 0);
    }
    flow.wrote(500_000, 5_000);
    expect(flow.lateMs(5_100)).toBe(100);
  });
});

describe('a player', () => {
  const later: number = joinGraceMs;
  const late = (lateMs: number) => ({ lateMs: () => lateMs }) as unknown as AckFlow;
  const read = (queuedBytes: number, lateMs: number, nowMs = later) => new PlayerGauge(RELAY_LIMITS, 0, late(lateMs)).pressure(nowMs, queuedBytes);

  test.each([[queueBytes - 1, 'clear'], [queueBytes, 'clear'], [queueBytes + 1, 'behind'], [audioQueueBytes, 'behind'], [audioQueueBytes + 1, 'stuck']])('with %i bytes waiting is %s', (queued, pressure) => {
    expect(read(queued, 0)).toBe(pressure);
    expect(new PlayerGauge(RELAY_LIMITS, 0, null).pressure(later, queued)).toBe(pressure);
  });

  test.each([[videoLagMs - 1, 'clear'], [videoLagMs, 'clear'], [videoLagMs + 1, 'behind'], [audioLagMs, 'behind'], [audioLagMs + 1, 'stuck']])('late by %i ms is %s', (lateMs, pressure) => {
    expect(read(0, lateMs)).toBe(pressure);
  });

  test('may let the cached pictures wait in its queue before anything is dropped, but is late at any time', () => {
    expect([read(queueBytes + 1, 0, later - 1), read(queueBytes + 1, 0, later), read(0, videoLagMs + 1, 0)]).toEqual(['clear', 'behind', 'behind']);
  });

  test('takes the cached pictures as it acknowledges them, and no more of them after a while', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    const gauge = new PlayerGauge(RELAY_LIMITS, 0, flow);
    flow.wrote(joinBytes, 0);
    expect(gauge.takesMore(0)).toBe('now');
    flow.wrote(1, 0);
    expect(gauge.takesMore(0)).toBe('later');
    flow.acknowledged(ackWindowBytes, 50);
    const ahead = Math.floor(ackWindowBytes / 50 * joinAheadMs);
    flow.wrote(ahead - flow.inFlightBytes, 50);
    expect(gauge.takesMore(50)).toBe('now');
    flow.wrote(1, 50);
    expect([gauge.takesMore(joinWaitMs - 1), gauge.takesMore(joinWaitMs)]).toEqual(['later', 'never']);
  });

  test('that does not acknowledge gets the rest of them after the same while, and one that cannot gets all at once', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    flow.wrote(joinBytes + 1, 0);
    const gauge = new PlayerGauge(RELAY_LIMITS, 0, flow);
    expect([gauge.takesMore(joinWaitMs - 1), gauge.takesMore(joinWaitMs)]).toEqual(['later', 'now']);
    expect(new PlayerGauge(RELAY_LIMITS, 0, null).takesMore(0)).toBe('now');
  });

  test('overflows above the hard limit only', () => {
    const gauge = new PlayerGauge(RELAY_LIMITS, 0, null);
    expect([queueMaxBytes - 1, queueMaxBytes, queueMaxBytes + 1].map((bytes) => gauge.overflows(bytes))).toEqual([false, false, true]);
  });

  test('whose socket takes nothing while bytes wait is dead after a while; taking one byte, or nothing waiting, keeps it alive', () => {
    const gauge = new PlayerGauge(RELAY_LIMITS, 0, null);
    const looks = (nowMs: number, queuedBytes: number, written: number) => gauge.stalls(nowMs, queuedBytes, written);
    expect(looks(0, 100, 1_000)).toBe(false);
    expect(looks(playerStalledMs - 1, 200, 1_100)).toBe(false);
    expect(looks(playerStalledMs, 299, 1_200)).toBe(false);
    expect(looks(2 * playerStalledMs - 1, 299, 1_200)).toBe(false);
    expect(looks(2 * playerStalledMs, 299, 1_200)).toBe(true);
    expect(looks(2 * playerStalledMs, 0, 1_200)).toBe(false);
  });

  test('that has stopped acknowledging is dead after a while though its socket has taken all; one that has nothing to acknowledge is not', () => {
    const flow = new AckFlow(RELAY_LIMITS);
    const gauge = new PlayerGauge(RELAY_LIMITS, 0, flow);
    const gone = (nowMs: number) => gauge.stalls(nowMs, 0, 0);
    flow.wrote(ackWindowBytes, 0);
    flow.acknowledged(ackWindowBytes, 0);
    expect([gone(0), gone(2 * playerStalledMs)]).toEqual([false, false]);
    flow.wrote(inFlightBytes + ackWindowBytes + 1, 2 * playerStalledMs);
    expect([gone(3 * playerStalledMs - 1), gone(3 * playerStalledMs)]).toEqual([false, true]);
    flow.acknowledged(ackWindowBytes + 1, 3 * playerStalledMs);
    expect(gone(3 * playerStalledMs)).toBe(false);
  });
});
