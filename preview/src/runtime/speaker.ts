import { Listeners } from './listeners';

/**
 * The phone's loudspeaker. Off means that nothing on this phone makes sound, whatever the mini-program asks for: two phones
 * that play beside their own microphones would howl.
 */
export class Speaker {
  readonly changed = new Listeners<boolean>();

  constructor(private on: boolean) {}

  get isOn(): boolean {
    return this.on;
  }

  /** Switches the loudspeaker. */
  set(on: boolean): void {
    if (on === this.on) return;
    this.on = on;
    this.changed.emit(on);
  }
}
