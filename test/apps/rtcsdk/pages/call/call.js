var RTCSDK = require('../../vendors/RTC_Miniapp_SDK');
var call = require('../../rtc/call');
var media = require('../../rtc/media');
var state = require('../../state');

var TEXTS = { calling: '等待接听', ringing: '邀请你通话', entering: '正在接通', talking: '通话中' };
/** Status of a microphone or a camera. */
var OPEN = 3;

Page({
  data: { UID: '', peer: '', from: '', step: '', text: '', others: [], isMicOpen: false, isCameraOpen: false, tip: '' },

  onLoad: function () {
    this.refresh();
  },

  refresh: function () {
    if (!state.user || !state.call) return;
    var own = {};
    var UID = state.user.UID;
    state.members.forEach(function (each) {
      if (each.userID === UID) own = each;
    });
    this.setData({
      UID: UID, peer: state.call.peerID, from: state.call.from, step: state.call.step, text: TEXTS[state.call.step], tip: state.tip,
      isMicOpen: own.audioStatus === OPEN, isCameraOpen: own.videoStatus === OPEN,
      others: state.members.filter(function (each) {
        return each.userID !== UID;
      })
    });
  },

  accept: function () {
    call.accept();
  },

  reject: function () {
    call.reject();
  },

  hangup: function () {
    call.hangup();
  },

  toggleMic: function () {
    if (this.data.isMicOpen) RTCSDK.CloseMic(this.data.UID);
    else RTCSDK.OpenMic(this.data.UID);
  },

  toggleCamera: function () {
    if (this.data.isCameraOpen) RTCSDK.CloseVideo(this.data.UID);
    else RTCSDK.OpenVideo(this.data.UID);
  },

  flip: function () {
    RTCSDK.SetDefaultVideo(this.data.UID, '');
  },

  record: function () {
    media.record();
  }
});
