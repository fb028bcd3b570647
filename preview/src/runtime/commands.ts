import { type FaultName, isFaultName } from './faults';
import { Listeners } from './listeners';

/** What the page of the pair asks of a phone, by `postMessage`. `kbps`: of a slow link, in kbit/s each way. */
export type Command =
  | { netcallPreview: 'speaker' | 'figures'; on: boolean }
  | { netcallPreview: 'app'; visible: boolean }
  | { netcallPreview: 'fault'; fault: FaultName; on: boolean; kbps?: number };

/** A code of `statechange` or `error`, as the mini-program hears it. */
export interface Told {
  tag: 'live-pusher' | 'live-player';
  code: number;
}

/** What a phone tells the page around it: that its app came or went, everything that is being done to it, what its live tags tell. */
export type Report = { netcallPreview: 'visibility'; visible: boolean } | { netcallPreview: 'faults'; all: FaultName[] } | ({ netcallPreview: 'code' } & Told);

/** Commands from the page around this phone; messages of other origins or shapes are left alone. */
export function listenForCommands(): Listeners<Command> {
  const commands = new Listeners<Command>();
  window.addEventListener('message', ({ origin, data }) => {
    const command = origin === window.location.origin ? commandOf(data) : null;
    if (command) commands.emit(command);
  });
  return commands;
}

function commandOf(data: unknown): Command | null {
  if (typeof data !== 'object' || data === null || !('netcallPreview' in data)) return null;
  const { netcallPreview, on, visible, fault, kbps } = data as { readonly [K in string]?: unknown };
  if ((netcallPreview === 'speaker' || netcallPreview === 'figures') && typeof on === 'boolean') return { netcallPreview, on };
  if (netcallPreview === 'app' && typeof visible === 'boolean') return { netcallPreview, visible };
  if (netcallPreview !== 'fault' || !isFaultName(fault) || typeof on !== 'boolean') return null;
  return { netcallPreview, fault, on, ...(typeof kbps === 'number' && kbps > 0 ? { kbps } : {}) };
}
