/** What crosses the wire between `netcall-sdk` and `netcall-server`. docs/protocol.md is its manual. */
export * from './call';
export * from './errors';
export * from './identity';
export * from './limits';
export * from './messages';
export * from './parse';
export * from './rtc';
