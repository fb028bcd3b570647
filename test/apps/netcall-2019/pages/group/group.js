var streams = require('../../streams');
var app = getApp();

/** Id of the custom system message that invites, and the kind of call that it invites to: picture and sound. */
var GROUP_INVITATION = 3;
var VIDEO = 2;

Page({
  data: { teamName: '', tip: '', names: '', isInvited: false, enableCamera: true, muted: false, userlist: [], loginUser: {} },

  onLoad: function (options) {
    var team = app.config.team;
    this.accounts = {};
    if (options.beCalling) {
      this.invitation = JSON.parse(decodeURIComponent(options.invitation));
      this.setData({ teamName: this.invitation.teamName, tip: options.from + ' 邀请你', isInvited: true });
      return;
    }
    this.invitation = {
      id: GROUP_INVITATION, members: team.members, teamId: team.teamId, teamName: team.teamName, room: 'team-' + team.teamId + '-' + Date.now(), type: VIDEO
    };
    this.setData({ teamName: team.teamName });
    this.create();
  },

  onUnload: function () {
    if (this.isIn) app.netcall.leaveChannel();
  },

  create: function () {
    var self = this;
    app.netcall.createChannel({ channelName: self.invitation.room }).then(function () {
      self.join();
      self.invite();
    }, function () {
      app.callIsOver('创建失败');
    });
  },

  invite: function () {
    var content = JSON.stringify(this.invitation);
    this.invitation.members.forEach(function (account) {
      if (account !== app.nim.account) app.nim.sendCustomSysMsg({ scene: 'p2p', to: account, content: content });
    });
  },

  join: function () {
    var self = this;
    self.setData({ isInvited: false, tip: '' });
    app.netcall.joinChannel({ mode: 0, channelName: self.invitation.room, role: 0 }).then(function (data) {
      self.isIn = true;
      self.pusher = wx.createLivePusherContext();
      self.setData({ loginUser: { uid: data.uid, cid: data.cid, account: data.account } });
      self.know(data.accountUidMap);
    }, function () {
      app.callIsOver('加入失败');
    });
  },

  leave: function () {
    var self = this;
    if (!self.isIn) {
      app.callIsOver('未加入');
      return;
    }
    self.isIn = false;
    app.netcall.leaveChannel().then(function () {
      app.callIsOver('已离开');
    });
  },

  /** Whose number is whose. */
  know: function (accountUidMap) {
    var self = this;
    Object.keys(accountUidMap).forEach(function (account) {
      self.accounts[accountUidMap[account]] = account;
    });
    self.nameUsers();
  },

  nameUsers: function () {
    var accounts = this.accounts;
    var names = this.data.userlist.map(function (user) {
      return accounts[user.uid];
    });
    this.setData({ names: names.join('、') });
  },

  onJoinChannel: function (data) {
    var met = {};
    met[data.account] = data.uid;
    this.know(met);
  },

  onSyncDone: function (data) {
    streams.show(this, data.userlist);
    this.nameUsers();
  },

  onClientJoin: function (data) {
    if (data.cid !== this.data.loginUser.cid) return;
    this.setData({ userlist: streams.withUser(this.data.userlist, data) });
    this.nameUsers();
  },

  onClientLeave: function (data) {
    this.setData({ userlist: streams.withoutUser(this.data.userlist, data.uid) });
    this.nameUsers();
  },

  onCallRejected: function (data) {
    this.setData({ tip: data.account + ' 已拒绝' });
  },

  onLiveRoomClose: function () {
    this.isIn = false;
    app.callIsOver('通话已结束');
  },

  onPusherState: streams.onPusherState,

  onWillreconnect: function () {
    this.setData({ tip: '正在重新连接' });
  }
});
