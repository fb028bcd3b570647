import { Listeners } from '../runtime/listeners';
import { asyncFunction, isListener, numberOption, optionsOf, textOption, WxFailure, type WxFunctions } from './api';
import type { Host } from './host';

/** `wx.connectSocket`: a WebSocket of the browser behind WeChat's SocketTask. */
export function socketFunctions({ network }: Pick<Host, 'network'>): WxFunctions {
  return {
    connectSocket: (given?: unknown) => {
      const options = optionsOf(given);
      const protocols = Array.isArray(options['protocols']) ? options['protocols'].map(String) : [];
      const task = socketTask(network.connect(textOption(options, 'url'), protocols));
      void asyncFunction('connectSocket', () => undefined)({ success: () => undefined, ...options });
      return task;
    },
  };
}

function socketTask(socket: WebSocket) {
  socket.binaryType = 'arraybuffer';
  const opened = new Listeners<unknown>();
  const messages = new Listeners<unknown>();
  const closed = new Listeners<unknown>();
  const failed = new Listeners<unknown>();
  const on = (listeners: Listeners<unknown>) => (listener: unknown) => {
    if (isListener(listener)) listeners.add(listener);
  };
  socket.addEventListener('open', () => opened.emit({ header: {}, profile: {} }));
  socket.addEventListener('message', ({ data }) => messages.emit({ data: data as unknown }));
  socket.addEventListener('close', ({ code, reason }) => closed.emit({ code, reason }));
  socket.addEventListener('error', () => failed.emit({ errMsg: 'connectSocket:fail' }));
  return {
    onOpen: on(opened),
    onMessage: on(messages),
    onClose: on(closed),
    onError: on(failed),
    send: asyncFunction('sendSocketMessage', ({ data }) => {
      if (socket.readyState !== WebSocket.OPEN) throw new WxFailure('SocketTask.readyState is not OPEN');
      if (typeof data !== 'string' && !(data instanceof ArrayBuffer)) throw new WxFailure('data must be a string or an ArrayBuffer');
      socket.send(data);
    }),
    close: asyncFunction('closeSocket', (options) => socket.close(numberOption(options, 'code', 1000), textOption(options, 'reason'))),
    get readyState() {
      return socket.readyState;
    },
    CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3,
  };
}
