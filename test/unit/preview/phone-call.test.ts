/** @jest-environment jsdom */
import '../../component/support/text-encoder';
import { Faults } from '../../../preview/src/runtime/faults';
import { Listeners } from '../../../preview/src/runtime/listeners';
import { type LivePusher, livePusher, pusherIn } from '../../../preview/src/tags/live/live-pusher';
import type { TagHandle } from '../../../preview/src/tags/define';
import type { Host } from '../../../preview/src/wx/host';

let faults: Faults;
let pusher: LivePusher;
/** What the pusher has asked the browser for. */
let asked: MediaStreamConstraints[];
beforeEach(() => {
  asked = [];
  const getUserMedia = (wish: MediaStreamConstraints) => {
    asked.push(wish);
    return Promise.reject(new DOMException('refused', 'NotAllowedError'));
  };
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia }, configurable: true });
  HTMLCanvasElement.prototype.getContext = () => null; // jsdom draws nothing, and says so.
  faults = new Faults();
  pusher = mounted();
});
afterEach(() => pusher.stop());

/** A pusher on a page of its own. */
function mounted(): LivePusher {
  const page = document.createElement('div');
  const dom = document.createElement('live-pusher');
  page.append(dom);
  const spec = livePusher({ faults, codes: new Listeners(), app: { visibility: new Listeners() } } as unknown as Host);
  spec.mount?.({ dom, data: spec.properties, emit: () => undefined } as unknown as TagHandle).attached?.();
  return pusherIn(page)!;
}

/** Opens the picture anew. @returns whether the camera was asked for */
function opensCamera(): boolean {
  pusher.stop();
  asked = [];
  pusher.startPreview();
  expect(asked.some(({ audio }) => Boolean(audio))).toBe(true);
  return asked.some(({ video }) => Boolean(video));
}

test('a picture that a phone call has interrupted has its camera again when it is opened after the call', () => {
  expect(opensCamera()).toBe(true);
  faults.set('phoneCall', true);
  faults.set('phoneCall', false);
  expect(opensCamera()).toBe(true);
});

test('a picture that is first opened during a phone call has no camera until the call is over', () => {
  faults.set('phoneCall', true);
  expect(opensCamera()).toBe(false);
  faults.set('phoneCall', false);
  expect(opensCamera()).toBe(true);
});
