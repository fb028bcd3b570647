import { Alarm } from './alarm';
import type { CallClient } from './client';
import type { Host } from './host';
import { causesOf, UNDISTURBED, verdictOf } from './interruptions';
import type { Cause, Disturbance, Interruptions } from './interruptions';
import type { CallStore } from './store';

/** How long the sound goes the other way after a return: WeChat then finds its way to the right one again. */
export const NUDGE_MS = 200;

/** What the watch over disturbances works with. */
interface DisturbanceParts {
  readonly client: Pick<CallClient, 'current'>;
  readonly store: CallStore;
  readonly host: Pick<Host, 'isIos' | 'now' | 'setTimeout' | 'clearTimeout'>;
  readonly policies: Interruptions;
  readonly setMic: (isOn: boolean) => void;
  readonly hangUp: () => void;
  /** Media may have stopped while the call was disturbed: starts what is down. */
  readonly revive: () => void;
}

/** Carries out what the policies say of a call that is disturbed, and brings its media back afterwards (call rule 25). */
export class Disturbances {
  private facts = UNDISTURBED;
  private readonly since = new Map<Cause, number>();
  /** It was this that switched the microphone off, and the user has not touched it since. */
  private hasMuted = false;
  private readonly deadline: Alarm;
  private readonly nudging: Alarm;

  constructor(private readonly parts: DisturbanceParts) {
    this.deadline = new Alarm(parts.host);
    this.nudging = new Alarm(parts.host);
  }

  /** Whether the page with the call is gone. */
  get isPageLeft(): boolean {
    return this.facts.isPageLeft;
  }

  /** WeChat has news. Returns whether the call goes on. */
  tell(change: Partial<Disturbance>): boolean {
    this.facts = { ...this.facts, ...change };
    const { phase } = this.parts.client.current;
    return phase === 'placing' || phase === 'calling' || phase === 'inCall' ? this.review() : true;
  }

  /** The user has switched the microphone: it stays so when the disturbance is over. */
  micTouched(): void {
    this.hasMuted = false;
  }

  /** Nothing of a call is left, and the next one begins on a page. */
  close(): void {
    this.deadline.clear();
    this.nudging.clear();
    this.since.clear();
    this.hasMuted = false;
    this.facts = { ...this.facts, isSuspended: false, isPageLeft: false };
  }

  /** Timers stand still in the background: what is overdue ends the call on return, before the disturbance counts as over. */
  private review(): boolean {
    if (this.isOverdue()) return this.end();
    const causes = causesOf(this.facts, this.parts.host.isIos);
    const over = [...this.since.keys()].filter((cause) => !causes.includes(cause));
    over.forEach((cause) => this.since.delete(cause));
    causes.filter((cause) => !this.since.has(cause)).forEach((cause) => this.since.set(cause, this.parts.host.now()));
    if (this.isOverdue()) return this.end();
    this.carryOut();
    if (over.some((cause) => cause !== 'pageLeave') && this.since.size === 0) this.comeBack();
    return true;
  }

  private isOverdue(): boolean {
    const { hangUpAtMs } = verdictOf(this.since, this.parts.policies);
    return hangUpAtMs !== null && this.parts.host.now() >= hangUpAtMs;
  }

  private end(): boolean {
    this.close();
    this.parts.hangUp();
    return false;
  }

  private carryOut(): void {
    const { store, host, policies, setMic } = this.parts;
    const { isMuted, hangUpAtMs } = verdictOf(this.since, policies);
    if (hangUpAtMs === null) this.deadline.clear();
    else this.deadline.set(hangUpAtMs - host.now(), () => this.tell({}));
    if (isMuted ? !store.micOn : !this.hasMuted) return;
    this.hasMuted = isMuted;
    setMic(!isMuted);
  }

  /** Sound that went to the wrong place in the background finds its way when it is sent the other way for a moment. */
  private comeBack(): void {
    const { store, client, revive } = this.parts;
    if (client.current.phase !== 'inCall') return;
    revive();
    if (this.nudging.isSet) return;
    const { speakerOn } = store;
    store.setMedia({ speakerOn: !speakerOn });
    this.nudging.set(NUDGE_MS, () => store.setMedia({ speakerOn }));
  }
}
