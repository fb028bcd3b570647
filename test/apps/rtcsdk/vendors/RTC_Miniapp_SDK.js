/** The one file that an application for CloudRoom changes: our package stands where its vendor's file stood. */
var createRTCSDK = require('netcall-sdk/rtcsdk').createRTCSDK;
var ext = wx.getExtConfigSync();

function getToken(user) {
  return new Promise(function (resolve, reject) {
    wx.request({
      url: ext.tokenUrl,
      method: 'POST',
      data: { account: user.UID },
      success: function (answer) {
        resolve(answer.data.token);
      },
      fail: reject
    });
  });
}

module.exports = createRTCSDK({ server: ext.server, getToken: getToken });
