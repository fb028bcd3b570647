type Listeners<E> = { [K in keyof E]?: Set<(payload: E[K]) => void> };

/** Tells named events, one payload object each. A listener that throws disturbs neither the others nor the teller. */
export class Emitter<E extends object> {
  private readonly listeners: Listeners<E> = {};

  /** Listens until the returned function is called. */
  on<K extends keyof E>(name: K, listener: (payload: E[K]) => void): () => void {
    const known: Set<(payload: E[K]) => void> = this.listeners[name] ?? new Set();
    this.listeners[name] = known;
    known.add(listener);
    return () => known.delete(listener);
  }

  /** Tells everybody who listens now. What a listener throws appears as an uncaught error of the page. */
  emit<K extends keyof E>(name: K, payload: E[K]): void {
    for (const listener of [...(this.listeners[name] ?? [])]) {
      try {
        listener(payload);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
