import { Listeners } from './listeners';

/** Something of the phone that is on or off, and that others follow. */
export class Toggle {
  readonly changed = new Listeners<boolean>();

  constructor(private on: boolean) {}

  get isOn(): boolean {
    return this.on;
  }

  /** Switches it; listeners hear of a change only. */
  set(on: boolean): void {
    if (on === this.on) return;
    this.on = on;
    this.changed.emit(on);
  }
}
