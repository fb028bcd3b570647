import { SUBPROTOCOL } from 'netcall-protocol';
import type { Cancel, Log, Platform, Socket, SocketEvents } from './platform';
import { looseBytes, uuidOf } from './uuid';

/** The part of a `SocketTask` that is used. */
export interface WxSocketTask {
  send(option: { data: string; fail: () => void }): void;
  close(option: { code: number; fail: () => void }): void;
  onOpen(listener: () => void): void;
  onMessage(listener: (message: { data: string | ArrayBuffer }) => void): void;
  onClose(listener: (event: { code: number }) => void): void;
  onError(listener: () => void): void;
}

/** The part of `wx` that is used; a test gives a stand-in. */
export interface WxHost {
  connectSocket(option: { url: string; protocols: string[]; fail: () => void }): WxSocketTask;
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, value: string): void;
  onNetworkStatusChange(listener: (status: { isConnected: boolean }) => void): void;
  offNetworkStatusChange(listener: () => void): void;
  onAppShow(listener: () => void): void;
  offAppShow(listener: () => void): void;
  onAppHide(listener: () => void): void;
  offAppHide(listener: () => void): void;
}

/** Code of a close that is not a failure; mini-programs may send 1000 and 3000 to 4999 only. */
const NORMAL_CLOSE = 1000;
/** What is reported when the host names no code: the socket went without a close frame. */
const ABNORMAL_CLOSE = 1006;

/** The mini-program as a platform. */
export function wxPlatform(host: WxHost = wx): Platform {
  return {
    clientType: 'wechat',
    nowMs: () => Date.now(),
    monotonicMs: () => Date.now(),
    startTimer: (run, delayMs) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    uuid: () => uuidOf(looseBytes(Date.now(), () => Math.random())),
    openSocket: (url, events) => openSocket(host, url, events),
    read: (key) => textOrNull(host.getStorageSync(key)),
    write: (key, value) => host.setStorageSync(key, value),
    onNetworkChange: (listener) => {
      const hear = (status?: { isConnected: boolean }): void => listener(status?.isConnected ?? true);
      host.onNetworkStatusChange(hear);
      return () => host.offNetworkStatusChange(hear);
    },
    onVisibilityChange: (listener) => watchVisibility(host, listener),
    log: logToConsole,
  };
}

function watchVisibility(host: WxHost, listener: (visible: boolean) => void): Cancel {
  const shown = (): void => listener(true);
  const hidden = (): void => listener(false);
  host.onAppShow(shown);
  host.onAppHide(hidden);
  return () => {
    host.offAppShow(shown);
    host.offAppHide(hidden);
  };
}

function openSocket(host: WxHost, url: string, events: SocketEvents): Socket {
  let phase: 'opening' | 'open' | 'closed' = 'opening';
  const closed = (code: number): void => {
    if (phase === 'closed') return;
    phase = 'closed';
    events.onClose(code);
  };
  const task = host.connectSocket({ url, protocols: [SUBPROTOCOL], fail: () => closed(ABNORMAL_CLOSE) });
  task.onOpen(() => {
    if (phase !== 'opening') return;
    phase = 'open';
    events.onOpen();
  });
  task.onMessage(({ data }) => {
    // This protocol has no binary frames.
    if (phase === 'open' && typeof data === 'string') events.onText(data);
  });
  task.onClose(({ code }) => closed(code));
  task.onError(() => closed(ABNORMAL_CLOSE));
  return {
    // A frame that could not be sent is sent again after the resume that its missing answer leads to.
    send: (text) => phase === 'open' && task.send({ data: text, fail: () => undefined }),
    close: () => {
      phase = 'closed';
      task.close({ code: NORMAL_CLOSE, fail: () => undefined });
    },
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Warnings and errors only: a mini-program's console is its author's. Pass `log` to see more. */
const logToConsole: Log = (level, text, facts) => {
  // eslint-disable-next-line no-console -- this is the sink of the log
  if (level === 'warn' || level === 'error') console[level](`netcall: ${text}`, facts);
};
