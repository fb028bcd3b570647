import type { Clock } from '../../clock';
import type { LogFacts } from '../../log';
import { after } from '../after';
import type { Hub } from '../hub';
import type { RelayLimits } from '../limits';
import type { TicketAction } from '../tickets';
import { parseEngineAddress } from './engine-address';
import { RtmpLink, type LinkEnd, type LinkListener } from './rtmp-link';

/** Gives a freshly signed RTMP URL of the engine for a stream. */
export type EngineUrls = (action: TicketAction, stream: string) => Promise<string>;

/** What everything that goes to and comes from the engine works with. */
export interface RepublishContext {
  readonly hub: Hub;
  readonly limits: RelayLimits;
  readonly clock: Clock;
  readonly urls: EngineUrls;
  /** For the log; whoever takes it sees to it that nothing floods it. */
  readonly note: (level: 'info' | 'warn', facts: LogFacts, text: string) => void;
}

/** Waits before a connection is tried again; the last one repeats. Each is shortened by up to a half, so that not all come at once. */
const WAITS_MS = [200, 400, 800, 1_600, 3_200, 5_000] as const;
/** After a connection that was open for so long the waits begin anew. */
const LASTED_MS = 10_000;
/** Fewer ends in a row are ordinary: a stream that is over, an engine that was started again. */
const FAILURES_WORTH_A_WARNING = 3;
const BYTE_VALUES = 256;

/** A connection to the engine that is made again, with a fresh URL, whenever it ends: until it is closed. */
export class KeptLink implements LinkListener {
  private link: RtmpLink | null = null;
  private failures = 0;
  private openedAtMs: number | null = null;
  private closed = false;

  constructor(private readonly action: TicketAction, private readonly stream: string, private readonly user: Omit<LinkListener, 'ended'> & { lost(): void }, private readonly context: RepublishContext) {
    void this.connect();
  }

  /** The connection, while the engine has accepted it. */
  get open(): RtmpLink | null { return this.link?.isOpen === true ? this.link : null; }

  sweep(nowMs: number): void { this.link?.sweep(nowMs); }

  /** Safe to call twice. Nothing is told of it. */
  close(): void {
    this.closed = true;
    this.link?.end('closed');
    this.link = null;
  }

  opened(): void {
    const { action, stream, context } = this;
    this.openedAtMs = context.clock.nowMs();
    context.note('info', { stream }, action === 'push' ? 'a stream is passed on to the media engine' : 'a stream is fetched from the media engine');
    this.user.opened();
  }

  media(media: Parameters<LinkListener['media']>[0]): void { this.user.media(media); }

  paused(): void { this.user.paused(); }

  unpublished(): void { this.user.unpublished(); }

  ended(end: LinkEnd): void {
    this.link = null;
    if (this.closed) return;
    const { clock } = this.context;
    this.user.lost();
    if (this.openedAtMs !== null && clock.nowMs() - this.openedAtMs >= LASTED_MS) this.failures = 0;
    this.openedAtMs = null;
    this.failures += 1;
    const waitMs = this.waitMs();
    const { action, stream } = this;
    this.context.note(this.failures >= FAILURES_WORTH_A_WARNING ? 'warn' : 'info', { action, stream, ...end, waitMs }, 'a connection to the media engine has ended and is made again');
    void after(clock, waitMs).then(() => this.connect());
  }

  private async connect(): Promise<void> {
    if (this.closed) return;
    const { action, context: { urls, clock, limits } } = this;
    const address = parseEngineAddress(await urls(action, this.stream));
    if (this.closed) return;
    this.link = new RtmpLink({ address, action, limits, nowMs: () => clock.nowMs(), random: (count) => clock.random(count), listener: this });
  }

  private waitMs(): number {
    const most = WAITS_MS[Math.min(this.failures, WAITS_MS.length) - 1] ?? 0;
    const [byte = 0] = this.context.clock.random(1);
    return Math.round(most * (1 - byte / BYTE_VALUES / 2));
  }
}
