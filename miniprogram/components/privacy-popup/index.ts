import { texts } from '../../i18n/index';
import { type Answer, showPrivacyWith } from '../../services/privacy';

/** WeChat's rule: the button that agrees is named to it. */
const AGREE_BUTTON = 'agree';

/** What a popup holds that is not drawn: who waits for a decision, and how to stop being asked. */
const own = new WeakMap<object, { readonly answers: Answer[]; readonly stop: () => void }>();

/** Asks for consent to the privacy guide when WeChat says that it is needed. Put one on every page. */
Component({
  data: { t: texts().privacy, shown: false, buttonId: AGREE_BUTTON },
  lifetimes: {
    attached() {
      own.set(this, { answers: [], stop: showPrivacyWith((answer) => this.ask(answer)) });
    },
    detached() {
      own.get(this)?.stop();
      this.answer({ event: 'disagree' });
    },
  },
  methods: {
    ask(answer: Answer) {
      own.get(this)?.answers.push(answer);
      this.setData({ shown: true, t: texts().privacy });
    },
    onAgree() {
      this.answer({ event: 'agree', buttonId: AGREE_BUTTON });
    },
    onDisagree() {
      this.answer({ event: 'disagree' });
    },
    onContract() {
      void wx.openPrivacyContract({});
    },
    answer(decision: Parameters<Answer>[0]) {
      own.get(this)?.answers.splice(0).forEach((answer) => answer(decision));
      this.setData({ shown: false });
    },
  },
});
