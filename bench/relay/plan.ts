/** What the load generator is told. */
export interface Plan {
  /** The relay, or a pass-through that copies bytes between two sockets without reading them. */
  readonly target: Target;
  readonly port: number;
  /** A call is two streams, each with one pusher and one player. */
  readonly calls: number;
  readonly kbps: number;
  readonly durationMs: number;
}

export type Target = 'relay' | 'pass-through';

/** What it has measured. */
export interface Outcome {
  readonly sent: number;
  readonly received: number;
  /** From the pusher's write to the player's parsed message, in milliseconds. */
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** The secret that tickets of the bench are signed with. */
export const BENCH_SECRET = 'a secret of the bench alone';
/** Lives longer than any run. */
export const BENCH_TICKET_S = 3_600;
/** Each socket of the pass-through begins with its role and the name of its stream, padded to this many bytes. */
export const HELLO_BYTES = 16;
