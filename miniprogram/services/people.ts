/** Somebody whom the demo knows or meets. */
export interface Person {
  readonly account: string;
  readonly name: string;
}

/** How a person is drawn where there is no picture. */
export interface Portrait {
  readonly initials: string;
  /** CSS colour, the same for an account on every device. */
  readonly colour: string;
}

/** The people of the demo. An application takes them from its own back end. */
export const PEOPLE: readonly Person[] = [
  { account: 'alice', name: 'Alice' },
  { account: 'bob', name: 'Bob' },
  { account: 'carol', name: 'Carol' },
  { account: 'dave', name: 'Dave' },
  { account: 'erin', name: 'Erin' },
];

/** Dark enough for white letters: each has a contrast of at least 4.5 with white. */
export const COLOURS = ['#0b7d70', '#3d5fc4', '#8a4bb5', '#b3446c', '#b4501e', '#7a6a12', '#3b7a2e', '#4a6478'] as const;

/** The name of an account, which is the account itself for strangers. */
export function nameOf(account: string): string {
  return PEOPLE.find((person) => person.account === account)?.name ?? account;
}

/** Initials and colour of an account. */
export function portraitOf(account: string): Portrait {
  const [first = '?'] = nameOf(account).trim();
  return { initials: first.toUpperCase(), colour: COLOURS[(hash(account) >>> 8) % COLOURS.length] ?? COLOURS[0] };
}

/** FNV-1a over the UTF-16 units: small, and the same everywhere. Its lowest bits are the least mixed; do not use them. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
