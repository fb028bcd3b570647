import type { Clock } from '../clock';
import type { Emitter } from '../emitter';
import { cameraPictures } from './camera-pictures';
import { cameraIds, openCamera, type Opening } from './devices';
import type { PusherEvents } from './events';
import type { PusherSettings } from './options';
import { blankPictures, testPictures, type Draw, type PictureSource } from './pictures';

/** Which pictures go out: the camera's while it is on, black while it is off, a test picture where there is none. */
export class Camera {
  private source: PictureSource | null = null;
  private track: MediaStreamTrack | null = null;
  private facing: 'front' | 'back';
  private deviceId: string | null = null;
  /** Rises with every change of mind; an answer of the browser that belongs to an older one is dropped. */
  private turn = 0;

  constructor(
    private readonly settings: PusherSettings,
    private readonly clock: Clock,
    private readonly events: Emitter<PusherEvents>,
    private readonly show: (draw: Draw) => void,
  ) {
    this.facing = settings.facing;
  }

  /** What to ask the browser for. */
  constraints(): MediaTrackConstraints {
    const { width, height, fps } = this.settings;
    const size = { width: { ideal: Math.max(width, height) }, height: { ideal: Math.min(width, height) }, frameRate: { ideal: fps } };
    if (this.deviceId !== null) return { ...size, deviceId: { exact: this.deviceId } };
    return { ...size, facingMode: { ideal: this.facing === 'front' ? 'user' : 'environment' } };
  }

  /** Shows what the browser has answered. */
  use(opening: Opening): void {
    this.turn += 1;
    switch (opening.state) {
      case 'open':
        return this.useTrack(opening.track);
      case 'denied':
        this.replace(this.blank());
        return this.events.emit('denied', { device: 'camera' });
      case 'missing':
        this.replace(testPictures(this.clock, this.settings, this.show));
        return this.events.emit('missing', { device: 'camera' });
      case 'failed':
        this.replace(this.blank());
        return this.events.emit('deviceFailed', { device: 'camera', reason: opening.reason });
    }
  }

  /** Opens the camera; what was shown before stays until it delivers. */
  async open(): Promise<void> {
    this.turn += 1;
    const turn = this.turn;
    const opening = await openCamera(this.constraints());
    if (turn === this.turn) this.use(opening);
    else if (opening.state === 'open') opening.track.stop();
  }

  /** Releases the camera and shows black. */
  disable(): void {
    this.turn += 1;
    this.replace(this.blank());
  }

  /** The next camera where there are several, otherwise the other side of the phone. */
  async switch(): Promise<void> {
    this.facing = this.facing === 'front' ? 'back' : 'front';
    const ids = await cameraIds();
    const current = ids.indexOf(this.track?.getSettings().deviceId ?? '');
    this.deviceId = ids.length > 1 ? (ids[(current + 1) % ids.length] ?? null) : null;
    if (this.track === null) return;
    this.disable();
    await this.open();
  }

  /** Releases the camera; nothing is shown any more. Safe to call twice. */
  close(): void {
    this.turn += 1;
    this.replace(null);
  }

  private useTrack(track: MediaStreamTrack): void {
    const fail = (reason: string): void => {
      if (track === this.track) this.use({ state: 'failed', reason });
    };
    try {
      this.replace(cameraPictures(track, this.settings.fps, this.show, (cause) => fail(String(cause))));
    } catch (error) {
      track.stop();
      return this.use({ state: 'failed', reason: String(error) });
    }
    this.track = track;
    track.addEventListener('ended', () => fail('the camera was unplugged or taken away'));
    this.events.emit('opened', { device: 'camera', label: track.label });
  }

  private blank(): PictureSource {
    return blankPictures(this.clock, this.settings.waitingImage ?? null, this.show);
  }

  private replace(source: PictureSource | null): void {
    this.source?.close();
    this.source = source;
    this.track = null;
  }
}
