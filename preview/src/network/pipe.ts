import type { Clock } from 'netcall-webmedia';

interface Parcel {
  readonly owner: object;
  readonly bytes: number;
  readonly pass: () => void;
  dueMs: number;
}

/** One direction of a phone's way to the world: everything at once, or in order at so many kilobits a second. */
export class Pipe {
  private waiting: Parcel[] = [];
  private kbps = Infinity;
  private cancel: () => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  /** How fast it is from now on, in kbit/s; Infinity: as fast as the browser. What waits goes on at that rate. */
  setKbps(kbps: number): void {
    this.kbps = kbps;
    this.moveUp(this.waiting, this.clock.nowMs());
  }

  /** Calls `pass` once so many bytes, and all that was put in before, are through; at once when nothing holds it up. */
  put(owner: object, bytes: number, pass: () => void): void {
    if (this.kbps === Infinity && this.waiting.length === 0) return pass();
    const freeMs = Math.max(this.clock.nowMs(), this.waiting.at(-1)?.dueMs ?? 0);
    this.waiting.push({ owner, bytes, pass, dueMs: freeMs + this.durationMs(bytes) });
    if (this.waiting.length === 1) this.await();
  }

  /** What this owner still has in it goes nowhere, and holds nobody up. */
  drop(owner: object): void {
    const others = this.waiting.filter((parcel) => parcel.owner !== owner);
    const [first] = this.waiting;
    const underWay = first !== undefined && first === others[0] ? [first] : [];
    this.waiting = others;
    this.moveUp(others.slice(underWay.length), underWay[0]?.dueMs ?? this.clock.nowMs());
  }

  /** From then on these go out, one behind the other. */
  private moveUp(parcels: readonly Parcel[], fromMs: number): void {
    let dueMs = fromMs;
    for (const parcel of parcels) parcel.dueMs = dueMs += this.durationMs(parcel.bytes);
    this.await();
  }

  private durationMs(bytes: number): number {
    return (bytes * 8) / this.kbps;
  }

  private await(): void {
    this.cancel();
    const [first] = this.waiting;
    if (first) this.cancel = this.clock.after(Math.max(0, first.dueMs - this.clock.nowMs()), () => this.deliver());
  }

  private deliver(): void {
    const nowMs = this.clock.nowMs();
    while (this.waiting[0] && this.waiting[0].dueMs <= nowMs) this.waiting.shift()?.pass();
    this.await();
  }
}
