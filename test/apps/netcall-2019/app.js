var vendors = require('./vendors');
var config = require('./config');

var NIM = vendors.NIM;
var Netcall = vendors.Netcall;

var EVENTS = [
  'syncDone', 'clientLeave', 'clientJoin', 'callRejected', 'callAccepted', 'beCalling', 'callerAckSync', 'hangup', 'control', 'joinChannel', 'clientUpdate',
  'error', 'open', 'willreconnect', 'sendCommandOverTime', 'liveRoomClose', 'sessionDuration'
];
/** Id of the custom system message that invites into a group call. */
var GROUP_INVITATION = 3;
var HOME = 'pages/index/index';

App({
  config: config,
  nim: null,
  netcall: null,
  /** How many times the IM connection has come about. */
  connects: 0,
  /** How the last call ended. */
  lastCall: '',

  onLaunch: function (options) {
    var self = this;
    NIM.use(Netcall);
    self.nim = NIM.getInstance({
      account: options.query.as,
      token: '',
      debug: true,
      onconnect: function () {
        self.connects += 1;
        self.createNetcall();
        self.tell('IM', self.connects);
      },
      onwillreconnect: function (data) {
        console.log('IM willreconnect', data.retryCount);
      },
      ondisconnect: function (data) {
        console.log('IM disconnect', data.code);
      },
      oncustomsysmsg: function (msg) {
        self.onCustomSysMsg(msg);
      }
    });
  },

  /** At every connection of the IM: the instance before goes, and the new one is subscribed to again. */
  createNetcall: function () {
    var self = this;
    Netcall.destroy();
    self.netcall = Netcall.getInstance({ debug: true, nim: self.nim });
    EVENTS.forEach(function (event) {
      self.netcall.on(event, function (data) {
        console.log(self.nim.account, event, JSON.stringify(data));
        if (event === 'beCalling') self.onBeCalling(data);
        else self.tell(event, data);
      });
    });
  },

  /** The page in front hears an event by the method that is named after it: syncDone by onSyncDone. */
  tell: function (event, data) {
    var handler = 'on' + event.charAt(0).toUpperCase() + event.slice(1);
    var page = this.pageInFront();
    if (page && typeof page[handler] === 'function') page[handler](data);
  },

  onBeCalling: function (data) {
    if (this.isBusy()) {
      this.netcall.response({ caller: data.caller, accepted: false, type: data.type, cid: data.cid });
      return;
    }
    wx.navigateTo({ url: '/pages/p2p/p2p?beCalling=1&peer=' + data.caller + '&type=' + data.type + '&cid=' + data.cid });
  },

  onCustomSysMsg: function (msg) {
    var content = JSON.parse(msg.content);
    if (content.id !== GROUP_INVITATION || this.isBusy()) return;
    wx.navigateTo({ url: '/pages/group/group?beCalling=1&from=' + msg.from + '&invitation=' + encodeURIComponent(msg.content) });
  },

  /** Back to the first page, which shows how the call ended. */
  callIsOver: function (how) {
    this.lastCall = how;
    if (this.isBusy()) wx.navigateBack();
  },

  logout: function () {
    this.netcall.destroy();
    this.nim.destroy();
    this.tell('IM', 0);
  },

  isBusy: function () {
    var page = this.pageInFront();
    return !!page && page.route !== HOME;
  },

  pageInFront: function () {
    var pages = getCurrentPages();
    return pages[pages.length - 1];
  }
});
