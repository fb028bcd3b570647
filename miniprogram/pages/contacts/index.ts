import { fill, texts } from '../../i18n/index';
import { placeCall } from '../../services/calling';
import { nameOf, PEOPLE } from '../../services/people';
import { session, signOut } from '../../services/session';

/** How often the page asks who is online: presence is not pushed to mini-programs. */
const PRESENCE_EVERY_MS = 5_000;

/** What runs while the page is shown. */
interface Watch {
  stop(): void;
}

/** One line of the list. */
interface ContactRow {
  readonly account: string;
  readonly name: string;
  readonly online: boolean;
  readonly audioLabel: string;
  readonly videoLabel: string;
}

/** Without a connection nobody is known to be online; the next round asks again. */
const nobody = (): readonly string[] => [];

Page({
  watch: undefined as Watch | undefined,

  data: { t: texts(), account: '', name: '', connected: true, connectionText: '', online: [] as readonly string[], rows: [] as ContactRow[], dial: '' },

  onLoad() {
    if (session() === null) void wx.reLaunch({ url: '/pages/sign-in/index' });
  },

  onShow() {
    this.show();
    this.watch = this.watchServer();
  },

  onHide() {
    this.watch?.stop();
  },

  onUnload() {
    this.watch?.stop();
  },

  onLanguage() {
    this.show();
  },

  onDialInput({ detail }: WechatMiniprogram.Input) {
    this.setData({ dial: detail.value });
  },

  onDial({ currentTarget }: WechatMiniprogram.TouchEvent) {
    this.call(this.data.dial.trim(), currentTarget.dataset['media']);
  },

  onCall({ currentTarget }: WechatMiniprogram.TouchEvent) {
    this.call(String(currentTarget.dataset['account']), currentTarget.dataset['media']);
  },

  onGroup() {
    void wx.navigateTo({ url: '/pages/group/index' });
  },

  onCheck() {
    void wx.navigateTo({ url: '/pages/check/index' });
  },

  /** The example signs in by itself: one app has one client at a time. */
  async onRtcSdk() {
    const account = session()?.account ?? '';
    this.watch?.stop();
    await signOut();
    void wx.reLaunch({ url: `/pages/rtcsdk/index?uid=${encodeURIComponent(account)}` });
  },

  async onSignOut() {
    this.watch?.stop();
    await signOut();
    void wx.reLaunch({ url: '/pages/sign-in/index' });
  },

  call(callee: string, media: unknown) {
    const current = session();
    if (current === null || callee === '') return;
    void placeCall(current.kit, callee, media === 'audio' ? 'audio' : 'video');
  },

  show() {
    const t = texts();
    const account = session()?.account ?? '';
    const connection = session()?.netcall.connection ?? 'offline';
    void wx.setNavigationBarTitle({ title: t.contacts.title });
    this.setData({
      t, account, name: nameOf(account), connected: connection === 'online', connectionText: t.connection[connection],
      rows: PEOPLE.filter((person) => person.account !== account).map(({ account: peer, name }) => ({
        account: peer, name, online: this.data.online.includes(peer),
        audioLabel: fill(t.contacts.audioWith, { name }), videoLabel: fill(t.contacts.videoWith, { name }),
      })),
    });
  },

  watchServer(): Watch | undefined {
    const current = session();
    if (current === null) return undefined;
    const timer = setInterval(() => void this.askWhoIsOnline(), PRESENCE_EVERY_MS);
    const unsubscribe = current.netcall.on('connection', () => void this.askWhoIsOnline());
    void this.askWhoIsOnline();
    return {
      stop() {
        clearInterval(timer);
        unsubscribe();
      },
    };
  },

  async askWhoIsOnline() {
    const accounts = PEOPLE.map((person) => person.account);
    const online = await session()?.netcall.presence(accounts).catch(nobody);
    this.setData({ online: online ?? [] });
    this.show();
  },
});
