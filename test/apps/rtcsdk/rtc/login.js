var RTCSDK = require('../vendors/RTC_Miniapp_SDK');
var config = require('../config');
var state = require('../state');
var pages = require('./pages');
var textOf = require('./texts');

/** When the application starts. */
function begin() {
  RTCSDK.EnableLog2File(false, false);
  var sdkErr = RTCSDK.Init({ isCallSer: true });
  if (sdkErr !== 0) {
    pages.tip(textOf(sdkErr));
    return;
  }
  RTCSDK.SetServerAddr(config.serverAddr);
  console.crlog('RTCSDK', RTCSDK.sdkver);
}

/** `isAgain`: after a connection that was lost. */
function login(user, role, isAgain) {
  state.role = role;
  var cookie = { user: user, isAgain: isAgain, done: signedIn };
  if (!config.tokenUrl) {
    RTCSDK.Login(config.appID, RTCSDK.MD5(config.appSecret), user.nickName, user.UID, '', cookie);
    return;
  }
  fetchToken(user.UID, function (token) {
    RTCSDK.LoginByToken(token, user.nickName, user.UID, '', cookie);
  });
}

function fetchToken(UID, done) {
  wx.request({
    url: config.tokenUrl,
    method: 'POST',
    data: { account: UID },
    success: function (answer) {
      done(answer.data.token);
    },
    fail: function () {
      console.log('no token');
    }
  });
}

function signedIn(user, isAgain) {
  state.user = user;
  state.tip = '';
  pages.show('/pages/home/home');
  RTCSDK.InitQueueDat(isAgain);
}

function logout() {
  RTCSDK.Logout();
  forget('已退出');
}

/** Calls and rooms are gone with the session. */
function forget(text) {
  state.user = null;
  state.call = null;
  state.queuing = null;
  state.assigned = null;
  state.serving = [];
  state.members = [];
  state.tip = text;
  pages.show('/pages/login/login');
}

RTCSDK.LoginSuccess.callback = function (UID, cookie) {
  console.log('LoginSuccess', UID);
  cookie.done(cookie.user, cookie.isAgain);
};

RTCSDK.LoginFail.callback = function (sdkErr, cookie) {
  console.log('LoginFail', sdkErr, cookie.user.UID);
  forget(textOf(sdkErr));
};

RTCSDK.LineOff.callback = function (sdkErr) {
  console.log('LineOff', sdkErr);
  forget(textOf(sdkErr));
};

RTCSDK.NotifyTokenWillExpire.callback = function () {
  console.log('NotifyTokenWillExpire');
  fetchToken(state.user.UID, function (token) {
    RTCSDK.UpdateToken(token);
    console.log('UpdateToken');
  });
};

module.exports = { begin: begin, login: login, logout: logout };
