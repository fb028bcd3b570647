/** The first character, whole even when it is an emoji of two units; empty for an empty name. */
export function initialOf(name: string): string {
  return (Array.from(name.trim())[0] ?? '').toUpperCase();
}
