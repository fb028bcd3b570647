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
 * Lines leave in lots of so many characters: a write for each, in another thread, was an eighth of a call's cost. They are counted
 * here, and not by pino's destination, which measures all that waits again with each line.
 */
const LOT_CHARS = 32_768;
/** A lot that does not fill up leaves after this time; an end of the process by SIGKILL takes so much of the log with it. */
const LOT_MS = 100;

/**
 * The production log: one JSON line per event on standard output, in lots; every other end of the process writes the rest.
 *
 * @param level - `error`, `warn`, `info`, `debug` or `silent`
 */
export function createLog(level: string): Log {
  const destination = pino.destination({ dest: process.stdout.fd, sync: false });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: REDACTED }, inLots(destination));
}

/** Gathers lines for a destination whose own end at `exit`, when it writes what waits, comes after ours. */
function inLots(destination: pino.DestinationStream): pino.DestinationStream {
  let lines: string[] = [];
  let chars = 0;
  const flush = (): void => {
    if (lines.length === 0) return;
    const lot = lines.join('');
    lines = [];
    chars = 0;
    destination.write(lot);
  };
  setInterval(flush, LOT_MS).unref();
  process.prependListener('exit', flush);
  return {
    write(line) {
      lines.push(line);
      chars += line.length;
      if (chars >= LOT_CHARS) flush();
    },
  };
}
