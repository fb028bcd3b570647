import { setTimeout as wait } from 'node:timers/promises';

/** How often something without an event of its own (a process table, a port) is looked at again, in milliseconds. */
const LOOK_MS = 20;

/**
 * Waits until `look` gives something else than undefined or false, for what has no event to wait for.
 *
 * @param what - said in the error when it does not come within `withinMs`
 */
export async function until<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>, withinMs = 10_000): Promise<T> {
  const lastMs = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > lastMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await wait(LOOK_MS);
  }
}

/** The promise, or an error that names what did not come within `withinMs`. */
export async function within<T>(what: string, promise: Promise<T>, withinMs = 10_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${withinMs} ms: ${what}`)), withinMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
