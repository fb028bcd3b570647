import { Listeners } from './listeners';

/** What the page of the pair asks of a phone, by `postMessage`. */
export type Command = { netcallPreview: 'speaker' | 'figures'; on: boolean } | { netcallPreview: 'app'; visible: boolean };

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
  for (const name of ['speaker', 'figures'] as const) {
    if (data.netcallPreview === name && 'on' in data && typeof data.on === 'boolean') return { netcallPreview: name, on: data.on };
  }
  if (data.netcallPreview === 'app' && 'visible' in data && typeof data.visible === 'boolean') return { netcallPreview: 'app', visible: data.visible };
  return null;
}
