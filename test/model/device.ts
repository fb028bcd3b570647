import { Netcall, type Call, type NetCallEvents, type Platform } from 'netcall-sdk';
import { isGroupNumber } from '../../server/src/signal/group';
import type { DeviceParts, Process, Seen, Wish } from './device-facts';
import { Line, type Cut, type Reach } from './network';

/** Events of which a call has one at most. */
const ONCE = ['beCalling', 'callerAckSync', 'hangup', 'peerRinging', 'liveRoomClose', 'kicked'] as const satisfies readonly (keyof NetCallEvents)[];
/** Events of which a call has one at most, and a call with several one for each. */
const ONCE_EACH = ['callAccepted', 'callRejected'] as const satisfies readonly (keyof NetCallEvents)[];

/** Events of which the end of the story says how often they may come: somebody may be called again. */
const OFTEN = /^(callInvited|callAccepted|callRejected) /;

/** Above this a frame may come later than a client waits for it. */
const SLOW_MS = 1_000;

/** A phone: the real sdk on a host whose timers, sockets and storage are the model's, and its user's memory. */
export class Device {
  readonly reach: Reach = { state: 'up', delayMs: 20 };
  readonly seen = new Map<string, Seen>();
  readonly wishes: Wish[] = [];
  /** Names of requests by cid, as this device has sent them; `signOut` stands under the empty cid. */
  readonly told = new Map<string, Set<string>>();
  /** Numbers of control commands that were heard, and how often. */
  readonly commands = new Map<string, number>();
  readonly retired: Process[] = [];
  /** Calls of which any process of this device has heard the record. */
  readonly records = new Set<string>();
  /** What was told to a process that was killed may not have been heard. */
  wasKilled = false;
  isFrozen = false;
  process: Process | null = null;
  line: Line | null = null;
  #held: (() => void)[] = [];
  #storage = new Map<string, string>();
  #uuids = 0;
  #turnedMs = 0;
  #shakenSinceMs: number | null = null;
  /** The call that is being placed. */
  #placing = '';
  readonly #rings: string[] = [];

  constructor(
    readonly account: string,
    readonly id: string,
    readonly parts: DeviceParts,
  ) {
    this.#storage.set('netcall.device', id);
    this.start();
  }

  /** The call as the sdk has it. */
  get current(): Call {
    return this.process?.netcall.current ?? { phase: 'idle' };
  }

  /** Invitations, the newest last. */
  get lastRing(): string | undefined {
    return this.#rings.at(-1);
  }

  /** How often this run of the application has heard of an invitation into a group. */
  ringsOf(cid: string): number {
    return this.#rings.filter((each) => each === cid).length;
  }

  /** The application is started. */
  start(): void {
    if (this.process?.alive === true) return;
    const process = { alive: true, timers: 0, network: new Set(), visibility: new Set(), records: new Set() } as unknown as Process;
    const netcall = new Netcall({
      server: 'wss://model/ws', getToken: () => this.account, platform: this.#platform(process), busyPolicy: this.parts.busyPolicy, ringMs: 20_000,
    });
    this.process = Object.assign(process, { netcall });
    this.#listen(this.process, netcall);
  }

  /** The application is killed, without a word to anybody. */
  kill(cut: Cut): void {
    if (this.process === null) return;
    this.process.alive = false;
    this.process = null;
    this.wasKilled = true;
    this.line?.cut(cut);
    this.#held = [];
    this.#rings.length = 0;
    this.isFrozen = false;
    this.seen.clear();
    this.shake();
  }

  /** The application lets go of the client: what it held must come free by itself. */
  destroy(): void {
    const { process } = this;
    if (process === null || this.isFrozen) return;
    this.retired.push(process);
    process.netcall.destroy();
    this.process = null;
    this.#rings.length = 0;
    this.seen.clear();
    this.shake();
  }

  /** The user does something; its promise is remembered. */
  wish(what: string, run: (netcall: Netcall) => Promise<unknown>): void {
    const { process } = this;
    if (process === null || this.isFrozen) return;
    const wish: Wish = { what, process, state: 'waits' };
    this.wishes.push(wish);
    run(process.netcall).then(
      () => (wish.state = 'kept'),
      () => (wish.state = 'refused'),
    );
  }

