import { session } from '../../services/session';

/** Incoming and outgoing calls: the call component does everything. */
Page({
  data: { signedIn: session() !== null },

  onLoad() {
    const signedIn = session() !== null;
    this.setData({ signedIn });
    if (!signedIn) void wx.reLaunch({ url: '/pages/sign-in/index' });
  },
});
