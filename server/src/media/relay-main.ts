import { parseToRelay, type FromRelay, type RelayConfig, type RelayLogLevel } from './ipc';
import { Relay, RelayListenError } from './relay';
import { AskedUrls } from './republish/asked-urls';
import type { Log, LogFacts } from '../log';

/**
 * The program of the relay's process. It is started by `KeptRelay`, takes its configuration and commands from
 * that parent by IPC, and ends itself as soon as the parent is gone, however it went: the channel closes even after
 * SIGKILL, so no orphan keeps a port.
 */
let relay: Relay | null = null;
const askedUrls = new AskedUrls((question) => tell(question));

process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when media ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => process.exit(0));
process.on('message', (message) => {
  const command = parseToRelay(message);
  switch (command.type) {
    case 'start': void start(command.config); return;
    case 'revoke': relay?.revoke(command.stream); return;
    case 'url': askedUrls.answered(command.id, command.url); return;
    case 'stop': void stop();
  }
});
if (!process.connected) {
  process.stderr.write('This program is started by netcall-server and does nothing alone.\n');
  process.exit(2);
}

async function start(config: RelayConfig): Promise<void> {
  const { isBesideEngine, ...options } = config;
  relay = new Relay({ ...options, ...(isBesideEngine ? { engineUrls: askedUrls.ask } : {}), onEvent: tell, log: forwardingLog() });
  config.revoked.forEach((stream) => relay?.revoke(stream));
  try {
    tell({ type: 'ready', ...await relay.listen() });
  } catch (error) {
    if (!(error instanceof RelayListenError)) throw error;
    tell({ type: 'failed', port: error.port, code: error.code }, () => process.exit(1));
  }
}

async function stop(): Promise<void> {
  await relay?.close();
  tell({ type: 'stopped' }, () => process.exit(0));
}

/** An undelivered message means that the parent is gone, and then `disconnect` follows. */
function tell(message: FromRelay, done: () => void = () => undefined): void {
  process.send?.(message, undefined, {}, done);
}

function forwardingLog(): Log {
  const forward = (level: RelayLogLevel) => (facts: LogFacts, text: string) => tell({ type: 'log', level, facts, text });
  return { error: forward('error'), warn: forward('warn'), info: forward('info'), debug: () => undefined };
}
