/** What the application knows; pages show it. */
module.exports = {
  user: null,
  /** 'client' or 'agent'. */
  role: 'client',
  /** Number of the last SetDNDStatus that was taken. */
  dnd: 0,
  /** The call there is: {callID, peerID, meetObj, step: 'calling' | 'ringing' | 'entering' | 'talking'}. */
  call: null,
  /** How the last call ended. */
  lastCall: '',
  members: [],
  queues: [],
  queueStatus: {},
  /** The client's place: {queID, position}. */
  queuing: null,
  /** Queues that the agent serves. */
  serving: [],
  /** The client that the agent has been given and has not answered. */
  assigned: null,
  tip: ''
};
