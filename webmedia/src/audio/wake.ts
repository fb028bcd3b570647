const GESTURES = ['pointerdown', 'keydown', 'touchend'] as const;

/** Resumes a context at the next tap or key on the page, until it runs; the result stops trying. */
export function wakeOnGesture(context: AudioContext): () => void {
  const detach = new AbortController();
  const wake = (): void => void context.resume();
  for (const gesture of GESTURES) document.addEventListener(gesture, wake, { signal: detach.signal, capture: true });
  context.addEventListener('statechange', () => {
    if (context.state === 'running') detach.abort();
  });
  return () => detach.abort();
}
