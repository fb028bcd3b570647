import type { Call } from 'netcall-sdk';
import { Alarm } from './alarm';
import type { Host } from './host';
import { toneOf } from './tones';

/** What rings: addresses of files within the application's package or on the device; false: nothing. Default: tones of the kit's own. */
export interface Ringtones {
  /** For who is called. */
  readonly incoming?: string | false;
  /** For who calls, from the moment at which a device of the other side rings. */
  readonly outgoing?: string | false;
}

/** Who hears that it rings. */
export type Ring = keyof Ringtones;

/** How often a call that rings vibrates: WeChat's long vibration lasts 400 ms. */
export const VIBRATE_EVERY_MS = 1_500;

/** What the bell works with. */
interface BellParts {
  readonly host: Pick<Host, 'keepFile' | 'playLoop' | 'vibrate' | 'setTimeout' | 'clearTimeout' | 'now'>;
  readonly ringtones: Ringtones;
  /** Whether an incoming call vibrates. */
  readonly vibrates: boolean;
}

/** Which side of a call hears that it rings, if any. Every phase is listed, so that a new one will not compile until someone decides. */
export function ringOf(call: Call): Ring | null {
  switch (call.phase) {
    case 'calling':
      return call.peerRings ? 'outgoing' : null; // A tone while no device rings would be a promise.
    case 'ringing':
      return call.answering ? null : 'incoming';
    case 'idle':
    case 'placing':
    case 'inCall':
    case 'ended':
      return null;
  }
}

/** Rings and vibrates: one ring at a time, and none that nobody has asked for. */
export class Bell {
  /** What rings now: the call and who hears it; empty: nothing. */
  private sounding = '';
  private silence: () => void = () => undefined;
  private readonly quiver: Alarm;

  constructor(private readonly parts: BellParts) {
    this.quiver = new Alarm(parts.host);
  }

  /** Makes what is heard what the call says. @param isSilent - the application is not to be seen, or nobody wants to be disturbed */
  follow(call: Call, isSilent: boolean): void {
    const ring = isSilent ? null : ringOf(call);
    const wanted = ring === null || call.phase === 'idle' ? '' : `${ring} ${call.callId}`;
    if (wanted === this.sounding) return;
    this.close();
    this.sounding = wanted;
    if (ring !== null) this.start(ring);
  }

  /** Nothing rings any more. */
  close(): void {
    this.silence();
    this.silence = () => undefined;
    this.quiver.clear();
    this.sounding = '';
  }

  private start(ring: Ring): void {
    const { host, ringtones, vibrates } = this.parts;
    const file = ringtones[ring] ?? host.keepFile(`netcall-${ring}.wav`, () => toneOf(ring));
    if (file) this.silence = host.playLoop(file);
    if (vibrates && ring === 'incoming') this.vibrate();
  }

  private vibrate(): void {
    this.parts.host.vibrate();
    this.quiver.set(VIBRATE_EVERY_MS, () => this.vibrate());
  }
}