  /** The user ends what goes on here, so its reason may be this device's own. */
  owns(): void {
    for (const seen of this.seen.values()) if (seen.phases.at(-1) !== 'ended') seen.own = true;
    const { current } = this;
    if ('callId' in current && current.phase !== 'ended') this.#seenOf(current).own = true;
  }

  /** From here on the device may miss something. */
  shake(): void {
    this.#shakenSinceMs ??= this.parts.clock.nowMs;
    for (const seen of this.seen.values()) if (seen.phases.at(-1) !== 'ended') seen.disturbed = true;
    const { current } = this;
    if ('callId' in current && current.phase !== 'ended') this.#seenOf(current).disturbed = true;
  }

  /** Looks whether the device hears everything again. */
  steady(): void {
    const hears = !this.#isLeaving && this.process !== null && this.process.netcall.connection === 'online' && this.line?.isWhole === true && !this.isFrozen && this.reach.delayMs < SLOW_MS;
    if (hears) this.#shakenSinceMs = null;
    else this.shake();
  }

  /** The socket breaks. */
  cut(who: Cut): void {
    this.line?.cut(who);
    this.shake();
  }

  /** The network goes, or comes; the host may tell. */
  turnNetwork(state: Reach['state'], isTold: boolean): void {
    this.reach.state = state;
    if (state !== 'up') this.line?.cut(state === 'hole' ? 'nobody' : 'both');
    this.shake();
    if (isTold && state !== 'hole') this.#run(this.process, () => this.process?.network.forEach((tell) => tell(state === 'up')));
  }

  /** The application is in the background: nothing of it runs. */
  freeze(): void {
    if (this.isFrozen || this.process === null) return;
    this.isFrozen = true;
    this.shake();
  }

  /** It is in front again; what it has missed happens before or after it is told. */
  thaw(isToldFirst: boolean): void {
    if (!this.isFrozen) return;
    this.isFrozen = false;
    const held = this.#held.splice(0);
    const tell = (): void => this.process?.visibility.forEach((listener) => listener(true));
    for (const run of isToldFirst ? [tell, ...held] : [...held, tell]) this.parts.clock.after(0, () => this.#run(this.process, run));
  }

  /** The user turns the clock of the phone. */
  turnClock(ms: number): void {
    this.#turnedMs += ms;
  }

  get #isInRoom(): boolean {
    return this.current.phase === 'inCall' && this.current.room !== null;
  }

