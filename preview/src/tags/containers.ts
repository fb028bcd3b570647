import { tag } from './define';
import { HOVER, hoverOn } from './hover';

/** `<view>`: a box that may change its look while pressed. */
export const view = tag({
  properties: HOVER,
  mount(handle) {
    hoverOn(handle);
    return {};
  },
});

/** `<text>`: text that keeps its line breaks; only it may be selected. */
export const text = tag({
  properties: { selectable: false, userSelect: false, space: '', decode: false },
  mount: ({ dom, data }) => ({
    changed() {
      dom.toggleAttribute('data-selectable', data.selectable || data.userSelect);
      dom.toggleAttribute('data-keep-spaces', data.space !== '');
    },
  }),
});

/** `<root-portal>`, which only holds what is inside. */
export const box = tag({ properties: { scrollTop: 0 } });

/** `<label>`: a tap on it is a tap on its control. */
export const label = tag({
  properties: { for: '' },
  mount: ({ dom, data }) => {
    dom.addEventListener('click', (event) => {
      const control = data.for === '' ? dom.querySelector('input, textarea, switch, button, checkbox, radio') : document.querySelector(`[id$="--${data.for}"]`);
      if (!(control instanceof HTMLElement) || control.contains(event.target as Node)) return;
      if (control.tagName === 'INPUT' || control.tagName === 'TEXTAREA') control.focus();
      else control.dispatchEvent(new MouseEvent('click', { bubbles: false }));
    });
    return {};
  },
});
