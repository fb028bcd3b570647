/** Pictures that have been decoded and are not due yet. Each is given out or released, once. */
export class FrameQueue<F> {
  private frames: { readonly ptsMs: number; readonly frame: F }[] = [];

  constructor(private readonly release: (frame: F) => void) {}

  /** When the next picture is due; null when there is none. */
  get nextPtsMs(): number | null {
    return this.frames[0]?.ptsMs ?? null;
  }

  /** How much time the pictures that wait cover. */
  get spanMs(): number {
    return (this.frames.at(-1)?.ptsMs ?? 0) - (this.frames[0]?.ptsMs ?? 0);
  }

  /** Takes a picture. One that is older than the last means that the stream has begun anew: all before it go. */
  add(ptsMs: number, frame: F): void {
    const last = this.frames.at(-1);
    if (last !== undefined && ptsMs < last.ptsMs) this.clear();
    this.frames.push({ ptsMs, frame });
  }

  /** The newest picture that is due at `nowMs`; older ones are released, for their time is over. */
  take(nowMs: number): { readonly ptsMs: number; readonly frame: F } | null {
    let due: { readonly ptsMs: number; readonly frame: F } | null = null;
    for (let next = this.frames[0]; next !== undefined && next.ptsMs <= nowMs; next = this.frames[0]) {
      if (due !== null) this.release(due.frame);
      due = next;
      this.frames.shift();
    }
    return due;
  }

  /** Releases all. */
  clear(): void {
    for (const { frame } of this.frames) this.release(frame);
    this.frames = [];
  }
}
