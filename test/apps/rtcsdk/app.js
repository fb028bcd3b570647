var RTCSDK = require('./vendors/RTC_Miniapp_SDK');
var login = require('./rtc/login');
require('./rtc/meeting');
require('./rtc/call');
require('./rtc/queue');
require('./rtc/media');

App({
  globalData: { RTCSDK: RTCSDK },

  onLaunch: function () {
    login.begin();
  }
});
