/** A client's socket as signalling sees it. A simulated one in tests, `ws` in the server. */
export interface Wire {
  /** Sends one text frame. A reader that is too slow is closed with 4408 instead; it may resume. */
  send(text: string): void;
  /** Closes with a code of `CLOSE_CODES`. Safe to call twice. */
  close(code: number): void;
}
