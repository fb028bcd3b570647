import { SUBPROTOCOL } from 'netcall-protocol';
import { consoleLog } from '../../platform/console-log';
import { hostTime } from '../../platform/host-time';
import type { Cancel, Platform, Socket, SocketEvents } from '../../platform/platform';

/** A browser as a platform. */
export function browserPlatform(): Platform {
  return {
    clientType: 'web',
    ...hostTime,
    uuid,
    openSocket,
    read: (key) => stored(() => localStorage.getItem(key)),
    write: (key, value) => void stored(() => localStorage.setItem(key, value)),
    onNetworkChange: (listener) => both('online', 'offline', listener),
    onVisibilityChange: (listener) => {
      const hear = (): void => listener(document.visibilityState === 'visible');
      document.addEventListener('visibilitychange', hear);
      return () => document.removeEventListener('visibilitychange', hear);
    },
    log: consoleLog,
  };
}

/** A page that may not keep anything keeps nothing: each start of it is a new device then. */
function stored<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}

function both(yes: string, no: string, listener: (isOn: boolean) => void): Cancel {
  const [on, off] = [() => listener(true), () => listener(false)];
  window.addEventListener(yes, on);
  window.addEventListener(no, off);
  return () => {
    window.removeEventListener(yes, on);
    window.removeEventListener(no, off);
  };
}

function openSocket(url: string, events: SocketEvents): Socket {
  const socket = new WebSocket(url, SUBPROTOCOL);
  let isOpen = true;
  socket.onopen = () => isOpen && events.onOpen();
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isOpen && typeof data === 'string') events.onText(data);
  };
  socket.onclose = ({ code }) => {
    if (isOpen) events.onClose(code);
    isOpen = false;
  };
  return {
    send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    close: () => {
      isOpen = false;
      socket.close();
    },
  };
}

/** `crypto.randomUUID` exists on secure pages only. */
function uuid(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(16).padStart(8, '0')).join('-');
}
