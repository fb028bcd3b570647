var RTCSDK = require('../vendors/RTC_Miniapp_SDK');
var state = require('../state');
var meeting = require('./meeting');
var pages = require('./pages');
var textOf = require('./texts');

/** An agent is not disturbed by the queue while it dials: DND first, then the room, then the call. */
function dial(UID) {
  if (state.role !== 'agent' || state.dnd !== 0) {
    createAndCall(UID);
    return;
  }
  setDnd(1, function () {
    createAndCall(UID);
  });
}

function createAndCall(UID) {
  meeting.create(function (meetObj) {
    place(UID, meetObj);
  });
}

/** The client of the queue or anybody else; the cookie tells which call a result is of. */
function place(UID, meetObj) {
  var cookie = { peerID: UID, meetObj: meetObj };
  var callID = RTCSDK.Call(UID, meetObj, JSON.stringify({ from: state.user.nickName }), cookie);
  state.call = { callID: callID, peerID: UID, meetObj: meetObj, step: 'calling' };
  pages.show('/pages/call/call');
}

function accept() {
  var call = state.call;
  if (call.meetObj) {
    answer(call);
    return;
  }
  meeting.create(function (meetObj) {
    call.meetObj = meetObj;
    answer(call);
  });
}

/** The room is entered without waiting for AcceptCallSuccess. */
function answer(call) {
  call.step = 'entering';
  RTCSDK.AcceptCall(call.callID, call.meetObj, JSON.stringify({ by: state.user.nickName }), call);
  meeting.enter(call.meetObj, true);
}

function reject() {
  RTCSDK.RejectCall(state.call.callID, JSON.stringify({ reason: '现在不方便' }), false);
  over('已拒绝');
}

/** Agents leave the room at once, clients when the server has taken it. */
function hangup() {
  RTCSDK.HungupCall(state.call.callID, '', { step: state.call.step });
  if (state.role === 'agent') {
    RTCSDK.ExitMeeting();
    over('已挂断');
  }
}

/** The call of before the application was started again. */
function restore(callInfo) {
  if (callInfo.callState === 0) {
    RTCSDK.HungupCall(callInfo.callID, '', false);
    return;
  }
  wx.showModal({
    content: '是否继续与' + callInfo.peerName + '的通话？',
    success: function (answer) {
      if (!answer.confirm) {
        RTCSDK.HungupCall(callInfo.callID, '', false);
        return;
      }
      state.call = { callID: callInfo.callID, peerID: callInfo.peerID, meetObj: callInfo.meetInfo, step: 'entering' };
      pages.show('/pages/call/call');
      meeting.enter(callInfo.meetInfo, false);
    }
  });
}

function over(how) {
  state.call = null;
  state.members = [];
  state.lastCall = how;
  pages.show('/pages/home/home');
}

function setDnd(level, done) {
  RTCSDK.SetDNDStatus(level, { level: level, done: done });
}

function isOf(callID) {
  return state.call !== null && state.call.callID === callID;
}

RTCSDK.NotifyCallIn.callback = function (callID, meetObj, callerUID, usrExtDat) {
  console.log('NotifyCallIn', callerUID, usrExtDat);
  var isWaiting = state.queuing !== null;
  state.queuing = null;
  state.call = { callID: callID, peerID: callerUID, meetObj: meetObj, from: JSON.parse(usrExtDat || '{}').from, step: 'ringing' };
  pages.show('/pages/call/call');
  if (isWaiting) accept();
};

RTCSDK.CallSuccess.callback = function (callID, cookie) {
  console.log('CallSuccess', cookie.peerID, isOf(callID) && cookie.meetObj === state.call.meetObj);
};

RTCSDK.CallFail.callback = function (callID, sdkErr, cookie) {
  console.log('CallFail', sdkErr, cookie.peerID);
  if (isOf(callID)) over(textOf(sdkErr));
};

RTCSDK.NotifyCallAccepted.callback = function (callID, meetObj, usrExtDat) {
  console.log('NotifyCallAccepted', usrExtDat);
  if (!isOf(callID)) return;
  state.call.step = 'entering';
  meeting.enter(meetObj, true);
};

RTCSDK.NotifyCallRejected.callback = function (callID, sdkErr, usrExtDat) {
  console.log('NotifyCallRejected', sdkErr, usrExtDat);
  if (isOf(callID)) over(textOf(sdkErr));
};

RTCSDK.AcceptCallSuccess.callback = function (callID, call) {
  console.log('AcceptCallSuccess', call === state.call);
};

RTCSDK.AcceptCallFail.callback = function (callID, sdkErr) {
  console.log('AcceptCallFail', sdkErr);
  RTCSDK.ExitMeeting();
  if (isOf(callID)) over(textOf(sdkErr));
};

RTCSDK.HungupCallSuccess.callback = function (callID, cookie) {
  console.log('HungupCallSuccess', cookie.step);
  if (!isOf(callID)) return;
  RTCSDK.ExitMeeting();
  over('已挂断');
};

RTCSDK.NotifyCallHungup.callback = function (callID) {
  console.log('NotifyCallHungup');
  if (!isOf(callID)) return;
  RTCSDK.ExitMeeting('hungup');
  over(state.call.step === 'ringing' ? '对方已取消' : '对方已挂断');
};

RTCSDK.SetDNDStatusSuccess.callback = function (cookie) {
  state.dnd = cookie.level;
  pages.refresh();
  if (cookie.done) cookie.done();
};

RTCSDK.SetDNDStatusFail.callback = function (sdkErr) {
  pages.tip('设置免打扰失败：' + textOf(sdkErr));
};

module.exports = { dial: dial, place: place, accept: accept, reject: reject, hangup: hangup, restore: restore, setDnd: setDnd };
