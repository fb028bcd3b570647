/** Listeners of one event; one that throws does not keep the others from hearing it. */
export class Listeners<T> {
  private readonly all = new Set<(value: T) => void>();

  /** Adds a listener; the same one counts once. */
  add(listener: (value: T) => void): void {
    this.all.add(listener);
  }

  /** Removes a listener, or all of them when none is given, as the `wx.off…` functions do. */
  remove(listener?: (value: T) => void): void {
    if (listener) this.all.delete(listener);
    else this.all.clear();
  }

  /** How many listen. */
  get size(): number {
    return this.all.size;
  }

  /** Calls every listener; what one throws is reported to the window. */
  emit(value: T): void {
    for (const listener of [...this.all]) guarded(() => listener(value));
  }
}

/** Runs code of the mini-program; what it throws goes to the window's error event and stops nothing. */
export function guarded<R>(run: () => R): R | undefined {
  try {
    return run();
  } catch (error) {
    reportError(error);
    return undefined;
  }
}

/** Calls a method of a page or app when it has one. */
export function callHook(target: object, name: string, argument?: unknown): unknown {
  const hook: unknown = Reflect.get(target, name);
  return typeof hook === 'function' ? guarded(() => Reflect.apply(hook, target, [argument]) as unknown) : undefined;
}
