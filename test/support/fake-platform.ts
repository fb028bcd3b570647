import type { LogLevel, Platform, Socket, SocketEvents } from 'netcall-sdk';
import type { FakeClock } from './fake-clock';

/** One socket as the fake server sees it. */
export interface FakeSocket {
  readonly events: SocketEvents;
  /** False once either end has closed it. */
  open: boolean;
  /** Takes what the client sends. */
  receive: (text: string) => void;
}

/** Who takes a client's sockets: the fake server. */
export interface Listens {
  connect(socket: FakeSocket): void;
}

/** A host under a test's control: fake time, no network but the fake server, and counts of all that must not be left behind. */
export class FakePlatform implements Platform {
  readonly clientType = 'wechat';
  readonly sockets: FakeSocket[] = [];
  readonly storage = new Map<string, string>();
  readonly lines: { level: LogLevel; text: string; facts: Readonly<Record<string, unknown>> }[] = [];
  readonly networkListeners = new Set<(available: boolean) => void>();
  readonly visibilityListeners = new Set<(visible: boolean) => void>();
  /** What `random` gives; 0 means: no wait before a reconnect. */
  chance = 0.5;
  private uuids = 0;

  constructor(
    readonly clock: FakeClock,
    private readonly server: Listens,
    private readonly name: string,
  ) {}

  nowMs = () => this.clock.nowMs;
  monotonicMs = () => this.clock.nowMs;
  startTimer = (run: () => void, delayMs: number) => this.clock.startTimer(run, delayMs);
  random = () => this.chance;
  uuid = () => `${this.name}-${++this.uuids}`;
  read = (key: string) => this.storage.get(key) ?? null;
  write = (key: string, value: string) => void this.storage.set(key, value);
  log: Platform['log'] = (level, text, facts) => void this.lines.push({ level, text, facts });

  openSocket = (_url: string, events: SocketEvents): Socket => {
    const socket: FakeSocket = { events, open: true, receive: () => undefined };
    this.sockets.push(socket);
    this.server.connect(socket);
    return {
      send: (text) => socket.open && socket.receive(text),
      close: () => {
        socket.open = false;
      },
    };
  };

  onNetworkChange = (listener: (available: boolean) => void) => {
    this.networkListeners.add(listener);
    return () => void this.networkListeners.delete(listener);
  };

  onVisibilityChange = (listener: (visible: boolean) => void) => {
    this.visibilityListeners.add(listener);
    return () => void this.visibilityListeners.delete(listener);
  };

  /** Everything that a client holds of its host. */
  get held(): { timers: number; sockets: number; subscriptions: number } {
    return {
      timers: this.clock.waiting, sockets: this.sockets.filter(({ open }) => open).length, subscriptions: this.networkListeners.size + this.visibilityListeners.size,
    };
  }
}
