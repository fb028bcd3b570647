var state = require('../state');

/** The page in front draws what has changed. */
function refresh() {
  var pages = getCurrentPages();
  var page = pages[pages.length - 1];
  if (page && typeof page.refresh === 'function') page.refresh();
}

function tip(text) {
  state.tip = text;
  refresh();
}

function show(url) {
  var pages = getCurrentPages();
  var page = pages[pages.length - 1];
  if (page && '/' + page.route === url) refresh();
  else wx.reLaunch({ url: url });
}

module.exports = { refresh: refresh, tip: tip, show: show };
