/** Chromium's reader of a track's frames (W3C mediacapture-transform): gives what a test puts in. */
export class FakeProcessor {
  /** Into the one that was made last. */
  static into: ReadableStreamDefaultController<unknown>;
  readonly readable = new ReadableStream<unknown>({ start: (controller) => void (FakeProcessor.into = controller) });
}

/** Everything that was begun by now has come as far as it can. */
export const settled = () => new Promise(setImmediate);
