import type { Platform, Socket } from 'netcall-sdk';

/** A host whose application can be killed: its sockets are gone without a word and nothing of it runs any more. */
export interface MortalPlatform extends Platform {
  kill(): void;
}

/** Makes an application on a host mortal. */
export function mortal(platform: Platform): MortalPlatform {
  const sockets = new Set<Socket>();
  const timers = new Set<() => void>();
  let isAlive = true;
  return {
    ...platform,
    startTimer: (run, delayMs) => {
      if (!isAlive) return () => undefined;
      const stop = platform.startTimer(() => {
        timers.delete(stop);
        run();
      }, delayMs);
      timers.add(stop);
      return () => {
        timers.delete(stop);
        stop();
      };
    },
    openSocket: (url, events) => {
      const socket = platform.openSocket(url, events);
      sockets.add(socket);
      if (!isAlive) socket.close();
      return socket;
    },
    kill() {
      isAlive = false;
      timers.forEach((stop) => stop());
      sockets.forEach((socket) => socket.close());
    },
  };
}
