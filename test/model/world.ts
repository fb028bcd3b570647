import type { Netcall, ResponseOptions } from 'netcall-sdk';
import type { Connection } from '../../server/src/signal/connection';
import { Device } from './device';
import { tapGroup, type GroupStep } from './group-steps';
import { History } from './history';
import { chanceFrom, SimClock } from './sim-clock';
import { SimServer, type Plant } from './sim-server';
import type { Setting, Step } from './steps';

const BEGIN_MS = new SimClock().nowMs;
const NAMES = ['alice', 'bob', 'carol', 'dave'];

type OnDevice = Extract<Step, { d: number }>;
type Tap = Extract<Step, { do: 'call' | 'switchMode' }> | (Extract<Step, { d: number }> & { readonly do: 'accept' | 'reject' | 'hangup' | 'startRtc' | 'renew' | 'control' | 'login' | 'logout' });

/** People, their phones, a server and the network between them. */
export class World {
  readonly clock = new SimClock();
  readonly history = new History();
  readonly server: SimServer;
  readonly devices: Device[] = [];
  readonly complaints: string[] = [];
  /** Numbers of control commands that were sent. */
  readonly commands: string[] = [];
  /** What the stranger was answered that no stranger may hear. */
  #intruder: Connection | null = null;
  #intrusions = 0;
  readonly #chance: () => number;

  constructor(
    readonly setting: Setting,
    plant?: Plant,
    private readonly trace: (text: string) => void = () => undefined,
  ) {
    this.#chance = chanceFrom(setting.seed);
    this.server = new SimServer(this.clock, this.history, setting, this.#chance, plant);
  }

  /** Everybody. */
  get accounts(): readonly string[] {
    return NAMES.slice(0, this.setting.people);
  }

  /** Name of the device that a number stands for. */
  idOf(d: number): string {
    const at = d % (2 * this.setting.people);
    return `${NAMES[at >> 1]}-${(at & 1) + 1}`;
  }

  /** Accounts whose applications leave second calls to the server. */
  isServersDecision(account: string): boolean {
    return ((this.setting.deciders >> NAMES.indexOf(account)) & 1) === 0;
  }

  /** Starts the server and signs everybody in. */
  async begin(): Promise<void> {
    await this.#until(this.server.start());
    for (const account of this.accounts) {
      for (const number of [1, 2]) this.devices.push(this.#device(account, `${account}-${number}`));
    }
    for (const device of this.devices) device.wish('login', (netcall) => netcall.login());
    await this.clock.advance(500);
    for (const device of this.devices) device.steady();
  }

  /** Does one step. */
  async perform(step: Step): Promise<void> {
    if (step.do === 'wait') await this.clock.advance(step.ms);
    else if (step.do === 'restart') await this.#restart(step.isKilled, step.downMs);
    else if (step.do === 'serverClock') this.server.turn(step.ms);
    else if (step.do === 'intrude') this.#intrude(step.t, step.which);
    else this.#onDevice(this.deviceOf(step.d), step);
    await this.clock.advance(0);
    for (const device of this.devices) device.steady();
  }

  /** The device that a number stands for. */
  deviceOf(d: number): Device {
    return this.devices[d % this.devices.length]!;
  }

  /** Whom the call of a step goes to. */
  calleeOf({ d, to }: Extract<Step, { do: 'call' }>): string {
    const others = this.#othersThan(d);
    return others[to % others.length]!;
  }

  /** Whom the call with several of a step, or an invitation into it, goes to; somebody at least. */
  calleesOf(step: Extract<GroupStep, { do: 'callTeam' | 'invite' }>): string[] {
    const { d, others } = step;
    const strangers = step.do === 'invite' ? Array.from({ length: step.crowd + (others >> 3) }, (_, index) => `stranger-${index + 1}`) : [];
    const chosen = [...this.#othersThan(d).filter((_, index) => ((others >> index) & 1) === 1), ...strangers];
    return chosen.length > 0 ? chosen : this.#othersThan(d).slice(0, 1);
  }

  /** The network is good again, everybody is there, and time passes until everything has happened that will. */
  async calm(ms: number): Promise<void> {
    this.server.rest();
    for (const device of this.devices) {
      device.thaw(true);
      device.reach.delayMs = 20;
      device.turnNetwork('up', true);
    }
    await this.clock.advance(ms);
    // A heartbeat may just be on its way.
    for (let turn = 0; turn < 10 && this.devices.some(({ process }) => (process?.timers ?? 0) > 1); turn++) await this.clock.advance(50);
    for (const device of this.devices) device.steady();
  }

  #othersThan(d: number): string[] {
    return this.accounts.filter((each) => !this.idOf(d).startsWith(`${each}-`));
  }

  #device(account: string, id: string): Device {
    return new Device(account, id, {
      clock: this.clock, server: this.server, chance: this.#chance, busyPolicy: this.isServersDecision(account) ? 'server' : 'app',
      isDiligent: this.setting.isDiligent, complain: (text) => void this.complaints.push(text), trace: (text) => this.trace(`${this.clock.nowMs - BEGIN_MS} ms: ${text}`),
    });
  }

  async #restart(isKilled: boolean, downMs: number): Promise<void> {
    if (isKilled) this.server.kill();
    for (const device of this.devices) {
      device.shake();
      if (isKilled) device.line?.cut('client');
    }
    if (!isKilled) await this.#until(this.server.stop());
    this.#intruder = null;
    await this.clock.advance(downMs);
    await this.#until(this.server.start());
  }

