/** What disturbs a call from outside. */
export type Cause = 'hide' | 'phoneCall' | 'audioInterruption' | 'pageLeave';

/**
 * What becomes of a call that is disturbed: it goes on, it goes on with the microphone off until the disturbance is over, or it
 * ends when the disturbance has lasted this many milliseconds (0: at once).
 */
export type InterruptionPolicy = 'keep' | 'mute' | { readonly hangUpAfterMs: number };

/** What becomes of a call, by what disturbs it. */
export type Interruptions = Readonly<Record<Cause, InterruptionPolicy>>;

/** Which of WeChat's news are in force. */
export interface Disturbance {
  /** The application is in the background. */
  readonly isHidden: boolean;
  /** Something else has the phone's sound. */
  readonly isAudioTaken: boolean;
  /** WeChat has suspended the pusher. */
  readonly isSuspended: boolean;
  /** The page with the call is gone. */
  readonly isPageLeft: boolean;
}

/** What the policies ask for now. */
export interface Verdict {
  readonly isMuted: boolean;
  /** When the call is to end, in milliseconds since 1970; null: it goes on. */
  readonly hangUpAtMs: number | null;
}

/** A phone call is not for the other side's ears; whoever leaves the page wants to end the call. All else goes on. */
export const DEFAULT_INTERRUPTIONS: Interruptions = { hide: 'keep', phoneCall: 'mute', audioInterruption: 'keep', pageLeave: { hangUpAfterMs: 0 } };

/** Nothing disturbs. */
export const UNDISTURBED: Disturbance = { isHidden: false, isAudioTaken: false, isSuspended: false, isPageLeft: false };

/**
 * What disturbs the call, as far as WeChat lets one know. Android tells of taken sound whenever the application goes to the
 * background, so there it means nothing more; on iOS that is a phone call. A pusher that is suspended in front is one on both.
 */
export function causesOf({ isHidden, isAudioTaken, isSuspended, isPageLeft }: Disturbance, isIos: boolean): readonly Cause[] {
  const isPhoneCall = isHidden ? isAudioTaken && isIos : isSuspended;
  const holds: Readonly<Record<Cause, boolean>> = { hide: isHidden, phoneCall: isPhoneCall, audioInterruption: isAudioTaken && !isHidden, pageLeave: isPageLeft };
  return CAUSES.filter((cause) => holds[cause]);
}

/** What the policies ask for: the strictest of all that disturbs. @param since - when each began, in milliseconds since 1970 */
export function verdictOf(since: ReadonlyMap<Cause, number>, policies: Interruptions): Verdict {
  const ends = [...since].flatMap(([cause, atMs]) => {
    const policy = policies[cause];
    return typeof policy === 'object' ? [atMs + policy.hangUpAfterMs] : [];
  });
  return { isMuted: [...since.keys()].some((cause) => policies[cause] === 'mute'), hangUpAtMs: ends.length > 0 ? Math.min(...ends) : null };
}

const CAUSES: readonly Cause[] = ['hide', 'phoneCall', 'audioInterruption', 'pageLeave'];
