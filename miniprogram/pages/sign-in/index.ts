import { fill, textOfFailure, texts } from '../../i18n/index';
import { nameOf, PEOPLE } from '../../services/people';
import { ensurePrivacy } from '../../services/privacy';
import { rememberedAccount, session, signIn } from '../../services/session';

/** Where a signed-in user begins. */
const HOME = '/pages/contacts/index';

Page({
  data: { t: texts(), account: '', buttonText: '', busy: false, failure: '', people: PEOPLE },

  onLoad(query) {
    const account = query['as'] ?? session()?.account ?? rememberedAccount();
    this.show(account);
    if (account !== '') void this.enter();
  },

  onShow() {
    this.retitle();
  },

  onInput({ detail }: WechatMiniprogram.Input) {
    this.show(detail.value);
  },

  onPick({ currentTarget }: WechatMiniprogram.TouchEvent) {
    this.show(String(currentTarget.dataset['account']));
  },

  async onSignIn() {
    if (this.data.account.trim() === '') return;
    await ensurePrivacy(); // A good moment to ask; whoever declines may look around and is asked again before a call.
    await this.enter();
  },

  onLanguage() {
    this.retitle();
    this.show(this.data.account);
  },

  retitle() {
    void wx.setNavigationBarTitle({ title: texts().appName });
  },

  show(account: string) {
    const t = texts();
    const name = nameOf(account.trim());
    this.setData({ t, account, failure: '', buttonText: name === '' ? t.signIn.button : fill(t.signIn.as, { name }) });
  },

  async enter() {
    const account = this.data.account.trim();
    if (account === '' || this.data.busy) return;
    this.setData({ busy: true, failure: '' });
    try {
      await signIn(account);
      void wx.reLaunch({ url: HOME });
    } catch (failure) {
      this.setData({ failure: textOfFailure(failure) });
    } finally {
      this.setData({ busy: false });
    }
  },
});
