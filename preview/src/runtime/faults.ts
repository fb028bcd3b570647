import { Listeners } from './listeners';

/**
 * What can be done to a phone. `pusher`: its push is broken until WeChat gives up · `player`: the same of what it plays ·
 * `camera`, `microphone`: refused by the user · `phoneCall`: a phone call takes sound and camera · `floatClosed`: in the background
 * the floating window is closed · `network`: there is none · `slowLink`: media crawls.
 */
export const FAULT_NAMES = ['pusher', 'player', 'camera', 'microphone', 'phoneCall', 'floatClosed', 'network', 'slowLink'] as const;

/** One of them. */
export type FaultName = (typeof FAULT_NAMES)[number];

/** Is it the name of something that can be done to a phone? */
export function isFaultName(name: unknown): name is FaultName {
  return FAULT_NAMES.some((each) => each === name);
}

/** How fast media is while the link is slow, unless somebody says otherwise: less than a video call needs, more than its sound. */
export const SLOW_KBPS = 150;

/** What is being done to this phone; whoever is concerned listens. */
export class Faults {
  readonly changed = new Listeners<{ name: FaultName; on: boolean }>();
  /** How fast media is while `slowLink` is on, in kbit/s, each way. */
  slowKbps = SLOW_KBPS;
  private readonly current = new Set<FaultName>();

  /** Everything that is being done. */
  get all(): FaultName[] {
    return [...this.current];
  }

  has(name: FaultName): boolean {
    return this.current.has(name);
  }

  /** Begins or ends one. Twice is once, save that a `slowLink` may change its speed. */
  set(name: FaultName, on: boolean, kbps = SLOW_KBPS): void {
    if (on === this.has(name) && name !== 'slowLink') return;
    if (name === 'slowLink') this.slowKbps = kbps;
    if (on) this.current.add(name);
    else this.current.delete(name);
    this.changed.emit({ name, on });
  }
}
