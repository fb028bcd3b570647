import { element, onTap } from '../runtime/dom';
import type { Command } from '../runtime/commands';
import { faultPanel, reportOf } from './faults';

type Locale = 'zh' | 'en';

/** One phone of the pair: who is signed in there, and whether it makes sound at the start. */
interface Phone {
  id: string;
  account: string;
  speakerOn: boolean;
}

const PHONES: readonly Phone[] = [
  { id: 'a', account: 'alice', speakerOn: true },
  { id: 'b', account: 'bob', speakerOn: false }, // With both on, each microphone hears the other phone and howls.
];

const TEXTS = {
  zh: { hint: '两部手机，两个账号，一通真正的音视频通话', speaker: '扬声器', figures: '数据', hide: '切到后台', show: '返回前台', reload: '重新加载', languages: '语言', notes: '两部手机在同一台电脑上：为避免啸叫，只打开一部的扬声器。' },
  en: { hint: 'Two phones, two accounts, one real call', speaker: 'Speaker', figures: 'Figures', hide: 'Send to background', show: 'Bring back', reload: 'Reload', languages: 'Language', notes: 'Both phones share one computer: keep one speaker off, or they howl.' },
} as const;

const ICONS = {
  speakerOn: 'M4 9.5v5h3.5l5 4v-13l-5 4zM16 9a4.2 4.2 0 0 1 0 6M18.5 6.5a7.8 7.8 0 0 1 0 11',
  speakerOff: 'M4 9.5v5h3.5l5 4v-13l-5 4zM16 9.5l5 5M21 9.5l-5 5',
  figures: 'M4 20h16M7 16v-5M12 16V5M17 16v-8',
  hide: 'M12 4v12M7 11l5 5 5-5M5 20h14',
  show: 'M12 20V8M7 13l5-5 5 5M5 4h14',
  reload: 'M20 12a8 8 0 1 1-2.6-5.9M20 4v4.5h-4.5',
} as const;

const STORED = 'netcall-preview:shell-locale';

let locale = firstLocale();
draw();

function draw(): void {
  const texts = TEXTS[locale];
  document.documentElement.lang = locale === 'en' ? 'en' : 'zh-CN';
  place('hint').textContent = texts.hint;
  place('notes').textContent = texts.notes;
  place('phones').replaceChildren(...PHONES.map(phoneBox));
  const languages = document.querySelector('.languages');
  languages?.setAttribute('aria-label', texts.languages);
  languages?.replaceChildren(...(['zh', 'en'] as const).map(languageButton));
}

function phoneBox({ id, account, speakerOn }: Phone): HTMLElement {
  const frame = element('iframe');
  frame.title = account;
  frame.allow = 'camera; microphone; autoplay; clipboard-read; clipboard-write';
  frame.name = id;
  let state = { speakerOn, figuresOn: false, visible: true };
  const open = () => (frame.src = addressOf({ id, account, speakerOn: state.speakerOn }, state.figuresOn));
  const send = (command: Command) => frame.contentWindow?.postMessage(command, window.location.origin);
  const faults = faultPanel({ locale, account, send });
  const controls = element('div', 'controls');
  const drawControls = () => controls.replaceChildren(
    element('span', 'account', account),
    button(TEXTS[locale].speaker, state.speakerOn ? 'speakerOn' : 'speakerOff', state.speakerOn, () => {
      state = { ...state, speakerOn: !state.speakerOn };
      send({ netcallPreview: 'speaker', on: state.speakerOn });
      drawControls();
    }),
    button(TEXTS[locale].figures, 'figures', state.figuresOn, () => {
      state = { ...state, figuresOn: !state.figuresOn };
      send({ netcallPreview: 'figures', on: state.figuresOn });
      drawControls();
    }),
    button(state.visible ? TEXTS[locale].hide : TEXTS[locale].show, state.visible ? 'hide' : 'show', !state.visible, () => {
      state = { ...state, visible: !state.visible };
      send({ netcallPreview: 'app', visible: state.visible });
      drawControls();
    }),
    button(TEXTS[locale].reload, 'reload', false, () => {
      state = { ...state, visible: true };
      faults.clear();
      open();
      drawControls();
    }),
    faults.button,
  );
  window.addEventListener('message', ({ source, data }) => {
    const report = source === frame.contentWindow ? reportOf(data) : null;
    if (report === null) return;
    faults.hear(report);
    if (report.netcallPreview !== 'visibility') return;
    state = { ...state, visible: report.visible };
    drawControls();
  });
  drawControls();
  open();
  return element('section', 'phone', '', element('div', 'bezel', '', frame), controls, faults.box);
}

function button(text: string, icon: keyof typeof ICONS, pressed: boolean, run: () => void): HTMLElement {
  const made = element('button');
  made.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
  made.setAttribute('aria-label', text);
  made.setAttribute('aria-pressed', String(pressed));
  made.title = text;
  made.dataset['action'] = icon;
  onTap(made, run);
  return made;
}

function languageButton(of: Locale): HTMLElement {
  const made = element('button', '', of === 'zh' ? '中文' : 'English');
  made.setAttribute('aria-pressed', String(of === locale));
  onTap(made, () => {
    if (of === locale) return;
    locale = of;
    localStorage.setItem(STORED, of);
    draw();
  });
  return made;
}

function addressOf({ id, account, speakerOn }: Phone, figuresOn: boolean): string {
  const lang = locale === 'zh' ? 'zh-CN' : 'en';
  return `phone.html?${new URLSearchParams({ phone: id, as: account, lang, speaker: speakerOn ? 'on' : 'off', ...(figuresOn ? { figures: 'on' } : {}) }).toString()}`;
}

/** The address decides, then what was chosen here before, then the browser. */
function firstLocale(): Locale {
  const asked = new URLSearchParams(window.location.search).get('lang') ?? localStorage.getItem(STORED) ?? navigator.language;
  return asked.startsWith('zh') ? 'zh' : 'en';
}

function place(id: string): HTMLElement {
  return document.getElementById(id) ?? document.body;
}
