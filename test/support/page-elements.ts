import { JSDOM } from 'jsdom';

/** Gives Node the elements of a web page, which draw nothing. @returns what takes them away again */
export function pageElements(): () => void {
  const { window } = new JSDOM('<!doctype html>');
  const given = { document: window.document, requestAnimationFrame: () => 1, cancelAnimationFrame: () => undefined };
  Object.assign(globalThis, given);
  return () => {
    for (const name of Object.keys(given)) Reflect.deleteProperty(globalThis, name);
    window.close();
  };
}
