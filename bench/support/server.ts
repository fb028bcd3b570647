import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, type Program } from './processes';

/** Lines of a server's log that are shown when it has ended by itself. */
const LAST_LINES = 5;

/** How a server is started. */
export interface Command {
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A server that is measured. It writes its log into its folder, so that nobody spends time reading it. */
export class Server {
  private constructor(private readonly title: string, private readonly folder: string, private readonly program: Program) {}

  /** @param prepare - writes what the server needs into `folder`, which is made for it alone */
  static async start(title: string, folder: string, core: number, prepare: (folder: string) => Command | Promise<Command>): Promise<Server> {
    await mkdir(folder);
    const { command, env } = await prepare(folder);
    const log = await open(join(folder, 'log'), 'w');
    const program = run(core, command, { log: log.fd, ...(env && { env }) });
    await log.close();
    return new Server(title, folder, program);
  }

  get pid(): number { return this.program.pid; }

  /** Ends it and its children. */
  end(): Promise<void> {
    return this.program.end();
  }

  /** @throws Error with the end of the server's log when the work fails or the server ends before it is done */
  async orEnded<T>(work: Promise<T>): Promise<T> {
    const ended = this.program.ended.then(() => {
      throw new Error('the server has ended');
    });
    try {
      return await Promise.race([work, ended]);
    } catch (fault) {
      const log = await readFile(join(this.folder, 'log'), 'utf8');
      const lines = log.trimEnd().split('\n').slice(-LAST_LINES);
      throw new Error([`${this.title}: ${fault instanceof Error ? fault.message : String(fault)}`, ...lines].join('\n'), { cause: fault });
    }
  }
}
