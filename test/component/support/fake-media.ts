import type { Media, MediaView, Play, Push } from '../../../sdk/src/rtcsdk/media';

/** The media face of an SDK that is in no room until the test says so. */
export class FakeMedia implements Media {
  view: MediaView = { push: null, play: [] };
  /** What the components asked and told, in order. */
  readonly log: string[] = [];
  private readonly listeners = new Set<(view: MediaView) => void>();

  /** How many components listen. */
  get heardBy(): number {
    return this.listeners.size;
  }

  subscribe(listener: (view: MediaView) => void): () => void {
    this.listeners.add(listener);
    listener(this.view);
    return () => void this.listeners.delete(listener);
  }

  renewPush(): void {
    this.log.push('renew');
  }

  refresh(): void {
    this.log.push('refresh');
  }

  failed(device: string, sdkErr: number): void {
    this.log.push(`${device} failed ${sdkErr}`);
  }

  /** The own stream changes. */
  push(change: Partial<Push> | null): void {
    const push = change && { url: 'rtmp://own?t=1', mic: false, camera: false, facing: 'front' as const, ...this.view.push, ...change };
    this.tell({ ...this.view, push });
  }

  /** Others change: whoever is not named is gone. */
  play(...others: (Partial<Play> & { userID: string })[]): void {
    this.tell({ ...this.view, play: others.map((other) => ({ url: `rtmp://${other.userID}?t=1`, mic: true, camera: true, ...other })) });
  }

  private tell(view: MediaView): void {
    this.view = view;
    [...this.listeners].forEach((listener) => listener(view));
  }
}
