/** A client's socket as signalling sees it. A simulated one in tests, `ws` in the server. */
export interface Wire {
  /** Sends one text frame. A reader that is too slow is closed with 4408 instead; it may resume. */
  send(text: string): void;
  /** Sends a frame that its sender may send again; false, and nothing is sent, while more waits for the reader than for events alone. */
  pass(text: string): boolean;
  /** Closes with a code of `CLOSE_CODES`. Safe to call twice. */
  close(code: number): void;
}
