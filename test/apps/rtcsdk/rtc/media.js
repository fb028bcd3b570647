/** Shared media, screens, recordings and messages: this application only says so. */
var RTCSDK = require('../vendors/RTC_Miniapp_SDK');
var state = require('../state');
var pages = require('./pages');

/** A film or a screen that somebody shows: 0 plays, 1 pauses, 2 there is none. */
var NONE = 2;

function record() {
  RTCSDK.CreateCloudMixer({ mode: 0, videoFileCfg: { svrPathName: '/demo/' + state.call.callID + '.mp4' } });
}

RTCSDK.GetMediaInfoRslt.callback = function (sdkErr, mediaInfo, isFirst) {
  console.log('GetMediaInfoRslt', sdkErr, mediaInfo.state, isFirst);
  if (sdkErr === 0 && mediaInfo.state !== NONE) pages.tip(mediaInfo.userID + ' 正在播放影音');
};

RTCSDK.NotifyMediaStart.callback = function (UID) {
  pages.tip(UID + ' 正在播放影音');
};

RTCSDK.NotifyMediaPause.callback = function (UID, isPaused) {
  console.log('NotifyMediaPause', UID, isPaused);
};

RTCSDK.NotifyMediaStop.callback = function () {
  pages.tip('');
};

RTCSDK.NotifyScreenShareStarted.callback = function () {
  pages.tip('对方正在共享屏幕');
};

RTCSDK.NotifyScreenShareStopped.callback = function () {
  pages.tip('');
};

RTCSDK.CreateCloudMixerFailed.callback = function () {
  console.log('CreateCloudMixerFailed', [].slice.call(arguments).join(' '));
  pages.tip('录制失败');
};

RTCSDK.CloudMixerStateChanged.callback = function () {
  console.log('CloudMixerStateChanged');
};

RTCSDK.CloudMixerOutputInfoChanged.callback = function () {
  console.log('CloudMixerOutputInfoChanged');
};

RTCSDK.SendIMMsgRslt.callback = function (taskID, sdkErr) {
  console.log('SendIMMsgRslt', taskID, sdkErr);
};

RTCSDK.NotifyCmdData.callback = function (fromUID, data) {
  console.log('NotifyCmdData', fromUID, data);
  pages.tip(fromUID + '：' + data);
};

RTCSDK.NotifyBufferData.callback = function (fromUID, data) {
  console.log('NotifyBufferData', fromUID, data.length);
};

module.exports = { record: record };
