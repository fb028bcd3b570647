import { drag, hold, type Place } from '../../components/src/call-view/drag';

/** A phone of 375 by 812 with the small picture at its corner, 96 by 144, and controls from 600 down. */
const VIEW = { left: 0, right: 375, top: 0, bottom: 812 };
const CONTROLS = { left: 0, right: 375, top: 600, bottom: 812 };
const CORNER = { left: 263, right: 359, top: 92, bottom: 236 };
const at = (clientX: number, clientY: number) => ({ clientX, clientY });

/** A picture that is drawn by the time the test says so. */
class Picture {
  place: Place = { x: 0, y: 0 };
  drawn: () => void = () => undefined;
  times = 0;

  /** A finger touches; where things stand is known at once. */
  touch(x: number, y: number): void {
    this.touchUnmeasured(x, y)();
  }

  /** @returns what measures where things stood when the finger touched */
  touchUnmeasured(x: number, y: number): () => void {
    const { place } = this;
    const box = { left: CORNER.left + place.x, right: CORNER.right + place.x, top: CORNER.top + place.y, bottom: CORNER.bottom + place.y };
    const measured = hold(this, at(x, y), place);
    return () => measured([VIEW, box, CONTROLS]);
  }

  move(x: number, y: number, isLast = false): void {
    drag(this, at(x, y), this.place, isLast, (place, drawn) => {
      this.times += 1;
      Object.assign(this, { place, drawn });
    });
  }
}

test('the small picture follows the finger, stays where it is let go, and is dragged on from there', () => {
  const picture = new Picture();
  picture.touch(300, 150);
  picture.move(250, 250);
  picture.drawn();
  picture.move(240, 260, true);
  expect(picture.place).toEqual({ x: -60, y: 110 });
  picture.touch(250, 300);
  picture.move(240, 320, true);
  expect(picture.place).toEqual({ x: -70, y: 130 });
});

test('it goes no further than as close to the other side as it was to this one, up to its corner, and down to the controls', () => {
  const picture = new Picture();
  picture.touch(300, 150);
  picture.move(-500, 2000, true);
  expect(picture.place).toEqual({ x: -247, y: 356 });
  picture.touch(60, 500);
  picture.move(2000, -500, true);
  expect(picture.place).toEqual({ x: 0, y: 0 });
});

test('a finger that hardly moves taps, one beside the picture drags nothing, and one that was let go neither', () => {
  const picture = new Picture();
  picture.touch(300, 150);
  picture.move(306, 156);
  picture.move(306, 156, true);
  picture.touch(100, 400);
  picture.move(200, 500, true);
  picture.move(220, 520);
  expect(picture.times).toBe(0);
});

test('while one place is drawn the ones between are left out, and the last one is drawn', () => {
  const picture = new Picture();
  picture.touch(300, 150);
  for (const step of [20, 30, 40, 50]) picture.move(300 - step, 150);
  expect(picture.times).toBe(1);
  picture.move(240, 150, true);
  expect(picture).toMatchObject({ times: 2, place: { x: -60, y: 0 } });
});

test('a finger whose tap was over before it was known where things stand holds nothing: the next one drags from where it touches', () => {
  const picture = new Picture();
  const measureTap = picture.touchUnmeasured(311, 164);
  picture.move(311, 164, true);
  measureTap();
  const measure = picture.touchUnmeasured(303, 132);
  picture.move(293, 220);
  expect(picture.times).toBe(0);
  measure();
  picture.move(283, 307, true);
  expect(picture.place).toEqual({ x: -20, y: 175 });
});

test('a finger that flicks the picture and lets go before it is known where things stand has dragged it there; one beside the picture drags nothing', () => {
  const picture = new Picture();
  const measureBeside = picture.touchUnmeasured(100, 400);
  picture.move(60, 500, true);
  measureBeside();
  expect(picture.times).toBe(0);
  const measure = picture.touchUnmeasured(300, 150);
  picture.move(270, 200);
  picture.move(240, 260);
  picture.move(240, 260, true);
  measure();
  expect(picture).toMatchObject({ times: 1, place: { x: -60, y: 110 } });
  picture.move(200, 300);
  expect(picture.times).toBe(1);
});
