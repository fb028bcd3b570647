var call = require('../../rtc/call');
var config = require('../../config');
var login = require('../../rtc/login');
var queue = require('../../rtc/queue');
var state = require('../../state');

Page({
  data: { UID: '', isAgent: false, dnd: 0, contacts: [], queues: [], queuing: null, assigned: null, lastCall: '', tip: '' },

  onLoad: function () {
    this.refresh();
  },

  refresh: function () {
    if (!state.user) return;
    this.setData({
      UID: state.user.UID, isAgent: state.role === 'agent', dnd: state.dnd, queuing: state.queuing, assigned: state.assigned, lastCall: state.lastCall, tip: state.tip,
      contacts: config.contacts.filter(function (each) {
        return each !== state.user.UID;
      }),
      queues: state.queues.map(function (each) {
        var status = state.queueStatus[each.queID] || {};
        return { queID: each.queID, name: each.name, agents: status.agent_num, waiting: status.wait_num, isServed: state.serving.indexOf(each.queID) >= 0 };
      })
    });
  },

  dial: function (event) {
    call.dial(event.currentTarget.dataset.uid);
  },

  toggleDnd: function () {
    call.setDnd(state.dnd === 0 ? 1 : 0);
  },

  queue: function (event) {
    queue.queue(event.currentTarget.dataset.queue);
  },

  stopQueuing: function () {
    queue.stopQueuing();
  },

  serve: function (event) {
    var queID = event.currentTarget.dataset.queue;
    if (state.serving.indexOf(queID) >= 0) queue.stopServing(queID);
    else queue.serve(queID);
  },

  ask: function () {
    queue.ask();
  },

  takeAssigned: function () {
    queue.takeAssigned();
  },

  refuseAssigned: function () {
    queue.refuseAssigned();
  },

  logout: function () {
    login.logout();
  }
});
