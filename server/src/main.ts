import { ConfigError, readConfig, type Config } from './config';
import { createLog, type Log } from './log';
import { startMedia } from './media/start-media';
import { startServer } from './server';
import { startCheckpoints } from './store/checkpoints';

/** The relay's program lies beside this one in the bundle. */
const RELAY_PROGRAM = new URL('./relay.mjs', import.meta.url);
/** So does that of the thread that makes the checkpoints. */
const CHECKPOINTS_PROGRAM = new URL('./checkpoints.mjs', import.meta.url);

void main();

async function main(): Promise<void> {
  const config = configOrExit();
  const log = createLog(config.logLevel);
  try {
    await run(config, log);
  } catch (fault) {
    log.error({ err: fault }, 'the server does not start');
    process.exit(1);
  }
}

async function run(config: Config, log: Log): Promise<void> {
  const { relay } = config;
  if (config.mode === 'development') log.warn({}, 'DEVELOPMENT MODE: anybody gets a token from POST /dev/token; never expose this port');
  const media = await startMedia(config, { relayProgram: RELAY_PROGRAM, log });
  const server = await startServer(config, { media, log });
  const checkpoints = config.data === ':memory:' ? null : startCheckpoints(CHECKPOINTS_PROGRAM, config.data, log);
  const { host, mode } = config;
  const rtmpPort = Number(new URL(media.pushUrl('ready')).port) || relay.rtmpPort; // The port that was taken, also when 0 was asked for.
  log.info({ mode, host, port: server.port, engine: config.media.engine, ...(config.media.engine === 'embedded' ? { rtmpPort, flvPort: relay.flvPort } : {}) }, 'netcall server ready');

  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    Promise.resolve(checkpoints?.stop()).then(() => server.close()).then(() => process.exit(0), (fault: unknown) => {
      log.error({ err: fault }, 'the server did not stop cleanly');
      process.exit(1);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', () => stop('parent gone')); // Only where a parent opened a channel, as `npm start` does.
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    process.stderr.write(`netcall server does not start:\n${fault.complaints.map((each) => `  ${each}\n`).join('')}See docs/self-hosting.md.\n`);
    process.exit(1);
  }
}
