module.exports = {
  serverAddr: 'sdk.cloudroom.com',
  appID: 'demo@cloudroom.com',
  appSecret: '123456',
  /** Where this application's own back end gives tokens; without it the application signs in with its secret. */
  tokenUrl: '',
  contacts: ['alice', 'bob', 'carol']
};
