import { scopedStyles } from './style-text';

/**
 * The style sheets of the mini-program in this window. Those of the app and of components always hold; that of a page
 * holds only while the page is on top, since pages share class names.
 */
export class StyleSheets {
  private readonly pages = new Map<string, HTMLStyleElement>();

  /** Adds a sheet that always holds. */
  add(css: string, scope: string): void {
    if (css !== '') document.head.append(sheet(scopedStyles(css, scope)));
  }

  /** Adds a sheet of a page. */
  addPage(path: string, css: string, scope: string): void {
    const element = sheet(scopedStyles(css, scope));
    element.disabled = true;
    document.head.append(element);
    element.disabled = true;
    this.pages.set(path, element);
  }

  /** Lets the sheet of one page hold and no other's. */
  showPage(path: string): void {
    for (const [page, element] of this.pages) element.disabled = page !== path;
  }
}

function sheet(css: string): HTMLStyleElement {
  const element = document.createElement('style');
  element.textContent = css;
  return element;
}
