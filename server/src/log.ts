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

/**
 * The production log: one JSON line per event on standard output.
 *
 * @param level - `error`, `warn`, `info`, `debug` or `silent`
 */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: REDACTED });
}
