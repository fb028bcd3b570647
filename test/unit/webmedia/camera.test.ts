import { Emitter } from '../../../webmedia/src/emitter';
import { Camera } from '../../../webmedia/src/push/camera';
import type { PusherEvents } from '../../../webmedia/src/push/events';
import { settingsOf } from '../../../webmedia/src/push/options';
import { BLANK_FPS, type Draw } from '../../../webmedia/src/push/pictures';
import { FakeClock } from './fake-clock';
import { FakeProcessor, settled } from './fake-processor';

/** A picture as a camera gives it. */
class FakePicture {
  readonly displayWidth = 360;
  readonly displayHeight = 640;
  isClosed = false;

  close(): void {
    this.isClosed = true;
  }
}

class NoProcessor {
  constructor() {
    throw new Error('not this track');
  }
}

const processorIs = (MediaStreamTrackProcessor: unknown) => Object.assign(globalThis, { MediaStreamTrackProcessor });

beforeEach(() => processorIs(FakeProcessor));
afterAll(() => Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor'));

/** What a draw puts on the canvas: the camera's picture, or black. */
function drawn(draw: Draw): string {
  let what = 'nothing';
  draw({ fillRect: () => (what = 'black'), drawImage: () => (what = 'picture') } as unknown as CanvasRenderingContext2D, 360, 640);
  return what;
}

/** A camera that the browser has opened. @param show - is called with each picture */
function opened(show: (picture: string) => void = () => undefined) {
  const [clock, events, shown, told] = [new FakeClock(), new Emitter<PusherEvents>(), [] as string[], [] as unknown[]];
  events.on('opened', (event) => told.push(event));
  events.on('deviceFailed', (event) => told.push(event));
  const track = { label: 'USB', stop: jest.fn(), addEventListener: jest.fn() };
  const camera = new Camera(settingsOf({}), clock, events, (draw) => {
    shown.push(drawn(draw));
    show(drawn(draw));
  });
  camera.use({ state: 'open', track: track as unknown as MediaStreamTrack });
  return { camera, clock, shown, told, track };
}

const OPENED = { device: 'camera', label: 'USB' };
const failed = (reason: string) => ({ device: 'camera', reason });

test('a camera is shown as it is read', async () => {
  const { shown, told, track } = opened();
  const picture = new FakePicture();
  FakeProcessor.into.enqueue(picture);
  await settled();
  expect([shown, told, picture.isClosed, track.stop.mock.calls.length]).toEqual([['picture'], [OPENED], true, 0]);
});

test('a camera whose reading breaks has failed: black goes out', async () => {
  const { clock, shown, told, track } = opened();
  FakeProcessor.into.error(new Error('broken'));
  await settled();
  clock.advance(1_000 / BLANK_FPS);
  expect([told, shown, track.stop.mock.calls.length]).toEqual([[OPENED, failed('Error: broken')], ['black', 'black'], 1]);
});

test('a camera whose picture cannot be shown has failed, and the picture is released', async () => {
  const { shown, told, track } = opened((what) => {
    if (what === 'picture') throw new Error('no canvas');
  });
  const picture = new FakePicture();
  FakeProcessor.into.enqueue(picture);
  await settled();
  expect([told, shown, picture.isClosed, track.stop.mock.calls.length]).toEqual([[OPENED, failed('Error: no canvas')], ['picture', 'black'], true, 1]);
});

test('a camera whose track cannot be read has failed: it is released and black goes out', () => {
  processorIs(NoProcessor);
  const { shown, told, track } = opened();
  expect([told, shown, track.stop.mock.calls.length]).toEqual([[failed('Error: not this track')], ['black'], 1]);
});

test('a camera that breaks when it is closed already tells nothing', async () => {
  const { camera, shown, told } = opened();
  FakeProcessor.into.error(new Error('broken'));
  camera.close();
  await settled();
  expect([told, shown]).toEqual([[OPENED], []]);
});
