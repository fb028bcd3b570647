/** What this user sends to the room. */
export interface Push {
  /** Where to push: the address of a `live-pusher`. It changes after `renewPush` and when the room is entered again. */
  readonly url: string;
  /** Whether the user has opened microphone and camera. With neither there is nothing to push. */
  readonly mic: boolean;
  readonly camera: boolean;
  /** Which camera `SetDefaultVideo` has chosen. */
  readonly facing: 'front' | 'back';
}

/** What another member of the room sends. */
export interface Play {
  readonly userID: string;
  /** Where to play it: the address of a `live-player`. It changes after `refresh` and when that member begins anew. */
  readonly url: string;
  /** What that member says it sends. With neither there is nothing to play. */
  readonly mic: boolean;
  readonly camera: boolean;
}

/** The streams of the room that this user is in. Frozen facts: a change is a new object. */
export interface MediaView {
  /** Null outside of a room. */
  readonly push: Push | null;
  /** Everybody else who has a stream, in the order of entering. */
  readonly play: readonly Play[];
}

/** Which device could not be opened, or works no more. */
export type Device = 'mic' | 'camera';

/**
 * `RTCSDK.media`: what the three media components need of the SDK, and nothing that applications use. The SDK says what is
 * to be pushed and played; the components do it, and say what went wrong.
 */
export interface Media {
  /** The streams as they are now. */
  readonly view: MediaView;

  /**
   * Hears the view at once and after each change, in the turn in which it changes, until the returned function is called. What
   * a listener throws is logged.
   */
  subscribe(listener: (view: MediaView) => void): () => void;

  /**
   * The own stream is lost or cannot be begun again: asks for a new one. The view follows with another `push.url`; when the
   * server cannot be asked it stays. Asking again while it is being asked asks once.
   */
  renewPush(): void;

  /** Streams of others are lost or their addresses too old: asks for fresh addresses of everybody. The view follows. Asks once at a time. */
  refresh(): void;

  /**
   * A device of this user could not be opened: `OpenMicFailRslt` or `OpenVideoFailRslt` hears `sdkErr`, and the device counts as
   * closed, here and for the others. Numbers: 702 and 703 the camera, 704 and 705 the microphone, which WeChat or the
   * mini-program may not use; 1 all else.
   */
  failed(device: Device, sdkErr: number): void;
}
