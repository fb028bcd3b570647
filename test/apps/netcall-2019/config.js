module.exports = {
  /** How long the caller waits for an answer, in milliseconds. */
  noAnswerMs: 30000,
  contacts: ['alice', 'bob', 'carol', 'dave'],
  team: { teamId: '1001', teamName: '技术部', members: ['alice', 'bob', 'carol'] }
};
