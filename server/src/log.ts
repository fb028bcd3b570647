import pino from 'pino';

/** What a log line carries beside its text: `cid`, `account`, `device`, counts. Never a token, secret or push URL. */
export type LogFacts = Readonly<Record<string, unknown>>;

/** Where the server writes its log. docs/logging.md says which level is for what. */
export interface Log {
  error(facts: LogFacts, text: string): void;
  warn(facts: LogFacts, text: string): void;
  info(facts: LogFacts, text: string): void;
  debug(facts: LogFacts, text: string): void;
}

/** Facts that must never reach a log. Facts are flat; looking deeper would cost more than the line. */
const REDACTED = ['token', 'resumeToken', 'secret', 'url'];

/** Lines leave in lots of so many bytes: a write for each, in another thread, was an eighth of a call's cost. */
const LOT_BYTES = 8_192;
/** A lot that does not fill up leaves after this time; an end of the process by SIGKILL takes so much of the log with it. */
const LOT_MS = 100;

/**
 * The production log: one JSON line per event on standard output, in lots; every other end of the process writes the rest.
 *
 * @param level - `error`, `warn`, `info`, `debug` or `silent`
 */
export function createLog(level: string): Log {
  const destination = pino.destination({ dest: process.stdout.fd, sync: false, minLength: LOT_BYTES, periodicFlush: LOT_MS });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: REDACTED }, destination);
}
