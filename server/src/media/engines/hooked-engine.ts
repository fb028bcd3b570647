import { HOST_CLOCK, type Clock, type StopTimer } from '../../clock';
import type { Log } from '../../log';
import type { MediaEvent } from '../engine';
import { refusalOf, type Refusal } from '../judge';
import { MediaListeners } from '../media-listeners';
import { RELAY_APP } from '../relay';
import type { LinkedEngine } from '../republish/browser-relay';
import { RevokedNames } from '../revoked-names';
import { ticketSigner } from '../signers';
import { StreamUrls, type PlayProtocol } from '../stream-urls';
import { Tickets, type TicketAction } from '../tickets';
import { KICKS } from './controls';
import { HOOK_SHAPES, type Hook, type HookedEngine } from './hook-forms';
import { HookServer, type HookAddress } from './hook-server';
import { LiveStreams } from './live-streams';
import { nodeOf, type MediaNode } from './nodes';
import { Revoker } from './revoker';

/** A node that can be told to end streams. */
export type ControlledNode = MediaNode & { readonly control: string };

/** How an engine with hooks is set up. docs/media.md explains each to operators. */
export interface HookedEngineOptions {
  readonly engine: HookedEngine;
  readonly nodes: readonly [ControlledNode, ...ControlledNode[]];
  readonly hook: HookAddress;
  /** The secret that stream tickets are signed with. */
  readonly secret: string;
  /** Life of a ticket in seconds. It is looked at only when a client connects. */
  readonly ticketTtlS: number;
  readonly playProtocol: PlayProtocol;
  readonly log: Log;
  readonly clock?: Clock;
}

/**
 * nginx-rtmp says of every client that it is still there, as often as `notify_update_timeout` says: 5 s in our configuration. One
 * that was not heard of for this long has gone with its engine.
 */
const SILENT_MS = 20_000;
const SWEEP_MS = 1_000;

/**
 * Starts to answer the hooks of SRS or nginx-rtmp.
 *
 * @throws Error when the hook's port is in use
 */
export async function startHookedEngine(options: HookedEngineOptions): Promise<LinkedEngine & { readonly hookPort: number }> {
  const engine = new HookedMediaEngine(options);
  await engine.start();
  return engine;
}

class HookedMediaEngine implements LinkedEngine {
  /** The port that was taken, also when 0 was asked for. */
  hookPort = 0;
  private readonly clock: Clock;
  private readonly tickets: Tickets;
  private readonly urls: StreamUrls;
  private readonly revoked: RevokedNames;
  private readonly listeners: MediaListeners;
  private readonly live: LiveStreams;
  private readonly hooks: HookServer;
  private readonly revokers: ReadonlyMap<MediaNode, Revoker>;
  private stopSweep: StopTimer = () => undefined;
  private closing: Promise<void> | null = null;

  constructor(private readonly options: HookedEngineOptions) {
    const { engine, nodes, hook, secret, ticketTtlS, playProtocol, log, clock = HOST_CLOCK } = options;
    this.clock = clock;
    this.tickets = new Tickets(secret);
    this.urls = new StreamUrls({ signer: ticketSigner(this.tickets), playProtocol, ticketTtlS });
    this.revoked = new RevokedNames(clock, ticketTtlS);
    this.listeners = new MediaListeners(log);
    this.live = new LiveStreams((type, stream) => this.listeners.tell(type, stream));
    this.hooks = new HookServer({ ...hook, shape: HOOK_SHAPES[engine], onHook: (each, from) => this.heard(each, from), log, clock });
    this.revokers = new Map(nodes.map((node) => [node, this.revokerOf(KICKS[engine](node.control))]));
  }

  async start(): Promise<void> {
    this.hookPort = await this.hooks.listen();
    if (this.options.engine === 'nginx-rtmp') this.stopSweep = this.clock.every(SWEEP_MS, () => this.live.endSilentSince(this.clock.nowMs() - SILENT_MS));
  }

  pushUrl(stream: string): string { return this.urls.push(this.nodeOf(stream), stream, this.revoked.signingTimeMs(stream)); }

  playUrl(stream: string): string { return this.urls.play(this.nodeOf(stream), stream, this.revoked.signingTimeMs(stream)); }

  linkUrl(action: TicketAction, stream: string): string { return this.urls.link(action, this.nodeOf(stream), stream, this.revoked.signingTimeMs(stream)); }

  revoke(stream: string): void {
    this.revoked.add(stream);
    this.revokers.get(this.nodeOf(stream))?.revoke(stream);
  }

  isLive(stream: string): boolean { return this.live.has(stream); }

  onEvent(listener: (event: MediaEvent) => void): () => void { return this.listeners.add(listener); }

  close(): Promise<void> {
    return this.closing ??= this.end();
  }

  private async end(): Promise<void> {
    this.stopSweep();
    for (const revoker of this.revokers.values()) revoker.close();
    await this.hooks.close();
    this.live.clear();
  }

  private nodeOf(stream: string): MediaNode { return nodeOf(this.options.nodes, stream); }

  private revokerOf(kick: ReturnType<(typeof KICKS)[HookedEngine]>): Revoker {
    const { log } = this.options;
    return new Revoker({ kick, isLive: (stream) => this.live.has(stream), giveUp: (stream) => this.live.forget(stream), clock: this.clock, log });
  }

  private heard(hook: Hook, from: string): Refusal | null {
    const client = { server: `${from} ${hook.serverId}`, run: hook.runId, id: hook.clientId };
    switch (hook.action) {
      case 'play': return this.refusalOf(hook, 'play');
      case 'playing': return this.endOf(hook, 'play');
      case 'publish': case 'publishing': {
        const refusal = hook.action === 'publish' ? this.refusalOf(hook, 'push') : this.endOf(hook, 'push');
        if (refusal === null) this.live.publishes(hook.stream, client, this.clock.nowMs());
        return refusal;
      }
      case 'unpublish': this.live.ended(hook.stream, client); return null;
      case 'stop': case 'other': return null;
    }
  }

  private refusalOf({ app, stream, query }: Hook, action: TicketAction): Refusal | null {
    const { tickets } = this;
    return refusalOf({ action, app, stream, query }, { app: RELAY_APP, tickets, wallMs: () => this.clock.wallMs(), isRevoked: (name) => this.revoked.has(name) });
  }

  /** Why somebody who is in must go. A ticket is looked at when he comes; that it has expired since is no reason. */
  private endOf(hook: Hook, action: TicketAction): Refusal | null {
    if (this.revoked.has(hook.stream)) return 'revoked';
    const refusal = this.refusalOf(hook, action);
    return refusal === 'expired' ? null : refusal;
  }
}
