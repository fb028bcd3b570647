/** One figure over time, in milliseconds since the beginning of the run. */
export class Series {
  private readonly noted: { readonly atMs: number; readonly value: number }[] = [];

  note(atMs: number, value: number): void {
    this.noted.push({ atMs, value });
  }

  /** The newest value; null before the first. */
  get last(): number | null {
    return this.noted.at(-1)?.value ?? null;
  }

  /** The median of the values of a part of the run; null when there are none. */
  median({ fromMs, toMs }: Part): number | null {
    return medianOf(this.noted.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).map(({ value }) => value));
  }
}

/** The middle one of these values; null when there are none. */
export function medianOf(values: readonly number[]): number | null {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? null;
}

/** A part of the run. */
export interface Part {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The two parts that are compared: of thirty minutes the fifth to the tenth, and the last five. What is before is warming up. */
export function partsOf(minutes: number): { readonly early: Part; readonly late: Part } {
  const wholeMs = minutes * 60_000;
  return { early: { fromMs: wholeMs / 6, toMs: wholeMs / 3 }, late: { fromMs: (wholeMs * 5) / 6, toMs: Infinity } };
}

/** One line of the verdict. */
export interface Finding {
  readonly ok: boolean;
  readonly text: string;
}

/** Memory: at the end it may be larger by this part of what it was. */
export const GROWTH_SHARE = 0.05;

/** Judges that a size in bytes has not grown by more than a twentieth. */
export function growsBy(what: string, series: Series, minutes: number): Finding {
  const [early, late] = both(series, minutes);
  if (early === null || late === null) return { ok: false, text: `${what} not measured` };
  const share = late / early - 1;
  return { ok: late <= early * (1 + GROWTH_SHARE), text: `${what} ${megabytes(early)} → ${megabytes(late)} (${signed(share * 100, 1)} of +${GROWTH_SHARE * 100} %)` };
}

/** Judges that a figure has gone neither up nor down by more than `limit`. */
export function changesBy(what: string, series: Series, minutes: number, limit: number, unit = ' ms'): Finding {
  const [early, late] = both(series, minutes);
  if (early === null || late === null) return { ok: false, text: `${what} not measured` };
  return { ok: Math.abs(late - early) <= limit, text: `${what} ${signed(late - early)} of ±${limit}${unit}` };
}

/** Judges that something has happened at most so often. */
export const isAtMost = (what: string, count: number, limit: number): Finding => ({ ok: count <= limit, text: `${what} ${count} of ${limit}` });

/** One line for all findings about one subject. */
export const together = (what: string, findings: readonly Finding[]): Finding =>
  ({ ok: findings.every(({ ok }) => ok), text: `${what}: ${findings.map(({ ok, text }) => (ok ? text : `BROKEN ${text}`)).join(', ')}` });

/** For people. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function both(series: Series, minutes: number): [number | null, number | null] {
  const { early, late } = partsOf(minutes);
  return [series.median(early), series.median(late)];
}

const signed = (value: number, digits = 0): string => `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
