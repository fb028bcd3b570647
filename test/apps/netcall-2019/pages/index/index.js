var app = getApp();

Page({
  data: { account: '', connects: 0, lastCall: '', contacts: [] },

  onShow: function () {
    var account = app.nim.account;
    this.setData({
      account: account,
      connects: app.connects,
      lastCall: app.lastCall,
      contacts: app.config.contacts.filter(function (each) {
        return each !== account;
      })
    });
  },

  onIM: function (connects) {
    this.setData({ connects: connects });
  },

  call: function (event) {
    var dataset = event.currentTarget.dataset;
    wx.navigateTo({ url: '/pages/p2p/p2p?peer=' + dataset.callee + '&type=' + dataset.type });
  },

  callTeam: function () {
    wx.navigateTo({ url: '/pages/group/group' });
  },

  logout: function () {
    app.logout();
  }
});
