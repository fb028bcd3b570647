/**
 * A clock that is read once in each turn of the event loop. What one read of a socket brings happens at one time, and
 * asking for it at every packet costs a twentieth of what relaying costs.
 */
export function onceATurn(nowMs: () => number): () => number {
  let ms = 0;
  let isKnown = false;
  const forget = (): void => { isKnown = false; };
  return () => {
    if (!isKnown) {
      ms = nowMs();
      isKnown = true;
      process.nextTick(forget);
    }
    return ms;
  };
}
