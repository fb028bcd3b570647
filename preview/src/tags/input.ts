import type { Element as WxElement } from 'glass-easel';
import { pageLengths } from '../runtime/style-text';
import { type Properties, tag, type TagHandle, type TagLife } from './define';
import { joinForm } from './form';

const FIELD = {
  value: '', name: '', placeholder: '', placeholderClass: 'input-placeholder', placeholderStyle: '', disabled: false, maxlength: 140, focus: false, autoFocus: false,
  cursorSpacing: 0, adjustPosition: true, holdKeyboard: false, confirmType: 'done', confirmHold: false, selectionStart: -1, selectionEnd: -1, cursor: -1,
} satisfies Properties;

const INPUT = { ...FIELD, type: 'text', password: false, alwaysEmbed: false } satisfies Properties;
const TEXTAREA = { ...FIELD, autoHeight: false, fixed: false, showConfirmBar: true, disableDefaultPadding: false } satisfies Properties;

/** What the browser's keyboard is to show, by WeChat's type of input. */
const KEYBOARDS: Readonly<Record<string, string>> = { number: 'numeric', digit: 'decimal', idcard: 'text', text: 'text', nickname: 'text', 'safe-password': 'text' };

/** `<input>`. The node itself is the browser's input. */
export const input = tag({
  properties: INPUT,
  mount(handle) {
    const { dom, data } = handle;
    if (!(dom instanceof HTMLInputElement)) return {};
    const life = field(handle, dom);
    return {
      ...life,
      changed(name) {
        life.changed?.(name);
        dom.type = data.password || data.type === 'safe-password' ? 'password' : 'text';
        dom.inputMode = KEYBOARDS[data.type] ?? 'text';
      },
    };
  },
});

/** `<textarea>`. The node itself is the browser's text area. */
export const textarea = tag({
  properties: TEXTAREA,
  mount(handle) {
    const { dom, data } = handle;
    if (!(dom instanceof HTMLTextAreaElement)) return {};
    const grow = () => {
      if (!data.autoHeight) return;
      dom.style.height = 'auto';
      dom.style.height = `${dom.scrollHeight}px`;
    };
    dom.addEventListener('input', grow);
    const life = field(handle, dom);
    return { ...life, changed: (name) => (life.changed?.(name), grow()), attached: () => (life.attached?.(), grow()) };
  },
});

function field(handle: TagHandle<typeof FIELD>, dom: HTMLInputElement | HTMLTextAreaElement): TagLife {
  const { data } = handle;
  listen(handle, dom);
  joinForm(dom, { name: () => data.name, value: () => dom.value, reset: () => handle.assign('value', '') });
  const apply: Partial<Record<string, () => void>> = {
    value: () => {
      if (dom.value !== data.value) dom.value = data.value;
    },
    maxlength: () => (data.maxlength < 0 ? dom.removeAttribute('maxlength') : dom.setAttribute('maxlength', String(data.maxlength))),
    placeholder: () => (dom.placeholder = data.placeholder),
    placeholderClass: () => placeholderStyle(handle, dom),
    placeholderStyle: () => placeholderStyle(handle, dom),
    disabled: () => (dom.readOnly = data.disabled),
    confirmType: () => (dom.enterKeyHint = data.confirmType),
    focus: () => (data.focus ? dom.focus() : dom.blur()),
  };
  apply['maxlength']?.();
  return {
    changed: (name) => apply[name]?.(),
    attached: () => {
      if (data.focus || data.autoFocus) dom.focus();
      placeholderStyle(handle, dom);
    },
  };
}

function listen({ data, emit, assign }: TagHandle<typeof FIELD>, dom: HTMLInputElement | HTMLTextAreaElement): void {
  const tell = (name: string, more: object = {}) => emit(name, { value: dom.value, cursor: dom.selectionStart ?? dom.value.length, ...more });
  dom.addEventListener('input', () => {
    assign('value', dom.value);
    tell('input', { keyCode: dom.value.charCodeAt(dom.value.length - 1) || 8 });
  });
  dom.addEventListener('focus', () => tell('focus', { height: 0 }));
  dom.addEventListener('blur', () => tell('blur'));
  dom.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || event.key !== 'Enter' || event.isComposing || dom instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    tell('confirm');
    if (!data.confirmHold) dom.blur();
  });
}

/**
 * The placeholder takes the colour, size and weight of its class and style. The browser styles placeholders by
 * pseudo-element only, so the values are measured on a node of that class and handed over as CSS variables. What the class
 * does not say shows as the probe's own odd values (base.css) and is left to the input.
 */
function placeholderStyle({ data, element }: TagHandle<typeof FIELD>, dom: HTMLElement): void {
  if (data.placeholderClass === FIELD.placeholderClass && data.placeholderStyle === '') return;
  const probe = document.createElement('span');
  probe.dataset['placeholderProbe'] = '';
  probe.style.cssText = pageLengths(data.placeholderStyle);
  probe.classList.add(...scopedNames(element, dom, data.placeholderClass));
  dom.after(probe);
  const styles = getComputedStyle(probe);
  const said = (value: string, odd: string) => (value === odd ? '' : value);
  dom.style.setProperty('--placeholder-color', said(styles.color, 'rgb(1, 2, 3)'));
  dom.style.setProperty('--placeholder-size', said(styles.fontSize, '1.5px'));
  dom.style.setProperty('--placeholder-weight', said(styles.fontWeight, '1'));
  probe.remove();
}

/** The names under which a class of the mini-program stands in the DOM: the node wears it for a moment. */
function scopedNames(element: WxElement, dom: HTMLElement, name: string): string[] {
  const before = new Set(dom.classList);
  element.toggleNodeClass(name, true);
  const names = [...dom.classList].filter((each) => !before.has(each));
  element.toggleNodeClass(name, false);
  return names;
}
