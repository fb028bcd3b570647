/** What can be wrong with bytes from outside. The relay closes the socket that sent them and nothing else happens. */
export const FORMAT_ERRORS = {
  HANDSHAKE: 'not an RTMP handshake that we speak',
  CHUNK: 'a chunk breaks the rules of RTMP 1.0, section 5.3',
  COMMAND: 'an RTMP command is not usable',
  AMF0: 'not AMF0',
  FLV: 'not FLV',
  TOO_LARGE: 'larger than the limit',
} as const;

/** Names the kind of a format error. */
export type FormatErrorCode = keyof typeof FORMAT_ERRORS;

/** Thrown by every byte parser of the relay, and by nothing else: the session that catches it ends its socket. */
export class FormatError extends Error {
  constructor(readonly code: FormatErrorCode, readonly what: string) {
    super(`${FORMAT_ERRORS[code]}: ${what}`);
  }
}
