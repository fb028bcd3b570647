/** What proofs expect where the value itself is the server's. */
export const TEXT: unknown = expect.any(String);
export const NUMBER: unknown = expect.any(Number);
/** Milliseconds since 1970, as a text. */
export const TIMETAG: unknown = expect.stringMatching(/^\d{13}$/);
/** A signed address of the relay. */
export const RTMP: unknown = expect.stringMatching(/^rtmp:\/\/.+\?.+/);
