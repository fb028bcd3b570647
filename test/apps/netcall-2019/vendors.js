/** The one file that an application of 2019 changes: our package stands where its vendor's two files stood. */
var createNetease = require('netcall-sdk/netease').createNetease;
var ext = wx.getExtConfigSync();

function getToken(account) {
  return new Promise(function (resolve, reject) {
    wx.request({
      url: ext.tokenUrl,
      method: 'POST',
      data: { account: account },
      success: function (answer) {
        resolve(answer.data.token);
      },
      fail: reject
    });
  });
}

module.exports = createNetease({ server: ext.server, getToken: getToken });
