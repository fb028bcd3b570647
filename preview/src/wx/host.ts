import type { AppLife } from '../runtime/app-life';
import type { Phone } from '../runtime/phone';
import type { Router } from '../runtime/router';
import type { Screen } from '../runtime/screen';
import type { Speaker } from '../runtime/speaker';
import type { SubPackages } from '../runtime/sub-packages';
import type { PhoneTheme } from '../runtime/theme';

/** What the `wx` functions stand on. */
export interface Host {
  phone: Phone;
  router: Router;
  app: AppLife;
  packages: SubPackages;
  screen: Screen;
  speaker: Speaker;
  theme: PhoneTheme;
}
