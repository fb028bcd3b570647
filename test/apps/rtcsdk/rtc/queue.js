var RTCSDK = require('../vendors/RTC_Miniapp_SDK');
var state = require('../state');
var call = require('./call');
var meeting = require('./meeting');
var pages = require('./pages');
var textOf = require('./texts');

function queue(queID) {
  RTCSDK.StartQueuing(queID, JSON.stringify({ topic: '咨询' }), { queID: queID });
}

function stopQueuing() {
  RTCSDK.StopQueuing(state.queuing.queID, true);
}

function serve(queID) {
  RTCSDK.StartService(queID, undefined, { queID: queID });
}

function stopServing(queID) {
  RTCSDK.StopService(queID, { queID: queID });
}

/** Who does not want to be given clients asks for one. */
function ask() {
  RTCSDK.ReqAssignUser(true);
}

/** The agent takes the client: a room, the answer to the queue, the call. */
function takeAssigned() {
  var user = state.assigned;
  meeting.create(function (meetObj) {
    state.assigned = null;
    RTCSDK.AcceptAssignUser(user.queID, user.usrID, 'accept');
    call.place(user.usrID, meetObj);
  });
}

function refuseAssigned() {
  RTCSDK.RejectAssignUser(state.assigned.queID, state.assigned.usrID, 'reject');
  assign(null);
}

function assign(user) {
  state.assigned = user;
  pages.refresh();
}

function serving(queID, isServed) {
  state.serving = state.serving.filter(function (each) {
    return each !== queID;
  });
  if (isServed) state.serving.push(queID);
  pages.refresh();
}

RTCSDK.InitQueueDatRslt.callback = function (sdkErr, isAgain) {
  console.log('InitQueueDatRslt', sdkErr, isAgain);
  if (sdkErr !== 0) {
    pages.tip('初始化队列失败：' + textOf(sdkErr));
    return;
  }
  state.queues = RTCSDK.GetAllQueueInfo();
  state.queues.forEach(function (each) {
    RTCSDK.GetQueueStatus(each.queID, each);
  });
  if (state.role === 'agent') RTCSDK.GetServingStatus(isAgain);
  else RTCSDK.GetClientStatus(isAgain);
};

RTCSDK.GetQueueStatusRslt.callback = function (sdkErr, queStatus, info) {
  if (sdkErr !== 0) return;
  console.log('GetQueueStatusRslt', info === state.queues.filter(function (each) {
    return each.queID === queStatus.queID;
  })[0]);
  state.queueStatus[queStatus.queID] = queStatus;
  pages.refresh();
};

RTCSDK.QueueStatusChanged.callback = function (queStatus) {
  state.queueStatus[queStatus.queID] = queStatus;
  pages.refresh();
};

RTCSDK.GetClientStatusRslt.callback = function (sdkErr, status, isAgain) {
  console.log('GetClientStatusRslt', sdkErr, isAgain);
  if (sdkErr !== 0) return;
  if (status.queuingInfo) state.queuing = status.queuingInfo;
  if (status.callInfo) call.restore(status.callInfo);
  pages.refresh();
};

RTCSDK.GetServingStatusRslt.callback = function (sdkErr, status, isAgain) {
  console.log('GetServingStatusRslt', sdkErr, isAgain);
  if (sdkErr !== 0) return;
  state.serving = status.queIDs.slice();
  if (status.callInfo) call.restore(status.callInfo);
  pages.refresh();
};

RTCSDK.StartQueuingRslt.callback = function (sdkErr, position, cookie) {
  console.log('StartQueuingRslt', sdkErr, position);
  if (sdkErr !== 0) {
    pages.tip('排队失败：' + textOf(sdkErr));
    return;
  }
  state.queuing = { queID: cookie.queID, position: position };
  pages.refresh();
};

RTCSDK.StopQueuingRslt.callback = function (sdkErr, isOver) {
  console.log('StopQueuingRslt', sdkErr);
  if (sdkErr === 0 && isOver) state.queuing = null;
  pages.refresh();
};

RTCSDK.QueuingInfoChanged.callback = function (queuingInfo) {
  console.log('QueuingInfoChanged', queuingInfo.position);
  if (state.queuing) state.queuing = queuingInfo;
  pages.refresh();
};

RTCSDK.StartServiceRslt.callback = function (sdkErr, cookie) {
  console.log('StartServiceRslt', sdkErr, cookie.queID);
  if (sdkErr === 0) serving(cookie.queID, true);
};

RTCSDK.StopServiceRslt.callback = function (sdkErr, cookie) {
  console.log('StopServiceRslt', sdkErr, cookie.queID);
  if (sdkErr === 0) serving(cookie.queID, false);
};

RTCSDK.AutoAssignUser.callback = function (queUser) {
  console.log('AutoAssignUser', queUser.usrID, queUser.usrExtDat);
  assign(queUser);
};

RTCSDK.ReqAssignUserRslt.callback = function (sdkErr, queUser, cookie) {
  console.log('ReqAssignUserRslt', sdkErr, cookie);
  if (sdkErr === 0) assign(queUser);
  else pages.tip(textOf(sdkErr));
};

RTCSDK.CancelAssignUser.callback = function (queID, UID) {
  console.log('CancelAssignUser', queID, UID);
  if (state.assigned && state.assigned.usrID === UID) assign(null);
};

module.exports = {
  queue: queue, stopQueuing: stopQueuing, serve: serve, stopServing: stopServing, ask: ask, takeAssigned: takeAssigned, refuseAssigned: refuseAssigned
};
