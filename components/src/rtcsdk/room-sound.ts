/** Who is heard where: a member's stream carries picture and sound, and must be played once. */
export class RoomSound {
  /** Where sound comes out: `speaker` or `ear`. */
  private out = 'speaker';
  private readonly shown = new Map<object, string>();
  private readonly listeners = new Set<() => void>();

  /** Where sound comes out, as the audio player has been told. */
  get mode(): string {
    return this.out;
  }

  /** Chooses where sound comes out, for all players. */
  setMode(mode: string): void {
    if (mode === this.out) return;
    this.out = mode;
    this.tell();
  }

  /** A video player shows this user from now on. An empty one: nobody. */
  show(player: object, userID: string): void {
    if ((this.shown.get(player) ?? '') === userID) return;
    if (userID === '') this.shown.delete(player);
    else this.shown.set(player, userID);
    this.tell();
  }

  /** Whether some video player shows this user, so that the audio player leaves it out. */
  isShown(userID: string): boolean {
    return [...this.shown.values()].includes(userID);
  }

  /** Whether this video player gives the sound of its user: of several that show the same one, the first. */
  isHeard(player: object): boolean {
    const userID = this.shown.get(player);
    return [...this.shown].find(([, shown]) => shown === userID)?.[0] === player;
  }

  /** Hears of every change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private tell(): void {
    [...this.listeners].forEach((listener) => listener());
  }
}

/** The sound of the room that this mini-program is in. */
export const roomSound = new RoomSound();
