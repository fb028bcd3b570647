import type { Log } from './platform';

/** Warnings and errors to the console, which is the application's: pass `log` to see more, or less. */
export const consoleLog: Log = (level, text, facts) => {
  if (level !== 'debug') console[level](`netcall: ${text}`, facts);
};
