/** What a relay accepts and how long it waits. Units are in the names; docs/media.md explains them to operators. */
export const RELAY_LIMITS = {
  /** One media message or FLV tag: a 1080p key frame at a high bit rate is under half of it. */
  messageBytes: 2_097_152,
  /** One message before a ticket has been accepted: commands are a few hundred bytes. */
  commandBytes: 16_384,
  /** Unfinished messages of one socket, so that many chunk streams cannot each hold a large one. */
  partialBytes: 4_194_304,
  /** Chunk streams of one socket; clients use about six. */
  chunkStreams: 32,
  /** The largest chunk size a peer may announce: a message cannot be longer (RTMP 1.0, 5.4.1). */
  chunkMaxBytes: 16_777_215,
  /** Chunk size of what the relay sends; WeChat's clients are used to this value from SRS. */
  outChunkBytes: 60_000,
  /** From connecting to an accepted `publish` or `play`, or a complete HTTP request. */
  setupMs: 5_000,
  /** A publisher that sends no media for this long has gone without a word. */
  publisherIdleMs: 10_000,
  /** A player whose socket has taken nothing for this long while data waits is dead. */
  playerStalledMs: 15_000,
  /** Sockets of one address; addresses of local proxies are not counted. */
  socketsPerAddress: 256,
  /** Sockets in all. */
  sockets: 8_192,
  /** Bytes waiting for one player above which video is dropped until the next key frame. */
  queueBytes: 131_072,
  /** Bytes waiting for one player above which sound is dropped too. */
  audioQueueBytes: 262_144,
  /** Bytes waiting for one player at which its socket is closed. */
  queueMaxBytes: 4_194_304,
  /** For this long after joining the queue is not looked at, so that the cached pictures can drain. */
  joinGraceMs: 2_000,
  /** Of the cached pictures this much goes out before the first acknowledgement: the key frame, so that there is a picture at once. */
  joinBytes: 16_000,
  /** After it, as much is on its way as the player has been seen to take in this time. */
  joinAheadMs: 300,
  /** A player that acknowledges and has not taken the cached pictures by then goes on with the next key frame; others get the rest then. */
  joinWaitMs: 500,
  /** How often a player is asked to acknowledge what it received: RTMP's by the relay, ours of WS-FLV by agreement. */
  ackWindowBytes: 8_192,
  /** The same for an RTMP player that has been punctual for a while: every acknowledgement costs the relay as much as a packet. */
  ackCalmWindowBytes: 32_768,
  /** Punctual acknowledgements in a row that make a while. */
  ackCalmCount: 24,
  /** Unacknowledged bytes that are always allowed: a key frame on a long but fast link is not congestion. */
  inFlightBytes: 8_000,
  /** Above `inFlightBytes`, video is dropped when an acknowledgement is overdue by this much. */
  videoLagMs: 350,
  /** Sound is dropped when an acknowledgement is overdue by this much: it would arrive after the talk has moved on. */
  audioLagMs: 2_000,
  /** A player that acknowledges in steps above this is not steered by acknowledgements. */
  ackStepMaxBytes: 262_144,
  /** Cached since the last key frame; beyond it a new player waits for the next one. */
  gopBytes: 4_194_304,
  /** Messages cached since the last key frame. */
  gopMessages: 2_048,
  /** Of the sound among them, who joins hears no more than this of the latest. */
  gopSoundMs: 2_000,
  /** How often timeouts are looked at. */
  sweepMs: 1_000,
} as const;

/** The limits of one relay; tests and operators may change single values. */
export type RelayLimits = { readonly [Name in keyof typeof RELAY_LIMITS]: number };
