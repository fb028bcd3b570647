/**
 * What goes to one socket: several small packets of one turn make one write, which costs as much as one packet. Nothing
 * waits for time to pass; whoever adds also flushes before the turn is over.
 */
export class Outbox {
  private readonly waiting: Buffer[] = [];

  constructor(private readonly write: (bytes: Buffer) => void) {}

  add(bytes: Buffer): void {
    this.waiting.push(bytes);
  }

  /** Writes what was added since the last time. */
  flush(): void {
    const { waiting } = this;
    const [first] = waiting;
    if (first === undefined) return;
    const bytes = waiting.length === 1 ? first : Buffer.concat(waiting);
    waiting.length = 0;
    this.write(bytes);
  }
}