  get #isLeaving(): boolean {
    return this.wishes.some(({ what, state }) => what === 'logout' && state === 'waits');
  }

  #platform(process: Process): Platform {
    const { clock, chance } = this.parts;
    return {
      clientType: 'wechat',
      nowMs: () => clock.nowMs + this.#turnedMs,
      monotonicMs: () => clock.nowMs,
      random: chance,
      uuid: () => `${this.id}-call-${++this.#uuids}`,
      read: (key) => this.#storage.get(key) ?? null,
      write: (key, value) => void this.#storage.set(key, value),
      log: (level, text, facts) => {
        if (level === 'error') this.parts.complain(`${this.id}: the client logs "${text}" ${JSON.stringify(facts)}`);
      },
      startTimer: (run, delayMs) => this.#startTimer(process, run, delayMs),
      openSocket: (_url, events) => this.#openSocket(process, events),
      onNetworkChange: (listener) => subscribe(process.network, listener),
      onVisibilityChange: (listener) => subscribe(process.visibility, listener),
    };
  }

  #openSocket(process: Process, events: ConstructorParameters<typeof Line>[4]) {
    const { clock, server, chance } = this.parts;
    const watch = { sent: (text: string) => this.#sent(text), heard: (text: string) => this.parts.trace(`${this.id} hears ${text}`) };
    this.line = new Line(clock, server, this.reach, chance, events, watch, (run) => this.#run(process, run));
    return this.line.socket;
  }

  #startTimer(process: Process, run: () => void, delayMs: number): () => void {
    let waits = true;
    process.timers += 1;
    const end = (): boolean => {
      const was = waits;
      waits = false;
      if (was) process.timers -= 1;
      return was;
    };
    const stop = this.parts.clock.after(delayMs, () => this.#run(process, () => end() && run()));
    return () => {
      if (end()) stop();
    };
  }

  #run(process: Process | null, run: () => void): void {
    if (process?.alive !== true) return;
    if (this.isFrozen) this.#held.push(run);
    else run();
  }

  #sent(text: string): void {
    this.parts.trace(`${this.id} sends ${text}`);
    if (text.startsWith('{"t":"ping"')) return;
    const { t, cid = '' } = JSON.parse(text) as { t: string; cid?: string };
    const told = this.told.get(cid) ?? new Set();
    this.told.set(cid, told.add(t));
  }

  #listen(process: Process, netcall: Netcall): void {
    const isMine = (): boolean => this.process?.netcall === netcall; // What a destroyed client still tells is nobody's.
    netcall.on('callChanged', ({ call }) => isMine() && this.#changed(call));
    for (const name of ONCE) netcall.on(name, ({ cid }) => isMine() && this.#heard(name, cid));
    for (const name of ONCE_EACH) netcall.on(name, ({ cid, account }) => isMine() && this.#heard(isGroupNumber(cid) ? `${name} ${account}` : name, cid));
    netcall.on('callInvited', ({ cid, callees }) => isMine() && callees.forEach((callee) => this.#heard(`callInvited ${callee}`, cid)));
    netcall.on('connection', ({ state }) => state !== 'online' && isMine() && this.shake());
    netcall.on('beCalling', ({ cid }) => void this.#rings.push(cid));
    netcall.on('callRecord', ({ record: { cid } }) => this.#heardRecord(process, cid));
    netcall.on('control', ({ custom = '' }) => void this.commands.set(custom, (this.commands.get(custom) ?? 0) + 1));
    netcall.on('clientJoin', ({ cid, uid, url }) => isMine() && this.#heard(`clientJoin ${uid} ${url}`, cid));
    netcall.on('callAccepted', () => this.parts.isDiligent && !this.#isInRoom && this.wish('startRtc', (client) => client.startRtc({ mode: 0 })));
  }

  #heardRecord(process: Process, cid: string): void {
    if (process.records.has(cid)) this.parts.complain(`${this.id} hears of the record of ${cid} again`);
    process.records.add(cid);
    this.records.add(cid);
  }

  #heard(name: string, cid: string): void {
    const seen = [...this.seen.values()].filter((each) => each.cid === cid).at(-1); // It may have been in it before.
    const isNew = name === 'beCalling' && isGroupNumber(cid) && seen?.phases.includes('ended') === true; // Of the next invitation nothing is seen yet.
    if (seen === undefined || isNew) return;
    const count = (seen.heard.get(name) ?? 0) + 1;
    seen.heard.set(name, count);
    if (count > 1 && !OFTEN.test(name)) this.parts.complain(`${this.id} hears ${name} of ${cid} ${count} times`);
    const answered = (seen.heard.has('callAccepted') || seen.phases.includes('inCall') || seen.phases.includes('ended')) && name === 'beCalling';
    if (answered) this.parts.complain(`${this.id} hears beCalling of ${cid} after the answer`);
  }

  #changed(call: Call): void {
    if (call.phase === 'idle') return;
    if (call.phase === 'inCall' && this.#placing !== call.callId && this.seen.delete(this.#placing)) this.seen.delete(call.callId); // Glare: the other's call begins anew here.
    this.#placing = call.phase === 'placing' ? call.callId : '';
    const seen = this.#seenOf(call);
    if ('cid' in call && call.cid !== '') seen.cid = call.cid;
    if (seen.phases.at(-1) === call.phase) return;
    this.parts.trace(`${this.id} is ${call.phase} ${'reason' in call ? call.reason : ''}`);
    if (seen.phases.includes('ended')) this.parts.complain(`${this.id}: call ${call.callId} goes on as ${call.phase} after its end`);
    seen.phases.push(call.phase);
    if (call.phase !== 'ended') return;
    seen.reasons.push(call.reason);
    seen.isSignedOut = this.process?.netcall.connection === 'offline' || this.#isLeaving;
    seen.awayMs = this.#shakenSinceMs === null ? 0 : this.parts.clock.nowMs - this.#shakenSinceMs;
  }

  #seenOf(call: Exclude<Call, { phase: 'idle' }>): Seen {
    const known = this.seen.get(call.callId);
    if (known !== undefined) return known;
    const seen: Seen = {
      callId: call.callId, cid: 'cid' in call ? call.cid : '', phases: [], reasons: [], heard: new Map(), own: false, disturbed: this.#shakenSinceMs !== null, awayMs: 0, isSignedOut: false,
    };
    this.seen.set(call.callId, seen);
    return seen;
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
