/** What proofs expect where the value itself is the server's. */
export const TEXT: unknown = expect.any(String);
export const NUMBER: unknown = expect.any(Number);
/** Made by the client: a UUID. */
export const ID: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