  /** Lets time pass until something is done that needs it. */
  async #until(work: Promise<void>): Promise<void> {
    let isDone = false;
    void work.then(() => (isDone = true));
    for (await this.clock.advance(0); !isDone; ) await this.clock.advance(1);
  }

  #onDevice(device: Device, step: OnDevice): void {
    switch (step.do) {
      case 'cut': return device.cut(step.who);
      case 'kill': return device.kill(step.who);
      case 'network': return device.turnNetwork(step.state, step.isTold);
      case 'slow': return void (device.reach.delayMs = step.delayMs);
      case 'freeze': return device.freeze();
      case 'thaw': return device.thaw(step.isToldFirst);
      case 'repeat': return device.line?.repeat(step.side, step.which);
      case 'turnClock': return device.turnClock(step.ms);
      case 'start': return device.start();
      case 'destroy': return device.destroy();
      case 'stream': return this.#stream(device);
      case 'call': case 'accept': case 'reject': case 'hangup': case 'startRtc': case 'renew': case 'control': case 'login': case 'logout': case 'switchMode':
        return this.#tap(device, step);
      case 'callTeam': case 'invite': case 'createChannel': case 'joinChannel': case 'leaveChannel': return tapGroup(this, device, step);
    }
  }

  #tap(device: Device, step: Tap): void {
    const wish = (run: (netcall: Netcall) => Promise<unknown>): void => device.wish(step.do, run);
    const cid = device.lastRing;
    switch (step.do) {
      case 'call': return wish((netcall) => netcall.call({ type: step.type, callee: this.calleeOf(step), forceKeepCalling: step.force }));
      case 'accept':
        if (cid === undefined || device.isFrozen) return;
        if ('cid' in device.current && device.current.cid !== cid) device.owns();
        return wish((netcall) => this.#answered(device, netcall.response(this.#answer(cid, true))));
      case 'reject':
        if (cid === undefined || device.isFrozen) return;
        device.owns();
        return wish((netcall) => netcall.response(this.#answer(cid, false)));
      case 'hangup':
        if (!device.isFrozen) device.owns();
        return wish((netcall) => netcall.hangup());
      case 'startRtc': return wish((netcall) => netcall.startRtc({ mode: 0 }));
      case 'renew': return wish((netcall) => netcall.renewStream());
      case 'switchMode': return wish((netcall) => netcall.switchMode(step.mode));
      case 'control': {
        const custom = `command ${this.commands.push('') - 1}`;
        return wish((netcall) => netcall.control({ command: 1, custom }));
      }
      case 'login': return wish((netcall) => netcall.login());
      case 'logout':
        if (!device.isFrozen) device.owns();
        return wish((netcall) => netcall.logout());
    }
  }

  #answer(cid: string, accepted: boolean): ResponseOptions {
    return { accepted, cid, caller: this.history.calls.get(cid)?.caller ?? '', type: 2 };
  }

  async #answered(device: Device, response: Promise<void>): Promise<void> {
    await response;
    if (this.setting.isDiligent) device.wish('startRtc', (netcall) => netcall.startRtc({ mode: 0 }));
  }

  /** The relay sees, or no longer sees, the stream that this device pushes. */
  #stream({ current }: Device): void {
    if (current.phase !== 'inCall' || current.room === null) return;
    const { uid, members } = current.room;
    const stream = members.find((each) => each.uid === uid)?.url.split(/[/?]/).at(-2);
    if (stream === undefined || this.server.media.live.delete(stream)) return;
    this.server.media.live.add(stream);
  }

  /** Somebody who is in no call meddles with one. */
  #intrude(t: string, which: number): void {
    const cids = [...this.history.calls.keys(), ...this.history.groups.groups.keys()].sort().reverse();
    const cid = cids[which % Math.max(1, cids.length)];
    if (cid === undefined || !this.server.isUp) return;
    if (this.#intruder === null) {
      this.#intruder = this.server.take({ send: (text) => this.#overhear(text), pass: (text) => (this.#overhear(text), true), close: () => (this.#intruder = null) })!.connection;
      this.#intruder.onText(JSON.stringify({ t: 'signIn', id: ++this.#intrusions, token: 'mallory', device: { id: 'mallory-1', type: 'node' } }));
    }
    const intruder = this.#intruder;
    this.clock.after(20, () => this.#intruder === intruder && intruder.onText(JSON.stringify({ t, id: ++this.#intrusions, cid, command: 1, mode: 0 })));
  }

  /** A stranger hears nothing but refusals, and no event. */
  #overhear(text: string): void {
    const { t } = JSON.parse(text) as { t: string };
    if (t !== 'ack') this.complaints.push(`a stranger hears ${text}`);
  }
}
