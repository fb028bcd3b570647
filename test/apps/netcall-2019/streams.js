/** What the pages of both kinds of call do with users and their streams. */

/** The list with this user, in the place of the one with the same uid. */
function withUser(userlist, user) {
  return withoutUser(userlist, user.uid).concat([user]);
}

function withoutUser(userlist, uid) {
  return userlist.filter(function (each) {
    return each.uid !== uid;
  });
}

/** Shows everybody in the room; while others are shown already, the connection was lost and is back, and all streams begin anew. */
function show(page, userlist) {
  var isBack = page.data.userlist.length >= 2;
  page.setData({ userlist: userlist, tip: '' }, function () {
    if (isBack) restart(page);
    else page.pusher.start();
  });
}

function restart(page) {
  again(page.pusher, 'start');
  page.data.userlist.forEach(function (user) {
    if (user.uid !== page.data.loginUser.uid) again(wx.createLivePlayerContext('player-' + user.uid, page), 'play');
  });
}

function again(context, begin) {
  context.stop({
    complete: function () {
      context[begin]();
    }
  });
}

function onPusherState(event) {
  console.log(getApp().nim.account, 'push', JSON.stringify({ code: event.detail.code }));
}

module.exports = { withUser: withUser, withoutUser: withoutUser, show: show, onPusherState: onPusherState };
