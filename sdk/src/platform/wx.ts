import { badArgument, SUBPROTOCOL } from 'netcall-protocol';
import { consoleLog } from './console-log';
import { nothing, type Cancel, type Platform, type Socket, type SocketEvents } from './platform';

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

/** Narrowed to what is used here, so that Node programs compile without the mini-program's declarations. */
declare const wx: WxHost;

/** Code of a close that is not a failure; mini-programs may send 1000 and 3000 to 4999 only. */
const NORMAL_CLOSE = 1000;
/** What is reported when the host names no code: the socket went without a close frame. */
const ABNORMAL_CLOSE = 1006;

/** The mini-program as a platform. @throws CallError BAD_ARGUMENT naming `platform` where there is no mini-program */
export function wxPlatform(host: WxHost | null = typeof wx === 'undefined' ? null : wx): Platform {
  if (host === null) throw badArgument('platform', 'one');
  return {
    clientType: 'wechat',
    nowMs: Date.now,
    monotonicMs: Date.now, // There is no other clock.
    startTimer: (run, delayMs) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    uuid,
    openSocket: (url, events) => openSocket(host, url, events),
    read: (key) => (host.getStorageSync(key) as string) || null, // What is not there is an empty text.
    write: (key, value) => host.setStorageSync(key, value),
    onNetworkChange: (listener) => {
      const hear = (status?: { isConnected: boolean }): void => listener(!status || status.isConnected);
      host.onNetworkStatusChange(hear);
      return () => host.offNetworkStatusChange(hear);
    },
    onVisibilityChange: (listener) => watchVisibility(host, listener),
    log: consoleLog,
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
  let isClosed = false;
  const closed = (code: number): void => {
    if (!isClosed) events.onClose(code);
    isClosed = true;
  };
  const task = host.connectSocket({ url, protocols: [SUBPROTOCOL], fail: () => closed(ABNORMAL_CLOSE) });
  task.onOpen(() => events.onOpen());
  task.onMessage(({ data }) => {
    // This protocol has no binary frames.
    if (typeof data === 'string') events.onText(data);
  });
  task.onClose(({ code }) => closed(code));
  task.onError(() => closed(ABNORMAL_CLOSE));
  return {
    // A frame that could not be sent is sent again after the resume that its missing answer leads to.
    send: (data) => task.send({ data, fail: nothing }),
    close: () => {
      isClosed = true;
      task.close({ code: NORMAL_CLOSE, fail: nothing });
    },
  };
}

/**
 * Time and chance are enough to tell calls and devices apart: nothing secret rests on it, and the host's source of random
 * bytes answers too late.
 */
function uuid(): string {
  return [Date.now(), Math.random(), Math.random()].map((each) => each.toString(36).slice(-11)).join('-');
}
