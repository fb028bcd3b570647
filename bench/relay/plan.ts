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

/** A full run takes about thirteen minutes. */
export const FULL: Plan = { rounds: 3, warmUpMs: 2_000, measureMs: 8_000, slowMs: 24_000 };

/** A look whether everything works; its figures are coarse. */
export const QUICK: Plan = { rounds: 1, warmUpMs: 1_000, measureMs: 3_000, slowMs: 12_000 };

/** A call is two streams, each with one pusher and one player. */
export const CALLS = [1, 10, 50, 100] as const;

/** Of each stream: 15 pictures and 43 packets of sound a second, a key frame every two seconds. */
export const STREAM_KBPS = 500;

/** What the slow link carries. */
export const LINK_KBPS = 350;

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
  /** Median delay in seconds of what arrived in each window; null when nothing did. */
  readonly windowsS: readonly (number | null)[];
  /** Shares of what was pushed while it was there. */
  readonly sound: number;
  readonly pictures: number;
}

/** Each socket of the pass-through begins with its role and the name of its stream, padded to this many bytes. */
export const HELLO_BYTES = 16;
