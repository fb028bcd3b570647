import type { Platform, Socket, SocketEvents } from 'netcall-sdk';
import type { Bench } from './server-bench';
import type { FakeClock } from './server-clock';

/** What a client on the bench is made with. */
export interface BenchHost {
  readonly platform: Platform;
  /** The network of this client is down, or back: sockets break, and new ones do not open. */
  setNetwork(isUp: boolean): void;
}

/** A host for a client of the real server on its bench: one clock for both, and sockets that are function calls in later turns. */
export function benchHost(bench: Bench, name: string, storage = new Map<string, string>()): BenchHost {
  const open = new Set<() => void>();
  let isUp = true;
  let uuids = 0;
  const { clock } = bench;
  return {
    platform: {
      clientType: 'node', nowMs: () => clock.wallMs(), monotonicMs: () => clock.nowMs(), startTimer: (run, delayMs) => once(clock, run, delayMs),
      random: () => 0.5, uuid: () => `${name}-${bench.clock.nowMs()}-${++uuids}`,
      read: (key) => storage.get(key) ?? null, write: (key, value) => void storage.set(key, value),
      onNetworkChange: () => () => undefined, onVisibilityChange: () => () => undefined, log: () => undefined,
      openSocket: (_url, events) => openSocket(bench, events, open, () => isUp),
    },
    setNetwork: (wish) => {
      isUp = wish;
      if (!isUp) [...open].forEach((breakIt) => breakIt());
    },
  };
}

/** What is to run at once needs no time: it runs in the next turn. */
function once(clock: FakeClock, run: () => void, delayMs: number): () => void {
  if (delayMs <= 0) {
    const turn = setImmediate(run);
    return () => clearImmediate(turn);
  }
  const stop = clock.every(delayMs, () => {
    stop();
    run();
  });
  return stop;
}

function openSocket(bench: Bench, events: SocketEvents, open: Set<() => void>, isUp: () => boolean): Socket {
  let isOpen = true;
  const later = (run: () => void): void => void setImmediate(() => isOpen && run());
  const closes = (code: number): void => {
    if (!isOpen) return;
    isOpen = false;
    open.delete(breaks);
    setImmediate(() => events.onClose(code));
  };
  const send = (text: string): void => later(() => events.onText(text));
  const pass = (text: string): boolean => {
    send(text);
    return true;
  };
  const connection = bench.open({ send, pass, close: closes });
  const breaks = (): void => {
    if (isOpen) connection.onClose();
    closes(1006);
  };
  open.add(breaks);
  if (isUp()) later(() => events.onOpen());
  else breaks();
  return {
    send: (text) => later(() => connection.onText(text)),
    close: () => {
      if (isOpen) connection.onClose();
      isOpen = false;
      open.delete(breaks);
    },
  };
}
