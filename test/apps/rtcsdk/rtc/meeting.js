var RTCSDK = require('../vendors/RTC_Miniapp_SDK');
var state = require('../state');
var pages = require('./pages');
var textOf = require('./texts');

/** Makes a room; `done` gets it. */
function create(done) {
  RTCSDK.CreateMeeting({ done: done });
}

/** `isFirst`: false when the room is entered again. */
function enter(meetObj, isFirst) {
  RTCSDK.EnterMeeting2(meetObj.ID, state.user.UID, state.user.nickName, isFirst);
}

function readMembers() {
  state.members = RTCSDK.GetAllMembers();
  pages.refresh();
}

RTCSDK.CreateMeetingSuccess.callback = function (meetObj, cookie) {
  cookie.done(meetObj);
};

RTCSDK.CreateMeetingFail.callback = function (sdkErr) {
  pages.tip('创建房间失败：' + textOf(sdkErr));
};

RTCSDK.EnterMeetingRslt.callback = function (sdkErr, isFirst) {
  console.log('EnterMeetingRslt', sdkErr, isFirst);
  if (sdkErr !== 0) {
    pages.tip('进入房间失败：' + textOf(sdkErr));
    return;
  }
  if (RTCSDK.GetScreenInfo() !== null) pages.tip('对方正在共享屏幕');
  RTCSDK.GetMediaInfo(isFirst);
  console.log('recordings', RTCSDK.GetAllCloudMixerInfo().length);
  RTCSDK.OpenMic(state.user.UID);
  RTCSDK.OpenVideo(state.user.UID);
  if (state.call) state.call.step = 'talking';
  readMembers();
};

RTCSDK.UserEnterMeeting.callback = function (UID) {
  console.log('UserEnterMeeting', UID, RTCSDK.GetMemberInfo(UID).nickname);
  readMembers();
};

RTCSDK.UserLeftMeeting.callback = function (UID) {
  console.log('UserLeftMeeting', UID);
  readMembers();
};

RTCSDK.AudioStatusChanged.callback = function (UID, oldStatus, newStatus) {
  console.log('AudioStatusChanged', UID, oldStatus, newStatus);
  readMembers();
};

RTCSDK.VideoStatusChanged.callback = function (UID, oldStatus, newStatus) {
  console.log('VideoStatusChanged', UID, oldStatus, newStatus);
  readMembers();
};

RTCSDK.MeetingDropped.callback = function () {
  console.log('MeetingDropped');
  if (state.call) enter(state.call.meetObj, false);
};

RTCSDK.MeetingStopped.callback = function () {
  console.log('MeetingStopped');
  pages.tip('房间已关闭');
};

RTCSDK.StopMeetingRslt.callback = function (sdkErr) {
  console.log('StopMeetingRslt', sdkErr);
};

RTCSDK.OpenMicFailRslt.callback = function (sdkErr) {
  pages.tip('打开麦克风失败：' + textOf(sdkErr));
};

RTCSDK.OpenVideoFailRslt.callback = function (sdkErr) {
  pages.tip('打开摄像头失败：' + textOf(sdkErr));
};

module.exports = { create: create, enter: enter };
