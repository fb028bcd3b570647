/** Makes an element with a class and a text; children follow. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, className = '', text = '', ...children: Node[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  if (text !== '') made.textContent = text;
  made.append(...children);
  return made;
}

/** Calls back on a tap, as a mouse, a finger or the keyboard makes it. */
export function onTap(target: HTMLElement, run: () => void): void {
  target.addEventListener('click', run);
}
