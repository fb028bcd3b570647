import { BARS, barsOf, CAMERA, placeOf, timeOf } from '../../../bench/glass/code';
import { refuseGaps, soundOf, stationsOf } from '../../../bench/glass/figures';
import type { Notes } from '../../../bench/glass/plan';

const NOTHING: Notes = { encoding: [], encoded: [], decoding: [], decoded: [], drawn: [], beepsMs: [], sounds: [] };
const NOW_MS = 1_795_949_000_000;

describe('the clock in the picture', () => {
  test.each([0, 1, 17, 300, 65_000])('is read as %i ms ago', (agoMs) => {
    expect(timeOf(barsOf(NOW_MS - agoMs), NOW_MS)).toBe(NOW_MS - agoMs);
  });

  test('is no time when a bar was misread, or when the picture is black or white', () => {
    for (let bar = 0; bar < BARS; bar += 1) {
      expect(timeOf(barsOf(NOW_MS).map((white, index) => (index === bar ? !white : white)), NOW_MS)).toBeNull();
    }
    for (const white of [true, false]) expect(timeOf(Array<boolean>(BARS).fill(white), NOW_MS)).toBeNull();
  });

  test('stays inside the part of the picture that an upright phone shows', () => {
    const [width, height] = [360, 640];
    const places = Array.from({ length: BARS }, (_, bar) => placeOf(bar, width, height).x);
    expect(Math.min(...places)).toBeGreaterThan(10);
    expect(Math.max(...places)).toBeLessThan(width - 10);
    expect(placeOf(BARS / 2 - 0.5, CAMERA.width, CAMERA.height).x).toBe(CAMERA.width / 2);
  });
});

describe('the figures', () => {
  test('of a picture are the whole way and its parts; a picture with a gap in its notes does not count', () => {
    const from: Notes = { ...NOTHING, encoding: [{ streamMs: 40, atMs: 1_005 }, { streamMs: 106, atMs: 1_071 }], encoded: [{ streamMs: 40, atMs: 1_012 }] };
    const to: Notes = {
      ...NOTHING, decoding: [{ streamMs: 40, atMs: 1_020 }], decoded: [{ streamMs: 40, atMs: 1_023 }],
      drawn: [{ streamMs: 40, atMs: 1_100, takenMs: 1_000 }, { streamMs: 106, atMs: 1_160, takenMs: 1_066 }],
    };
    expect(stationsOf(from, to)).toEqual([{ totalMs: 100, capturedMs: 5, encodedMs: 7, carriedMs: 8, decodedMs: 3, queuedMs: 77 }]);
  });

  test('of sound say how late a beep was, and how much later its picture', () => {
    const sound = { atMs: 0, bufferedMs: 50, targetMs: 60, underruns: 2 };
    const notes: Notes = {
      ...NOTHING, beepsMs: [5_150], sounds: [sound, { ...sound, underruns: 3 }],
      drawn: [{ streamMs: 0, atMs: 5_110, takenMs: 4_990 }, { streamMs: 66, atMs: 5_176, takenMs: 5_056 }],
    };
    expect(soundOf(notes)).toMatchObject({ delaysMs: [150], offsetsMs: [-30], underruns: 1 });
  });

  test('count with two thirds of the pictures and beeps in each direction; with one fewer of either, or none, the direction is named', () => {
    const noted = (pictures: number, beeps: number) => () => refuseGaps([{ name: 'Alice to Bob', pictures: 600, beeps: 40 }, { name: 'Bob to Alice', pictures, beeps }], 15, 30);
    expect(noted(300, 20)).not.toThrow();
    expect(noted(299, 20)).toThrow('Bob to Alice: only 299 of 450 pictures were seen');
    expect(noted(300, 19)).toThrow('Bob to Alice: only 19 of 30 beeps were heard');
    expect(noted(0, 0)).toThrow('Bob to Alice: only 0 of 450 pictures were seen');
  });
});
