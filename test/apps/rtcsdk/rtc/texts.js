var TEXTS = {
  7: '帐号或密码错误', 10: '您的帐号在别处登录', 18: '令牌已过期', 202: '网络无响应', 204: '网络断开', 401: '没有人排队', 403: '尚未开始服务', 404: '已在其他队列排队',
  600: '通话已结束', 601: '您正在通话中', 602: '对方忙', 603: '对方不在线', 604: '对方无应答', 605: '没有此用户', 606: '对方已拒绝'
};

/** What users read in place of an error's number. */
module.exports = function textOf(sdkErr) {
  return TEXTS[sdkErr] || '错误 ' + sdkErr;
};
