import { asLocale, chooseLocale } from './i18n/index';
import { listenForPrivacy } from './services/privacy';

App({
  onLaunch({ query }) {
    const asked = asLocale(query['lang']);
    if (asked !== null) chooseLocale(asked);
    listenForPrivacy();
  },
});
