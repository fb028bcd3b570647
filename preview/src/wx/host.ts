import type { Network } from '../network/network';
import type { AppLife } from '../runtime/app-life';
import type { Told } from '../runtime/commands';
import type { Faults } from '../runtime/faults';
import type { Listeners } from '../runtime/listeners';
import type { Phone } from '../runtime/phone';
import type { Router } from '../runtime/router';
import type { Screen } from '../runtime/screen';
import type { SubPackages } from '../runtime/sub-packages';
import type { PhoneTheme } from '../runtime/theme';
import type { Toggle } from '../runtime/toggle';

/** What the `wx` functions stand on. */
export interface Host {
  phone: Phone;
  router: Router;
  app: AppLife;
  packages: SubPackages;
  screen: Screen;
  /**
   * The phone's loudspeaker. Off means that nothing on this phone makes sound, whatever the mini-program asks for: two phones
   * that play beside their own microphones would howl.
   */
  speaker: Toggle;
  /** Whether live-players show their figures. */
  figures: Toggle;
  network: Network;
  /** What is being done to this phone, so that one sees what becomes of a call. */
  faults: Faults;
  /** Codes that the live tags tell the mini-program. */
  codes: Listeners<Told>;
  theme: PhoneTheme;
}
