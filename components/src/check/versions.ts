/** Whether a version of the base library is older than another: compared number by number, what is missing counts as 0. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((each) => each.split('.').map(Number)) as [number[], number[]];
  const index = other.findIndex((part, place) => (one[place] || 0) !== part);
  return index >= 0 && (one[index] || 0) < (other[index] || 0);
}
