import { Arrivals } from '../../../scripts/soak/arrivals';
import { changesBy, growsBy, isAtMost, medianOf, partsOf, Series, together } from '../../../scripts/soak/series';
import { RTMP_TYPE } from '../../../server/src/media/rtmp-messages';

const MINUTES = 30;

/** A figure that is noted each minute of the run. */
function seriesOf(valueAt: (minute: number) => number): Series {
  const series = new Series();
  for (let minute = 0; minute <= MINUTES; minute += 1) series.note(minute * 60_000, valueAt(minute));
  return series;
}

test('the fifth to the tenth of thirty minutes are compared with the last five: what warms up before does not count', () => {
  expect(partsOf(MINUTES)).toEqual({ early: { fromMs: 300_000, toMs: 600_000 }, late: { fromMs: 1_500_000, toMs: Infinity } });
  const warming = seriesOf((minute) => (minute < 5 ? 1e6 : 100e6));
  expect(growsBy('relay', warming, MINUTES)).toEqual({ ok: true, text: 'relay 100.0 MB → 100.0 MB (+0.0 of +5 %)' });
  expect(warming.last).toBe(100e6);
});

test('memory may grow by a twentieth and shrink by anything, also when one look at it is far off', () => {
  const ending = (bytes: number) => growsBy('relay', seriesOf((minute) => (minute === 7 ? 900e6 : minute < 20 ? 100e6 : bytes)), MINUTES);
  expect([105e6, 105.1e6, 50e6].map((bytes) => ending(bytes).ok)).toEqual([true, false, true]);
});

test('a delay may go neither up nor down by more than its limit', () => {
  const ending = (ms: number) => changesBy('delay', seriesOf((minute) => (minute < 20 ? 200 : ms)), MINUTES, 40);
  expect([240, 241, 160, 159].map((ms) => ending(ms))).toEqual([
    { ok: true, text: 'delay +40 of ±40 ms' }, { ok: false, text: 'delay +41 of ±40 ms' }, { ok: true, text: 'delay -40 of ±40 ms' }, { ok: false, text: 'delay -41 of ±40 ms' },
  ]);
});

test('what was not measured in one of the parts is broken, and a line says which of its findings is', () => {
  const short = new Series();
  short.note(310_000, 1);
  expect([growsBy('relay', short, MINUTES), changesBy('delay', new Series(), MINUTES, 40)]).toEqual([
    { ok: false, text: 'relay not measured' }, { ok: false, text: 'delay not measured' },
  ]);
  expect(new Series().last).toBeNull();
  expect(together('Alice', [isAtMost('gaps', 2, 2), isAtMost('faults', 1, 0)])).toEqual({ ok: false, text: 'Alice: gaps 2 of 2, BROKEN faults 1 of 0' });
  expect([medianOf([9, 1, 5]), medianOf([])]).toEqual([5, null]);
});

test('a player counts what is missing and what goes back, of each kind by its own rate, and no configuration', () => {
  const arrivals = new Arrivals(15, 23);
  const video = (timestampMs: number, second = 1) => arrivals.take(RTMP_TYPE.video, timestampMs, Buffer.of(0x27, second));
  const audio = (timestampMs: number, second = 1) => arrivals.take(RTMP_TYPE.audio, timestampMs, Buffer.of(0xaf, second));
  [0, 67, 133, 267, 200].forEach((ms) => video(ms));
  [0, 23, 46, 92].forEach((ms) => audio(ms));
  video(9_000, 0);
  audio(9_000, 0);
  arrivals.take(RTMP_TYPE.amf0Data, 9_000, Buffer.of(2));
  expect([arrivals.packets, arrivals.holes, arrivals.backwards]).toEqual([9, 2, 1]);
});

test('the delay is the median of what came since the last look', () => {
  const arrivals = new Arrivals(15, 23);
  expect(arrivals.video.look()).toBeNull();
  for (const lateMs of [100, 40, 9_000]) arrivals.video.take(1_000, 1_000 + lateMs);
  expect([arrivals.video.look(), arrivals.video.look()]).toEqual([100, null]);
});
