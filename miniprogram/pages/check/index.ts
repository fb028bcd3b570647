import { checkEnvironment, type Finding } from 'netcall-miniprogram/check';
import { config } from '../../config';
import { locale, texts } from '../../i18n/index';
import { say } from '../../services/calling';
import { ensurePrivacy } from '../../services/privacy';
import { session } from '../../services/session';

/** Shows whether a call would work here, and gives support a trace when one did not. */
Page({
  data: { t: texts(), server: config().server, agreed: false, findings: [] as readonly Finding[] },

  async onLoad() {
    if (session() === null) return void wx.reLaunch({ url: '/pages/sign-in/index' });
    const t = texts();
    void wx.setNavigationBarTitle({ title: t.check.title });
    this.setData({ t });
    const agreed = await ensurePrivacy();
    if (!agreed) say(t.check.consent);
    this.setData({ agreed });
    if (!agreed) await this.list();
  },

  /** Camera and microphone have been tried: now permissions are known. */
  onTried() {
    void this.list();
  },

  async list() {
    this.setData({ findings: await checkEnvironment({ locale: locale(), server: this.data.server }) });
  },

  onCopyTrace() {
    const { check } = texts();
    wx.setClipboardData({ data: session()?.trace.exportTrace() ?? '', success: () => say(check.copied), fail: () => say(check.notCopied) });
  },
});
