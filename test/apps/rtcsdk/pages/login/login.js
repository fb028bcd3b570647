var login = require('../../rtc/login');
var state = require('../../state');

Page({
  data: { UID: '', nickName: '', isAgent: false, tip: '' },

  onLoad: function () {
    this.refresh();
  },

  refresh: function () {
    this.setData({ tip: state.tip });
  },

  onUID: function (event) {
    this.setData({ UID: event.detail.value });
  },

  onNickName: function (event) {
    this.setData({ nickName: event.detail.value });
  },

  onRole: function (event) {
    this.setData({ isAgent: event.detail.value });
  },

  login: function () {
    var user = { UID: this.data.UID, nickName: this.data.nickName || this.data.UID };
    login.login(user, this.data.isAgent ? 'agent' : 'client', false);
  }
});
