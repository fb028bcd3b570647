const PAGES: Readonly<Record<string, string>> = { contacts: '/pages/contacts/index', history: '/pages/history/index' };

/** The two places of the app. It replaces the page, so that "back" never leads through a row of tabs. */
Component({
  properties: {
    /** contacts or history. */
    current: { type: String, value: '' },
    contacts: { type: String, value: '' },
    history: { type: String, value: '' },
  },
  methods: {
    onChoose({ currentTarget }: WechatMiniprogram.TouchEvent) {
      const tab = String(currentTarget.dataset['tab']);
      const url = PAGES[tab];
      if (url !== undefined && tab !== this.data.current) void wx.redirectTo({ url });
    },
  },
});
