const STORED = 'netcall-webmedia:clock';
const LARGEST = 2 ** 32;

let known: number | null = null;

/** Names the clock of this browser: all its pages of one origin have the same number, other browsers another one. */
export function clockId(): number {
  known ??= stored() ?? made();
  return known;
}

function stored(): number | null {
  try {
    return Number(localStorage.getItem(STORED)) || null;
  } catch {
    return null; // A page without storage shares its clock with nobody.
  }
}

function made(): number {
  const id = 1 + Math.floor(Math.random() * LARGEST);
  try {
    localStorage.setItem(STORED, String(id));
  } catch {
    return id; // The same.
  }
  return id;
}
