import { asLocale, chooseLocale, locale, texts } from '../../i18n/index';
import { speak } from '../../services/session';

/** Languages by their own names: whoever looks for one reads it in that language. */
const LANGUAGES = [{ code: 'zh-CN', name: '中文' }, { code: 'en', name: 'English' }] as const;

/** Chooses the language of the app and of its call views. Fires `change`; the page then takes its texts again. */
Component({
  data: { languages: LANGUAGES, chosen: locale(), label: texts().language },
  pageLifetimes: {
    show() {
      this.setData({ chosen: locale(), label: texts().language });
    },
  },
  methods: {
    onChoose({ currentTarget }: WechatMiniprogram.TouchEvent) {
      const next = asLocale(currentTarget.dataset['code']);
      if (next === null || next === this.data.chosen) return;
      chooseLocale(next);
      speak(next);
      this.setData({ chosen: next, label: texts().language });
      this.triggerEvent('change', { locale: next });
    },
  },
});
