import type { SubjectName } from './subjects';

/** How long and how much one run of the bench measures. */
export interface Plan {
  /** Every subject is measured once in every round, so that noise that comes and goes meets all of them. */
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** On the slow link. */
  readonly slowMs: number;
}

/**
 * A full run takes about eighteen minutes. Streams begin up to two seconds late, and the relay asks a player often until it
 * was punctual for `ackCalmCount` acknowledgements, which takes 4.6 s of these streams: what is measured comes after both.
 */
export const FULL: Plan = { rounds: 3, warmUpMs: 7_000, measureMs: 8_000, slowMs: 24_000 };

/** A look whether everything works; its figures are coarse. By the end of the warm-up all streams have begun. */
export const QUICK: Plan = { rounds: 1, warmUpMs: 2_000, measureMs: 3_000, slowMs: 12_000 };

/** A call is two streams, each with one pusher and one player. */
export const CALLS = [1, 10, 50, 100] as const;

/** Of each stream: 15 pictures and 43 packets of sound a second, a key frame every two seconds. */
export const STREAM_KBPS = 500;

/** What the slow link carries. */
export const LINK_KBPS = 350;

/** How long everything is under way on a wire with latency, each way. */
export const LATENCY_MS = 50;

/** Who joins late comes so long after the first key frame: in the middle of the time between two. */
export const LATE_MS = 1_000;

/** Delay over time is the median of each such window. */
export const WINDOW_MS = 4_000;

/** Who serves runs on the one core, who pushes and plays on the other. */
export const CORES = { server: 0, load: 1 } as const;

/** What a media path speaks: RTMP, bytes that are copied unread, or nothing because there is no server. */
export type Wire = 'rtmp' | 'pass-through' | 'direct';

/** Where a server is and how one gets in. */
export interface Address {
  readonly rtmpPort: number;
  readonly httpPort: number;
  /** The secret that tickets are signed with; empty where nobody is asked for one. */
  readonly secret: string;
}

/** What the load generator is told. */
export interface LoadPlan {
  readonly wire: Wire;
  readonly address: Address;
  readonly calls: number;
  readonly kbps: number;
  readonly measureMs: number;
}

/** What it has measured. */
export interface Outcome {
  readonly sent: number;
  readonly received: number;
  /** From the pusher's write to the player's parsed message, in milliseconds. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** How a player on the slow link plays: RTMP with acknowledgements, WS-FLV, or WS-FLV with reports of what it has received. */
export type SlowWire = 'rtmp' | 'ws-flv' | 'ws-flv-reports';

/** One player on a slow link of its own. */
export interface SlowPlayer {
  readonly subject: SubjectName;
  readonly wire: SlowWire;
  /** Comes between two key frames, when others have been there from the beginning: what the server has cached comes on top. */
  readonly joinsLate: boolean;
  /** Of its wire, each way. */
  readonly latencyMs: number;
}

/** What the slow links' program is told. */
export interface SlowPlan {
  readonly addresses: Readonly<Partial<Record<SubjectName, Address>>>;
  readonly players: readonly SlowPlayer[];
  readonly streamKbps: number;
  readonly linkKbps: number;
  readonly durationMs: number;
  readonly windowMs: number;
  readonly lateMs: number;
}

/** What one player on a slow link has got. */
export interface SlowOutcome {
  /** Median delay in seconds of all that arrived in each window, sound and pictures alike; null when nothing did. */
  readonly windowsS: readonly (number | null)[];
  /** The same of pictures alone. */
  readonly pictureWindowsS: readonly (number | null)[];
  /** Shares of what was pushed while it was there. What is still under way at the end has not arrived. */
  readonly sound: number;
  readonly pictures: number;
}

/** Each socket of the pass-through begins with its role and the name of its stream, padded to this many bytes. */
export const HELLO_BYTES = 16;
