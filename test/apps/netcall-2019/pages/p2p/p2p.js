var streams = require('../../streams');
var app = getApp();

var AUDIO = 1;
var VIDEO = 2;
var CALLEE_OFFLINE = 11001;
var TEXTS = { beCalling: '邀请你通话', calling: '等待接听', connecting: '正在接通', onTheCall: '通话中' };

Page({
  data: { nick: '', text: '', tip: '', state: '', isVideo: true, enableCamera: true, muted: false, isAsked: false, userlist: [], loginUser: {} },

  onLoad: function (options) {
    var self = this;
    self.peer = options.peer;
    self.type = options.type;
    self.cid = options.cid;
    self.setData({ isVideo: Number(options.type) === VIDEO, enableCamera: Number(options.type) === VIDEO });
    app.nim.getUsers({
      accounts: [self.peer],
      done: function (error, users) {
        if (!error) self.setData({ nick: users[0].nick });
      }
    });
    if (options.beCalling) self.become('beCalling');
    else self.call();
  },

  onUnload: function () {
    clearTimeout(this.callTimer);
    if (!this.isOver) app.netcall.hangup();
  },

  become: function (state) {
    this.setData({ state: state, text: TEXTS[state] });
  },

  /** The call is over, however it ended. */
  over: function (how) {
    if (this.isOver) return;
    this.isOver = true;
    app.callIsOver(how);
  },

  call: function () {
    var self = this;
    self.become('calling');
    self.callTimer = setTimeout(function () {
      app.netcall.hangup();
      app.nim.sendTipMsg({ scene: 'p2p', to: self.peer, tip: '未接听' });
      self.over('无人接听');
    }, app.config.noAnswerMs);
    app.netcall.call({ type: Number(self.type), callee: self.peer, forceKeepCalling: false }).then(function (uids) {
      console.log('call', JSON.stringify(uids));
    }, function (err) {
      self.over(err.event.code === CALLEE_OFFLINE ? '对方不在线' : '呼叫失败');
    });
  },

  cancel: function () {
    app.netcall.hangup();
    this.over('已取消');
  },

  accept: function () {
    var self = this;
    app.netcall.response({ caller: self.peer, accepted: true, type: self.type, cid: self.cid }).then(function () {
      self.startRtc();
    }, function () {
      self.over('接听失败');
    });
  },

  reject: function () {
    app.netcall.response({ caller: this.peer, accepted: false, type: this.type, cid: this.cid });
    app.netcall.hangup();
    this.over('已拒绝');
  },

  startRtc: function () {
    var self = this;
    self.become('connecting');
    app.netcall.startRtc({ mode: self.mode() }).then(function (loginUser) {
      self.cid = loginUser.cid;
      self.setData({ loginUser: loginUser });
      self.pusher = wx.createLivePusherContext();
    }, function () {
      self.over('接通失败');
    });
  },

  hangup: function () {
    var self = this;
    app.netcall.hangup().then(function () {
      self.over('已挂断');
    });
  },

  onCallAccepted: function () {
    this.startRtc();
  },

  onCallRejected: function () {
    this.over('对方已拒绝');
  },

  onCallerAckSync: function (data) {
    if (data.cid === this.cid) this.over('已在其他设备处理');
  },

  onHangup: function (data) {
    if (data.cid === this.cid) this.over(this.data.state === 'beCalling' ? '对方已取消' : '对方已挂断');
  },

  onSyncDone: function (data) {
    clearTimeout(this.callTimer);
    this.become('onTheCall');
    streams.show(this, data.userlist);
  },

  onClientJoin: function (data) {
    if (data.cid === this.cid) this.setData({ userlist: streams.withUser(this.data.userlist, data) });
  },

  onClientLeave: function (data) {
    this.setData({ userlist: streams.withoutUser(this.data.userlist, data.uid) });
  },

  onPusherState: streams.onPusherState,

  onWillreconnect: function () {
    this.setData({ tip: '正在重新连接' });
  },

  onControl: function (data) {
    var netcall = app.netcall;
    switch (data.command) {
      case netcall.NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO:
        this.setData({ isAsked: true });
        break;
      case netcall.NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO_AGREE:
        this.carry(VIDEO);
        break;
      case netcall.NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO_REJECT:
        this.setData({ tip: '对方不同意切换到视频' });
        break;
      case netcall.NETCALL_CONTROL_COMMAND_SWITCH_VIDEO_TO_AUDIO:
        this.carry(AUDIO);
        break;
    }
  },

  askForVideo: function () {
    app.netcall.control({ command: app.netcall.NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO });
  },

  agreeToVideo: function () {
    app.netcall.control({ command: app.netcall.NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO_AGREE });
    this.carry(VIDEO);
  },

  refuseVideo: function () {
    app.netcall.control({ command: app.netcall.NETCALL_CONTROL_COMMAND_SWITCH_AUDIO_TO_VIDEO_REJECT });
    this.setData({ isAsked: false });
  },

  toAudio: function () {
    app.netcall.control({ cid: this.cid, command: app.netcall.NETCALL_CONTROL_COMMAND_SWITCH_VIDEO_TO_AUDIO });
    this.carry(AUDIO);
  },

  /** Sound alone, or picture too: the camera, and what the other is told of it. */
  carry: function (type) {
    var isVideo = type === VIDEO;
    this.setData({ isVideo: isVideo, enableCamera: isVideo, isAsked: false, tip: '' });
    app.netcall.switchMode(isVideo ? app.netcall.NETCALL_MODE_AUDIO_VIDEO : app.netcall.NETCALL_MODE_ONLY_AUDIO);
  },

  toggleCamera: function () {
    this.setData({ enableCamera: !this.data.enableCamera });
    app.netcall.switchMode(this.mode());
  },

  toggleMicrophone: function () {
    this.setData({ muted: !this.data.muted });
    app.netcall.switchMode(this.mode());
  },

  /** 0 both, 1 the microphone only, 2 the camera only, 3 none. */
  mode: function () {
    return (this.data.enableCamera ? 0 : 1) + (this.data.muted ? 2 : 0);
  }
});
